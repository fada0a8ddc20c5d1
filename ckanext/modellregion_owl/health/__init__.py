"""Tells monitoring how the portal is: an address that answers in a word, and numbers in detail."""
