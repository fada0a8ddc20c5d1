"""Everything that writes to CKAN and its index."""
