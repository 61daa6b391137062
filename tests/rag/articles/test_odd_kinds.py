"""Files that people have beside articles: read well, or named with what to do; never as garble."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from rag.articles.kinds import is_read, kind_of
from rag.articles.load import load
from rag.articles.load_plain import article_from_bytes, articles_from_bytes
from rag.errors import LoadError
from rag.settings import Settings
from rag.types import Skipped

XML = b"<?xml version='1.0' encoding='utf-8'?>"
WORDS = "青禾市水务局".encode()


def _zip(*members: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.opml", XML + b"<opml><body><a text='" + WORDS + b"'/></body></opml>", "配置或数据"),
        ("a", XML + b"<plist><dict><key>a</key></dict></plist>", "配置或数据"),
        ("a.txt", XML + b"<gpx><trk><name>" + WORDS + b"</name></trk></gpx>", "配置或数据"),
        ("a.svg", b"<svg xmlns='x'><text>" + WORDS + b"</text></svg>", "源代码"),
        ("图", XML + b"<svg xmlns='x'><text>" + WORDS + b"</text></svg>", "源代码"),
        ("zh.po", b'msgid "a"\nmsgstr "' + WORDS + b'"', "源代码"),
        ("dump.sql", b"INSERT INTO a VALUES ('" + WORDS + b"');", "源代码"),
        ("网页.url", b"[InternetShortcut]\r\nURL=https://example.org/", "快捷方式"),
        ("网页.txt", b"[InternetShortcut]\r\nURL=https://example.org/", "快捷方式"),
        ("网页.webloc", XML + b"<plist><string>https://example.org</string></plist>", "快捷方式"),
        ("文献.bib", b"@article{a, title={" + WORDS + b"}}", "题录"),
        ("文献.ris", b"TY  - JOUR\r\nTI  - " + WORDS, "题录"),
        ("报告.pages", _zip("Index/Document.iwa", "preview.jpg"), "Pages"),
        ("表.numbers", _zip("Index/Document.iwa"), "Numbers"),
        ("图.vsdx", _zip("[Content_Types].xml", "visio/document.xml"), "pdf"),
        ("图.xps", _zip("[Content_Types].xml", "FixedDocSeq.fdseq"), "pdf"),
        ("表.xlsb", _zip("[Content_Types].xml", "xl/workbook.bin"), "xlsx"),
        ("图.xmind", _zip("content.json", "metadata.json"), "思维导图"),
        ("程序.apk", _zip("AndroidManifest.xml"), "源代码"),
        ("论文.caj", b"CAJ\0" + bytes(40), "CAJViewer"),
        ("帮助.chm", b"ITSF\3\0\0\0", "7-Zip"),
        ("书.mobi", bytes(60) + b"BOOKMOBI", "Calibre"),
        ("书.azw3", bytes(60) + b"BOOKMOBI", "Calibre"),
        ("扫描.djvu", b"AT&TFORM\0\0", "DjVu"),
        ("图.ps", b"%!PS-Adobe-3.0\n(" + WORDS + b") show", "ps2pdf"),
        ("图.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n(" + WORDS + b") show", "ps2pdf"),
        ("邮件.pst", b"!BDN" + bytes(20), "Outlook"),
        ("库.mdb", b"\0\1\0\0Standard Jet DB\0", "csv"),
        ("包.7z", b"7z\xbc\xaf\x27\x1c", "解压"),
        ("包.rar", b"Rar!\x1a\7\1\0", "解压"),
        ("包.tar.gz", b"\x1f\x8b\x08\0\0", "解压"),
        ("包.tar", bytes(257) + b"ustar\0", "解压"),
        ("文.uof", XML + b"<uof:UOF xmlns:uof='x'/>", "UOF"),
        ("文.doc", XML + b"<?mso-application progid=\"Word.Document\"?><w:wordDocument/>", "docx"),
        ("表.xls", XML + b"<?mso-application progid=\"Excel.Sheet\"?><Workbook/>", "xlsx"),
        ("笔记.enex", XML + b"<en-export><note><title>" + WORDS + b"</title></note></en-export>",
         "印象笔记"),
        ("私钥.txt", b"-----BEGIN PRIVATE KEY-----\nMIIE", "key"),
        ("种子.torrent", b"d8:announce35:http", "torrent"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_it_is_named_with_what_to_do(name: str, data: bytes, words: str) -> None:
    assert not is_read(kind_of(name, data))
    with pytest.raises(LoadError) as fault:
        article_from_bytes(name, data)
    assert words in fault.value.zh


@pytest.mark.parametrize(
    ("name", "members", "kind"),
    [
        ("a.docx", ("[Content_Types].xml", "word/document2.xml"), "docx"),
        ("a.pptx", ("[Content_Types].xml", "ppt/presentation1.xml"), "pptx"),
        ("a.zip", ("content.json", "a.txt"), "zip"),
        ("a.zip", ("META-INF/notes.txt", "a.txt"), "zip"),
    ],
)
def test_packages_whose_parts_have_other_names(
    name: str, members: tuple[str, ...], kind: str
) -> None:
    assert kind_of(name, _zip(*members)) == kind


@pytest.mark.parametrize(
    "page",
    [
        "<?xml version='1.0'?><!DOCTYPE html><html><body><svg/><p>青禾市通水。</p></body></html>",
        "<?xml version='1.0'?><article><p>青禾市通水。</p></article>",
    ],
)
def test_a_page_in_xml_is_still_read(page: str) -> None:
    assert kind_of("a.xhtml", page.encode()) == "text"
    assert kind_of("a.xml", page.encode()) == "text"


CONTACTS = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:沈;知夏;;;\r\nFN:沈知夏\r\nORG:青禾市水务局;规划处\r\n"
    "TITLE:处长\r\nTEL;TYPE=CELL:138 0013 8000\r\nTEL;TYPE=WORK:0871-6612045\r\n"
    "item1.EMAIL;TYPE=INTERNET:shen@example.org\r\nBDAY:19880305\r\n"
    "ADR;TYPE=WORK:;;望湖路88号;青禾市;云岭省;650000;中国\r\nNOTE:周三下午在局里\\, 其余\r\n"
    "  时间打手机\r\nPHOTO;ENCODING=b:AAAA\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E6=9D=9C;=E8=8B=A5=\r\n"
    "=E5=85=B0;;;\r\nTEL;CELL:13900000000\r\nEND:VCARD\r\n"
)


def test_an_address_book_is_a_table_of_people() -> None:
    article = article_from_bytes("同事.vcf", CONTACTS.encode())
    assert article.metadata["title"] == "同事"
    assert "VCARD" not in article.body
    lines = [line.strip("\x1e") for line in article.body.split("\n\n")]
    assert lines[0].split(" | ")[:4] == ["姓名", "单位", "职务", "手机"]
    assert "沈知夏 | 青禾市水务局 规划处 | 处长 | 138 0013 8000 | 0871-6612045" in lines[1]
    assert "1988-03-05" in lines[1]
    assert "中国650000云岭省青禾市望湖路88号" in lines[1]
    assert "周三下午在局里, 其余 时间打手机" in lines[1]
    assert lines[2].startswith("杜若兰 | ")
    assert "13900000000" in lines[2]
    assert "头像" in article.notices[0]


def test_an_address_book_that_names_nobody_is_said() -> None:
    with pytest.raises(LoadError, match="没有联系人"):
        article_from_bytes("a.vcf", b"BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n")


def test_an_old_calendar_is_read_like_a_new_one() -> None:
    old = (
        "BEGIN:VCALENDAR\r\nVERSION:1.0\r\nBEGIN:VEVENT\r\n"
        "SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E8=AF=84=E5=AE=A1=\r\n=E4=BC=9A\r\n"
        "DTSTART:20250305T140000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    article = article_from_bytes("a.vcs", old.encode())
    assert article.body.strip("\x1e") == "评审会：2025年3月5日14:00。"


MBOX = (
    "From shen@example.org Mon Mar  3 09:00:00 2025\nFrom: shen@example.org\nSubject: 一号井\n"
    "Date: Mon, 03 Mar 2025 09:00:00 +0800\n\n一号井已经封堵。\n>From 那天起不再漏水。\n\n"
    "From du@example.org Tue Mar  4 09:00:00 2025\nFrom: du@example.org\nSubject: 二号井\n"
    "Date: Tue, 04 Mar 2025 09:00:00 +0800\n\n二号井明天动工。\n"
)


def test_a_folder_of_mails_in_one_file_is_a_mail_each(tmp_path: Path) -> None:
    path = tmp_path / "收件箱"
    path.write_text(MBOX, encoding="utf-8")
    skipped: list[Skipped] = []
    first, second = load(path, Settings(), skipped.append)
    assert first.path == f"{path}!/1.eml"
    assert (first.metadata["title"], second.metadata["title"]) == ("一号井", "二号井")
    assert "From 那天起" in first.body
    assert ">From" not in first.body
    assert not skipped


def test_a_text_that_begins_with_the_word_from_is_no_folder_of_mails() -> None:
    assert kind_of("a.txt", b"From here to 2025 nothing happened.\nSo it is.\n") == "text"


def test_a_mail_of_apple_is_read_without_its_frame() -> None:
    mail = "From: a@example.org\nSubject: 水表\n\n水表已换。\n"
    data = mail.encode()
    article = article_from_bytes("1.emlx", f"{len(data)}   \n".encode() + data + XML + b"<plist/>")
    assert (article.metadata["title"], article.body.strip()) == ("水表", "水表已换。")


FICTION = (
    "<?xml version='1.0' encoding='utf-8'?><FictionBook xmlns='http://www.gribuser.ru/xml/fictionbook/2.0'>"
    "<description><title-info><author><first-name>知夏</first-name><last-name>沈</last-name></author>"
    "<book-title>渡口</book-title></title-info></description><body>"
    "<section><title><p>第一章</p></title><p>船家住在下游。</p></section>"
    "<section><title><p>第二章</p></title><section><p>渡船在八月停航。</p></section></section></body>"
    "<binary id='a.jpg'>AAAA</binary></FictionBook>"
)


def test_a_book_in_fb2_is_an_article_a_chapter() -> None:
    first, second = articles_from_bytes("渡口.fb2", FICTION.encode(), lambda _: None)
    assert first.metadata == {"title": "第一章", "author": "沈知夏", "source": "渡口"}
    assert "船家住在下游。" in first.body
    assert "渡船在八月停航。" in second.body
    assert "1 张图片" in first.notices[0]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ass", "[Script Info]\nTitle: x\n\n[Events]\nFormat: Layer, Start, End, Style, Name, "
         "MarginL, MarginR, MarginV, Effect, Text\n"
         "Dialogue: 0,0:00:01.00,0:00:03.00,A,沈知夏,0,0,0,,{\\an8}水厂去年扩建,\\N今年通水。"),
        ("a.lrc", "[ti:水厂]\n[ar:沈知夏]\n[00:01.00]水厂去年扩建,\n[00:03.50]今年通水。\n"),
    ],
)  # fmt: skip
def test_further_subtitles_are_what_is_said(name: str, text: str) -> None:
    article = article_from_bytes(name, text.encode())
    assert "水厂去年扩建," in article.body
    assert "今年通水。" in article.body
    assert not any(mark in article.body for mark in ("Dialogue", "\\N", "[00", "an8"))
    assert article.places.starts
