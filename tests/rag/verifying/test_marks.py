"""The words and values of a text that can belong to one another."""

from __future__ import annotations

from datetime import date

import pytest

from rag.verifying.marks import Mark, marked

DAY = date(2023, 1, 2)


def words(text: str) -> list[str]:
    return [mark.text for mark in marked(text, None).words()]


def values(text: str, published: date | None = DAY) -> list[tuple[str, str]]:
    return [(mark.kind, mark.text) for mark in marked(text, published).values]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("北京增长7%", [("%", "7%")], id="share"),
        pytest.param("投资200亿元", [("元", "200亿元")], id="money"),
        pytest.param("来了38人次", [("人", "38人")], id="unit_by_its_first_character"),
        pytest.param("得分为7，", [("1", "7")], id="no_unit"),
        pytest.param("第3名", [], id="a_place_in_a_row_is_no_value"),
        pytest.param("去年9月发布", [("date:month", "去年9月")], id="relative_month"),
        pytest.param("2022年发布", [("date:year", "2022年")], id="year_is_no_figure_besides"),
        pytest.param(
            "去年投资5亿元", [("date:year", "去年"), ("元", "5亿元")], id="in_their_order"
        ),
        pytest.param("5亿元投到去年", [("元", "5亿元"), ("date:year", "去年")], id="figure_first"),
    ],
)
def test_values(text: str, found: list[tuple[str, str]]) -> None:
    assert values(text) == found


def test_a_value_says_where_it_stands_and_what_it_is() -> None:
    year, money = marked("去年投资5亿元", DAY).values
    assert (year.start, year.end, year.value) == (0, 2, (date(2022, 1, 1), date(2022, 12, 31)))
    assert (money.start, money.end, money.value) == (4, 6, 5e8)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("北京的产业很大", ["北京", "产业"], id="names_and_nouns"),
        pytest.param("北京和北京", ["北京"], id="each_once"),
        pytest.param("第一季度", ["第一季度"], id="phrase"),
        pytest.param("一帆风顺", ["一帆风顺"], id="set_phrase"),
        pytest.param("室内", ["室内"], id="place_noun"),
        pytest.param("南部", ["南部"], id="direction"),
        pytest.param("民营", ["民营"], id="attribute"),
        pytest.param("投资", ["投资"], id="verb_used_as_a_noun"),
        pytest.param("新华社", ["新华社"], id="organisation"),
        pytest.param("政协", ["政协"], id="abbreviation"),
        pytest.param("徐晓兰", ["徐晓兰"], id="person"),
        pytest.param("第三产业", ["第三产业"], id="other_name"),
        pytest.param("第二", ["第二"], id="ordinal"),
        pytest.param("首次增长很快", [], id="a_number_word_and_verbs_aside"),
        pytest.param("CCTV报道a产业", ["cctv", "a", "产业"], id="latin_in_chinese"),
        pytest.param("北京200亿元", ["北京"], id="values_aside"),
        pytest.param("7%产业", ["产业"], id="a_word_right_behind_a_value"),
        pytest.param("growth in Beijing", ["growth", "beijing"], id="english_of_four_letters"),
        pytest.param("the port was open", ["port", "open"], id="short_words_aside"),
        pytest.param("growth from their ports", ["growth", "ports"], id="common_words_aside"),
    ],
)
def test_words(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    "common",
    [
        "from with that this were have been than into over more while which their about",
        "respectively percent million billion thousand year years",
    ],
)
def test_common_english_words_belong_to_nobody(common: str) -> None:
    assert words(common) == []


def test_a_word_says_where_it_stands_and_whether_it_is_a_name() -> None:
    port, beijing = marked("the port of Beijing", None).words()
    assert (port.start, port.end, port.name) == (4, 8, False)
    assert (beijing.start, beijing.end, beijing.name) == (12, 19, True)
    city, industry = marked("北京的产业", None).words()
    assert (city.name, industry.name) == (True, False)
    assert [mark.name for mark in marked("the cctv产业", None).words()] == [True, True, False]


def test_places_of_a_word() -> None:
    text = marked("port and Port, ports; 北京port。", None)
    assert text.places(Mark("word", "port", 0, 0)) == [(0, 4), (9, 13), (24, 28)]
    assert marked("北京和北京市", None).places(Mark("word", "北京", 0, 0)) == [(0, 2), (3, 5)]


@pytest.mark.parametrize("text", ["airport", "port2", "2port", "portal"])
def test_a_latin_word_stands_by_itself(text: str) -> None:
    assert marked(text, None).places(Mark("word", "port", 0, 0)) == []


def test_places_of_a_value() -> None:
    text = marked("甲区7%，乙区百分之七，丙区7家，丁区8%", None)
    (share,) = marked("7%", None).values
    assert [text.folded[start:end] for start, end in text.places(share)] == ["7", "百分之七"]


def share(number: float, unit: str = "%") -> Mark:
    return Mark(unit, f"{number:g}{unit}", 0, 0, float(number))


def year(number: int, text: str = "") -> Mark:
    days = (date(number, 1, 1), date(number, 12, 31))
    return Mark("date:year", text or f"{number}年", 0, 0, days)


def word(text: str, *, name: bool = False) -> Mark:
    return Mark("word", text, 0, 0, name=name)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(word("北京"), word("北京"), True, id="word"),
        pytest.param(word("北京"), word("天津"), False, id="another_word"),
        pytest.param(word("7%"), share(7), False, id="word_and_value"),
        pytest.param(share(0), Mark("word", "0%", 0, 0), False, id="value_and_word"),
        pytest.param(share(7), share(7 + 1e-12), True, id="value"),
        pytest.param(share(7), share(7.001), False, id="another_value"),
        pytest.param(share(7, "家"), share(7, "个"), True, id="whatever_it_counts"),
        pytest.param(share(7, "家"), share(7), False, id="a_count_is_no_share"),
        pytest.param(share(7), share(7, "家"), False, id="a_share_is_no_count"),
        pytest.param(year(2022), year(2022, "去年"), True, id="year_by_another_name"),
        pytest.param(year(2022, "去年"), year(2021, "去年"), True, id="year_by_the_same_words"),
        pytest.param(year(2022), year(2021), False, id="another_year"),
        pytest.param(year(2022), share(2022), False, id="date_and_figure"),
        pytest.param(
            year(2022), Mark("date:month", "2022年", 0, 0, (date(2022, 1, 1), date(2022, 12, 31))),
            False, id="another_precision",
        ),
    ],
)  # fmt: skip
def test_same(one: Mark, other: Mark, *, same: bool) -> None:
    assert one.same(other) is same
    assert other.same(one) is same


@pytest.mark.parametrize(
    ("one", "other", "rivals"),
    [
        pytest.param(word("北京", name=True), word("天津市", name=True), True, id="two_names"),
        pytest.param(word("北京", name=True), word("北京", name=True), False, id="one_name"),
        pytest.param(word("北京", name=True), word("产业"), False, id="a_name_and_a_noun"),
        pytest.param(word("产业"), word("北京", name=True), False, id="a_noun_and_a_name"),
        pytest.param(word("男性"), word("女性"), True, id="nouns_of_one_end"),
        pytest.param(word("男性"), word("男人"), False, id="nouns_of_another_end"),
        pytest.param(word("男性"), word("未成年男性"), False, id="nouns_of_another_length"),
        pytest.param(year(2022), year(2021), True, id="two_years"),
        pytest.param(year(2022), year(2021, "前一年"), True, id="two_years_worded_otherwise"),
        pytest.param(year(2022), word("2021年"), False, id="a_year_and_a_word"),
        pytest.param(year(2022), year(2022), False, id="one_year"),
    ],
)
def test_rivals(one: Mark, other: Mark, *, rivals: bool) -> None:
    assert one.rivals(other) is rivals


def test_holds_and_moved() -> None:
    assert word("北京市").holds(word("北京"))
    assert word("北京").holds(word("北京市"))
    assert not word("北京").holds(word("天津"))
    moved = Mark("word", "北京", 3, 5).moved(4)
    assert (moved.start, moved.end, moved.text) == (7, 9, "北京")
