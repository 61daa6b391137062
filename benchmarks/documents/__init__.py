"""Sixty files of all kinds and three hundred questions: ``python -m benchmarks.documents``."""
