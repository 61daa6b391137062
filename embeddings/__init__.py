"""Strings to unit vectors, and vectors to neighbours. Knows nothing of articles."""
