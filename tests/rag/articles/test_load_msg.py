"""Mails that Outlook saved: their text, what they state, and what is attached to them."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

import pytest

from rag.articles.clean import clean
from rag.articles.kinds import kind_of
from rag.articles.load_plain import articles_from_bytes
from rag.articles.rtf_packed import unpacked
from rag.errors import LoadError
from rag.types import Article, Document, Skipped
from rag.wording import choose_language
from tests.rag.articles.msg_files import (
    Tree,
    attachment,
    binary,
    compound,
    fixed,
    forwarded,
    message,
    narrow,
    text,
)
from tests.rag.articles.pdf_files import PdfPage, pdf

TEXT = "青禾市今年1月开通地铁，全长28公里。"
RTF = rb"{\rtf1\ansi\ansicpg936\uc1 " + b"".join(b"\\u%d?" % ord(sign) for sign in TEXT) + b"}"
SUBJECT, BODY, HTML, PACKED, SENDER, HEADERS = 0x0037, 0x1000, 0x1013, 0x1009, 0x0C1A, 0x007D


def _all(tree: Tree) -> tuple[dict[str, Article], list[Skipped]]:
    choose_language("zh")
    skipped: list[Skipped] = []
    found = list(articles_from_bytes("a.msg", compound(tree), skipped.append))
    return {article.path: article for article in found}, skipped


def _read(tree: Tree) -> Document:
    found, _ = _all(tree)
    return clean(found["a.msg"]).document


def _ticks(moment: datetime) -> int:
    return int((moment - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000


def test_its_content_says_what_it_is() -> None:
    assert kind_of("a.bin", compound(message("x", text(BODY, TEXT)))) == "msg"


def test_the_text_with_who_wrote_it_and_when() -> None:
    headers = "Received: x\r\nDate: Fri, 29 Jul 2022 23:08:22 -0500\r\nTo: a\r\n"
    document = _read(
        message("地铁开通", text(BODY, TEXT), text(SENDER, '"沈知夏" <shen@example.org>'),
                text(HEADERS, headers))
    )  # fmt: skip
    assert (document.title, document.author, document.text) == ("地铁开通", "沈知夏", TEXT)
    assert (str(document.published), document.published_basis) == ("2022-07-29", "stated")


@pytest.mark.parametrize(("locale", "day"), [(0x0804, "2022-07-30"), (0x0809, "2022-07-29")])
def test_a_moment_without_headers_is_a_day_where_it_was_read(locale: int, day: str) -> None:
    sent = _ticks(datetime(2022, 7, 29, 20, 0, tzinfo=UTC))
    values = [(0x40, 0x0039, sent), (3, 0x3FF1, locale)]
    assert str(_read(message("地铁", text(BODY, TEXT), values=values)).published) == day


def test_html_goes_before_plain_text_and_rich_text_comes_last() -> None:
    html = binary(HTML, f"<html><body><p>{TEXT}</p></body></html>".encode("gbk"))
    plain, rich = text(BODY, "纯文本里的另一句话。"), binary(PACKED, _plainly(RTF))
    page = [(3, 0x3FDE, 936)]
    assert _read(message("地铁", html, plain, rich, values=page)).text == TEXT
    assert _read(message("地铁", html, plain)).text == TEXT  # its page is told by the bytes
    assert _read(message("地铁", plain, rich)).text == "纯文本里的另一句话。"
    assert _read(message("地铁", rich)).text == TEXT


def test_text_in_the_code_page_of_the_message() -> None:
    tree = message("", narrow(SUBJECT, "地鐵".encode("big5")), narrow(BODY, TEXT.encode("gbk")))
    del tree["__substg1.0_0037001F"]
    assert _read({**tree, **fixed(32, [(3, 0x3FFD, 936)])}).text == TEXT
    assert _read({**tree, **fixed(32, [(3, 0x3FFD, 950)])}).title == "地鐵"


def _plainly(rtf: bytes) -> bytes:
    return struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf


def test_rich_text_that_refers_back_to_itself() -> None:
    """The examples of [MS-OXRTFCP] 4.1.1 and 4.2.1."""
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232"
        "0af32068656c090020627705b06c647d0a800fa0"
    )
    crossed = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert unpacked(packed) == rb"{\rtf1\ansi\ansicpg1252\pard hello world}" + b"\r\n"
    assert unpacked(crossed) == rb"{\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    assert unpacked(b"\x10\0\0\0" + bytes(3)) == b""
    assert unpacked(packed[:28]) == rb"{\rtf1\ansi\ansicpg125"
    assert unpacked(packed.replace(b"LZFu", b"XXXX")) == b""


def test_attachments_are_articles_of_their_own() -> None:
    parts = [
        attachment("报告.pdf", pdf(PdfPage([(50, 100, 10, "附件里的一段话。")]))),
        attachment("说明.txt", "说明第一条。".encode("gbk")),
        attachment("图.png", b"\x89PNG" + bytes(50)),
        attachment("image001.png", b"\x89PNG" + bytes(50), content_id="x@y"),
        attachment("坏.pdf", b"%PDF-1.4 broken"),
        attachment("../逃.txt", b"  "),
    ]
    found, skipped = _all(message("周报", text(BODY, TEXT), attached=parts))
    assert [*found] == ["a.msg", "a.msg!/报告.pdf", "a.msg!/说明.txt"]
    assert found["a.msg!/报告.pdf"].body == "附件里的一段话。"
    assert found["a.msg!/说明.txt"].body == "说明第一条。"
    assert found["a.msg"].notices == ("1 个附件的格式不读：图.png",)
    assert [skip.path for skip in skipped] == ["a.msg!/坏.pdf"]


def test_a_forwarded_mail_and_what_hangs_on_it() -> None:
    deep = attachment("深处.txt", TEXT.encode())
    inner = message("原来的信", text(BODY, "信里写着另一件事。"), attached=[deep], head=24)
    found, skipped = _all(message("转发", text(BODY, "请看。"), attached=[forwarded(inner)]))
    assert [*found] == ["a.msg", "a.msg!/原来的信.msg", "a.msg!/原来的信.msg!/深处.txt"]
    assert found["a.msg!/原来的信.msg"].metadata["title"] == "原来的信"
    assert not skipped


def test_mails_of_each_form_within_the_other() -> None:
    whole = compound(message("内", text(BODY, "内信。")))
    eml = b"Subject: x\nMIME-Version: 1.0\n\n" + TEXT.encode()
    parts = [attachment("内.msg", whole), attachment("信.eml", eml)]
    assert [*_all(message("外", text(BODY, TEXT), attached=parts))[0]] == [
        "a.msg", "a.msg!/内.msg", "a.msg!/信.eml",
    ]  # fmt: skip


def test_mails_forwarded_without_end() -> None:
    tree = message("底", text(BODY, TEXT), head=24)
    for _ in range(12):
        tree = message("信", text(BODY, TEXT), attached=[forwarded(tree)], head=24)
    found, skipped = _all(message("信", text(BODY, TEXT), attached=[forwarded(tree)]))
    assert len(found) == 6
    assert "转发层数" in skipped[0].reason


def test_a_mail_without_text_is_named_with_what_hangs_on_it() -> None:
    with pytest.raises(LoadError, match=r"没有正文.*a\.rpmsg"):
        _all(message("密", attached=[attachment("a.rpmsg", b"\x76\xe8\x04\x60 secret")]))
    found, _ = _all(message("只有附件", attached=[attachment("文.txt", TEXT.encode())]))
    assert [*found] == ["a.msg!/文.txt"]


WHOLE = compound(message("地铁", text(BODY, TEXT * 500)))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01\x02\xff" * 300,
        WHOLE[:700],
        WHOLE[:-600],
        WHOLE[:1536],
        WHOLE[:512] + bytes(9_000),
    ],
    ids=["empty", "other", "cut", "no_table", "head_only", "nothing_in_it"],
)
def test_a_damaged_one_is_named(data: bytes) -> None:
    choose_language("zh")
    with pytest.raises(LoadError, match=r"已损坏|没有正文|空的|二进制"):
        list(articles_from_bytes("a.msg", data, lambda _: None))
