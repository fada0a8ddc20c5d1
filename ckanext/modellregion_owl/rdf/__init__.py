"""RDF both ways from the rows of schemas/dataset.yaml."""
