"""`ckan modellregion doctor`: what an installation needs, and what it will meet in a portal."""
