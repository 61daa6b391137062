"""A conversation with its name and what is asked in it, as it is kept, exported and taken in."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rag import Answer, Document
from ui.state.scope import EVERYTHING, Scope, scope_from, scope_record
from ui.state.turns import Conversation, as_record, from_record

FORMAT = "youju-talks-1"
"""What a file of exported conversations says it is."""
LONGEST_TITLE = 120
MOST_IN_A_FILE = 5_000
_ID = re.compile(r"[0-9a-f]{16}")  # "90f1b3c2d4e5a678", made by ``new_id``


class NotATalk(ValueError):
    """What was taken in is no conversation that Youju exported."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation. ``updated`` is when its last question was asked: ISO time, UTC."""

    id: str = ""
    turns: Conversation = ()
    scope: Scope = EVERYTHING
    title: str = ""
    pinned: bool = False

    @property
    def updated(self) -> str:
        """When the last question was asked."""
        return max((turn.asked for turn in self.turns), default="")


def new_id() -> str:
    """A name that no other conversation has."""
    return secrets.token_hex(8)


def titled(question: str) -> str:
    """What a conversation is called that begins with this question."""
    line = " ".join(question.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…"


def talk_record(talk: Talk, owner: str = "") -> dict[str, Any]:
    """A conversation as JSON-ready values, with the name of the user it belongs to."""
    first = talk.turns[0].question if talk.turns else ""
    return {
        **as_record(talk.turns, owner),
        "talk": talk.id,
        "title": talk.title or titled(first),
        "pinned": talk.pinned,
        "updated": talk.updated,
        "scope": scope_record(talk.scope),
    }


def talk_from(record: object, owner: str = "") -> Talk:
    """A conversation that travelled; of another user's, or of what is none, an empty one."""
    if not isinstance(record, Mapping) or record.get("owner") != owner:
        return Talk()
    name, title = record.get("talk"), record.get("title")
    return Talk(
        id=name if isinstance(name, str) and _ID.fullmatch(name) else "",
        turns=from_record(record, owner),
        scope=scope_from(record.get("scope")),
        title=title[:LONGEST_TITLE] if isinstance(title, str) else "",
        pinned=record.get("pinned") is True,
    )


def words_of(talk: Talk) -> str:
    """What a search for a conversation looks through, folded to small letters."""
    said = [talk.title]
    for turn in talk.turns:
        said += [turn.question, turn.answer.text if turn.answer else turn.text]
    return "\n".join(said).casefold()[:200_000]


def taken_in(sent: object, document: Callable[[str], Document | None]) -> list[Talk]:
    """The conversations of an exported file, under names made of what they say.

    So one that was taken in before is known again, and none can take the place of another. Read
    strictly: each must be exactly what Youju writes. A turn whose quotes do not all stand in
    the articles that ``document`` gives is marked ``imported``.

    Raises:
        NotATalk: The file, or one of its conversations, is something else; said in both languages.
    """
    if not isinstance(sent, Mapping) or set(sent) != {"format", "talks"}:
        raise NotATalk
    talks = sent["talks"]
    if sent["format"] != FORMAT or not isinstance(talks, list) or len(talks) > MOST_IN_A_FILE:
        raise NotATalk
    return [_strictly(record, document) for record in talks]


def _strictly(record: object, document: Callable[[str], Document | None]) -> Talk:
    talk = talk_from(record)
    if not talk.id or not talk.turns or json.loads(json.dumps(talk_record(talk))) != record:
        raise NotATalk
    turns = tuple(
        replace(turn, imported=turn.answer is not None and not _holds(turn.answer, document))
        for turn in talk.turns
    )
    said = json.dumps(record, ensure_ascii=True, sort_keys=True)
    return replace(talk, id=hashlib.sha256(said.encode()).hexdigest()[:16], turns=turns)


def _holds(answer: Answer, document: Callable[[str], Document | None]) -> bool:
    """Whether each quote stands, word for word, where the answer says."""
    known = {cited.document_id: document(cited.document_id) for cited in answer.citations}
    return all(
        (article := known[cited.document_id]) is not None
        and article.text[cited.start : cited.end] == cited.quote
        for cited in answer.citations
    )


def exported(talks: list[Mapping[str, Any]]) -> dict[str, Any]:
    """A file of kept conversations; whose they were is not in it."""
    return {"format": FORMAT, "talks": [{**record, "owner": ""} for record in talks]}
