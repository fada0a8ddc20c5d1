"""Catalogue Service for the Web 2.0.2: questions, answers, the walk through them."""
