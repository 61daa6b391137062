"""Real reading-comprehension questions, from a file that the project does not carry.

xz-compressed JSON lines, a passage each: ``source``, ``title``, ``passage``, ``questions``
[{``question``, ``answers`` (verbatim; none: not answerable from this passage), ``start``, ``end``
(characters of the first answer)}]. Of DRCD (dev and test), CMRC 2018 (trial and half of dev) and
SQuAD 2.0 in Chinese translation; rag/models/README.md has their licences.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rag import Passage
from training.examples import Example

REAL = "training/reading_real.jsonl.xz"
"""Where the development data have them."""
DATED, TITLED = 0.5, 0.6
"""The shares of passages that are given a date, drawn, and their title."""
KIN, STRANGERS, DRAWN = 2, 3, 40
"""Other passages a question brings along: of the same title, and those of ``DRAWN`` that share
the most pairs of letters with it."""
UNANSWERABLE = 3_000
"""Of SQuAD's, which are many and of one style."""


def real_rows(path: Path) -> list[dict[str, Any]]:
    """The file's passages with their questions.

    Raises:
        OSError, ValueError: The file cannot be read, or is not of this form.
    """
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def held_back(row: dict[str, Any]) -> bool:
    """Whether a passage is measured on and never trained on: CMRC's trial, a tenth of DRCD."""
    if row["source"] == "drcd":
        digest = hashlib.sha256(row["passage"].encode()).hexdigest()
        return int(digest, 16) % 10 == 0
    return bool(row["source"] == "cmrc2018-trial")


def real_examples(path: Path, chance: random.Random) -> list[Example]:
    """One example a question of the passages that are not held back."""
    rows = [row for row in real_rows(path) if not held_back(row)]
    passages = [_passage(number, row, chance) for number, row in enumerate(rows)]
    titles: dict[tuple[str, str], list[int]] = {}
    for number, row in enumerate(rows):
        titles.setdefault((row["source"], row["title"]), []).append(number)
    pairs = [_pairs(row["passage"]) for row in rows]
    answered: list[Example] = []
    unanswered: list[Example] = []
    for number, row in enumerate(rows):
        kin = [i for i in titles[row["source"], row["title"]] if i != number]
        drawn = [i for i in chance.sample(range(len(rows)), DRAWN) if i != number]
        for question in row["questions"]:
            asked = _pairs(question["question"])
            shared = {i: len(asked & pairs[i]) for i in drawn}
            alike = sorted(drawn, key=shared.__getitem__, reverse=True)[:STRANGERS]
            near = [passages[i] for i in (*chance.sample(kin, min(KIN, len(kin))), *alike)]
            example = _example(question, passages[number], near)
            (answered if example.answering else unanswered).append(example)
    chance.shuffle(unanswered)
    return [*answered, *unanswered[:UNANSWERABLE]]


def _passage(number: int, row: dict[str, Any], chance: random.Random) -> Passage:
    text = row["passage"]
    told = date(chance.randint(2017, 2024), chance.randint(1, 12), chance.randint(1, 28))
    return Passage(
        number, f"r{number}", 0, len(text), text,
        title=row["title"] if chance.random() < TITLED else "",
        published=told if chance.random() < DATED else None,
    )  # fmt: skip


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _example(question: dict[str, Any], passage: Passage, near: Sequence[Passage]) -> Example:
    answers = question["answers"]
    others = tuple(one for one in near if not any(gold in one.text for gold in answers))
    if not answers:
        return Example("real", question["question"], (), (passage, *others[:1]))
    place = (question["start"], question["end"])
    return Example("real", question["question"], ((passage, (place,)),), others)
