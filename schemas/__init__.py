"""ckanext-scheming schemas; a package, so that `ckanext.modellregion_owl.schemas:dataset.yaml` resolves."""
