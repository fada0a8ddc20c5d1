"""CKAN extension of the Digitale Modellregion Ostwestfalen-Lippe."""
