"""Known benchmarks in their own formats and by their own protocols."""
