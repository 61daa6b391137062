"""Whether quotes bear a sentence out, by the reader's head for that.

The rules of this package know figures, dates, names and quoted words exactly. What else a sentence
may get wrong with words that all stand there (who did it to whom, a plan told as done, a share told
as the whole, a condition left out) a model tells better: it was trained on sound and faulty
sentences about the same passages (``training/claims.py``), as AlignScore (Zha et al. 2023) and
MiniCheck (Tang et al. 2024) were. Each sentence is held against each of its quotes in its
surroundings and, where it has several, against all of them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

from rag.answer_types import Citation
from rag.types import Document, Passage

SEEN = 310
"""Characters that the reader sees of a quote and what stands around it: one window of its own."""
MOST_QUOTES = 3
"""Quotes of one sentence that are read; more are not cited by anybody in earnest."""
_MOST_TOGETHER = 300
"""Characters of quotes that are read together."""


@runtime_checkable
class Supports(Protocol):
    """What tells whether passages bear a sentence out; ``rag.answering.reader.OnnxReader`` does."""

    def support(self, statement: str, passages: Sequence[Passage]) -> list[float]:
        """For each passage how surely it bears the statement out, a logit."""


def support(
    sentence: str, cited: Sequence[tuple[Citation, Document]], reader: Supports
) -> float | None:
    """How surely its quotes bear a sentence out, a logit: the greatest of what is read.

    ``None`` where the reader cannot tell.
    """
    passages = [surroundings(*pair) for pair in cited[:MOST_QUOTES]]
    together = "\n".join(citation.quote for citation, _ in cited[:MOST_QUOTES])
    if len(passages) > 1 and len(together) <= _MOST_TOGETHER:
        passages.append(replace(passages[0], start=0, end=len(together), text=together))
    told = reader.support(sentence, passages)
    return max(told) if told else None


def surroundings(citation: Citation, document: Document, seen: int = SEEN) -> Passage:
    """A quote with what stands around it, ``seen`` characters in all; a longer quote is whole."""
    around = max(0, seen - (citation.end - citation.start))
    start = max(0, citation.start - around // 2)
    end = min(len(document.text), citation.end + around - around // 2)
    text = document.text[start:end]
    return Passage(0, document.id, start, end, text, document.title, published=document.published)
