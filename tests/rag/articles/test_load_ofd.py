"""OFD, the fixed pages of Chinese offices: text, templates, tables, pages; damaged and hostile."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from rag.articles.kinds import kind_of
from rag.articles.load import load
from rag.articles.load_ofd import from_ofd
from rag.articles.ofd_page import numbers
from rag.errors import LoadError
from rag.settings import Settings
from tests.rag.articles.ofd_files import line, ofd, text


def test_pages_are_read_in_order_with_their_places(tmp_path: Path) -> None:
    path = tmp_path / "公告.ofd"
    path.write_bytes(ofd([
        text("青禾市水务局停水公告", 40, 20, 6) + text("城北水厂检修，停水十二小时。", 20, 40),
        text("恢复供水时间另行通知。", 20, 30),
    ]))  # fmt: skip
    (article,) = load(path, Settings())
    assert "城北水厂检修，停水十二小时。" in article.body
    start = article.body.index("恢复供水")
    place = article.places.of(start, start + 4)
    assert place is not None
    assert (place.kind, place.first) == ("page", 2)


def test_a_line_that_is_written_in_pieces_or_a_sign_at_a_time_is_whole() -> None:
    words = "三号水厂日供水九万吨。"
    single = "".join(text(sign, 20 + 4 * at, 50) for at, sign in enumerate(words))
    assert words in from_ofd("a.ofd", ofd([single])).body


def test_lines_that_were_broken_go_on_and_a_new_paragraph_does_not() -> None:
    first = "本次检修涉及城北、河东两座水厂和十二条输水管线，由市水务集团组织实施，预计"
    page = text(first, 20, 30) + text("三天完成。", 20, 37) + text("特此公告。", 28, 44)
    assert f"{first}三天完成。" in from_ofd("a.ofd", ofd([page])).body


def test_the_words_of_a_form_stand_in_its_template() -> None:
    found = from_ofd("发票.ofd", ofd([text("云岭纸业", 60, 20)], template=text("购买方", 20, 20)))
    assert found.body.index("购买方") < found.body.index("云岭纸业")


def test_a_ruled_table_is_rows_of_cells() -> None:
    cells = [("水厂", "日供水"), ("城北", "九万吨"), ("河东", "四万吨")]
    page = "".join(
        text(words, 22 + 40 * column, 30 + 10 * row)
        for row, line_ in enumerate(cells) for column, words in enumerate(line_)
    )  # fmt: skip
    page += "".join(line(20, 28 + 10 * row, 100, 28 + 10 * row) for row in range(4))
    page += "".join(line(20 + 40 * column, 28, 20 + 40 * column, 58) for column in range(3))
    assert "城北 | 九万吨" in from_ofd("a.ofd", ofd([page])).body


def test_a_matrix_moves_and_stretches() -> None:
    turned = text("城北水厂", 20, 30, 1.0, 'CTM="4 0 0 4 0 0"')
    assert "城北水厂" in from_ofd("a.ofd", ofd([turned + text("停水公告", 20, 60)])).body


def test_what_is_not_read_is_said() -> None:
    picture = '<ofd:ImageObject ID="3" Boundary="0 0 50 50" ResourceID="7"/>'
    members = {"Doc_0/Signs/Sign_0/SignedValue.dat": b"x", "Doc_0/Attachs/Attachments.xml": b"<a/>"}
    found = from_ofd("a.ofd", ofd([text("停水公告", 20, 30), picture], members=members))
    told = "\n".join(found.notices)
    for words in ("第2页", "1 张图片", "电子签章", "附件没有读"):
        assert words in told
    assert not from_ofd("a.ofd", ofd([text("停水公告", 20, 30)])).notices


def test_pages_of_pictures_alone_are_refused_with_the_way_to_read_them() -> None:
    with pytest.raises(LoadError, match="YOUJU_OCR"):
        from_ofd("a.ofd", ofd([""]))


def _without(data: bytes, name: str, put: bytes | None = None) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        if put is not None:
            new.writestr(name, put)
    return file.getvalue()


SOUND = ofd([text("停水公告", 20, 30)])


@pytest.mark.parametrize(
    "data",
    [
        _without(SOUND, "Doc_0/Document.xml"),
        _without(SOUND, "Doc_0/Pages/Page_0/Content.xml"),
        _without(SOUND, "Doc_0/Document.xml", b"<ofd"),
        _without(SOUND, "Doc_0/Pages/Page_0/Content.xml", b"\0" * 99),
        SOUND[:200],
    ],
    ids=["no_document", "no_page", "no_xml", "zeros", "cut"],
)  # fmt: skip
def test_a_damaged_file_is_named(data: bytes) -> None:
    with pytest.raises(LoadError, match=r"损坏|ofd 解压后过大"):
        from_ofd("a.ofd", data)


def test_what_claims_to_repeat_endlessly_stays_small() -> None:
    assert len(numbers("g 999999999999 1")) <= 100_000
    assert numbers("g 2 3 x 9") == [3.0, 3.0]
    assert numbers(None) == []


def test_an_ofd_is_told_by_its_content() -> None:
    assert kind_of("通知.zip", SOUND) == "ofd"
