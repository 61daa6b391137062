"""The fields of ``/api/ask`` and ``/healthz``, in and out."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from rag import Filters, Settings
from ui.server.asking import Asking
from ui.server.earlier import MOST_TURNS, earlier

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # "2022-07-29"


def _written_as_day(value: Any) -> Any:
    """Keep pydantic from taking a number, such as a year, for seconds since 1970."""
    if value is None or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise PydanticCustomError("date_parsing", "no day of the calendar")


Day = Annotated[date, BeforeValidator(_written_as_day)]


class Fields(BaseModel):
    """The fields of a request; another one is a mistake that somebody should hear of."""

    model_config = ConfigDict(extra="forbid")


class Limits(Fields):
    """What the search is limited to; empty fields do not limit."""

    published_from: Day | None = None
    published_to: Day | None = None
    sources: list[str] = Field(default=[], max_length=100)
    folders: list[str] = Field(default=[], max_length=100)
    languages: list[str] = Field(default=[], max_length=10)
    documents: list[str] = Field(
        default=[], max_length=1_000, description="Ids of articles; nothing else is searched."
    )

    @model_validator(mode="after")
    def _from_before_to(self) -> Limits:
        if self.published_from and self.published_to and self.published_from > self.published_to:
            raise PydanticCustomError("wrong_way_round", "published_from after published_to")
        return self

    def filters(self) -> Filters:
        """The same as the library's filters."""
        return Filters(
            published_from=self.published_from,
            published_to=self.published_to,
            sources=tuple(self.sources),
            folders=tuple(self.folders),
            languages=tuple(self.languages),
            documents=tuple(self.documents),
        )


class Earlier(Fields):
    """One earlier exchange of the conversation: context, cut where it is long."""

    question: str
    question_used: str = ""
    answer: str = ""
    documents: list[str] = Field(
        default=[], max_length=100, description="Ids of the articles it showed, in their order."
    )


class Question(Fields):
    """A question to the indexed articles."""

    question: str = Field(max_length=1_000, description="In Chinese or English.")
    k: int | None = Field(
        default=None,
        strict=True,
        ge=1,
        le=Settings.MOST_K,
        description="Passages an answer may rest on; of several parts, the answer to each.",
    )
    answerer: Literal["auto", "extractive", "chat"] = "auto"
    filters: Limits = Limits()
    history: list[Earlier] = Field(
        default=[], description=f"Oldest first; the latest {MOST_TURNS} are remembered."
    )

    def options(self) -> Asking:
        """The same as the library's arguments."""
        shown = (
            (each.question, each.question_used, each.answer, each.documents)
            for each in self.history
        )
        return {
            "whole": True,
            "filters": self.filters.filters(),
            "history": earlier(shown),
            "k": self.k,
            "answerer": None if self.answerer == "auto" else self.answerer,
        }


class CitedPlace(BaseModel):
    """Where a quote stands in the original: its page, slide, row, or seconds from the beginning."""

    kind: Literal["page", "slide", "row", "time"]
    first: int
    last: int
    sheet: str


class Cited(BaseModel):
    """The exact words an answer rests on; offsets in characters of the cleaned article."""

    document_id: str
    start: int
    end: int
    quote: str
    title: str
    published: date | None
    published_basis: str
    path: str
    source: str
    also_in: list[str]
    place: CitedPlace | None


class Unusable(BaseModel):
    """What is wrong with a request, and of which field."""

    detail: str
    fields: list[dict[str, str]] = []


class Answered(BaseModel):
    """An answer with its citations, or a refusal (``answered`` false) that says what is missing."""

    text: str
    answered: bool
    citations: list[Cited]
    question: str
    question_used: str
    timings: dict[str, float]
    answerer: str
    missing: str
    nearest: list[dict[str, Any]]
    nearest_lacks: list[str]
    notices: list[str]
    evidence: float | None
    language: str
    usage: dict[str, int]
    kind: str = Field(description="fact, catalogue, summary, …; talk cites nothing.")
    offers: list[str] = Field(description="Questions that may be asked next.")


class Health(BaseModel):
    """Whether the server can answer."""

    status: Literal["ok", "empty", "failing"]
    documents: int = 0
