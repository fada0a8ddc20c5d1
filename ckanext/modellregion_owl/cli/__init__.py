"""The command line `ckan modellregion`."""
