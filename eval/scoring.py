"""Score one answered question against its case: a pure function of values.

Rules, applied alike to every system: an answerable question is *right* when the answer
contains one alternative of each group, every quote is verbatim and at least one citation
comes from a listed article; an unanswerable one is right when it was refused. A question that
raised an error is wrong, never left out.

A question for an overview (``Case.overview``) is right when the share of groups it wants
appears, every quote is verbatim, every listed article is cited and those in order are in order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from eval.cases import Case
from eval.gold import Gold, covers, passage_gains
from eval.metrics import MARKER, character_f1, contains_gold, exact_match
from eval.system import same_article
from rag import Answer, Citation, Document, Passage, YoujuError

# （原文“今年1月”）
_ORIGINAL = re.compile(r"\s*[（(](?:原文|in the article)[^）)]*[）)]")


@dataclass(frozen=True, slots=True)
class Result:
    """One line of ``results.jsonl``: a question, what came back and its scores.

    ``gains[i]`` is how many gold units the passage of rank i + 1 is the first to cover,
    ``ideal`` the gains of the best possible list. Scores that do not apply to the question are
    ``None``. ``confidence`` is the system's own probability that its answer is right.
    ``seconds`` is the wall time of the one call.
    """

    id: str
    question: str
    kind: str
    answerable: bool
    answers: list[list[str]] = field(default_factory=list)
    question_used: str = ""
    text: str = ""
    answered: bool = False
    right: bool = False
    contains: bool | None = None
    exact: float | None = None
    f1: float | None = None
    citations: list[dict[str, Any]] = field(default_factory=list)
    citation_validity: float | None = None
    citation_precision: float | None = None
    citation_recall: float | None = None
    gains: list[int] | None = None
    ideal: list[int] = field(default_factory=list)
    gold_indexed: bool | None = None
    confidence: float | None = None
    seconds: float = 0.0
    timings: dict[str, float] = field(default_factory=dict)
    usage: dict[str, int] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    missing: str = ""
    raw: str = ""
    answerer: str = ""
    stage: str = ""
    error: str = ""
    article_year: int | None = None
    article_characters: int | None = None
    judge: dict[str, Any] | None = None
    points: float | None = None
    answer_kind: str = "fact"

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Result:
        """Read back what ``as_dict`` wrote; fields of another version are left out."""
        known = {item.name for item in fields(cls)}
        return cls(**{name: value for name, value in record.items() if name in known})


def score(
    case: Case,
    answer: Answer,
    passages: Sequence[Passage],
    gold: Gold,
    document_of: Callable[[str], Document],
) -> Result:
    """Score one answer; ``passages`` are the search results for the same question."""
    first = [alternative for group in case.answers for alternative in group]
    text = short_answer(answer)
    contains = contains_gold(answer.text, case.answers) if case.answerable else None
    validity = _share([verbatim(item, document_of) for item in answer.citations])
    precision, listed = _citation_precision(case, answer)
    points = _points(case, answer)
    if case.answerable and case.overview:
        contains = answer.answered and (points or 0.0) >= case.share - _ROUNDING
        sound = validity == 1.0 if answer.citations else case.kind == "smalltalk"
        right = contains and sound and _all_cited(case, answer)
    elif case.answerable:
        right = bool(contains and answer.answered and validity == 1.0 and listed)
        contains = bool(contains and answer.answered)
    else:
        right = not answer.answered
    return Result(
        id=case.id,
        question=case.question,
        kind=case.kind,
        answerable=case.answerable,
        answers=[list(group) for group in case.answers],
        question_used=answer.question_used,
        text=answer.text,
        answered=answer.answered,
        right=right,
        contains=contains,
        exact=_answer_score(exact_match, case, answer, text, first),
        f1=_answer_score(character_f1, case, answer, text, first),
        citations=[_citation_as_dict(item) for item in answer.citations],
        citation_validity=validity,
        citation_precision=precision,
        citation_recall=_citation_recall(case, answer, gold),
        gains=passage_gains(passages, gold) if gold.units and not case.overview else None,
        ideal=gold.ideal,
        gold_indexed=gold.indexed,
        confidence=answer.evidence,
        timings=dict(answer.timings),
        usage=dict(answer.usage),
        notices=list(answer.notices),
        missing=answer.missing,
        raw=answer.raw,
        answerer=answer.answerer,
        article_year=gold.year,
        article_characters=gold.characters,
        points=points,
        answer_kind=answer.kind,
    )


_ROUNDING = 1e-9


def _points(case: Case, answer: Answer) -> float | None:
    """The share of an overview's groups that appear; ``None`` for a fact."""
    if not case.overview or not case.answerable:
        return None
    if not answer.answered:
        return 0.0
    return _share([contains_gold(answer.text, [group]) for group in case.answers] or [True])


def _all_cited(case: Case, answer: Answer) -> bool:
    """Whether each listed article is cited, those of ``order`` one after another."""

    def place(named: str) -> int:
        for number, item in enumerate(answer.citations):
            if any(same_article(path, named) for path in (item.path, *item.also_in)):
                return number
        return -1

    cited = all(place(named) >= 0 for named in case.articles)
    places = [place(named) for named in case.order]
    return cited and -1 not in places and places == sorted(places)


def short_answer(answer: Answer) -> str:
    """The fact an answer opens with, before the first quoted sentence; all of it without one.

    ``2022年1月（原文“今年1月”）：今年1月，……`` gives ``2022年1月``.
    """
    text = MARKER.sub("", answer.text).strip()
    lead = text.split(answer.citations[0].quote)[0] if answer.citations else ""
    lead = _ORIGINAL.sub("", lead).strip().rstrip("：:").strip()
    return lead or text


def failed(case: Case, fault: Exception) -> Result:
    """A question that raised: counted as wrong, with the reason kept."""
    return Result(
        id=case.id,
        question=case.question,
        kind=case.kind,
        answerable=case.answerable,
        answers=[list(group) for group in case.answers],
        contains=False if case.answerable else None,
        exact=0.0 if case.answerable else None,
        f1=0.0 if case.answerable else None,
        error=f"{type(fault).__name__}: {fault}"[:500],
    )


def verbatim(citation: Citation, document_of: Callable[[str], Document]) -> bool:
    """Whether the quote is exactly the stored article's words at its offsets."""
    try:
        text = document_of(citation.document_id).text
    except (LookupError, ValueError, YoujuError):
        return False
    inside = 0 <= citation.start < citation.end <= len(text)
    return inside and text[citation.start : citation.end] == citation.quote


def _citation_precision(case: Case, answer: Answer) -> tuple[float | None, bool]:
    """The share of citations from listed articles, and whether one of them is."""
    if not answer.citations:
        return None, False
    if not case.articles:
        return None, True
    hits = [
        any(
            same_article(path, named)
            for path in (item.path, *item.also_in)
            for named in case.articles
        )
        for item in answer.citations
    ]
    return _share(hits), any(hits)


def _citation_recall(case: Case, answer: Answer, gold: Gold) -> float | None:
    """The share of gold units that some citation covers."""
    if not gold.units or not case.answerable:
        return None
    found = [any(covers(item, unit) for item in answer.citations) for unit in gold.units]
    return _share(found)


def _answer_score(
    metric: Callable[[str, Sequence[str]], float],
    case: Case,
    answer: Answer,
    text: str,
    answers: Sequence[str],
) -> float | None:
    """Exact match or F1 where one short answer is expected; a refusal scores 0."""
    if not case.answerable or case.overview or len(case.answers) != 1:
        return None
    return metric(text, answers) if answer.answered else 0.0


def _share(flags: Sequence[bool]) -> float | None:
    return sum(flags) / len(flags) if flags else None


def _citation_as_dict(citation: Citation) -> dict[str, Any]:
    return {
        "title": citation.title,
        "path": citation.path,
        "published": citation.published.isoformat() if citation.published else None,
        "document_id": citation.document_id,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
    }
