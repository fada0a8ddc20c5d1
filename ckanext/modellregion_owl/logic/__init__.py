"""Actions, auth functions and validators."""
