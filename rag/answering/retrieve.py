"""Find passages: words and meaning searched apart, fused by weighted ranks, copies collapsed.

Fusion is reciprocal rank fusion (Cormack, Clarke, Büttcher, SIGIR 2009), weighted:
score = Σ over lists of weight / (K + rank), ranks counted from 0. The paper's K = 60 (61 from 0)
makes a passage that is tenth in both lists beat the first of the better one, which lowers hit@1
where one list is much the weaker (docs/quality.md); K = 5 keeps the first places apart. How much
meaning counts beside words depends on the embedding model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from embeddings import Embedder
from embeddings.base import FloatVector
from rag.answering.question import Question
from rag.answering.synonyms import related_names
from rag.text.fold import fold
from rag.types import Document, Filters, Hit, Passage
from rag.wording import Language

K_ZERO_BASED = 5
Weights = Mapping[Language, tuple[float, float]]
"""Weights of the lexical and the vector list by the language of the question."""
WEIGHTS: Weights = {"zh": (1.0, 0.3), "en": (1.0, 0.4)}
"""With the bundled static model, and with any model that was not measured."""
WEIGHTS_OF: Mapping[str, Weights] = {"deep": {"zh": (1.0, 1.0), "en": (1.0, 2.0)}}
"""With the models that were measured, by name (``Embedder.name``)."""
LIST_LENGTH = 60
"""How many hits are taken from each list before fusion.

Under a filter 2k are: they reach as deep into the index as 60 that nothing sieves, and as many
are looked at after fusion.
"""
# ，, a space, _
_NO_LETTERS = re.compile(r"[\W_]+")
SAME_TEXT = 0.8
"""Passages that share this part of their character pairs (Jaccard) say the same."""


class SearchableIndex(Protocol):
    """What retrieval needs of an index; see ``rag.indexing.index.Index``."""

    def lexical(
        self,
        query: str,
        k: int,
        filters: Filters = ...,
        others: Sequence[tuple[str, str]] = ...,
    ) -> list[Hit]:
        """Chunks by their words, best first; ``others``: (phrase, another name of it)."""

    def nearest(self, vector: FloatVector, k: int, filters: Filters = ...) -> list[Hit]:
        """Chunks by their meaning, best first."""

    def passages(self, chunk_ids: Sequence[int]) -> list[Passage]:
        """The chunks with their articles, in the order asked for."""

    def shown(self, document_id: str) -> Document:
        """The article with this id, also one that was removed while it was being read."""


def retrieve(
    question: Question,
    index: SearchableIndex,
    embedder: Embedder,
    k: int,
    *,
    filters: Filters | None = None,
    glosses: Sequence[str] = (),
) -> list[Passage]:
    """The ``k`` best passages for the question, best first, copies of one text collapsed.

    Args:
        question: What is asked, understood.
        index: Where to look.
        embedder: The model the index was built with.
        k: How many passages to return at most.
        filters: What the search is limited to.
        glosses: Chinese words for a question in English; searched as further words.
    """
    limits = filters or Filters()
    length = 2 * k if limits else max(LIST_LENGTH, 2 * k)
    named = (*question.alternatives, *related_names(question.text))
    others = list(dict.fromkeys((phrase, other) for phrase, names in named for other in names))
    words = [question.text, *glosses]
    if question.language == "en":  # its translations are what is searched, no names beside it
        words, others = [*words, *(other for _, other in others)], []
    lexical = index.lexical(" ".join(words), length, limits, others)
    vector = embedder.encode_query(" ".join((question.text, *glosses)))
    nearest = index.nearest(vector, length, limits)
    weights = WEIGHTS_OF.get(embedder.name, WEIGHTS)[question.language]
    fused = fuse((lexical, nearest), weights)
    # Twice as many as asked for, so that collapsing copies still leaves k.
    candidates = fused[: 2 * k]
    scores = dict(candidates)
    found = index.passages(list(scores))
    places = [{hit.chunk_id: rank for rank, hit in enumerate(hits)} for hits in (lexical, nearest)]
    scored = [
        replace(
            passage,
            score=scores[passage.chunk_id],
            lexical_rank=places[0].get(passage.chunk_id),
            vector_rank=places[1].get(passage.chunk_id),
        )
        for passage in found
    ]
    return collapse_copies(scored)[:k]


def fuse(lists: Sequence[Sequence[Hit]], weights: Sequence[float]) -> list[tuple[int, float]]:
    """Weighted reciprocal rank fusion of ranked lists: (chunk id, score), highest first.

    Ties keep the order of first appearance. Scores of the lists themselves are not used.
    """
    scores: dict[int, float] = {}
    for hits, weight in zip(lists, weights, strict=True):
        for rank, hit in enumerate(hits):
            scores[hit.chunk_id] = scores.get(hit.chunk_id, 0.0) + weight / (K_ZERO_BASED + rank)
    return sorted(scores.items(), key=lambda item: -item[1])


def collapse_copies(passages: Sequence[Passage]) -> list[Passage]:
    """Keep the best of passages that say the same; the others' paths join its ``also_in``."""
    kept: list[Passage] = []
    places: list[int] = []
    alike = _likeness([passage.text for passage in passages]) >= SAME_TEXT
    for place, passage in enumerate(passages):
        twin = next((i for i, other in enumerate(places) if alike[place, other]), None)
        if twin is None:
            kept.append(passage)
            places.append(place)
        elif passage.document_id != kept[twin].document_id:
            also = dict.fromkeys((*kept[twin].also_in, passage.path, *passage.also_in))
            also.pop(kept[twin].path, None)
            kept[twin] = replace(kept[twin], also_in=tuple(also))
    return kept


def _likeness(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Shape (n, n): the Jaccard likeness of the texts' sets of character pairs.

    All at once, by counting common bits; texts without pairs are like themselves alone. Not as
    a matrix product: the threads of BLAS stall for 100 ms where other programs want the cores.
    """
    pairs = [_character_pairs(text) for text in texts]
    _, numbers = np.unique(np.concatenate([np.empty(0, np.uint64), *pairs]), return_inverse=True)
    held = np.zeros((len(texts), 64 * (int(numbers.max(initial=0)) // 64 + 1)), np.bool_)
    held[np.repeat(np.arange(len(texts)), [len(own) for own in pairs]), numbers] = True
    bits = np.packbits(held, axis=1).view(np.uint64)
    common = np.bitwise_count(bits[:, None, :] & bits[None, :, :]).sum(axis=2, dtype=np.float32)
    sizes = common.diagonal()
    either = sizes[:, None] + sizes[None, :] - common
    likeness = np.eye(len(texts), dtype=np.float32)
    np.divide(common, either, out=likeness, where=either > 0)
    return likeness


def _character_pairs(text: str) -> npt.NDArray[np.uint64]:
    """Shape (letters - 1,): each pair of neighbouring letters as one number."""
    letters = _NO_LETTERS.sub("", fold(text)).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(letters, np.uint32).astype(np.uint64)
    return codes[:-1] << np.uint64(32) | codes[1:]
