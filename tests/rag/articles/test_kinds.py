"""What a file is, by its content; what is no article is named and passed over."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from rag.articles.kinds import kind_of
from rag.articles.load import load
from rag.articles.load_plain import article_from_bytes
from rag.errors import LoadError
from rag.settings import Settings
from rag.types import Skipped

SETTINGS = Settings(max_file_mb=1)
TEXT = "鹤湖景区2025年2月接待游客5.1万人次。"
MAIL = f"From: a@example.org\r\nMIME-Version: 1.0\r\nSubject: x\r\n\r\n{TEXT}\r\n".encode()


def _package(*members: str, mimetype: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for member in members:
            archive.writestr(member, "x")
    return file.getvalue()


def _compound(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + stream.encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.doc", _package("word/document.xml"), "docx"),
        ("a.txt", _package("xl/workbook.xml"), "xlsx"),
        ("a", _package("ppt/presentation.xml"), "pptx"),
        ("a.zip", _package("OEBPS/c.xhtml", mimetype="application/epub+zip"), "epub"),
        ("a", _package(mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        ("a.zip", _package(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        ("a", _package(mimetype="application/vnd.oasis.opendocument.presentation"), "odp"),
        ("a.ott", b"cut", "odt"),
        ("a.docx", _package("a.txt"), "zip"),
        ("a.docx", _package("word/document.xml")[:40], "docx"),
        ("a", b"\n%PDF-1.7 ", "pdf"),
        ("a.zip", _package("%PDF-1.7.txt"), "zip"),
        ("a.doc", b"{\\rtf1\\ansi x}", "rtf"),
        ("a.doc", f"<html><body><p>{TEXT}</p></body></html>".encode(), "text"),
        ("a", MAIL, "mail"),
        ("a.txt", MAIL.replace(b"MIME-Version", b"Received").replace(b"\r", b""), "mail"),
        ("a.txt", f"Title: x\nDate: 2025-02-02\n\n{TEXT}".encode(), "text"),
        ("a.doc", _compound("WordDocument"), "Word 97"),
        ("a.docx", _compound("EncryptedPackage"), "locked"),
        ("a.bin", _compound("__substg1.0_0037001F"), "msg"),
        ("a.msg", MAIL, "mail"),
        ("en.msg", TEXT.encode(), "text"),
        ("jquery.min.js.下载", b"/* x */", "code"),
        ("a.css", b"p { margin: 0 }", "code"),
        ("poetry.lock", b"[[package]]", "code"),
        ("a", b"#!/bin/sh\necho", "code"),
        ("a.txt", b"!function(e,t){var n=e(t);if(n){t[0]=n;}return(n)}(a,b);" * 9, "code"),
        ("a.txt", f"函数 f(x) = {{x}} 的定义：{TEXT}".encode() * 30, "text"),
        ("a.md", b"```js\nfunction f(x){return(x);}\n```\n" * 30, "text"),
        ("BM.txt", "BMW发布新车。".encode(), "text"),
        ("a.png", b"\x89PNG\r\n", "PNG"),
        ("a.mp4", b"\0\0\0\x18ftypmp42", "MP4"),
        ("a.json", b"[]", "records"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else value,  # a package tells the time
)  # fmt: skip
def test_the_kind_of_a_file(name: str, data: bytes, kind: str) -> None:
    assert kind_of(name, data) == kind


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.js", "var boats = 999 // 渔船数量".encode(), "源代码"),
        ("a.doc", _compound("WordDocument"), "另存为 docx"),
        ("a.docx", _compound("EncryptedPackage"), "密码"),
        ("a.mp4", b"\0\0\0\x18ftypmp42", "MP4"),
    ],
)
def test_what_is_no_article_is_named_with_what_to_do(name: str, data: bytes, words: str) -> None:
    with pytest.raises(LoadError) as fault:
        article_from_bytes(name, data)
    assert words in fault.value.zh


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": 1, "title": "苔山", "text": "公路长87公里。"}, {"id": 2, "text": "x"}, {"id": 3}]',
        '{"n": 2, "all": [{"id": 1, "title": "苔山", "text": "公路长87公里。"}, {"text": "x"}, 3]}',
        '{"id": 1, "title": "苔山", "text": "公路长87公里。"}\n{"id": 2, "text": "x"}\n{"id": 3}\n',
    ],
    ids=["list", "list_under_a_key", "lines"],
)
def test_records_of_a_json_file(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    skipped: list[Skipped] = []
    articles = list(load(path, SETTINGS, skipped.append))
    assert [article.body for article in articles] == ["公路长87公里。", "x"]
    assert articles[0].metadata == {"title": "苔山"}
    assert articles[0].path == f"{path}!/1"
    assert [skip.path for skip in skipped] == [f"{path}!/3"]


@pytest.mark.parametrize("text", ["{", '{"name": "x"}', "[1, 2]", "[" * 20_000, '""'])
def test_json_without_records_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LoadError):
        list(load(path, SETTINGS))
