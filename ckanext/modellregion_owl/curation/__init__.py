"""Curation that lasts: what people change, decide and block stays over every harvest."""
