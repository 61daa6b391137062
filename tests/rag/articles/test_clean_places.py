"""Where a quote stands in its original, carried through cleaning."""

from __future__ import annotations

import pytest

from rag.articles.clean import clean
from rag.articles.clean_places import carried
from rag.places import NOWHERE, Place, Places, places_from_json
from rag.types import Article

PAGES = [
    "地铁规划\n\n青禾市的地铁全长28公里，\n\n分享到：微信 微博",
    "责任编辑：沈知夏\n\n票价三元起步。",
    "地铁规划\n\n票价三元起步，学生半价。",
]


def _places(parts: list[str], kind: str = "page") -> tuple[str, Places]:
    body = ""
    starts = []
    for part in parts:
        starts.append(len(body))
        body += part + "\n\n"
    numbers = tuple(range(1, len(parts) + 1))
    return body, Places("page" if kind == "page" else "row", "", tuple(starts), numbers)


def test_the_pages_of_a_cleaned_text() -> None:
    body, places = _places(PAGES)
    document = clean(Article("a.pdf", body, "text", "pdf", places=places)).document
    assert document.title == "地铁规划"
    assert "责任编辑" not in document.text  # what is taken away moves what follows
    assert "分享" not in document.text

    def page_of(words: str, last: str = "") -> Place | None:
        end = document.text.index(last or words) + len(last or words)
        return document.places.of(document.text.index(words), end)

    assert page_of("青禾市") == Place("page", 1, 1)
    assert page_of("票价三元起步。") == Place("page", 2, 2)
    assert page_of("学生半价") == Place("page", 3, 3)
    assert page_of("青禾市", "学生半价") == Place("page", 1, 3)


def test_rows_that_read_alike_keep_their_numbers() -> None:
    rows = ["甲 | 3", "乙 | 3", "甲 | 3", " | ", "甲 | 3"]
    body, places = _places(rows, "row")
    text = "\n".join(row for row in rows if row != " | ")
    found = carried(body, places, text)
    assert found.numbers == (1, 2, 3, 5)
    assert [text[start:].split("\n")[0] for start in found.starts] == [rows[0], *rows[1:3], rows[4]]


def test_what_is_gone_within_a_line_does_not_lose_the_pages_behind_it() -> None:
    parts = ["青禾市的地铁甲乙丙全长28公里。" * 40, "票价三元起步。", "学生半价乘车。"]
    body, places = _places(parts)
    text = (parts[0].replace("甲乙丙", "〔…〕") + "\n" + "\n".join(parts[1:])).strip()
    found = carried(body, places, text)
    assert found.of(text.index("三元"), text.index("起步")) == Place("page", 2, 2)
    assert found.of(text.index("学生"), len(text)) == Place("page", 3, 3)


def test_a_text_of_which_nobody_knows_where_it_stands() -> None:
    assert carried("青禾市", NOWHERE, "青禾市") == NOWHERE
    assert NOWHERE.of(0, 3) is None
    body, places = _places(["甲乙丙"])
    assert carried(body, places, "丁戊").of(0, 1) is None


@pytest.mark.parametrize(
    ("place", "zh", "en"),
    [
        (Place("page", 3, 3), "第3页", "p. 3"),
        (Place("page", 3, 4), "第3–4页", "pp. 3–4"),
        (Place("slide", 5, 5), "第5张幻灯片", "slide 5"),
        (Place("row", 2, 12, "汇总"), "工作表“汇总”第2–12行", "sheet “汇总”, rows 2–12"),
        (Place("row", 2, 2), "第2行", "row 2"),
        (Place("time", 3_665, 3_670), "1:01:05–1:01:10", "1:01:05–1:01:10"),
    ],
)
def test_places_in_words(place: Place, zh: str, en: str) -> None:
    assert (place.words("zh"), place.words("en")) == (zh, en)


def test_places_come_back_from_the_store() -> None:
    places = Places("row", "汇总", (0, 30, 70), (1, 5, 4))
    assert places_from_json(places.as_json()) == places
    for other in ("[1]", '["page","",[0],[]]', '["moon","",[],[]]', "{"):
        with pytest.raises(ValueError, match=r".+"):
            places_from_json(other)
