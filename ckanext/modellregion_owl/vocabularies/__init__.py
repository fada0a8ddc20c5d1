"""Controlled vocabularies as data files, and their look-ups."""
