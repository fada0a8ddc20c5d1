"""Keeps personal data out of the catalogue: a person becomes the office that the person works for.

Open Data-Verordnung NRW § 4(2): no personal data in metadata (spec portal.md 6, no. 6).
"""
