"""Summaries and comparisons through a chat model: each article read, every sentence checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.answer_types import Answer
from rag.assistant import Assistant
from rag.events import Finished, TextPiece
from rag.settings import Settings
from tests.rag.chat_server import ChatServer, Step, serving, user_text

ARTICLES = {
    "码头.md": (
        "---\ntitle: 蓝湾码头扩建\ndate: 2023-05-02\n---\n"
        "蓝湾码头扩建工程5月1日开工，计划新增泊位6个。\n\n"
        "工程由蓝湾港务公司承担，总投资12亿元，预计2025年底完工。\n\n"
        "港务公司表示，扩建后年吞吐量可达900万吨。\n"
    ),
    "果园.md": (
        "---\ntitle: 松岭果园丰收\ndate: 2023-09-10\n---\n"
        "松岭果园今年收获苹果3000吨，比去年增加两成。\n\n"
        "果园负责人说，新修的灌溉渠帮助果树度过了旱季。\n\n"
        "收获的苹果将销往八个省份。\n"
    ),
}


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("articles")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    plain = Settings(
        data_dir=tmp_path_factory.mktemp("data"), articles=(folder,), language="zh",
        embedding_model="fast",
    )  # fmt: skip
    with Assistant(plain) as assistant:
        assistant.ingest(folder)
    return plain


@pytest.fixture
def talk(indexed: Settings) -> Iterator[Any]:
    opened: list[Assistant] = []

    def make(server: ChatServer, **changes: Any) -> Assistant:
        values = {
            "chat_model": "openai:scripted",
            "chat_base_url": server.url,
            "chat_max_retries": 0,
        }
        opened.append(Assistant(indexed.with_(**{**values, **changes})))
        return opened[-1]

    yield make
    for assistant in opened:
        assistant.close()


def rows(*sentences: tuple[str, int]) -> str:
    said = [{"text": text, "sources": [number]} for text, number in sentences]
    return json.dumps({"sentences": said}, ensure_ascii=False)


def by_article(request: dict[str, Any]) -> str:
    """A sound sentence on the article that is shown, a made-up one, and one on the whole."""
    text = user_text(request)
    if "合起来" in text:
        number = text.partition("12亿元")[0].count("<资料 ")
        return rows(("蓝湾码头扩建工程总投资12亿元。", number))
    if "蓝湾码头" in text:
        return rows(("扩建工程总投资12亿元，预计2025年底完工。", 1), ("工程总投资90亿元。", 1))
    return rows(("松岭果园今年收获苹果3000吨。", 1))


def test_each_article_is_read_and_what_is_not_borne_out_is_dropped(talk: Any) -> None:
    with serving(Step(by_article)) as server:
        answer: Answer = talk(server).ask("总结一下这些文章")
        asked = [user_text(request) for request in server.requests]
    assert answer.kind == "summary"
    assert answer.answerer == "openai:scripted"
    assert "总投资12亿元" in answer.text
    assert "90亿" not in answer.text
    assert "删去了 1 句" in "".join(answer.notices)
    assert "收获苹果3000吨" in answer.text
    assert "合起来看" in answer.text
    assert len(asked) == 3, "one call an article, one for the whole"
    assert all(quote.quote in "".join(ARTICLES.values()) for quote in answer.citations)
    assert answer.usage["calls"] == 3
    assert answer.text.startswith("2 篇文章：\n1. 《")


def test_the_whole_article_is_shown_not_what_the_reader_points_at(talk: Any) -> None:
    with serving(Step(by_article)) as server:
        talk(server).ask("总结一下《松岭果园丰收》")
        (asked,) = [user_text(request) for request in server.requests]
    assert all(part in asked for part in ("增加两成", "灌溉渠", "八个省份"))


def test_a_summary_is_streamed_as_it_is_written(talk: Any) -> None:
    with serving(Step(by_article)) as server:
        *events, last = talk(server).stream("总结一下这些文章")
    pieces = [event.text for event in events if isinstance(event, TextPiece)]
    assert isinstance(last, Finished)
    assert "".join(pieces) == last.answer.text
    assert len(pieces) > 2


def test_closing_a_summary_stops_the_call(talk: Any) -> None:
    with serving(Step(by_article, hang_s=60)) as server:
        stream = talk(server).stream("总结一下这些文章")
        while not server.requests:
            next(stream)
        stream.close()
        assert server.left.wait(5)


@pytest.mark.parametrize(
    "step",
    [Step(status=500), Step(rows(("总投资90亿元。", 1))), Step("")],
    ids=["down", "false", "nil"],
)
def test_where_the_model_says_nothing_the_articles_do(step: Step, talk: Any) -> None:
    with serving(step) as server:
        assistant = talk(server)
        answer = assistant.ask("总结一下这些文章")
        offline = assistant.ask("总结一下这些文章", answerer="extractive")
        *events, last = assistant.stream("总结一下这些文章")
    assert answer.answerer == "extractive"
    assert {c.quote for c in answer.citations} == {c.quote for c in offline.citations}
    assert "90亿" not in answer.text
    told = "".join(event.text for event in events if isinstance(event, TextPiece))
    assert told == last.answer.text == answer.text


def test_a_model_that_fails_half_way_leaves_the_rest_to_the_articles(talk: Any) -> None:
    with serving(Step(by_article), Step(status=500)) as server:
        answer = talk(server).ask("总结一下这些文章")
    assert answer.answerer == "openai:scripted"
    assert "总投资12亿元" in answer.text
    assert "松岭果园" in answer.text
    assert "500" in "".join(answer.notices)
    assert len(server.requests) == 2, "what failed is not asked again and again"


def test_a_long_article_is_read_in_parts(talk: Any, tmp_path: Path) -> None:
    long = "".join(f"第{n}号仓库今年存放木材{n}00吨，由第{n}班看管。\n\n" for n in range(1, 121))
    (tmp_path / "仓库.md").write_text(f"---\ntitle: 仓库年报\n---\n{long}", encoding="utf-8")

    def reply(request: dict[str, Any]) -> str:
        text = user_text(request)
        first = text.partition("第")[2].partition("号仓库")[0]
        return rows((f"第{first}号仓库今年存放木材{first}00吨。", 1))

    with serving(Step(reply)) as server:
        assistant = talk(
            server, data_dir=tmp_path / "data", chat_context_tokens=3000, chat_reply_tokens=400
        )
        assistant.ingest(tmp_path / "仓库.md")
        answer = assistant.ask("总结一下《仓库年报》")
    assert len(server.requests) > 2
    assert answer.citations
    assert "号仓库今年存放木材" in answer.text


def test_a_comparison_shows_both_sides(talk: Any) -> None:
    def reply(request: dict[str, Any]) -> str:
        text = user_text(request)
        dock = text.partition("12亿元")[0].count("<资料 ")
        return rows(("蓝湾码头扩建工程总投资12亿元。", dock))

    with serving(Step(reply)) as server:
        answer = talk(server).ask("蓝湾码头和松岭果园有什么不同？")
        (asked,) = [user_text(request) for request in server.requests]
    assert "蓝湾码头扩建" in asked
    assert "松岭果园丰收" in asked
    assert answer.kind == "comparison"
    assert "总投资12亿元" in answer.text
    assert any("松岭" in citation.title for citation in answer.citations), "the other side too"
