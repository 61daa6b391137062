"""Word and Excel of before 2007, and WPS: text as accepted, cells as shown, what is not read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag.articles.clean import clean
from rag.articles.kinds import kind_of
from rag.articles.load_old_word import from_old_word
from rag.articles.load_plain import articles_from_bytes
from rag.errors import LoadError
from rag.types import Article
from rag.wording import choose_language
from tests.rag.articles.old_office_files import DELETED, HIDDEN, INSERTED, compound, doc, saved

FERRY = [
    ("白石湾港口改造通报\r", b""),
    ("总投资为", b""),
    ("28.1亿元", DELETED),
    ("42.6亿元", INSERTED),
    ("，由港务集团承建。\r内部备注", b""),
    ("不公开", HIDDEN),
    ("。\r", b""),
]


def _read(name: str, data: bytes) -> list[Article]:
    choose_language("zh")
    return list(articles_from_bytes(name, data, lambda skip: pytest.fail(str(skip))))


def test_an_old_document_is_read_with_its_changes_accepted() -> None:
    (article,) = _read("港口.doc", doc(FERRY))
    document = clean(article).document
    assert document.title == "白石湾港口改造通报"
    assert document.text.split("\n") == ["总投资为42.6亿元，由港务集团承建。", "内部备注。"]
    assert article.encoding == "doc"
    assert "含修订：按接受修订读取，1 处删去" in article.notices


@pytest.mark.parametrize("name", ["通知.wps", "通知", "通知.docx", "通知.txt"])
def test_a_document_of_wps_is_known_by_its_content(name: str) -> None:
    data = doc([("全市公交免费三天。\r", b"")], class_id=b"\x06\x09\x02" + bytes(13))
    assert kind_of(name, data) == "Word 97"
    assert "全市公交免费三天" in _read(name, data)[0].body


def test_a_locked_or_damaged_document_is_named_with_what_to_do() -> None:
    with pytest.raises(LoadError, match="密码"):
        _read("a.doc", doc(FERRY, flags=0x0100))
    with pytest.raises(LoadError, match=r"已损坏.*另存为 docx"):
        _read("a.doc", doc(FERRY)[:3_000])
    with pytest.raises(LoadError, match="另存为 docx"):
        _read("a.doc", compound({"WordDocument": bytes(8_192)}))
    with pytest.raises(LoadError, match="没有文字"):
        _read("a.doc", doc([("\r", b"")]))


def test_nothing_is_left_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    from_old_word("a.doc", doc(FERRY))
    with pytest.raises(LoadError):
        from_old_word("a.doc", doc(FERRY)[:3_000])
    assert list(tmp_path.iterdir()) == []


def _workbook(*, hidden: bool = True) -> bytes:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("2021年")
    sheet.write_merge(0, 0, 0, 2, "青禾市各区情况")
    for column, name in enumerate(["区", "人口（万人）", "增速"]):
        sheet.write(1, column, name)
    sheet.write_merge(2, 3, 0, 0, "东林区")
    sheet.write(2, 1, 88.2)
    sheet.write(2, 2, 0.052, xlwt.easyxf(num_format_str="0.0%"))
    sheet.write(3, 1, 73.5)
    sheet.write(3, 2, date(2021, 6, 8), xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"'))
    sheet.write(4, 0, "合计")
    sheet.write(4, 1, xlwt.Formula("B3+B4"))
    if hidden:
        behind = book.add_sheet("底稿")
        behind.visibility = 1
        behind.write(0, 0, "未定稿")
    return saved(book)


@pytest.mark.parametrize("name", ["人口.xls", "人口.et", "人口"])
def test_an_old_workbook_is_read_as_it_is_shown(name: str) -> None:
    (article,) = _read(name, _workbook())
    assert article.path == f"{name}!/2021年"
    assert clean(article).document.text.split("\n") == [
        "区 | 人口（万人） | 增速",
        "东林区 | 88.2 | 5.2%",
        "东林区 | 73.5 | 2021年6月8日",
        "合计 | |",
    ]
    assert article.notices == (
        "隐藏的工作表没有读：底稿",
        "1 个公式的结果是空的（若打开时不空，请用 Excel 保存后再试）",
    )
    at = article.body.index("73.5")
    place = article.places.of(at, at + 4)
    assert place is not None
    assert place.first == 4


def test_a_damaged_or_empty_workbook_is_named_with_what_to_do() -> None:
    import xlwt

    with pytest.raises(LoadError, match="另存为 docx、xlsx"):
        _read("a.xls", _workbook(hidden=False)[:2_000])
    empty = xlwt.Workbook()
    empty.add_sheet("a")
    with pytest.raises(LoadError, match="没有文字"):
        _read("a.xls", saved(empty))
