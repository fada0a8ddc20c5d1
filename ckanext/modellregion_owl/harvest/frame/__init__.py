"""All that knows ckanext-harvest: its plug, its books, its form."""
