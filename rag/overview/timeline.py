"""What happened when: dated sentences in the order of the days they tell of, each cited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.answer_types import Answer
from rag.overview.catalogue import unmentioned
from rag.overview.desk import Desk
from rag.overview.page import Entry, Page, refused
from rag.overview.pick import Picked
from rag.overview.request import Request
from rag.overview.sentences import Sentence, mentions, sentences_of
from rag.overview.shelf import Groups
from rag.overview.summary import sent, which_one
from rag.text.dates import ResolvedDate, resolve
from rag.text.fold import fold
from rag.types import Document
from rag.wording import say

MOST = 12
"""Events shown at once."""
_READ = 40
_ALIKE = 0.9
_MUCH = 2
"""An article with so many sentences that name the topic is a report of it."""


@dataclass(frozen=True, slots=True)
class Event:
    """A sentence and the time it tells of first."""

    sentence: Sentence
    when: ResolvedDate


def timeline(request: Request, desk: Desk, picked: Picked | None) -> Answer:
    """The dated sentences of the articles picked, or of those about the topic."""
    groups: Groups = ()
    if picked is not None:
        if picked.choose:
            return which_one(request, desk, picked)
        documents = list(picked.documents)
    else:
        groups, rows = desk.shelf.about(request.topic, desk.words, request.limits, loosely=True)
        if not rows:
            return refused(
                request,
                unmentioned(request.topic, request.language),
                desk.nearest(request.topic),
                kind="timeline",
            )
        documents = desk.shelf.documents(rows[:_READ])
    events = _events(documents, groups, desk)
    if not events:
        missing = say(
            "这些文章里没有写明日期的事。",
            "No dated event was found in these articles.",
            request.language,
        )
        return refused(request, missing, documents[:3], kind="timeline")
    begin = request.page * MOST
    shown = events[begin : begin + MOST]
    left = len(events) - begin - len(shown)
    entries = tuple(
        Entry(event.sentence.document, (event.sentence.said(_lead(event, request)),), heading=False)
        for event in shown
    )
    closing = (
        say(
            f"还有 {left} 条，说“更多”接着看。",
            f"{left} more: say “more” to go on.",
            request.language,
        )
        if left > 0
        else ""
    )
    opening = say(
        f"按时间先后，共 {len(events)} 条：", f"{len(events)} in order of time:", request.language
    )
    page = Page(
        "timeline",
        opening,
        entries,
        closing,
        start=0,
        offers=(say("更多", "more", request.language),) if left > 0 else (),
    )
    return sent(page, request, desk)


def _lead(event: Event, request: Request) -> str:
    return event.when.display(request.language) + say("：", ": ", request.language)


def _events(documents: Sequence[Document], groups: Groups, desk: Desk) -> list[Event]:
    found = [event for document in documents for event in _of_one(document, groups)]
    found.sort(key=lambda event: (event.when.start_date, event.when.end_date))
    vectors = desk.words.vectors([event.sentence.text for event in found])
    kept: list[int] = []
    for place, event in enumerate(found):
        same = [k for k in kept if found[k].when.start_date == event.when.start_date]
        if not any(float(vectors[k] @ vectors[place]) >= _ALIKE for k in same):
            kept.append(place)
    return [found[place] for place in kept]


def _of_one(document: Document, groups: Groups) -> list[Event]:
    """Sentences with a time of their own; of a topic, where they or the one before name it.

    Of an article that speaks of it much also what it reports first.
    """
    about_it = not groups or mentions(document.title, groups) == len(groups)
    sentences = sentences_of(document)
    named = {one.place: one.paragraph for one in sentences if mentions(one.text, groups)}
    much = len(named) >= _MUCH
    found: list[Event] = []
    for sentence in sentences:
        when = _when(sentence, document.published)
        before = named.get(sentence.place - 1)
        goes_on = before is not None and (much or before == sentence.paragraph)
        own = much and not found  # what the report is of: the meeting at which it was talked about
        if when is not None and (about_it or own or sentence.place in named or goes_on):
            found.append(Event(sentence, when))
    return found


def _when(sentence: Sentence, published: date | None) -> ResolvedDate | None:
    """The first time that is a day, a month or a year, and no hour or span of years."""
    for when in resolve(sentence.text, published):
        if when.approximate or (when.end_date - when.start_date).days > 366:
            continue
        if fold(sentence.text[when.end : when.end + 8]).startswith(("以来", "年度")):
            continue
        return when
    return None
