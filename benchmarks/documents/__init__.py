"""Files of all kinds and questions about them: ``python -m benchmarks.documents``."""
