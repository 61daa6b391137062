"""Articles that are like one, by their vectors: the middle of one's passages, and what lies near.

No model is run: the vectors are those that were stored when the articles were read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from embeddings.base import FloatMatrix, FloatVector
from rag.types import Hit, Passage

_PASSAGES_EACH = 8
"""Passages fetched for each article wanted: the nearest few are often one article's, or its own."""


def middle(vectors: FloatMatrix) -> FloatVector | None:
    """The mean of an article's passage vectors, of unit length; ``None`` where it has none."""
    if not len(vectors):
        return None
    mean = vectors.mean(axis=0)
    length = float(np.linalg.norm(mean))
    return mean / length if length > 0 else None


def nearest_articles(
    document_id: str,
    most: int,
    nearest: Callable[[int], Sequence[Hit]],
    passages: Callable[[Sequence[int]], Sequence[Passage]],
    stories: Callable[[Sequence[int]], Mapping[int, str]],
) -> list[str]:
    """Ids of other articles by their nearest passage, best first, one of each story.

    Args:
        document_id: The article that they are like; its own story is left out.
        most: How many at most.
        nearest: The passages nearest to its middle, so many of them.
        passages: Passages by their ids, those of removed articles left out.
        stories: The id of the article that stands for each passage's story.
    """
    hits = nearest(_PASSAGES_EACH * (most + 1))
    found = passages([hit.chunk_id for hit in hits])
    story_of = stories([passage.chunk_id for passage in found])
    own = {story_of[p.chunk_id] for p in found if p.document_id == document_id} | {document_id}
    chosen: dict[str, str] = {}
    for passage in found:
        story = story_of.get(passage.chunk_id, passage.document_id)
        if story not in own and passage.document_id != document_id:
            chosen.setdefault(story, passage.document_id)
    return list(chosen.values())[:most]
