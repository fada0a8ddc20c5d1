"""Comparisons with peers on the real stack; `make bench`."""
