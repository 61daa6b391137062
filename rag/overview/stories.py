"""Articles that report the same event, together: alike in words and near in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.types import Document

if TYPE_CHECKING:
    from embeddings.words import WordVectors

ALIKE = 0.86
"""Beginnings at least so alike (cosine) tell of one event, if they are near in time."""
SAME = 0.97
"""Beginnings so alike are one text, whenever it was printed."""
NEAR_DAYS = 14
_BEGINNING = 500


def stories_of(documents: Sequence[Document], words: WordVectors) -> list[list[Document]]:
    """The articles in groups of one event each, in the order in which each event comes first."""
    vectors = words.vectors([f"{d.title}。{d.text[:_BEGINNING]}" for d in documents])
    groups: list[list[int]] = []
    for place, document in enumerate(documents):
        home = next(
            (
                group
                for group in groups
                if _one_event(
                    documents[group[0]], document, float(vectors[group[0]] @ vectors[place])
                )
            ),
            None,
        )
        if home is None:
            groups.append([place])
        else:
            home.append(place)
    return [[documents[place] for place in group] for group in groups]


def _one_event(one: Document, other: Document, like: float) -> bool:
    if like >= SAME:
        return True
    if like < ALIKE:
        return False
    if one.published is None or other.published is None:
        return True
    return abs((one.published - other.published).days) <= NEAR_DAYS
