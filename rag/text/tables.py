"""Tables of words, kept as TOML beside the code (``rag/data``), each read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

Groups = tuple[tuple[str, ...], ...]
"""Rows of words that belong together; the order of rows and of words in them may matter."""


@cache
def table(name: str) -> dict[str, Any]:
    """The table ``rag/data/NAME.toml``; its values are not to be changed."""
    text = resources.files("rag").joinpath(f"data/{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def groups(name: str, key: str) -> Groups:
    """The rows of words under ``key`` of a table."""
    return tuple(tuple(row) for row in table(name)[key])
