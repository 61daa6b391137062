"""The reader's training: its file taken apart and put together, its examples, a few steps."""

from __future__ import annotations

import json
import lzma
import random
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rag import Passage
from rag.answering.reader import BUNDLED_READER, OnnxReader
from training import folders
from training.examples import (
    Example,
    by_header,
    cropped,
    encyclopedia_examples,
    places_of,
    question_rows,
    token_places,
)
from training.network import loaded, store
from training.reader import averaged, drawn_rows, trained

TEXT = "展会3月8日开幕，来了40家企业。主办方说，明年会搬到城南的新馆。门票一律20元，学生免费。"
QUESTION = "展会的门票多少钱？"


def passage(text: str = TEXT) -> Passage:
    return Passage(1, "d1", 0, len(text), text)


@pytest.fixture(scope="module")
def reader() -> OnnxReader:
    return OnnxReader()


def test_a_reader_put_together_again_reads_the_same(tmp_path: Path, reader: OnnxReader) -> None:
    store(loaded(BUNDLED_READER), BUNDLED_READER, tmp_path)
    for name in ("config.json", "tokenizer.json"):
        (tmp_path / name).symlink_to(BUNDLED_READER / name)
    both = (reader, OnnxReader(tmp_path))
    before, after = (next(each.read([QUESTION], [passage()])) for each in both)
    places = [[(span.start, span.end) for span in each.spans[:1]] for each in (before, after)]
    assert places[0] == places[1] != []
    assert after.evidence == pytest.approx(before.evidence, abs=0.05)


def test_the_network_computes_what_the_file_does(reader: OnnxReader) -> None:
    (row,) = reader.rows(QUESTION, passage())
    ids = torch.tensor([row.ids])
    with torch.no_grad():
        start, end, relevance = loaded(BUNDLED_READER)(
            ids, torch.tensor([row.types]), torch.ones_like(ids)
        )
    theirs = next(reader.read([QUESTION], [passage()]))
    assert float(relevance[0]) == pytest.approx(theirs.relevance, abs=1.0)  # int8 against float32
    for logits in (start, end):
        assert np.isfinite(logits.numpy()).all()


def test_a_few_steps_change_the_network_towards_the_answer(reader: OnnxReader) -> None:
    places = places_of([["20元"]], TEXT)
    other = passage("另一条新闻：市里修了一座桥，花了两年。")
    example = Example("q", QUESTION, ((passage(), places),), (other,))
    network = loaded(BUNDLED_READER)
    before = network.rel.weight.detach().clone()
    after = trained(network, [example] * 5, reader, epochs=3)
    assert not torch.equal(before, after.rel.weight)
    assert all(torch.isfinite(one).all() for one in after.parameters())


def test_averaging_stands_between_two_networks() -> None:
    before, after = loaded(BUNDLED_READER), loaded(BUNDLED_READER)
    torch.nn.init.ones_(after.rel.weight)
    old = before.rel.weight.detach().clone()
    between = averaged(before, after, 0.25)
    assert torch.allclose(between.rel.weight, 0.75 * old + 0.25)
    assert torch.equal(between.span.weight, after.span.weight)


def test_rows_are_drawn_with_the_places_of_the_answer(reader: OnnxReader) -> None:
    example = Example(
        "q", QUESTION, ((passage(), places_of([["20元"]], TEXT)),), (passage("桥。"),)
    )
    for seed in range(20):
        first, second = drawn_rows(example, reader, random.Random(seed))  # noqa: S311 - seeded
        spans = [(first.row.origins[a], first.row.origins[b]) for a, b in first.places]
        assert spans
        assert not second.places


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        pytest.param([["40家"]], ["40家"], id="plain"),
        pytest.param([["40 家"]], ["40家"], id="spaces"),
        pytest.param([["0元"]], [], id="inside_a_number"),
        pytest.param([["20元", "20 块"]], ["20元"], id="one_of_two"),
        pytest.param([["20元"], ["40家"]], ["20元", "40家"], id="two_groups"),
        pytest.param([["20元"], ["50家"]], [], id="a_group_lacks"),
        pytest.param([], [], id="no_answer"),
    ],
)
def test_places_of_answers(answers: list[list[str]], found: list[str]) -> None:
    assert [TEXT[a:b] for a, b in places_of(answers, TEXT)] == found


@given(st.integers(0, 10_000), st.sampled_from(["20元", "40家", "新馆"]))
def test_a_cropped_passage_is_a_piece_that_keeps_its_answer(seed: int, gold: str) -> None:
    long, chance = passage(TEXT * 6), random.Random(seed)  # noqa: S311 - seeded
    piece, places = cropped(long, places_of([[gold]], long.text), chance)
    assert piece.text in long.text
    assert places
    assert {piece.text[a:b] for a, b in places} == {gold}


def test_token_places_cover_the_answer(reader: OnnxReader) -> None:
    (row,) = reader.rows(QUESTION, passage())
    ((first, last),) = token_places(row, places_of([["学生免费"]], TEXT))
    start, end = row.origins[first], row.origins[last]
    assert start is not None
    assert end is not None
    assert TEXT[start[0] : end[1]] == "学生免费"
    assert token_places(row, [(0, 10_000)]) == []


def test_the_questions_are_whole_and_their_parts_apart() -> None:
    parts = {part: question_rows(part) for part in ("train", "held")}
    rows = [row for part in parts.values() for row in part]
    assert len({row["id"] for row in rows}) == len(rows) > 2_000
    assert all(row["question"].strip() and row["article"] for row in rows)
    assert all(gold.strip() for row in rows for group in row["answers"] for gold in group)
    articles = [{row["article"] for row in part} for part in parts.values()]
    assert not articles[0] & articles[1]


def test_the_encyclopedia_asks_for_what_stands_in_one_paragraph() -> None:
    found = list(encyclopedia_examples(random.Random(0)))  # noqa: S311 - seeded
    assert len(found) > 500
    for example in found:
        assert example.others
        if not example.answering:  # asked of what the topic's paragraphs do not say
            continue
        ((passage, places),) = example.answering
        assert places
        assert all(0 <= a < b <= len(passage.text) for a, b in places)
        assert passage not in example.others


def test_questions_by_header_name_its_date_or_are_unanswered() -> None:
    text = "研讨会在城南新馆举行，会上通过了工作细则。"
    dated = replace(passage(text), published=date(2023, 8, 2))
    other = replace(passage("另一条新闻：市里修了一座桥。"), published=date(2023, 5, 1))
    example = Example("q", "研讨会通过了什么？", ((dated, ((18, 22),)),), (other,))
    seen = set()
    for seed in range(200):
        asked = by_header(example, random.Random(seed))  # noqa: S311 - seeded
        assert asked
        assert asked.question.endswith(example.question)
        passages = [p for p, _ in asked.answering] or asked.others
        told = passages[0].published
        assert told
        year = re.match(r"(\d{4})年", asked.question)
        day = re.search(r"(\d+)月(\d+)日", asked.question)
        named = date(
            int(year[1]) if year else told.year, *map(int, day.groups() if day else (8, 2))
        )
        near = timedelta(0) <= told - named <= timedelta(2)
        assert near == bool(asked.answering)
        seen.add((bool(year), bool(day), near))
    assert len(seen) == 6


@pytest.mark.parametrize(
    ("question", "text", "published"),
    [
        pytest.param(
            "2023年的会通过了什么？", "会上通过了细则。", date(2023, 8, 2), id="says_when"
        ),
        pytest.param("会通过了什么？", "2021年会上通过了细则。", date(2023, 8, 2), id="text_says"),
        pytest.param("会通过了什么？", "会上通过了细则。", None, id="undated"),
        pytest.param("What was passed?", "会上通过了细则。", date(2023, 8, 2), id="english"),
    ],
)
def test_what_names_its_own_time_is_not_asked_by_header(
    question: str, text: str, published: date | None
) -> None:
    told = replace(passage(text), published=published)
    example = Example("q", question, ((told, places_of([["细则"]], text)),), ())
    assert by_header(example, random.Random(0)) is None  # noqa: S311 - seeded


def test_folders_are_written_from_the_corpus_with_our_headlines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed, corpus = tmp_path / "folders.jsonl", tmp_path / "news.jsonl.xz"
    asked = {"question": QUESTION, "answers": [["20元"]], "articles": ["n1"], "kind": "number"}
    rows = [
        {
            "group": group,
            "part": part,
            "articles": [{"id": "n1", "headline": "展会开幕"}],
            "questions": [asked],
        }
        for group, part in (("fair", "fitted"), ("other", "held"))
    ]
    listed.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    news = {"id": "n1", "published": "2023-03-08", "text": TEXT}
    with lzma.open(corpus, "wt", encoding="utf-8") as file:
        file.write(json.dumps({**news, "id": "n0"}) + "\n" + json.dumps(news) + "\n")
    monkeypatch.setattr(folders, "FOLDERS", listed)
    (into := tmp_path / "articles").mkdir()
    (folder,) = folders.written_folders("fitted", corpus, into)
    assert folder.name == "fair"
    written = (folder.path / "n1.txt").read_text(encoding="utf-8")
    assert written == f"展会开幕\n2023-03-08\n{TEXT}\n"
    assert folder.questions == (asked,)


def test_the_folders_questions_are_of_their_articles() -> None:
    rows = [json.loads(line) for line in folders.FOLDERS.read_text(encoding="utf-8").splitlines()]
    assert {row["part"] for row in rows} == {"fitted", "held"}
    for row in rows:
        ids = {article["id"] for article in row["articles"]}
        assert len(ids) == len(row["articles"])
        for question in row["questions"]:
            assert bool(question["answers"]) == bool(question["articles"])
            assert set(question["articles"]) <= ids
            assert all(gold for group in question["answers"] for gold in group)
