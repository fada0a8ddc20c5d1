"""Translations; a package, so that they are found in an editable install too."""
