"""Where a case's evidence stands in the index, and which passages cover it.

The *gold units* of a case are what a reader must have seen to answer: one unit an answer
group, merged where groups rest on the same words. Copies of one fact (a reprint, two articles
that both say it) are alternatives of one unit, not two units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.cases import Case
from eval.metrics import contains_gold
from rag import Citation, Document, Passage


@dataclass(frozen=True, slots=True)
class Span:
    """Words of an article in the index; ``end`` is -1 when the whole article is meant."""

    path: str
    document_id: str
    start: int
    end: int
    quote: str


Unit = tuple[Span, ...]
"""Alternatives: any one of them covers the unit."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A case's units; ``indexed`` is false when a named article or quote is not in the index.

    ``year`` and ``characters`` describe the first gold article, for slices.
    """

    units: tuple[Unit, ...] = ()
    indexed: bool | None = None
    year: int | None = None
    characters: int | None = None

    @property
    def ideal(self) -> list[int]:
        """The gains of the best possible list: one passage an article, most units first."""
        return sorted(Counter(unit[0].document_id for unit in self.units).values(), reverse=True)


def find_gold(case: Case, documents: Mapping[str, Document]) -> Gold:
    """Locate a case's evidence in ``documents``: the indexed articles by the names it uses."""
    wanted = [(item.article, item.quote) for item in case.evidence]
    if not wanted:
        wanted = [(article, "") for article in case.articles]
    spans: list[Span] = []
    sources: list[Document] = []
    for article, quote in wanted:
        document = documents.get(article)
        start = document.text.find(quote) if document else -1
        if document is None or start < 0:
            continue
        end = start + len(quote) if quote else -1
        spans.append(Span(document.path, document.id, start, end, quote))
        sources.append(document)
    if not spans:
        return Gold(indexed=False if wanted else None)
    units = [_unit(group, spans, sources) for group in case.answers] or [tuple(spans)]
    return Gold(
        units=tuple(dict.fromkeys(units)),
        indexed=len(spans) == len(wanted),
        year=sources[0].published.year if sources[0].published else None,
        characters=len(sources[0].text),
    )


def _unit(group: Sequence[str], spans: Sequence[Span], sources: Sequence[Document]) -> Unit:
    """The spans that speak of one answer group; all of them when none says it literally."""
    chosen = tuple(
        span
        for span, document in zip(spans, sources, strict=True)
        if contains_gold(span.quote or document.text, [group])
    )
    return chosen or tuple(spans)


def passage_gains(passages: Sequence[Passage], gold: Gold) -> list[int]:
    """For each passage, how many gold units it is the first to cover."""
    left = set(range(len(gold.units)))
    gains: list[int] = []
    for passage in passages:
        new = {i for i in left if covers(passage, gold.units[i])}
        left -= new
        gains.append(len(new))
    return gains


def covers(place: Passage | Citation, unit: Unit) -> bool:
    """Whether a passage or citation covers at least half of one of the unit's spans.

    A citation shorter than the gold span counts when half of *it* lies inside. A reprint of
    the gold article counts when it holds the same words.
    """
    words = place.text if isinstance(place, Passage) else place.quote
    for span in unit:
        if place.document_id == span.document_id:
            overlap = min(place.end, span.end) - max(place.start, span.start)
            needed = min(span.end - span.start, place.end - place.start)
            if span.end < 0 or (overlap > 0 and 2 * overlap >= needed):
                return True
        elif span.path in place.also_in and span.quote in words:
            return True
    return False
