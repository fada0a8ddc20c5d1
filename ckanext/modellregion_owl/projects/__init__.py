"""Model projects (Modellprojekte) as CKAN groups."""
