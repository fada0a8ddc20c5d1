"""Plugins of an invented house: its theme and its login, as a portal may have them beside us."""
