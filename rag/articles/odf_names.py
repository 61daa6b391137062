"""The names of OpenDocument's elements (OpenDocument 1.3 part 3, 1.4), and counts among them."""

from __future__ import annotations

from typing import Any

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
OFFICE = f"{{{_ODF}:office:1.0}}"
TEXT = f"{{{_ODF}:text:1.0}}"
TABLE = f"{{{_ODF}:table:1.0}}"
DRAW = f"{{{_ODF}:drawing:1.0}}"
STYLE = f"{{{_ODF}:style:1.0}}"
PRESENTATION = f"{{{_ODF}:presentation:1.0}}"
MANIFEST = f"{{{_ODF}:manifest:1.0}}"
META = f"{{{_ODF}:meta:1.0}}"
SVG = f"{{{_ODF}:svg-compatible:1.0}}"
DC = "{http://purl.org/dc/elements/1.1/}"

MOST = 100_000_000
"""A count beyond this is read as this."""


def count_of(element: Any, name: str) -> int:
    """A count that an attribute states; 1 where it states none."""
    try:
        return max(1, min(int(element.get(name, "1")), MOST))
    except ValueError:
        return 1
