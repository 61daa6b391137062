"""Questions of our own over passages of our own (``passages/*.jsonl``), a kind of text a file.

A line is a passage: ``topic``, ``title`` and ``date`` (may be lacking), ``paragraph``,
``questions`` [{``zh``, ``en`` (one may be lacking), ``answers`` (verbatim, alternatives; none: a
near miss, whose kind ``near`` names), ``in`` (a longer verbatim piece, where the answer occurs
more than once)}]. The passages of a topic speak of the same things and do not answer each
other's questions.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rag import Passage
from training.examples import Example, Place, places_of

PASSAGES = Path(__file__).with_name("passages")
FIRST = "encyclopedia"
JUDGES_SHARE = 6
STRANGERS = 3
"""Passages on other topics that a question brings along."""


def for_the_judge(kind: str, topic: str) -> bool:
    """Whether a topic is left to the judge, about a sixth of them: the reader never learns it.

    ``kind`` is the file's name; of the first file, from before there was this share, none are.
    """
    drawn = int(hashlib.sha256(topic.encode()).hexdigest(), 16)
    return kind != FIRST and drawn % JUDGES_SHARE == 0


def passage_rows(*, judge: bool = False) -> dict[str, list[dict[str, Any]]]:
    """The lines of each file, by its name: of the topics the reader learns from, or the judge's."""
    found = {}
    for file in sorted(PASSAGES.glob("*.jsonl")):
        lines = file.read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines if line]
        found[file.stem] = [row for row in rows if for_the_judge(file.stem, row["topic"]) == judge]
    return found


def passage_examples(chance: random.Random) -> Iterator[Example]:
    """One example a question and language: its passage, the topic's others, some of no kin."""
    for kind, rows in passage_rows().items():
        yield from _examples(kind, rows, chance)


def _examples(
    kind: str, rows: Sequence[dict[str, Any]], chance: random.Random
) -> Iterator[Example]:
    passages = [passage_of(f"{kind}{number}", number, row) for number, row in enumerate(rows)]
    topics: dict[str, list[Passage]] = {}
    for row, passage in zip(rows, passages, strict=True):
        topics.setdefault(row["topic"], []).append(passage)
    for row, passage in zip(rows, passages, strict=True):
        kin = [other for other in topics[row["topic"]] if other is not passage]
        for number, question in enumerate(row["questions"]):
            strangers = [one for one in chance.sample(passages, STRANGERS) if one is not passage]
            answers = [question["answers"]] if question["answers"] else []
            others = [one for one in (*kin, *strangers) if not places_of(answers, one.text)]
            places = _places(question, passage.text)
            for asked in filter(None, (question.get("zh"), question.get("en"))):
                name = f"{passage.document_id}-{number}"
                if answers:
                    yield Example(name, asked, ((passage, places),), tuple(others))
                else:
                    yield Example(name, asked, (), (passage, *others))


def passage_of(name: str, number: int, row: dict[str, Any]) -> Passage:
    """The passage of a line, under a name and number."""
    told = date.fromisoformat(row["date"]) if row.get("date") else None
    text = row["paragraph"]
    return Passage(number, name, 0, len(text), text, title=row.get("title") or "", published=told)


def _places(question: dict[str, Any], text: str) -> tuple[Place, ...]:
    """Where the answers stand, inside the piece that ``in`` names where it does."""
    places = places_of([question["answers"]], text) if question["answers"] else ()
    piece = question.get("in")
    if not piece:
        return places
    start = text.index(piece)
    return tuple((a, b) for a, b in places if start <= a and b <= start + len(piece))
