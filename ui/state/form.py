"""A question as it was typed, and the limits set beside it: dates, sources, folders, and so on."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from rag import Filters
from rag.errors import QuestionError
from ui.state.session import Session
from ui.words import Language, word

Values = Mapping[Any, Any]
"""What the page's components hold, by component, as Gradio hands it over."""

_DAY = re.compile(r"^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?$")


@dataclass(frozen=True, slots=True)
class Form:
    """What a reader filled in: the question, stripped, and the arguments of ``limits_from``."""

    session: Session
    language: Language
    question: str
    limits: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """Filters and choices for one question; ``words`` says the filters for the reader."""

    filters: Filters
    k: int | None = None
    answerer: str | None = None
    words: str = ""


def limits_from(
    begin: str,
    finish: str,
    sources: Sequence[str] | None,
    folders: Sequence[str] | None,
    answerer: str,
    k: float | None,
    *,
    language: Language,
) -> Limits:
    """What the components hold, checked.

    Raises:
        UsageError: A date cannot be read, or the range is the wrong way round.
    """
    filters = Filters(
        published_from=day_of(begin, last=False),
        published_to=day_of(finish, last=True),
        sources=tuple(str(source) for source in sources or ())[:100],
        folders=tuple(str(folder) for folder in folders or ())[:100],
    )
    chosen = answerer if answerer in {"extractive", "chat"} else None
    return Limits(filters, _whole(k), chosen, _in_words(filters, language))


def _whole(k: float | None) -> int | None:
    """What the slider says, which Gradio hands over as a number of any kind."""
    return int(k) if isinstance(k, float) and k.is_integer() else cast("int | None", k)


def day_of(text: str | None, *, last: bool) -> date | None:
    """The day ``text`` names; of a month or a year the first or, for ``last``, the last day.

    Raises:
        QuestionError: Not a date.
    """
    kept = (text or "").strip()
    if not kept:
        return None
    match = _DAY.match(kept)
    try:
        if match is None:
            raise ValueError
        year = int(match[1])
        month = int(match[2] or (12 if last else 1))
        if match[3]:
            return date(year, month, int(match[3]))
        return date(year, month, calendar.monthrange(year, month)[1] if last else 1)
    except (ValueError, calendar.IllegalMonthError) as fault:
        shown = kept[:30]
        raise QuestionError(
            zh=f"“{shown}”不是能识别的日期，请写成 2022、2022-07 或 2022-07-29。",
            en=f"“{shown}” is not a date: write 2022, 2022-07 or 2022-07-29.",
        ) from fault


def _in_words(filters: Filters, language: Language) -> str:
    parts: list[str] = []
    if filters.published_from or filters.published_to:
        parts.append(f"{filters.published_from or '…'} – {filters.published_to or '…'}")
    joint = "、" if language == "zh" else ", "
    for name, values in (("sources", filters.sources), ("folders", filters.folders)):
        if values:
            colon = "：" if language == "zh" else ": "
            parts.append(word(name, language) + colon + joint.join(values))
    return "；".join(parts) if language == "zh" else "; ".join(parts)
