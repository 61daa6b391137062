"""The reader's training: its file taken apart and put together, its examples, a few steps."""

from __future__ import annotations

import json
import lzma
import math
import random
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from embeddings.deep import DEEP_MODEL, MODEL_FILE
from rag import Passage
from rag.answering.reader import OnnxReader
from training import folders
from training.claims import Claimed
from training.draw import drawn_rows
from training.examples import (
    Example,
    by_header,
    cropped,
    places_of,
    question_rows,
    token_places,
    withheld,
)
from training.network import Network, body
from training.passages import PASSAGES, passage_examples
from training.reader import RATE, Material, Run, Schedule
from training.reader_file import MODEL, store
from training.real import held_back, real_examples, real_rows
from training.statements import Statement
from training.swapped import pool_of, swapped

TEXT = "展会3月8日开幕，来了40家企业。主办方说，明年会搬到城南的新馆。门票一律20元，学生免费。"
QUESTION = "展会的门票多少钱？"


def passage(text: str = TEXT) -> Passage:
    return Passage(1, "d1", 0, len(text), text)


class Steps(Schedule):
    """A schedule of so many steps, whatever time they take."""

    def __init__(self, steps: int) -> None:
        super().__init__(seconds=math.inf)
        self.steps = steps

    def rate(self, step: int) -> float:
        return RATE if step < self.steps else 0.0


@pytest.fixture(scope="module")
def reader() -> OnnxReader:
    return OnnxReader()


@pytest.fixture(scope="module")
def network() -> Network:
    return body(layers=2)


def test_the_file_computes_what_the_network_does(
    tmp_path: Path, network: Network, reader: OnnxReader
) -> None:
    store(network.eval(), tmp_path)
    (row,) = reader.rows(QUESTION, passage())
    ids, types = np.array([row.ids]), np.array([row.types])
    given = {"input_ids": ids, "token_type_ids": types, "attention_mask": np.ones_like(ids)}
    session = onnxruntime.InferenceSession(str(tmp_path / MODEL))
    outputs = ["start", "end", "relevance", "support"]
    start, end, relevance, support = session.run(outputs, given)
    with torch.no_grad():
        theirs = network(*(torch.tensor(given[name]) for name in given))
    assert start.shape == end.shape == ids.shape
    assert relevance.shape == (1,)
    for mine, wanted in zip((start, end), theirs, strict=False):
        assert np.corrcoef(mine[0], wanted[0].numpy())[0, 1] > 0.97  # bytes against floats
    assert float(relevance[0]) == pytest.approx(float(theirs[2][0]), abs=0.1)
    assert float(support[0]) == pytest.approx(float(theirs[3][0]), abs=0.1)


def test_the_body_is_the_embedders(network: Network) -> None:
    text = "门票一律20元。"
    ids = torch.tensor([OnnxReader().rows(text, passage(text))[0].ids])
    whole = body(layers=12).eval()
    with torch.no_grad():
        hidden = whole.bert(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
    vector = hidden[0].mean(0).numpy()
    session = onnxruntime.InferenceSession(str(DEEP_MODEL / MODEL_FILE))
    given = {"input_ids": ids.numpy(), "attention_mask": np.ones(ids.shape, np.int64)}
    (wanted,) = session.run(["sentence_embedding"], given)
    assert float(vector @ wanted[0]) / np.linalg.norm(vector) > 0.99
    same = whole.state_dict()
    assert all(
        torch.equal(one, same[name])
        for name, one in network.bert.encoder.named_parameters(prefix="bert.encoder")
    )


def test_training_goes_on_from_where_it_was_stopped(tmp_path: Path, reader: OnnxReader) -> None:
    places = places_of([["20元"]], TEXT)
    other = passage("另一条新闻：市里修了一座桥，花了两年。")
    pools = {"passages": [Example("q", QUESTION, ((passage(), places),), (other,))]}
    one = Run(body(layers=1), tmp_path / "one")
    stated = Claimed(passage(), ("学生不用买票。",), ("学生要买票。",))
    plain = [Statement("学生不用买票。", passage(), True)]
    one.go(Material(pools, [stated], [plain]), reader, Steps(3))
    before = body(layers=1).state_dict()
    again = Run(body(layers=1), tmp_path / "one")
    assert again.step == 3
    for name, weight in again.network.state_dict().items():
        assert torch.equal(weight, one.network.state_dict()[name])
    changed = {
        name
        for name, weight in before.items()
        if not torch.equal(weight, again.network.state_dict()[name])
    }
    assert "bert.embeddings.word_embeddings.weight" not in changed
    assert "bert.encoder.layer.0.output.dense.weight" in changed


def test_the_rate_rises_and_falls_and_ends() -> None:
    rates = [Schedule(3600.0).rate(step) for step in range(200)]
    assert rates == sorted(rates)
    assert rates[-1] == RATE
    assert 0 < Schedule(10.0, falling=20.0).rate(1000) < RATE
    assert Schedule(0.0).rate(0) == 0.0


def test_rows_are_drawn_with_the_places_of_the_answer(reader: OnnxReader) -> None:
    example = Example(
        "q", QUESTION, ((passage(), places_of([["20元"]], TEXT)),), (passage("桥。"),)
    )
    for seed in range(20):
        first, second = drawn_rows(example, reader, {}, random.Random(seed))  # noqa: S311 - seeded
        spans = [(first.row.origins[a], first.row.origins[b]) for a, b in first.places]
        assert spans
        assert not second.places


def test_a_passage_without_the_answers_sentences_is_a_near_miss() -> None:
    text = TEXT * 2
    left = withheld(passage(text), places_of([["20元"]], text))
    assert left is not None
    assert left.text == "展会3月8日开幕，来了40家企业。主办方说，明年会搬到城南的新馆。" * 2
    assert withheld(passage(), places_of([["20元"], ["40家"]], TEXT)) is None  # too little is left


@pytest.mark.parametrize(
    ("question", "old", "new"),
    [
        pytest.param("王志军什么时候到的沈阳？", "王志军", "徐晓兰", id="person"),
        pytest.param("2021年来了多少人？", "2021", r"20\d\d|19\d\d", id="year"),
        pytest.param("第三届展会来了多少人？", "第三", "第[一二四五六七八九十]", id="ordinal"),
        pytest.param("HDMI 2.2多快？", "2.2", r"[134]\.2", id="version"),
    ],
)
def test_a_question_about_something_else_has_no_answer(question: str, old: str, new: str) -> None:
    text = "王志军2021年到沈阳看第三届展会，那里展出HDMI 2.2，快。"
    example = Example("q", question, ((passage(text), ((0, 3),)),), ())
    names = pool_of(["徐晓兰说了什么？", question])
    asked = [swapped(example, names, random.Random(seed)) for seed in range(60)]  # noqa: S311
    found = {one.question for one in asked if one and one.question != question}
    pattern = re.escape(question).replace(re.escape(old), f"(?:{new})")
    assert any(re.fullmatch(pattern, one) for one in found)
    assert all(not one.answering and one.others for one in asked if one)


def test_what_the_passage_tells_of_too_is_not_asked_about_instead() -> None:
    text, question = "王志军到沈阳，徐晓兰也到沈阳。", "王志军到了哪里？"
    example = Example("q", question, ((passage(text), ((4, 6),)),), ())
    names = pool_of(["徐晓兰说了什么？"])
    asked = [swapped(example, names, random.Random(seed)) for seed in range(20)]  # noqa: S311
    assert not any(asked)


def test_the_year_an_article_is_of_is_not_asked_about_instead() -> None:
    dated = replace(passage("2021年来了40人。"), published=date(2022, 3, 8))
    example = Example("q", "2021年来了多少人？", ((dated, ((6, 9),)),), ())
    asked = [swapped(example, {}, random.Random(seed)) for seed in range(80)]  # noqa: S311
    assert any(asked)
    assert not any(one and "2022" in one.question for one in asked)


def test_a_question_that_names_nothing_of_its_passage_stays() -> None:
    example = Example("q", QUESTION, ((passage(), ((0, 2),)),), ())
    assert swapped(example, pool_of([QUESTION]), random.Random(0)) is None  # noqa: S311 - seeded


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


def test_our_passages_answer_what_they_are_asked() -> None:
    found = list(passage_examples(random.Random(0)))  # noqa: S311 - seeded
    assert len(found) > 10_000
    assert sum(not example.answering for example in found) > 1_500
    for example in found:
        if not example.answering:  # asked of what the topic's passages do not say
            continue
        ((one, places),) = example.answering
        assert places, (example.id, example.question)
        assert all(0 <= a < b <= len(one.text) for a, b in places)
        assert one not in example.others


def test_every_passage_is_whole() -> None:
    for file in PASSAGES.glob("*.jsonl"):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            row = json.loads(line)
            assert row["topic"], (file.name, number)
            assert len(row["paragraph"]) >= 60, (file.name, number)
            for question in row["questions"]:
                assert question.get("zh") or question.get("en"), (file.name, number)
                missing = [a for a in question["answers"] if a not in row["paragraph"]]
                assert not missing, (file.name, number, missing)


def test_real_questions_keep_apart_what_is_measured_on(tmp_path: Path) -> None:
    start = TEXT.index("20元")
    asked = {"question": QUESTION, "answers": ["20元"], "start": start, "end": start + 3}
    rows = [
        {"source": source, "title": "展会", "passage": f"{TEXT}{number}", "questions": [asked]}
        for number in range(60)
        for source in ("drcd", "cmrc2018-trial", "squad2-zh")
    ]
    file = tmp_path / "real.jsonl.xz"
    with lzma.open(file, "wt", encoding="utf-8") as out:
        out.write("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    kept = [row for row in real_rows(file) if not held_back(row)]
    assert {row["source"] for row in kept} == {"drcd", "squad2-zh"}
    assert 45 <= sum(row["source"] == "drcd" for row in kept) < 60
    examples = real_examples(file, random.Random(0))  # noqa: S311 - seeded
    assert len(examples) == len(kept)
    texts = {row["passage"] for row in kept}
    for example in examples:
        ((one, ((a, b),)),) = example.answering
        assert one.text in texts
        assert one.text[a:b] == "20元"


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
