"""The development stack without containers. Standard library only: it runs before any venv."""
