"""Into an existing portal, and out again: datasets of before, and of after."""
