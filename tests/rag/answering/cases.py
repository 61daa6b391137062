"""Evidence and readings made by hand: a text, the words pointed at in it, and its article."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from embeddings.words import WordVectors
from rag.answer_types import Reading, Span
from rag.answering.evidence import Evidence, Source, evidence_of, source_of
from rag.answering.judge import Judgement, judge
from rag.answering.question import understand
from rag.text.fold import fold
from rag.text.sentences import sentence_spans
from rag.types import Passage


@cache
def words() -> WordVectors:
    """The bundled word vectors, read once."""
    return WordVectors()


def passage(text: str, *, number: int = 0, start: int = 0, **about: Any) -> Passage:
    """A passage of its own article."""
    return Passage(number, f"d{number}", start, start + len(text), text, **about)


def source(text: str, article: str = "", **about: Any) -> Source:
    """A passage prepared, in ``article`` where one is given."""
    return source_of(passage(text, **about), fold(article))


def evidence(text: str, answer: str = "", article: str = "", **about: Any) -> Evidence:
    """The sentence of ``text`` that holds ``answer`` (its first one where there is no answer)."""
    at = text.index(answer)
    sentences = sentence_spans(text)
    place = next(n for n, (_, end) in enumerate(sentences) if at < end)
    return evidence_of(
        source(text, article, **about), sentences, place, Span(at, at + len(answer), 0.0)
    )


def reading(
    text: str,
    *answers: str,
    number: int = 0,
    score: float = 8.0,
    relevance: float = 5.0,
    **about: Any,
) -> Reading:
    """A reading of ``text`` that points at ``answers``, each two points below the one before."""
    spans = []
    for place, answer in enumerate(answers):
        start = text.index(answer)
        spans.append(Span(start, start + len(answer), score - 2 * place))
    return Reading(
        passage(text, number=number, **about),
        tuple(spans),
        relevance,
        (relevance + score) / 2,
        number,
        (relevance + score) / 2,
    )


def judged(
    question: str, *readings: Reading, articles: dict[str, str] | None = None
) -> list[Judgement]:
    """What the judge makes of readings; ``articles`` are whole texts by document."""
    whole = (lambda one: articles[one.document_id]) if articles is not None else None
    return judge(understand(question), readings, words(), article_text=whole)


def judgement(
    text: str,
    answer: str,
    probability: float,
    *,
    number: int = 0,
    published: date | None = None,
    near_coverage: float = 1.0,
    **features: float,
) -> Judgement:
    """A judgement of the whole of ``text`` as one sentence."""
    one = reading(text, answer, number=number, published=published)
    told = {"near_coverage": near_coverage, **features}
    return Judgement(one, 0, len(text), one.spans[0], probability, (), told)
