"""An overview from request to answer: one line a kind; nothing where a fact is looked for."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

from rag.answer_types import Answer, Turn
from rag.events import Event
from rag.overview.catalogue import about_file, catalogue
from rag.overview.comparison import comparison
from rag.overview.conversation import used_text
from rag.overview.desk import Desk
from rag.overview.pick import picked
from rag.overview.request import TALK, Request
from rag.overview.smalltalk import talk
from rag.overview.statements import statements
from rag.overview.summary import about_topic, summary
from rag.overview.timeline import timeline


def overview(
    request: Request, desk: Desk, turns: Sequence[Turn] = ()
) -> Generator[Event, None, Answer | None]:
    """The answer; ``None`` says that the question is better answered as one for a fact."""
    answer = yield from _made(request, desk, turns[: max(0, len(turns) - request.back)])
    if answer is None or (request.unsure and not answer.answered):
        return None
    return replace(answer, question_used=used_text(request))


def _made(
    request: Request, desk: Desk, turns: Sequence[Turn]
) -> Generator[Event, None, Answer | None]:
    if request.intent in TALK:
        return talk(request, desk)
    if request.intent in {"count", "listing", "sources", "authors", "days"}:
        return catalogue(request, desk)
    if request.intent == "topic":
        return about_topic(request, desk, kind="topic")
    if request.intent == "summary" and request.topic:
        return about_topic(request, desk)
    if request.intent == "summary":
        return summary(request, desk, picked(request, desk, turns))
    if request.intent == "timeline":
        chosen = None if request.topic else picked(request, desk, turns)
        return timeline(request, desk, chosen)
    if request.intent == "statements":
        return statements(request, desk)
    if request.intent == "comparison":
        return (yield from comparison(request, desk))
    return about_file(request, desk, picked(request, desk, turns))
