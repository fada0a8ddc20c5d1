"""Tables of the extension."""
