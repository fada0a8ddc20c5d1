"""Asks whether links answer: politely, over days, and never while somebody waits for a page."""
