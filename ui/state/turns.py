"""A conversation as values: what was asked, how far it got, and its trip to the browser and back.

The conversation lives in the reader's own browser, or under the reader's account on the server,
and in the memory of the session. What comes back from a browser, a file or a backup is untrusted:
it is read field by field, bounded, and anything odd is dropped.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Literal, cast, get_args, get_type_hints

from rag import Answer, Citation, Passage, Place, Turn

TurnStatus = Literal["asking", "done", "stopped", "failed", "interrupted"]

MAX_TURNS = 40
"""Turns kept in a conversation; the oldest leave first."""
MAX_KEPT_TEXT = 20_000
"""Characters of any one text accepted from a browser."""
MAX_RECORD_BYTES = 800_000
"""A conversation comes back from a browser in one request, which may have a megabyte."""
NEAREST_SHOWN = 5
"""Passages that a refusal shows."""
_MAX_KEPT_ROWS = 50


@dataclass(frozen=True, slots=True)
class PageTurn:
    """One question on the page and what became of it.

    ``text`` is what has arrived so far; ``answer`` is whole or ``None``. ``stage`` is the last
    stage that began. ``problem`` is shown instead of an answer. ``asked`` is ISO time, UTC.
    ``again`` is the id of the turn whose place this one takes once it is answered. ``imported``:
    it came in a file, and its quotes do not all stand in articles that are indexed here.
    """

    id: str
    question: str
    status: TurnStatus = "asking"
    stage: str = "wait"
    text: str = ""
    answer: Answer | None = None
    problem: str = ""
    rating: Literal["", "good", "bad"] = ""
    limits: str = ""
    asked: str = ""
    again: str = ""
    imported: bool = False


Conversation = tuple[PageTurn, ...]


def new_turn(question: str, limits: str = "") -> PageTurn:
    """A turn that has just been asked."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return PageTurn(id=secrets.token_hex(6), question=question, limits=limits, asked=now)


def with_turn(conversation: Conversation, turn: PageTurn) -> Conversation:
    """The conversation with ``turn`` in its place (by id), or at the end."""
    known = [index for index, each in enumerate(conversation) if each.id == turn.id]
    if not known:
        return (*conversation, turn)[-MAX_TURNS - bool(turn.again) :]
    return (*conversation[: known[0]], turn, *conversation[known[0] + 1 :])


def settled(conversation: Conversation, turn_id: str) -> Conversation:
    """The conversation once a turn that was asked again is over.

    Answered, it stands in the place of the one before; stopped or failed, it goes where that one
    had an answer, which stays.
    """
    turn = find_turn(conversation, turn_id)
    before = find_turn(conversation, turn.again) if turn else None
    if turn is None or before is None:
        return conversation
    rest = tuple(each for each in conversation if each.id != turn.id)
    if turn.answer is None and before.answer is not None:
        return rest
    return tuple(replace(turn, again="") if each.id == before.id else each for each in rest)


def beside(own: Conversation, kept: Conversation, met: Collection[str]) -> Conversation:
    """A tab's conversation with what was asked in it elsewhere, where that was asked.

    Args:
        own: As the tab has it.
        kept: As it is kept, by any of a reader's tabs.
        met: The ids of all turns that the tab ever had, those it replaced or let go too.
    """
    whole = list(own)
    for turn in kept:
        if turn.id not in met:
            later = (place for place, each in enumerate(whole) if each.asked > turn.asked)
            whole.insert(next(later, len(whole)), turn)
    return tuple(whole[-MAX_TURNS:]) if len(whole) > len(own) else own


def find_turn(conversation: Conversation, turn_id: str) -> PageTurn | None:
    """The turn with this id, if it is still kept."""
    return next((turn for turn in conversation if turn.id == turn_id), None)


def history_of(
    conversation: Conversation, before: str | None = None, opened: str = ""
) -> tuple[Turn, ...]:
    """What the assistant should remember: the finished turns, oldest first, before a turn.

    ``opened`` is the id of the article that stands beside the conversation.
    """
    turns: list[Turn] = []
    for turn in conversation:
        if turn.id == before:
            break
        if turn.answer is not None:
            turns.append(turn.answer.as_turn(turn.question, opened))
    return tuple(turns[-8:])


def as_record(conversation: Conversation, owner: str = "") -> dict[str, Any]:
    """The conversation as JSON-ready values, with the name of the user it belongs to.

    A turn that is being asked again is not in it, the one before it is. The oldest turns leave
    where all would have more than ``MAX_RECORD_BYTES``.
    """
    under_way = {turn.again for turn in conversation if turn.status == "asking"} - {""}
    kept = [turn for turn in conversation if not (turn.status == "asking" and turn.again)]
    rows: list[dict[str, Any]] = []
    room = MAX_RECORD_BYTES
    for turn in reversed(kept):
        row = turn_record(turn)
        room -= len(json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        if room < 0 and rows and turn.id not in under_way:
            break
        rows.append(row)
    return {"version": 1, "owner": owner, "turns": rows[::-1]}


def turn_record(turn: PageTurn) -> dict[str, Any]:
    """A turn as JSON-ready values: exactly what ``turn_from`` gives back."""
    answer = None
    if turn.answer is not None:
        whole = _answer_from(turn.answer.as_dict())
        answer = whole.as_dict() if whole else None
    return {
        "id": turn.id,
        "question": turn.question,
        "status": turn.status,
        "text": turn.text,
        "answer": answer,
        "problem": turn.problem,
        "rating": turn.rating,
        "limits": turn.limits,
        "asked": turn.asked,
        "imported": turn.imported,
    }


def from_record(record: object, owner: str = "") -> Conversation:
    """The conversation a browser kept; what another user left there, or is malformed, is empty."""
    if not isinstance(record, Mapping) or record.get("version") != 1:
        return ()
    if record.get("owner") != owner:
        return ()
    rows = record.get("turns")
    turns = [turn_from(row) for row in _rows(rows)[-MAX_TURNS:]]
    return tuple(turn for turn in turns if turn is not None)


def turn_from(row: Mapping[str, Any]) -> PageTurn | None:
    """A turn that travelled; ``None`` for what is none."""
    question, identity = _text(row.get("question")), _text(row.get("id"))
    if not question or not identity.isalnum():
        return None
    status = row.get("status")
    if status not in get_args(TurnStatus):
        return None
    turn = PageTurn(
        id=identity[:32],
        question=question[:1_000],
        status=cast("TurnStatus", status),
        text=_text(row.get("text")),
        answer=_answer_from(row.get("answer")),
        problem=_text(row.get("problem")),
        rating=row["rating"] if row.get("rating") in ("good", "bad") else "",
        limits=_text(row.get("limits")),
        asked=_text(row.get("asked"))[:32],
        imported=row.get("imported") is True,
    )
    if turn.status == "asking" or (turn.status == "done" and turn.answer is None):
        return replace(turn, status="interrupted")
    return turn


def _answer_from(value: object) -> Answer | None:
    if not isinstance(value, Mapping):
        return None
    evidence = value.get("evidence")
    timings = value.get("timings")
    return Answer(
        text=_text(value.get("text")),
        answered=value.get("answered") is True,
        citations=tuple(_citation_from(row) for row in _rows(value.get("citations"))),
        question=_text(value.get("question")),
        question_used=_text(value.get("question_used")),
        timings={
            _text(name)[:32]: float(seconds)
            for name, seconds in (timings.items() if isinstance(timings, Mapping) else ())
            if isinstance(seconds, int | float)
        },
        answerer=_text(value.get("answerer"))[:80],
        missing=_text(value.get("missing")),
        nearest=tuple(_passage_from(row) for row in _rows(value.get("nearest"))[:NEAREST_SHOWN]),
        nearest_lacks=tuple(_texts(value.get("nearest_lacks"))[:NEAREST_SHOWN]),
        notices=tuple(_texts(value.get("notices"))),
        evidence=float(evidence) if isinstance(evidence, int | float) else None,
        language="en" if value.get("language") == "en" else "zh",
        kind=_kind(value.get("kind")),
        offers=tuple(_texts(value.get("offers"))),
    )


_KINDS = get_args(get_type_hints(Answer)["kind"])


def _kind(value: object) -> Any:
    return value if value in _KINDS else "fact"


def _place(row: Mapping[str, Any]) -> dict[str, Any]:
    basis = row.get("published_basis")
    return {
        "document_id": _text(row.get("document_id"))[:128],
        "start": _number(row.get("start")),
        "end": _number(row.get("end")),
        "title": _text(row.get("title")),
        "published": _date(row.get("published")),
        "published_basis": basis if basis in ("stated", "inferred") else "unknown",
        "path": _text(row.get("path")),
        "source": _text(row.get("source")),
        "also_in": tuple(_texts(row.get("also_in"))),
    }


def _citation_from(row: Mapping[str, Any]) -> Citation:
    return Citation(quote=_text(row.get("quote")), place=_original(row.get("place")), **_place(row))


_PLACES = get_args(get_type_hints(Place)["kind"])


def _original(value: object) -> Place | None:
    """Where a quote stands in its file."""
    if not isinstance(value, Mapping) or value.get("kind") not in _PLACES:
        return None
    first, last = _number(value.get("first")), _number(value.get("last"))
    return Place(value["kind"], first, last, _text(value.get("sheet"))[:200])


def _passage_from(row: Mapping[str, Any]) -> Passage:
    return Passage(
        chunk_id=_number(row.get("chunk_id")), text=_text(row.get("text")), **_place(row)
    )


def _rows(value: object) -> Sequence[Mapping[str, Any]]:
    if not isinstance(value, list | tuple):
        return ()
    return [row for row in value if isinstance(row, Mapping)][:_MAX_KEPT_ROWS]


def _texts(value: object) -> list[str]:
    if not isinstance(value, list | tuple):
        return []
    return [text for text in value if isinstance(text, str)][:_MAX_KEPT_ROWS]


def _text(value: object) -> str:
    return value[:MAX_KEPT_TEXT] if isinstance(value, str) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) and abs(value) < 2**53 else 0


def _date(value: object) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
