"""What every ``Reader`` promises: the bundled one, and a scripted one of a few lines."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from itertools import pairwise

import pytest

from rag.answer_types import Reading, Span
from rag.answering.reader import OnnxReader, Reader
from rag.types import Passage

QUESTION = "新桥全长多少米？"
TEXTS = (
    "新桥全长504米，连接东岸和西岸。",
    "今天天气很好。",
    "",
    "馆长介绍，新馆藏书八十万册。" * 40,
)
PASSAGES = tuple(
    Passage(n, f"d{n}", 100 * n, 100 * n + len(text), text) for n, text in enumerate(TEXTS)
)


class ScriptedReader:
    """Points at the first figure of a passage, and believes it where the text has 新桥."""

    name = "scripted"

    def read(self, question: str, passages: Sequence[Passage]) -> Generator[Reading]:
        for passage in passages:
            at = next((n for n, sign in enumerate(passage.text) if sign.isdigit()), None)
            spans = () if at is None else (Span(passage.start + at, passage.start + at + 3, 4.0),)
            sure = 5.0 if "新桥" in passage.text else -5.0
            yield Reading(passage, spans, sure, sure)


@pytest.fixture(scope="module", params=[OnnxReader, ScriptedReader])
def reader(request: pytest.FixtureRequest) -> Reader:
    made: Reader = request.param()
    return made


def test_one_reading_a_passage_in_their_order(reader: Reader) -> None:
    readings = list(reader.read(QUESTION, PASSAGES))
    assert [reading.passage for reading in readings] == list(PASSAGES)


def test_the_passage_that_answers_has_the_strongest_evidence(reader: Reader) -> None:
    best = max(reader.read(QUESTION, PASSAGES), key=lambda reading: reading.evidence)
    assert best.passage is PASSAGES[0]
    span = best.spans[0]
    assert "504" in TEXTS[0][span.start - best.passage.start : span.end - best.passage.start]


def test_spans_lie_in_their_passage_apart_and_best_first(reader: Reader) -> None:
    for reading in reader.read(QUESTION, PASSAGES):
        passage, spans = reading.passage, reading.spans
        assert all(passage.start <= span.start < span.end <= passage.end for span in spans)
        assert all(one.score >= other.score for one, other in pairwise(spans))
        ordered = sorted(spans, key=lambda span: span.start)
        assert all(one.end <= other.start for one, other in pairwise(ordered))


def test_a_reading_does_not_depend_on_the_other_passages(reader: Reader) -> None:
    together = list(reader.read(QUESTION, PASSAGES))
    alone = [next(reader.read(QUESTION, [passage])) for passage in PASSAGES]
    assert alone == together


def test_a_place_in_a_list_is_nothing_to_a_reader(reader: Reader) -> None:
    assert {(r.rank, r.score) for r in reader.read(QUESTION, PASSAGES)} == {(0, 0.0)}


def test_no_passages_give_no_readings(reader: Reader) -> None:
    assert list(reader.read(QUESTION, [])) == []


def test_closing_ends_the_reading_and_the_reader_reads_on(reader: Reader) -> None:
    reading = reader.read(QUESTION, PASSAGES * 20)
    next(reading)
    reading.close()
    assert list(reading) == []
    assert next(reader.read(QUESTION, PASSAGES)).passage is PASSAGES[0]


def test_it_says_what_it_is_called(reader: Reader) -> None:
    assert isinstance(reader.name, str)
    assert reader.name
