"""Mails: their text, their headers in any charset, and what is attached to them."""

from __future__ import annotations

import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from rag.articles.clean import clean
from rag.articles.load import load
from rag.articles.load_plain import article_from_bytes, articles_from_bytes
from rag.errors import LoadError
from rag.settings import Settings
from rag.types import Article, Skipped
from rag.wording import choose_language
from tests.rag.articles.pdf_files import PdfPage, pdf

TEXT = "青禾市今年1月开通地铁，全长28公里。"


def test_a_mail_with_two_bodies() -> None:
    mail = EmailMessage()
    mail["Subject"] = "地铁开通"
    mail["From"] = "沈知夏 <shen@example.org>"
    mail["Date"] = "Fri, 29 Jul 2022 11:08:22 +0800"
    mail.set_content("纯文本")
    mail.add_alternative(f"<html><body><p>{TEXT}</p></body></html>", subtype="html")
    document = clean(article_from_bytes("a.eml", mail.as_bytes())).document
    assert (document.title, document.author, document.text) == ("地铁开通", "沈知夏", TEXT)
    assert str(document.published) == "2022-07-29"


def test_a_mail_in_gbk_without_saying_so() -> None:
    raw = b"Subject: =?gb2312?B?" + b"tdjM+g==" + b"?=\nContent-Type: text/plain\n\n"
    article = article_from_bytes("a.eml", raw + (TEXT * 3).encode("gbk"))
    assert article.metadata["title"] == "地铁"
    assert TEXT in article.body


@pytest.mark.parametrize("data", [b"", b"Subject: x\n\n", b"\xff\xfe\xfd", b"Date: \n\n \n"])
def test_an_empty_mail_is_named(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(LoadError):
        article_from_bytes(str(tmp_path / "a.eml"), data)


def _all(data: bytes) -> tuple[dict[str, Article], list[Skipped]]:
    choose_language("zh")
    skipped: list[Skipped] = []
    found = articles_from_bytes("a.eml", data, skipped.append)
    return {article.path: article for article in found}, skipped


def _mail(subject: str = "周报", text: str = TEXT) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = subject
    mail["From"] = "shen@example.org"
    mail["Date"] = "Fri, 29 Jul 2022 11:08:22 +0800"
    mail.set_content(text)
    return mail


def _with(mail: EmailMessage, name: str, data: bytes, kind: str = "application/x") -> EmailMessage:
    main, _, sub = kind.partition("/")
    mail.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return mail


def test_attachments_are_articles_of_their_own() -> None:
    mail = _mail()
    _with(mail, "报告.pdf", pdf(PdfPage([(50, 100, 10, "附件里的一段话。")])))
    _with(mail, "说明.txt", "说明第一条。".encode("gbk"), "text/plain")
    _with(mail, "图.png", b"\x89PNG" + bytes(50), "image/png")
    _with(mail, "包.zip", b"PK\x05\x06" + bytes(18))
    _with(mail, "坏.pdf", b"%PDF-1.4 broken")
    found, skipped = _all(mail.as_bytes())
    assert [*found] == ["a.eml", "a.eml!/报告.pdf", "a.eml!/说明.txt"]
    assert found["a.eml!/报告.pdf"].body == "附件里的一段话。"
    assert found["a.eml!/说明.txt"].body.strip() == "说明第一条。"
    assert found["a.eml"].notices == ("2 个附件的格式不读：图.png、包.zip",)
    assert [skip.path for skip in skipped] == ["a.eml!/坏.pdf"]


def test_what_is_attached_has_the_subject_for_its_source() -> None:
    mail = _mail("农机展展位报价")
    mail.add_attachment("项目,价格\n叉车,180", filename="费用.csv")
    record = b"---\nsource: \xe6\x99\xa8\xe6\x8a\xa5\n---\n" + TEXT.encode()
    mail.add_attachment(record, maintype="text", subtype="markdown", filename="b.md")
    found, _ = _all(mail.as_bytes())
    assert found["a.eml!/费用.csv"].metadata["source"] == "农机展展位报价"
    assert found["a.eml!/b.md"].metadata["source"] == "晨报"
    assert "source" not in found["a.eml"].metadata


def test_a_forwarded_mail_and_what_hangs_on_it() -> None:
    inner = _with(_mail("原来的信", "信里写着另一件事。"), "深处.txt", TEXT.encode(), "text/plain")
    mail = _mail("转发", "请看转发的信。")
    mail.add_attachment(inner)
    found, skipped = _all(mail.as_bytes())
    assert [*found] == ["a.eml", "a.eml!/原来的信.eml", "a.eml!/原来的信.eml!/深处.txt"]
    assert found["a.eml!/原来的信.eml"].metadata["title"] == "原来的信"
    assert "另一件事" not in found["a.eml"].body
    assert not skipped


def test_mails_forwarded_without_end() -> None:
    mail = _mail()
    for _ in range(12):
        outer = _mail()
        outer.add_attachment(mail)
        mail = outer
    found, skipped = _all(mail.as_bytes())
    assert len(found) == 6
    assert "转发层数" in skipped[0].reason


def test_the_pictures_of_a_mail_are_no_attachments() -> None:
    mail = _mail()
    mail.add_alternative(f"<p>{TEXT}</p><img src='cid:x'>", subtype="html")
    (html,) = (part for part in mail.walk() if part.get_content_type() == "text/html")
    assert isinstance(html, EmailMessage)
    html.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<x>")
    found, skipped = _all(mail.as_bytes())
    assert [*found] == ["a.eml"]
    assert ["正文里 1 张图片" in notice for notice in found["a.eml"].notices] == [True]
    assert not skipped


def test_a_mail_that_is_only_an_attachment() -> None:
    mail = EmailMessage()
    mail["Subject"] = "只有附件"
    _with(mail, "文.txt", TEXT.encode(), "text/plain")
    assert [*_all(mail.as_bytes())[0]] == ["a.eml!/文.txt"]
    mail = EmailMessage()
    mail["Subject"] = "只有图"
    _with(mail, "图.png", b"\x89PNG", "image/png")
    with pytest.raises(LoadError, match=r"图\.png"):
        _all(mail.as_bytes())


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_headers_that_were_not_encoded(codec: str) -> None:
    head = "Subject: 地铁开通一周年\nFrom: 沈知夏 <shen@example.org>\n".encode(codec)
    article = article_from_bytes("a.eml", head + b"Content-Type: text/plain\n\n" + TEXT.encode())
    assert article.metadata == {"title": "地铁开通一周年", "author": "沈知夏"}


def test_a_character_cut_between_two_encoded_words() -> None:
    subject = b"Subject: =?gb2312?Q?=B5=D8=CC?=\n =?gb2312?Q?=FA=8C=A3?=\n"  # 8CA3: GBK only
    article = article_from_bytes("a.eml", subject + b"MIME-Version: 1.0\n\n" + TEXT.encode())
    assert article.metadata["title"] == "地铁" + b"\x8c\xa3".decode("gbk")


def test_a_saved_page_in_mime() -> None:
    mail = EmailMessage()
    mail["From"] = "<Saved by Blink>"
    mail["Snapshot-Content-Location"] = "https://example.org/a"
    mail["Subject"] = "夜市开放"
    mail["Date"] = "Fri, 29 Jul 2022 11:08:22 +0800"
    mail.set_content(f"<html><body><h1>夜市开放</h1><p>{TEXT}</p></body></html>", subtype="html")
    mail.add_related("p { margin: 0 }", subtype="css", filename="a.css")
    for name in ("a.mht", "a.mhtml", "a"):
        (article,) = articles_from_bytes(name, mail.as_bytes(), lambda _: None)
        document = clean(article).document
        assert (document.title, document.text) == ("夜市开放", TEXT)
        assert document.url == "https://example.org/a"
        assert document.author == ""
        assert document.published is None  # it was saved that day


def test_attachments_of_a_mail_in_an_archive(tmp_path: Path) -> None:
    mail = _with(_mail(), "文.txt", TEXT.encode(), "text/plain")
    _with(mail, "坏.pdf", b"%PDF-1.4 broken")
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("信/a.eml", mail.as_bytes())
    skipped: list[Skipped] = []
    paths = [article.path for article in load(path, Settings(), skipped.append)]
    assert paths == [f"{path}!/信/a.eml", f"{path}!/信/a.eml!/文.txt"]
    assert [skip.path for skip in skipped] == [f"{path}!/信/a.eml!/坏.pdf"]
