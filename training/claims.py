"""Sentences that a passage bears out, and such as it does not: what the support head learns from.

A line of ``claims.jsonl`` names a passage of ``passages`` (its file, and a hash of its text) with
``sound`` sentences, in other words than the passage's, and ``faults`` [{``kind``, ``claim``}],
each wrong in one small thing and mostly made of the passage's own words. All were written for
this with a language model. The judge's topics have none.

The examples are rows of a passage, so that what is told apart is the sentence and not the topic:
sound ones beside faulty ones; a sentence of the passage itself, which it surely bears out; a sound
one over the passage less the sentence it rests on, or over another passage of the topic.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from rag import Passage
from rag.answering.reader import MOST_CLAIM_TOKENS, OnnxReader
from rag.text.fold import simplify
from training.draw import BARE, Drawn
from training.examples import SHORTEST
from training.passages import passage_of, passage_rows
from training.statements import Statement

CLAIMS = Path(__file__).with_name("claims.jsonl")
SOUND, FAULTY = 2, 2
"""Rows of a passage: so many sound sentences, and so many faulty ones."""
VERBATIM, ABSENT, STRANGE = 0.35, 0.35, 0.2
"""The shares of passages with a row of each: a sentence of its own; a sound one over the passage
without what it rests on; a sound one over another passage."""
LEAST_ALIKE = 0.35
"""A sentence rests on the one that shares at least so many of its character pairs."""

_T = TypeVar("_T")
# a sentence with its end
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A passage with sentences that it bears out and such as it does not."""

    passage: Passage
    sound: tuple[str, ...]
    faults: tuple[str, ...]


def claimed_passages() -> list[Claimed]:
    """All lines of ``claims.jsonl`` with their passages."""
    passages = {
        name: (number, row)
        for kind, rows in passage_rows().items()
        for number, row in enumerate(rows)
        for name in [f"{kind}:{hashlib.sha256(row['paragraph'].encode()).hexdigest()[:10]}"]
    }
    found = []
    for line in CLAIMS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        number, told = passages[row["id"]]
        faults = tuple(one["claim"] for one in row["faults"])
        passage = passage_of(row["id"], number, told)
        found.append(Claimed(passage, tuple(row["sound"]), faults))
    return found


def drawn_claims(
    one: Claimed, others: Sequence[Claimed], reader: OnnxReader, chance: random.Random
) -> list[Drawn]:
    """A few rows of the passage, other ones each time."""
    rows = [(text, one.passage, 1.0) for text in _some(one.sound, SOUND, chance)]
    rows += [(text, one.passage, 0.0) for text in _some(one.faults, FAULTY, chance)]
    if chance.random() < VERBATIM:
        rows += [(text, one.passage, 1.0) for text in _own(one.passage, chance)]
    if chance.random() < ABSENT:
        rows += absent(chance.choice(one.sound), one.passage)
    if chance.random() < STRANGE:
        rows.append((chance.choice(one.sound), chance.choice(others).passage, 0.0))
    return [row for text, shown, truth in rows for row in _row(text, shown, truth, reader, chance)]


def drawn_statements(
    group: Sequence[Statement], reader: OnnxReader, chance: random.Random
) -> list[Drawn]:
    """A few rows of what a program made of one passage, sound ones and faulty ones."""
    chosen = [
        one
        for truth, most in ((True, SOUND), (False, FAULTY))
        for one in _some([one for one in group if one.sound == truth], most, chance)
    ]
    return [
        row
        for one in chosen
        for row in _row(one.text, one.passage, float(one.sound), reader, chance)
    ]


def _some(texts: Sequence[_T], most: int, chance: random.Random) -> list[_T]:
    return chance.sample(texts, min(most, len(texts)))


def _own(passage: Passage, chance: random.Random) -> Iterator[str]:
    """One sentence of the passage, as it stands there."""
    sentences = [text for text in _SENTENCE.findall(passage.text) if len(text) >= 12]
    if sentences:
        yield chance.choice(sentences).strip()


def absent(claim: str, passage: Passage) -> Iterator[tuple[str, Passage, float]]:
    """The sentence over the passage less the one sentence that it rests on, if that is plain."""
    alike = [(_alike(claim, match.group()), match.span()) for match in
             _SENTENCE.finditer(passage.text)]  # fmt: skip
    share, (start, end) = max(alike)
    left = passage.text[:start] + passage.text[end:]
    if share >= LEAST_ALIKE and len(left) >= SHORTEST:
        yield claim, replace(passage, text=left), 0.0


def _alike(claim: str, sentence: str) -> float:
    """The share of the claim's character pairs that the sentence has."""
    pairs, others = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (claim, sentence))
    return len(pairs & others) / max(1, len(pairs))


def _row(
    claim: str, passage: Passage, sound: float, reader: OnnxReader, chance: random.Random
) -> Iterator[Drawn]:
    """The row of a short passage, perhaps bare, the claim perhaps in Simplified characters."""
    if chance.random() < BARE:
        passage = replace(passage, title="", published=None)
    rows = reader.rows(simplify(claim), passage, MOST_CLAIM_TOKENS)
    if len(rows) == 1:  # of two windows, which bears it out is not known
        yield Drawn(rows[0], [], sound)
