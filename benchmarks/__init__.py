"""Scripts that measure; each prints what it measured and on what machine."""
