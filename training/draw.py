"""From an example to the rows that the network sees: other each time it is drawn."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag import Passage
from rag.answering.reader import OnnxReader
from rag.answering.spans import Row
from training.examples import Example, Place, by_header, cropped, token_places, withheld
from training.swapped import Pool, swapped

ANSWERING, OTHERS = 1, 2
"""Rows of a question: at most so many that answer, and so many that do not."""
CROPPED, BARE = 0.4, 0.35
"""The share of passages cut to a few sentences, and of those shown without title and date."""
WITHHELD = 0.35
"""The share of questions shown a passage that answers them with the answer's sentences left out."""
SWAPPED = 0.2
"""The share of questions asked about something else, so that nothing answers them."""
BY_HEADER = 0.2
"""The share of questions asked by a date in the header, where that can be."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row with the token places of the answer in it; none where it does not answer.

    ``sound`` is for a row that holds a statement instead of a question: 1 where the passage bears
    it out, else 0.
    """

    row: Row
    places: list[Place]
    sound: float | None = None


def drawn_rows(
    example: Example, reader: OnnxReader, names: Pool, chance: random.Random
) -> list[Drawn]:
    """A few rows of the example; of the others, those found first are the likelier.

    ``names`` are what a question may be asked about instead.
    """
    if chance.random() < SWAPPED:
        example = swapped(example, names, chance) or example
    dated = by_header(example, chance) if chance.random() < BY_HEADER else None
    bare, example = (0.0, dated) if dated else (BARE, example)
    few = min(ANSWERING, len(example.answering))
    answering = chance.sample(example.answering, few)
    rows = [_drawn(example.question, p, places, bare, reader, chance) for p, places in answering]
    left, others = list(example.others), OTHERS + (not answering)
    near = withheld(*chance.choice(answering)) if answering and chance.random() < WITHHELD else None
    if near:
        rows.append(_drawn(example.question, near, (), bare, reader, chance))
        others -= 1
    for _ in range(others):
        if left:
            place = min(int(chance.expovariate(1 / 4)), len(left) - 1)
            rows.append(_drawn(example.question, left.pop(place), (), bare, reader, chance))
    return [row for row in rows if row is not None]


def _drawn(
    question: str,
    passage: Passage,
    places: Sequence[Place],
    bare: float,
    reader: OnnxReader,
    chance: random.Random,
) -> Drawn | None:
    """A window of the passage, perhaps cropped or bare; ``None`` where no window has the answer."""
    passage = replace(passage, start=0)
    if chance.random() < CROPPED:
        passage, places = cropped(passage, places, chance)
    if chance.random() < bare:
        passage = replace(passage, title="", published=None)
    windows = [Drawn(row, token_places(row, places)) for row in reader.rows(question, passage)]
    wanted = [one for one in windows if one.places] if places else windows
    return chance.choice(wanted) if wanted else None
