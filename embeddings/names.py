"""The names of the models that ship."""

from __future__ import annotations

DEEP, FAST = "deep", "fast"
_OLDER_NAMES = {"bundled": FAST}


def shipped(name: str) -> str:
    """The present name of a model that ships; empty for any other.

    >>> shipped("deep"), shipped("bundled"), shipped("BAAI/bge-m3")
    ('deep', 'fast', '')
    """
    name = _OLDER_NAMES.get(name, name)
    return name if name in (DEEP, FAST) else ""
