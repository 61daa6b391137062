"""The page: ask on the left, read the evidence in its article on the right."""
