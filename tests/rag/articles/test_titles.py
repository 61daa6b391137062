"""What an article is called: by its own words, not by what a program put there."""

from __future__ import annotations

import pytest

from rag.articles.clean import clean
from rag.articles.clean_title import is_no_title, own_title
from rag.articles.load_plain import article_from_bytes
from tests.rag.articles.pdf_files import PdfPage, pdf

FIRST = "磐石县公积金年报"
TEXT = "全县缴存公积金十四亿元，发放贷款六亿元。"


@pytest.mark.parametrize(
    "title",
    [
        "无标题", "无标题文档", "未命名-1", "Untitled Document", "untitled", "Microsoft Word 文档",
        "Microsoft Word - 年报.doc", "文档1", "新建 Microsoft Word 文档 (2)", "PowerPoint 演示文稿",
        "Print", "1", "20190508", "(anonymous)", "201905081530.cdr", r"C:\Users\a\年报.pptx",
        "/home/a/年报.html", "ÅÍÊ¯ÏØ¹«»ý½ðÄê±¨", "ç£’ç³å”¿å–¬ç§¯", "扫描件0001",
    ],
)  # fmt: skip
def test_what_no_reader_would_call_a_title(title: str) -> None:
    assert is_no_title(title)
    page = (
        f"<html><head><title>{title}</title></head><body><p>{FIRST}</p><p>{TEXT}</p></body></html>"
    )
    assert clean(article_from_bytes("a.html", page.encode())).document.title == FIRST


@pytest.mark.parametrize(
    "title",
    [FIRST, "扫描仪新品发布", "新建文化中心开放", "打印机市场回暖", "Wörterbuch",
     "Café crème à Paris", "Word 2021 使用指南", "Character.ai 融资", "2023年报", "标题党何以流行",
     "A/B 测试"],
)  # fmt: skip
def test_titles_that_look_like_none_and_are_some(title: str) -> None:
    assert not is_no_title(title)


@pytest.mark.parametrize(
    ("stated", "called"),
    [
        (FIRST.encode("gbk"), FIRST),
        (b"1", FIRST),
        (b"Print", FIRST),
        ("\ufeff去年的防汛工作总结".encode("utf-16-be"), FIRST),  # of the file it was made from
        ("\ufeff磐石县公积金二〇二四年年报".encode("utf-16-be"), "磐石县公积金二〇二四年年报"),
    ],
    ids=["in_gbk", "a_figure", "a_command", "of_another_file", "much_the_same"],
)
def test_the_title_among_a_pdfs_properties(stated: bytes, called: str) -> None:
    page = PdfPage([(50, 60, 20, FIRST), (50, 100, 10, TEXT)])
    document = clean(article_from_bytes("a.pdf", pdf(page, title=stated))).document
    assert document.title == called


def test_a_stated_title_stands_where_the_text_has_none() -> None:
    assert own_title("公积金年报", [TEXT, TEXT]) == "公积金年报"
    assert own_title("", [FIRST, TEXT]) == ""
