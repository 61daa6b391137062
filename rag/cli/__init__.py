"""The terminal face: parse, one call, print."""
