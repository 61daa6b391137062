"""AsciiDoc and notebooks: titles, text and tables; settings of programs are no articles."""

from __future__ import annotations

import json
import time

import pytest

from rag.articles.clean import clean
from rag.articles.kinds import kind_of
from rag.articles.load_plain import article_from_bytes
from rag.errors import LoadError
from rag.types import Document

ADOC = """// 看不见的注释
= 供水管网改造说明
:author: 沈知夏
:revdate: 2025-03-05

本期改造 *管网32公里*，详见 https://x.example/a[附图]。
由 _第二工程局_ 承建footnote:[不含支线。]。

== 投资
.表1 投资
[cols="1,1"]
|===
|分区 |投资（万元）

|东区 |3260
|西区 |1845
|===

* 甲项先行
. 乙项随后

////
藏起来的一段
////
include::other.adoc[]
"""


def _document(name: str, data: bytes) -> Document:
    return clean(article_from_bytes(name, data)).document


def test_adoc_is_read_as_it_is_shown() -> None:
    document = _document("a.adoc", ADOC.encode())
    assert (document.title, document.author) == ("供水管网改造说明", "沈知夏")
    assert str(document.published) == "2025-03-05"
    lines = document.text.splitlines()
    assert "管网32公里，详见" in lines[0]
    assert lines[0].endswith("承建（不含支线。）。")
    assert "分区 | 投资（万元）\n东区 | 3260\n西区 | 1845" in document.text
    assert "甲项先行" in lines
    for unseen in ("看不见", "藏起来", "include", "==", "cols"):
        assert unseen not in document.text


@pytest.mark.parametrize(
    "mark", ["|===\n|甲 ", "////\n甲", "*甲 ", "`甲", "<<甲", "link:甲[", "_甲 "]
)
def test_marks_that_are_never_closed_take_no_longer(mark: str) -> None:
    data = ("= 题\n\n正文一句。\n" + mark * 20_000).encode()
    began = time.process_time()
    assert article_from_bytes("a.adoc", data).metadata["title"] == "题"
    assert time.process_time() - began < 5


def _notebook(*cells: tuple[str, object]) -> bytes:
    made = [{"cell_type": kind, "source": source} for kind, source in cells]
    return json.dumps({"cells": made, "nbformat": 4}, ensure_ascii=False).encode()


def test_the_text_of_a_notebook_without_its_code() -> None:
    data = _notebook(
        ("markdown", ["# 水位分析\n", "最高水位**32.5米**。"]), ("code", ["print(1)"]),
        ("raw", "x"), ("markdown", "| 站 | 水位 |\n|---|---|\n| 甲站 | 32.5 |"),
    )  # fmt: skip
    article = article_from_bytes("a.ipynb", data)
    document = clean(article).document
    assert document.title == "水位分析"
    assert "最高水位32.5米。" in document.text
    assert "站 | 水位\n甲站 | 32.5" in document.text
    assert "print" not in document.text
    assert any("1" in notice for notice in article.notices)


@pytest.mark.parametrize(
    "data",
    [b"{", b"[]", b'{"cells": 3}', b"[" * 200_000, _notebook(("code", "x")), b'{"cells": [1]}'],
    ids=["cut", "list", "number", "deep", "code", "odd"],
)
def test_notebooks_that_are_none_are_named(data: bytes) -> None:
    with pytest.raises(LoadError):
        article_from_bytes("a.ipynb", data)


@pytest.mark.parametrize(
    "name", ["a.yaml", "b.YML", "c.toml", "d.ini", "e.cfg", "f.conf", "g.properties", "h.plist"]
)
def test_settings_are_named_and_no_articles(name: str) -> None:
    assert kind_of(name, "name: 甲\n".encode()) == "settings"
    with pytest.raises(LoadError, match=r"配置|settings"):
        article_from_bytes(name, "name: 甲\n".encode())


def test_an_xml_is_an_article_only_where_it_is_a_page() -> None:
    assert kind_of("a.xml", b"<?xml version='1.0'?><config><a>1</a></config>") == "settings"
    page = "<?xml version='1.0'?><html><body><p>正文一句。</p></body></html>"
    assert kind_of("a.xml", page.encode()) == "text"
