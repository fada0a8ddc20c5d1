"""A region's content: one folder of YAML files."""
