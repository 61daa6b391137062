"""A question as it was typed, and how it is to be answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from rag import Filters
from ui.state.session import Session
from ui.words import Language

Values = Mapping[Any, Any]
"""What the page's components hold, by component, as Gradio hands it over."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a reader filled in: the question, stripped, and who answers from how many passages."""

    session: Session
    language: Language
    question: str
    answerer: str
    passages: float | None


@dataclass(frozen=True, slots=True)
class Limits:
    """Filters and choices for one question."""

    filters: Filters
    k: int | None = None
    answerer: str | None = None


def limits_from(form: Form) -> Limits:
    """What the session has chosen and the components hold."""
    chosen = form.answerer if form.answerer in {"extractive", "chat"} else None
    return Limits(form.session.scope.filters(), _whole(form.passages), chosen)


def _whole(k: float | None) -> int | None:
    """What the slider says, which Gradio hands over as a number of any kind."""
    return int(k) if isinstance(k, float) and k.is_integer() else cast("int | None", k)
