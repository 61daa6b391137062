"""Chunks cover the text, hold the limit, and begin and end on words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.text.split import chunk_spans, header, split
from rag.types import Document

LETTERS = st.text(alphabet="京津冀示范区获批。！？；，、：“”\n \u3000aB1.%🙂é", max_size=400)


def document(text: str, **changes: object) -> Document:
    values: dict[str, object] = {"id": "d", "path": "a.txt", "title": "标题", "text": text}
    return Document(**{**values, **changes})  # type: ignore[arg-type]


@given(LETTERS, st.integers(min_value=1, max_value=60))
@settings(max_examples=300, deadline=None)
def test_nothing_is_lost_and_the_limit_holds(text: str, limit: int) -> None:
    spans = chunk_spans(text, limit)
    covered: set[int] = set()
    last = 0
    for start, end in spans:
        assert last <= start < end <= start + limit
        piece = text[start:end]
        assert piece == piece.strip()
        covered.update(range(start, end))
        last = end
    assert all(text[index].isspace() for index in range(len(text)) if index not in covered)


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_cut(text: str) -> None:
    spans = chunk_spans(text, 20)
    assert all(text[start:end].strip() for start, end in spans)


def test_sentences_stay_whole_while_they_fit() -> None:
    text = "第一句很短。" * 60
    spans = chunk_spans(text, 50)
    assert all(text[start:end].endswith("。") for start, end in spans)
    assert max(end - start for start, end in spans) == 48


def test_an_overlong_sentence_is_cut_after_a_clause() -> None:
    text = "甲" * 30 + "，" + "乙" * 30 + "，" + "丙" * 30 + "。"
    assert [text[start:end] for start, end in chunk_spans(text, 50)] == [
        "甲" * 30 + "，",
        "乙" * 30 + "，",
        "丙" * 30 + "。",
    ]


def test_an_overlong_word_is_cut_anywhere() -> None:
    assert chunk_spans("a" * 25, 10) == [(0, 10), (10, 20), (20, 25)]


def test_a_full_paragraph_ends_its_chunk() -> None:
    first, second = "一" * 100 + "。", "二" * 100 + "。"
    assert chunk_spans(f"{first}\n{second}", 300) == [(0, 101), (102, 203)]


def test_short_paragraphs_are_joined() -> None:
    assert chunk_spans("标题\n记者 张三\n正文很短。", 300) == [(0, 14)]


def test_split_names_its_document() -> None:
    (chunk,) = split(document("正文。"))
    assert (chunk.document_id, chunk.start, chunk.end) == ("d", 0, 3)
    assert 0 < chunk.tokens <= 9


@pytest.mark.parametrize("text", ["", " \n\u3000\n "])
def test_nothing_gives_no_chunks(text: str) -> None:
    assert split(document(text)) == []


def test_a_limit_of_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        chunk_spans("文", 0)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"published": date(2022, 7, 29)}, "2022年7月29日。标题。"),
        ({}, "标题。"),
        ({"title": ""}, ""),
        ({"title": "标题。"}, "标题。"),
        ({"title": "", "published": date(2022, 7, 29)}, "2022年7月29日。"),
        (
            {"title": "A title", "language": "en", "published": date(2022, 7, 29)},
            "29 July 2022. A title. ",
        ),
    ],
    ids=["both", "no_date", "nothing", "title_with_stop", "no_title", "english"],
)
def test_header(changes: dict[str, object], expected: str) -> None:
    assert header(document("正文。", **changes)) == expected
