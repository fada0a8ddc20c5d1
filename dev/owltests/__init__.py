"""What the fixtures of tests/conftest.py stand on."""
