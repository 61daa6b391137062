"""What the reader learns from: questions, with passages that answer them and that do not.

``questions.jsonl`` holds questions of our own about articles of the news corpus, with the
answers as those articles word them; those without answers ask for what the article does not
say. ``part`` says whether a question is learned from or held back. The passages come from an
index of the corpus (docs/quality.md says how to make it). Questions over passages of our own are
in ``passages``, real ones in ``real``.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from rag import Assistant, Passage
from rag.answer_types import Reading
from rag.answering.reader import OnnxReader
from rag.answering.spans import Row

QUESTIONS = Path(__file__).with_name("questions.jsonl")
PASSAGES = 20
"""How many found passages a question brings along."""
TRUSTED_EVIDENCE = 3.0
"""Another article that holds the answer's words counts as answering from this evidence on."""
SHORTEST, LONGEST = 60, 260
"""Characters of a cropped passage."""
ANOTHER_DATE = 0.35
"""The share of questions by a date in the header that name another date."""
YEARS_MOVED = (-6, 3)
"""How far the year of such a header is moved, so that no year is learned by heart."""

# 2022年, 去年, 同期
_YEAR = re.compile(r"\d{4}年|(?:19|20)\d\d|[去前明后上次]年|同期")
# 3月, 29 日
_DAY = re.compile(r"\d\s*[年月日号]")

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the passages that answer it with the answer's places in them, and others.

    Places are character spans of the passage's text. ``others`` are in found order.
    """

    id: str
    question: str
    answering: tuple[tuple[Passage, tuple[Place, ...]], ...]
    others: tuple[Passage, ...]


def question_rows(part: str) -> list[dict[str, Any]]:
    """The lines of ``questions.jsonl`` whose part is ``part``."""
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["part"] == part]


def news_examples(assistant: Assistant, reader: OnnxReader, part: str) -> Iterator[Example]:
    """One example a question and language; those whose answer was not found are left out."""
    for row in question_rows(part):
        for asked in filter(None, (row["question"], row.get("en"))):
            found = assistant.search(asked, PASSAGES, read=False)
            answering, others = _sorted(asked, row, found, reader)
            if answering or not row["answers"]:
                yield Example(row["id"], asked, answering, others)


def _sorted(
    asked: str, row: dict[str, Any], found: Sequence[Passage], reader: OnnxReader
) -> tuple[tuple[tuple[Passage, tuple[Place, ...]], ...], tuple[Passage, ...]]:
    """The passages that answer and those that do not; what cannot be told is in neither.

    The words of an answer in another article may be chance (a day, a number): there the reader,
    as it was before this training, must have found them too.
    """
    placed = {p.chunk_id: (p, places_of(row["answers"], p.text)) for p in found}
    told = {p.chunk_id for p in found if _tells(row["article"], p)}
    chance = [p for p, places in placed.values() if places and p.chunk_id not in told]
    for reading in reader.read(asked, chance) if chance else ():
        if _trusted(reading, placed[reading.passage.chunk_id][1]):
            told.add(reading.passage.chunk_id)
    answering = tuple((p, places) for p, places in placed.values() if places and p.chunk_id in told)
    return answering, tuple(p for p, places in placed.values() if not places)


def _tells(article: str, passage: Passage) -> bool:
    """Whether the passage, or a copy it stands for, is of the article asked about."""
    return any(path.rsplit("!/", 1)[-1] == article for path in (passage.path, *passage.also_in))


def _trusted(reading: Reading, places: Iterable[Place]) -> bool:
    """Whether the reader believes the passage and found one of the places in it."""
    if reading.evidence <= TRUSTED_EVIDENCE or not reading.spans:
        return False
    start = reading.spans[0].start - reading.passage.start
    end = reading.spans[0].end - reading.passage.start
    return any(start < b and a < end for a, b in places)


def places_of(answers: Sequence[Sequence[str]], text: str) -> tuple[Place, ...]:
    """Where the answers stand: every alternative of every group, empty when a group lacks.

    White space inside is ignored, and a number is not found inside a longer one.
    """
    groups = [[place for gold in group for place in _places(gold, text)] for group in answers]
    if not groups or not all(groups):
        return ()
    return tuple(place for group in groups for place in group)


def _places(gold: str, text: str) -> list[Place]:
    pattern = r"\s*".join(re.escape(character) for character in gold if not character.isspace())
    if gold[0].isdigit():
        pattern = r"(?<![\d.])" + pattern
    if gold[-1].isdigit():
        pattern += r"(?![\d.])"
    return [match.span() for match in re.finditer(pattern, text)]


def cropped(
    passage: Passage, places: Sequence[Place], chance: random.Random
) -> tuple[Passage, tuple[Place, ...]]:
    """Some whole sentences of the passage, around an answer where there is one."""
    text = passage.text
    cuts = sorted({0, len(text), *(m.end() for m in re.finditer(r"[。！？\n]", text))})
    if len(cuts) < 3:
        return passage, tuple(places)
    start, end = chance.choice(places) if places else (chance.randrange(len(text)),) * 2
    first = max(i for i, cut in enumerate(cuts[:-1]) if cut <= start)
    last = next((i for i, cut in enumerate(cuts) if cut >= max(end, start + 1)), len(cuts) - 1)
    wanted = chance.randint(SHORTEST, LONGEST)
    while cuts[last] - cuts[first] < wanted and (first > 0 or last < len(cuts) - 1):
        if first > 0 and (last == len(cuts) - 1 or chance.random() < 0.5):
            first -= 1
        else:
            last += 1
    a, b = cuts[first], cuts[last]
    kept = tuple((x - a, y - a) for x, y in places if a <= x and y <= b)
    return replace(passage, text=text[a:b], start=0), kept


def withheld(passage: Passage, places: Sequence[Place]) -> Passage | None:
    """The passage without the sentences that the answer stands in, which so is a near miss.

    ``None`` where too little is left to read.
    """
    text, end = passage.text, 0
    kept = []
    for match in re.finditer(r"[^。！？\n]*[。！？\n]?", text):
        end = match.end()
        if all(b <= match.start() or end <= a for a, b in places):
            kept.append(match.group())
    left = "".join(kept).strip()
    return replace(passage, text=left, start=0) if len(left) >= SHORTEST else None


def by_header(example: Example, chance: random.Random) -> Example | None:
    """The question asked by a year or day that only the header tells, or by another one.

    By another date nothing answers it. ``None`` where the question is not Chinese or names a
    time itself, and where no answering passage leaves its year to the header.
    """
    asked = example.question
    if not "\u4e00" <= asked[0] <= "\u9fff" or _YEAR.search(asked) or _DAY.search(asked):
        return None
    left = [
        (passage, places)
        for passage, places in example.answering
        if passage.published
        and not _YEAR.search(passage.text)
        and not any(_DAY.search(passage.text[a:b]) for a, b in places)
    ]
    if not left:
        return None
    passage, places = chance.choice(left)
    years = chance.randint(*YEARS_MOVED)
    passage, *others = (_moved(one, years) for one in (passage, *example.others))
    another = chance.random() < ANOTHER_DATE
    by_day = not _DAY.search(passage.text) and chance.random() < 0.5
    dated = _date_asked(passage, chance, another=another, by_day=by_day)
    question = dated + chance.choice(("", "", "的")) + asked
    if another:
        return Example(example.id, question, (), (passage, *others))
    return Example(example.id, question, ((passage, places),), tuple(others))


def _date_asked(passage: Passage, chance: random.Random, *, another: bool, by_day: bool) -> str:
    """A year or a day as a question names it: the header's (or a day or two before), or not."""
    told = passage.published
    assert told is not None
    if not by_day:
        return f"{told.year + (chance.choice((-2, -1, 1, 2)) if another else 0)}年"
    days = chance.choice((-1, 1)) * chance.randint(20, 150) if another else -chance.randint(0, 2)
    told += timedelta(days)
    return chance.choice(("", f"{told.year}年")) + f"{told.month}月{told.day}日"


def _moved(passage: Passage, years: int) -> Passage:
    told = passage.published
    if told is None:
        return passage
    day = min(told.day, 28) if told.month == 2 else told.day
    return replace(passage, published=told.replace(year=told.year + years, day=day))


def token_places(row: Row, places: Sequence[Place]) -> list[Place]:
    """The first and last token of each place that stands in the row whole."""
    found = []
    for a, b in places:
        inside = [
            (token, origin)
            for token, origin in enumerate(row.origins)
            if origin and origin[0] < b and a < origin[1]
        ]
        if inside and inside[0][1][0] <= a and inside[-1][1][1] >= b:
            found.append((inside[0][0], inside[-1][0]))
    return found
