"""What makes an article the same article: its title, its day and its text."""

from __future__ import annotations

import hashlib
from datetime import date


def document_id(title: str, day: date | None, text: str) -> str:
    """The first 16 hexadecimal digits of SHA-256 over title, day and text."""
    whole = "\x1f".join((title, day.isoformat() if day else "", text))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]
