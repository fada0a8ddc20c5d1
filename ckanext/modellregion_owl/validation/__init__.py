"""Validates datasets by the rules that the rows make, and by official shapes where configured."""
