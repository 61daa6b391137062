"""Front matter and markup, however they were written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.articles.load_front import split_front_matter
from rag.articles.load_text import decode, markup_of
from rag.errors import LoadError


def test_front_matter_as_blogs_write_it() -> None:
    front = split_front_matter(
        "\n---\ntitle: '甲乙'\ncategories: \n - 金融\n - 产业\n"
        "date: Fri, 29 Jul 2022 03:08:22 GMT\n"
        "comments: false\n---\n正文\n"
    )
    assert front.metadata == {
        "title": "甲乙",
        "categories": "金融\n产业",
        "date": "Fri, 29 Jul 2022 03:08:22 GMT",
        "comments": "false",
    }
    assert front.body.strip() == "正文"
    assert front.notices == ()


@pytest.mark.parametrize(
    ("header", "title"),
    [
        ("title: 'It's here'", "It's here"),
        ("title: a: b: c", "a: b: c"),
        ("title:\t带制表符", "带制表符"),
        ("title: 甲\ntitle: 乙", "甲"),
        ('title: "引号"内外', '"引号"内外'),
        ("title: [未闭合", "[未闭合"),
        ("Title: 大写键", "大写键"),
        ("title: 2022", "2022"),
        ("title: no", "no"),
        ("title: >-\n  折行\n  标题", "折行 标题"),
        ("title: '引号内: 冒号'", "引号内: 冒号"),
        ("title: %百分号", "%百分号"),
        ("title: @小老鼠", "@小老鼠"),
    ],
)
def test_a_title_survives_bad_yaml(header: str, title: str) -> None:
    front = split_front_matter(f"---\n{header}\ndate: 2022-07-29 11:08:00 +0800\n---\n正文")
    assert front.metadata["title"] == title
    assert front.metadata["date"] == "2022-07-29 11:08:00 +0800"
    assert front.body.strip() == "正文"


def test_a_mark_and_windows_line_ends() -> None:
    data = "\ufeff---\r\ntitle: 甲\r\ndate: 2022-07-29\r\n---\r\n正文\r\n".encode()
    front = split_front_matter(decode(data).text)
    assert front.metadata == {"title": "甲", "date": "2022-07-29"}


def test_duplicate_keys_are_told() -> None:
    front = split_front_matter("---\ntitle: 甲\ntitle: 乙\n---\n正文")
    assert "title" in front.notices[0]


def test_aliases_cannot_blow_up() -> None:
    bomb = "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\ntitle: 甲"
    assert split_front_matter(f"---\n{bomb}\n---\n正文").metadata["title"] == "甲"


@pytest.mark.parametrize(
    "text",
    [
        "正文\n---\n分隔线",
        "---\n没有结尾",
        "---\n\n---\n空的",
        "---",
        "----\na: b\n----",
        "--- a\nb: c\n---",
    ],
)
def test_what_is_no_front_matter_stays_text(text: str) -> None:
    front = split_front_matter(text)
    assert (front.metadata, front.body) == ({}, text)


@pytest.mark.parametrize(
    ("name", "body", "markup"),
    [
        ("a.txt", "正文", "text"),
        ("a.txt", "\n<div>\n<p>正文</p></div>", "html"),
        ("a.txt", "<!-- x --><!DOCTYPE html><html><p>正文</p>", "html"),
        ("a.txt", "<注意> 正文", "text"),
        ("a.txt", "a < b 而且 c > d", "text"),
        ("a.md", "# 标题", "markdown"),
        ("a.md", "<p>正文</p>", "html"),
        ("a.HTM", "正文", "html"),
        ("", "正文", "text"),
    ],
)
def test_markup_is_told_by_looks_then_by_name(name: str, body: str, markup: str) -> None:
    assert markup_of(name, body) == markup


@given(st.text(max_size=300))
def test_utf8_text_comes_back_as_it_was(text: str) -> None:
    if "\0" in text:
        return
    decoded = decode(text.encode("utf-8", "ignore"))
    assert decoded.text == text.encode("utf-8", "ignore").decode().removeprefix("\ufeff")


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        decoded = decode(data)
    except LoadError:
        return
    assert isinstance(decoded.text, str)


@given(st.text(alphabet="-\n: 'ab\"[]{}&*#|>\t甲", max_size=80))
def test_any_header_is_read_without_a_fault(header: str) -> None:
    front = split_front_matter(f"---\n{header}\n---\n正文")
    assert all(isinstance(value, str) for value in front.metadata.values())
