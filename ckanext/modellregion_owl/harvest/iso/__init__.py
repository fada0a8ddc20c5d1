"""ISO 19139 metadata → DCAT triples: one gmd:MD_Metadata with its coupled services."""
