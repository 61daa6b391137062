"""Where a reader looks: a span of a document, in the evidence panel or the articles' reader."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """What to show: a span of a document, and where it stands in its answer's list.

    ``kind`` is ``cite`` (evidence n of total), ``near`` (nearest n of total) or ``read`` (an
    article opened from the list: no span, ``start == end == 0``).
    """

    kind: str
    document_id: str
    start: int
    end: int
    quote: str
    title: str = ""
    turn_id: str = ""
    number: int = 0
    total: int = 0
    also_in: tuple[str, ...] = ()
