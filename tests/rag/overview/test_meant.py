"""Which articles, topics and sides are meant, and how what they say is quoted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from embeddings import deep
from rag import Assistant, Document
from rag.overview.central import in_section, understood
from rag.overview.comparing import made
from rag.overview.intents import intent_of
from rag.overview.request import Request
from rag.overview.sentences import sentences_of
from tests.rag.overview.test_answers import asked, titles

SETS = Path(__file__).parents[3] / "benchmarks"


def document(text: str, title: str = "渡口") -> Document:
    return Document("d", "d.txt", title, text)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("示范区获批半年这篇，帮我提炼三点", "获批半年"),
        ("京津冀开座谈会，这篇主要说什么", "京津冀开座谈会"),
        ("京津冀座谈会主要内容是什么", "京津冀开座谈会"),
        ("长三角那个论坛谈了什么", "长三角工业互联网论坛"),
        ("Summarize the shore power article", "Lanwan Port"),
    ],
)
def test_what_stands_before_it_tells_which_is_meant(
    samples: Assistant, question: str, title: str
) -> None:
    answer = samples.ask(question)
    assert answer.kind == "summary"
    assert answer.citations
    assert all(title in each for each in titles(answer))


def test_shorter_is_about_the_article_that_was_described(samples: Assistant) -> None:
    whole = asked(samples, "总结山桥茶会那篇")
    briefer = asked(samples, "总结山桥茶会那篇", "再短一点")
    assert {c.title for c in briefer.citations} == {c.title for c in whole.citations}
    assert len(briefer.citations) < len(whole.citations)


def test_this_one_without_more_is_the_one_in_hand() -> None:
    found = intent_of("总结这篇文章")
    assert found is not None
    assert found.which.this
    assert not found.which.described


def test_who_publishes_is_found_as_source_and_as_author(samples: Assistant) -> None:
    answer = samples.ask("青禾发布的文章有哪些？")
    assert len(answer.citations) == 2
    assert "2 篇" in answer.text


def test_as_many_are_listed_as_asked_for(samples: Assistant) -> None:
    assert len(samples.ask("最近发的三篇是哪些").citations) == 3


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Which reports talk about shore power?", "shore power"),
        ("Which articles mention the library?", "library"),
        ("和大学生运动会有关的有哪些文章", "大学生运动会"),
        ("药品集中采购试点方案说了哪些重点", "药品集中采购试点方案"),
    ],
)
def test_a_topic_is_neither_cropped_nor_has_it_a_verb_too_many(question: str, topic: str) -> None:
    found = intent_of(question)
    assert found is not None
    assert found.topic == topic


@pytest.mark.parametrize(
    ("question", "sides", "aspect"),
    [
        ("青禾2022和2023的产值相比怎么样", ("青禾2022", "青禾2023"), "产值"),
        ("老馆新馆有什么区别", ("老馆", "新馆"), ""),
        ("比较红茶和绿茶的价格", ("红茶", "绿茶"), "价格"),
        ("2021年的茶会和2022年的茶会有何不同", ("2021年的茶会", "2022年的茶会"), ""),
        ("Compare the Qinghe and Lanwan forums", ("Qinghe forum", "Lanwan forum"), ""),
    ],
)
def test_what_one_side_says_holds_for_both(
    question: str, sides: tuple[str, ...], aspect: str
) -> None:
    found = intent_of(question)
    assert found is not None
    assert (found.sides, found.aspect) == (sides, aspect)


def test_a_comparison_of_one_thing_is_none() -> None:
    assert made(Request("comparison", "红茶有什么不同"), {"sides": ("红茶",)}) is None


@pytest.mark.parametrize("question", ["高峰副秘书长介绍了哪些情况", "高峰介绍了什么"])
def test_a_post_may_stand_behind_the_name(samples: Assistant, question: str) -> None:
    answer = samples.ask(question)
    assert answer.kind == "statements"
    assert any("保障小组" in c.quote for c in answer.citations)


def test_an_article_that_speaks_is_summed_up() -> None:
    found = intent_of("这篇文章说了什么")
    assert found is not None
    assert (found.intent, found.which.this) == ("summary", True)


def test_what_leans_on_a_sentence_is_quoted_with_it() -> None:
    every = sentences_of(
        document("船长丁海生到场致辞。他表示，渡口下月恢复通航。船票十元一张不变。")
    )
    told, count = understood(every[1:2], every)
    assert [one.text for one in told] == ["船长丁海生到场致辞。他表示，渡口下月恢复通航。"]
    assert count == 2
    told, count = understood(every[:2], every)
    assert ([one.text for one in told], count) == ([one.text for one in every[:2]], 2)


def test_a_number_on_a_line_is_no_heading() -> None:
    lines = ["封面图", "上图是一座很高的灯塔的夜景。", "渡口安全吗？", "1、", "渡口有三条船在跑。"]
    lines += [
        "每条船都装了救生圈。",
        "2、",
        "船工每年都要体检一次。",
        "雨天一律停航不开船。",
        "动态",
    ]
    lines += ["另一座桥下月动工。"]
    text = "\n".join(lines)
    kept = in_section(sentences_of(document(text, "周刊（第 3 期）：渡口安全吗？")))
    assert [one.text for one in kept] == [lines[4], lines[5], lines[7], lines[8]]


def test_a_figure_behind_a_space_begins_no_sentence() -> None:
    (one,) = sentences_of(document("以某厂的 8000mAh 电池为例，它只有两百克重。"))
    assert one.text.startswith("以某厂的 8000mAh")


def test_the_transformer_is_not_asked_about_a_plain_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deep, "bundled", lambda: pytest.fail("loaded"))
    assert intent_of("3号线全长多少公里？") is None


def test_the_questions_that_overviews_are_measured_on_are_whole() -> None:
    rows = [
        json.loads(line)
        for half in ("dev", "held")
        for line in (SETS / f"overview_{half}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert len({row["id"] for row in rows}) == len(rows) >= 120
    assert {row["folder"] for row in rows} == {"samples", "articles", "policy", "weekly"}
    longest = max(len(word) for row in rows for group in row.get("must", ()) for word in group)
    assert longest < 30  # facts, no sentences
