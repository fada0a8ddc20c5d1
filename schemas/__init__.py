"""ckanext-scheming schemas; a package, so that `…schemas:dataset.yaml` resolves."""
