"""The catalogue as DCAT-AP.de."""
