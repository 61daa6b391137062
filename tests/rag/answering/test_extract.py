"""Sentences chosen, cut and worded: what an extractive answer consists of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rag import Assistant
from rag.answer_types import Draft, Span
from rag.answering.disagree import not_shown
from rag.answering.extract import (
    ExtractiveAnswerer,
    choose_sentences,
    citation_of,
    extractive_draft,
    likely,
    spoken_text,
)
from rag.answering.judge import Judgement
from rag.answering.question import understand
from rag.settings import Settings
from tests.rag.answering.cases import judgement, passage

JULY, AUGUST = date(2022, 7, 29), date(2022, 8, 3)
SETTINGS = Settings(_env_file=None, refusal=0.2)
WHERE = "新桥在哪里？"


def items(*probabilities: float, text: str = "新桥在第{}岸。") -> list[Judgement]:
    """Sentences of as many articles, each as likely as told."""
    return [
        judgement(text.format("一二三四五六七八九"[n]), "新桥", probability, number=n)
        for n, probability in enumerate(probabilities)
    ]


def chosen(question: str, found: Sequence[Judgement], k: int = 5) -> list[str]:
    return [one.text for one in choose_sentences(understand(question), found, k)]


def draft(question: str, *found: Judgement, settings: Settings = SETTINGS) -> list[str]:
    return [s.text for s in extractive_draft(understand(question), found, settings).sentences]


@pytest.mark.parametrize(
    ("probabilities", "k", "number"),
    [
        pytest.param([0.9] * 5, 5, 3, id="three_at_most"),
        pytest.param([0.9] * 8, 10, 6, id="more_of_more_passages"),
        pytest.param([0.9] * 5, 4, 3, id="never_fewer_than_three"),
        pytest.param([0.9] * 5, 2, 2, id="of_k_passages_only"),
        pytest.param([0.9, 0.7], 5, 2, id="odds_above_a_quarter"),  # 9 and 2.33
        pytest.param([0.9, 0.69], 5, 1, id="odds_below_a_quarter"),  # 9 and 2.23
        pytest.param([0.6, 0.28], 5, 2, id="sure_of_the_first"),  # 1.5 and 0.39
        pytest.param([0.6, 0.27], 5, 1, id="too_unlikely_beside_it"),  # 1.5 and 0.37
        pytest.param([0.59, 0.13], 5, 2, id="in_doubt_more_is_shown"),  # 1.44 and 0.149
        pytest.param([0.59, 0.12], 5, 1, id="but_not_anything"),  # 1.44 and 0.136
        pytest.param([], 5, 0, id="nothing"),
    ],
)
def test_how_many_sentences_are_chosen(probabilities: list[float], k: int, number: int) -> None:
    assert len(chosen(WHERE, items(*probabilities), k)) == number


def test_a_reason_that_does_not_answer_comes_not_before_what_does() -> None:
    answers = judgement("旧桥拆除时，桥墩已开裂。", "桥墩已开裂", 0.3)
    other = judgement("因为下雨，庆典改期。", "下雨", 0.15, number=1)
    assert draft("旧桥为什么拆了？", other, answers)[0] == "旧桥拆除时，桥墩已开裂。"
    likely_too = replace(other, probability=0.25)
    assert draft("旧桥为什么拆了？", likely_too, answers)[0].endswith("因为下雨，庆典改期。")


def test_a_passage_may_give_several_sentences() -> None:
    one = judgement("新桥在东岸。旧桥在西岸。", "新桥", 0.9)
    first = replace(one, end=6)
    second = replace(one, start=6, probability=0.8)
    other = judgement("渡口在南岸。", "渡口", 0.85, number=1)
    assert chosen(WHERE, [first, other, second], k=1) == ["新桥在东岸。", "旧桥在西岸。"]


def test_what_says_the_same_is_chosen_once() -> None:
    texts = ["新桥在东岸。", "记者获悉：新桥，在东岸。", "桥在东岸。", "新桥在西岸。"]
    found = [judgement(text, "桥", 0.9 - n / 100, number=n) for n, text in enumerate(texts)]
    assert chosen(WHERE, found) == ["新桥在东岸。", "新桥在西岸。"]


@pytest.mark.parametrize(("text", "words"), [("新桥", True), ("2.桥", False), ("2.", False)])
def test_a_sentence_has_words(text: str, *, words: bool) -> None:
    assert bool(chosen(WHERE, [judgement(text, text[:1], 0.9)])) is words


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("为什么推迟？", "由于下雨，推迟。"),
        ("如何推迟？", "通过公告推迟。"),
        ("推迟到哪里？", "推迟了。"),
    ],
)
def test_a_reason_and_a_way_are_preferred(question: str, first: str) -> None:
    """They count for 3 in log-odds: 0.5 becomes 0.95, which 0.94 is below and 0.96 above."""
    found = [
        judgement("推迟了。", "推迟", 0.94),
        judgement("由于下雨，推迟。", "推迟", 0.5, number=1),
        judgement("通过公告推迟。", "推迟", 0.5, number=2),
    ]
    assert chosen(question, found)[0] == first
    surer = [replace(found[0], probability=0.96), *found[1:]]
    assert chosen(question, surer)[0] == "推迟了。"


@pytest.mark.parametrize("published", [JULY, None])
def test_below_the_threshold_nothing_is_an_answer(published: date | None) -> None:
    item = judgement("新桥在海州市。", "海州市", 0.2, published=published)
    below = replace(item, probability=0.19)
    assert likely([below, item], SETTINGS) == [item]
    assert (draft(WHERE, item), draft(WHERE, below)) == (["海州市：新桥在海州市。"], [])


def test_nothing_judged_is_no_answer() -> None:
    assert extractive_draft(understand(WHERE), [], SETTINGS) == Draft()
    answerer = ExtractiveAnswerer()
    assert [*answerer.answer(understand(WHERE), [], SETTINGS)] == [Draft()]
    assert answerer.name == "extractive"


@pytest.mark.parametrize(
    ("question", "text", "probability", "published", "number", "further"),
    [
        pytest.param(WHERE, "旧桥在西岸。", 0.15, JULY, 0, True, id="of_the_same_article"),
        pytest.param(WHERE, "旧桥在西岸。", 0.5, JULY, 1, False, id="another_fact"),
        pytest.param(WHERE, "东岸有新桥。", 0.5, JULY, 1, True, id="the_same_fact"),
        pytest.param(WHERE, "东岸有新桥。", 0.2, JULY, 1, True, id="likely_enough"),
        *(
            pytest.param(question, "旧桥在西岸。", 0.5, JULY, 1, False, id=f"another_{question}")
            for question in ("新桥何时通车？", "新桥盖了多久？", "新桥有多少座？", "谁盖了新桥？")
        ),
        pytest.param(WHERE, "东岸有新桥。", 0.19, JULY, 1, False, id="too_unlikely"),
        pytest.param(WHERE, "旧桥在西岸。", 0.15, None, 1, True, id="without_a_date"),
        pytest.param("新桥怎么样？", "旧桥在西岸。", 0.5, JULY, 1, True, id="no_one_fact_is_asked"),
        pytest.param("新桥怎么样？", "旧桥在西岸。", 0.19, JULY, 1, False, id="but_unlikely"),
    ],
)
def test_which_further_sentences_belong(
    question: str,
    text: str,
    probability: float,
    published: date | None,
    number: int,
    *,
    further: bool,
) -> None:
    first = judgement("新桥在东岸。", "东岸", 0.55, published=AUGUST)
    other = judgement(text, "桥", probability, number=number, published=published)
    assert (len(draft(question, first, other)) == 2) is further


def test_a_further_sentence_is_told_without_a_fact_before_it() -> None:
    found = items(0.9, 0.9)
    assert draft(WHERE, *found) == ["新桥在第一岸。", "新桥在第二岸。"]


LENGTHS = "青禾地铁{}号线长多少公里？"


def lengths(first: date | None, second: date | None) -> list[Judgement]:
    return [
        judgement("3号线长27.9公里。", "27.9公里", 0.9, published=first),
        judgement("3号线长28.6公里。", "28.6公里", 0.8, number=1, published=second),
    ]


def test_articles_that_disagree_are_both_told_the_newest_first() -> None:
    question = understand("3号线长多少公里？")
    found = extractive_draft(question, lengths(JULY, AUGUST), SETTINGS)
    assert [sentence.text for sentence in found.sentences] == [
        "（2022-08-03 的文章）28.6公里：3号线长28.6公里。",
        "（2022-07-29 的文章）27.9公里：3号线长27.9公里。",
    ]
    assert found.notices == ("各篇文章说法不一，较新的在前。",)
    assert [s.citations[0].document_id for s in found.sentences] == ["d1", "d0"]


@pytest.mark.parametrize("dated", [True, False])
def test_articles_without_a_date_are_told_apart_by_their_titles(
    *, dated: bool, tmp_path: Path
) -> None:
    day = "2023-05-06\n" if dated else ""
    (tmp_path / "in").mkdir()
    texts = {"旧办法": "博士每人每月补贴1800元。", "新办法": f"{day}博士每人每月补贴2500元。"}
    for name, text in texts.items():
        path = tmp_path / "in" / f"{name}.md"
        path.write_text(f"# 青石市租房补贴{name}\n\n{text}\n", encoding="utf-8")
    with Assistant(Settings(data_dir=tmp_path / "data", language="zh")) as assistant:
        assistant.ingest(tmp_path / "in")
        answer = assistant.ask("博士每月补贴多少？")
    assert "（《青石市租房补贴旧办法》）1800元：" in answer.text
    of_new = "（2023-05-06 的文章）" if dated else "（《青石市租房补贴新办法》）"
    assert f"{of_new}2500元：" in answer.text
    assert answer.notices == ("各篇文章说法不一，有的没有注明日期。",)


def test_where_one_passage_is_all_the_other_is_mentioned() -> None:
    question = understand("3号线长多少公里？")
    one = extractive_draft(question, lengths(JULY, AUGUST), SETTINGS.with_(k=1))
    assert [sentence.text for sentence in one.sentences] == ["27.9公里：3号线长27.9公里。"]
    assert one.notices == (not_shown("zh"),) == ("另有文章说法不同；只依据一段原文时不列出。",)
    alone = extractive_draft(question, lengths(JULY, AUGUST)[:1], SETTINGS)
    assert alone.notices == ()


@pytest.mark.parametrize(
    ("text", "answer", "cut"),
    [
        pytest.param("甲；" + "乙" * 218, "甲", "甲；" + "乙" * 218, id="not_too_long"),
        pytest.param("甲；" + "乙" * 219, "甲", "甲；", id="the_first_part"),
        pytest.param("甲；" + "乙" * 219, "乙", "乙" * 219, id="the_last_part"),
        pytest.param("甲;丙丁；" + "乙" * 219, "丁", "丙丁；", id="the_part_between"),
    ],
)
def test_a_long_sentence_is_cut_to_the_part_with_the_answer(
    text: str, answer: str, cut: str
) -> None:
    item = judgement(text, answer, 0.9)
    assert spoken_text(understand("怎么样？"), item) == cut
    (sentence,) = extractive_draft(understand("怎么样？"), [item], SETTINGS).sentences
    assert [each.quote for each in sentence.citations] == [cut]


@pytest.mark.parametrize(
    ("lines", "told", "quoted"),
    [
        pytest.param("\n甲站\n 乙站；\n", "甲站、乙站", "车站：\n甲站\n 乙站；", id="each_line"),
        pytest.param("\n甲站，\n" + "长" * 41, "甲站", "车站：\n甲站，", id="a_long_line_ends_it"),
        pytest.param("\n" + "长" * 40, "长" * 40, "车站：\n" + "长" * 40, id="not_too_long"),
        pytest.param("\n甲站\n \n乙站", "甲站", "车站：\n甲站", id="an_empty_line_ends_it"),
        pytest.param("", "", "车站：", id="nothing_behind_it"),
        pytest.param("\n站" * 13, "、".join("站" * 12), "车站：" + "\n站" * 12, id="twelve"),
    ],
)
def test_a_colon_brings_the_lines_it_announces(lines: str, told: str, quoted: str) -> None:
    item = replace(judgement(f"车站：{lines}", "车站", 0.9), end=3)
    (sentence,) = extractive_draft(understand("怎么样？"), [item], SETTINGS).sentences
    assert (sentence.text, sentence.citations[0].quote) == (f"车站：{told}", quoted)


def test_no_lines_without_a_colon() -> None:
    item = replace(judgement("车站。\n甲站", "车站", 0.9), end=3)
    assert spoken_text(understand("怎么样？"), item) == "车站。"


def test_an_english_colon_too() -> None:
    item = replace(judgement("Stations:\nOne", "One", 0.9), end=9)
    assert spoken_text(understand("How?"), item) == "Stations:One"


@pytest.mark.parametrize(
    ("question", "text", "answer", "spoken"),
    [
        ("新桥在哪里？", "新桥在海州市。", "海州市", "海州市：新桥在海州市。"),
        ("新桥在哪里？", "海州市。", "海州市", "海州市。"),
        ("何时通车？", "今年1月通车。", "今年1月", "2022年1月（原文“今年1月”）：今年1月通车。"),
        ("When did it open?", "今年1月通车。", "今年1月",
         "January 2022 (in the article: “今年1月”): 今年1月通车。"),
    ],
)  # fmt: skip
def test_the_fact_is_told_first(question: str, text: str, answer: str, spoken: str) -> None:
    item = judgement(text, answer, 0.9, published=JULY)
    assert spoken_text(understand(question), item) == spoken


def test_a_citation_is_in_characters_of_the_document_without_outer_spaces() -> None:
    one = passage(
        "新桥。 东岸。 ", start=100, title="题", published=JULY, published_basis="stated",
        path="a.txt", source="报", also_in=("b.txt",),
    )  # fmt: skip
    found = citation_of(one, 3, 8)
    assert (found.start, found.end, found.quote) == (104, 107, "东岸。")
    assert (found.document_id, found.title, found.published) == ("d0", "题", JULY)
    assert (found.published_basis, found.path, found.source) == ("stated", "a.txt", "报")
    assert found.also_in == ("b.txt",)


def test_sentences_are_cited_where_they_stand_in_the_document() -> None:
    item = judgement("旧桥。新桥在东岸。", "东岸", 0.9)
    late = replace(
        item,
        reading=replace(item.reading, passage=replace(item.reading.passage, start=50, end=59)),
        start=53,
        end=59,
        span=Span(56, 58, 1.0),
    )
    (sentence,) = extractive_draft(understand(WHERE), [late], SETTINGS).sentences
    (citation,) = sentence.citations
    assert (citation.start, citation.end, citation.quote) == (53, 59, "新桥在东岸。")
    assert math.isclose(late.probability, 0.9)
