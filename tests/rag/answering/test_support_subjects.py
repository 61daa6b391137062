"""Right figures given to the wrong subject are found; sound ways of saying it are not."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answer_types import Citation, Draft, DraftSentence
from rag.answering.verify import verify
from rag.types import Document

TWO = "A区增长7%，B区增长5%。"
CITIES = "北京和天津分别增长7%和5%。"
YEARS = "2021年为200亿元，去年为260亿元。"
STATIONS = "老城南门站5.2万人次，云港机场站4.8万人次。"
QUARTERS = "A区第一季度增长7%，第二季度增长5%。B区增长3%。"
PLACES = "由北京的200亿增加到天津的260亿。"


def fault(quote: str, text: str, before: str = "") -> str:
    """The kind of fault of a sentence that cites ``quote``; empty when it stands."""
    document = Document("d", "d.txt", "通报", before + quote, published=date(2023, 1, 2))
    citation = Citation("d", len(before), len(before + quote), quote)
    verified = verify(Draft((DraftSentence(text, (citation,)),)), lambda _: document)
    return verified.dropped[0].kind if verified.dropped else ""


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        pytest.param(TWO, "A区增长5%，B区增长7%。", id="crossed"),
        pytest.param(TWO, "B区增长7%，A区增长5%。", id="crossed_and_turned"),
        pytest.param(TWO, "A区和B区分别增长5%和7%。", id="crossed_by_order"),
        pytest.param(TWO, "增长5%的是A区，增长7%的是B区。", id="value_first"),
        pytest.param(TWO, "A区增长5%。", id="one_alone"),
        pytest.param(CITIES, "北京增长5%，天津增长7%。", id="told_in_order"),
        pytest.param("男性占5%，女性占95%。", "女性占5%。", id="nouns_of_a_kind"),
        pytest.param("出口增长5%，进口增长7%。", "出口增长7%，进口增长5%。", id="nouns"),
        pytest.param(STATIONS, "老城南门站4.8万人次，云港机场站5.2万人次。", id="stations"),
        pytest.param(YEARS, "2022年为200亿元，2021年为260亿元。", id="years"),
        pytest.param(YEARS, "2022年为200亿元。", id="one_year"),
        pytest.param(
            "甲区于1月获批，乙区于3月获批。", "甲区于3月获批，乙区于1月获批。", id="dates"
        ),
        pytest.param(
            "Growth was 5 percent in Beijing and 7 percent in Tianjin.",
            "Growth was 7 percent in Beijing and 5 percent in Tianjin.",
            id="english",
        ),
    ],
)
def test_a_figure_of_another_subject_goes(quote: str, text: str) -> None:
    assert fault(quote, text) == "subject"


def test_a_quote_cut_short_does_not_hide_whose_figure_it_is() -> None:
    assert fault("医药产业增长5%。", "汽车产业增长5%。", before="汽车产业增长7%。") == "subject"
    assert fault("医药产业增长5%。", "医药产业增长5%。", before="汽车产业增长7%。") == ""


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        (TWO, "A区增长7%，而B区增长5%。"),
        (TWO, "B区增长5%，A区增长7%。"),
        (TWO, "A区、B区分别增长7%和5%。"),
        (TWO, "增长7%的是A区，B区则增长5%。"),
        (TWO, "B区只增长5%，不如A区的7%。"),
        (TWO, "A区增速为7%，比B区的5%高。"),
        (PLACES, "天津260亿，比北京的200亿增加。"),
        (PLACES, "天津260亿比北京200亿增加。"),
        (YEARS, "2022年为260亿元，2021年为200亿元。"),
        ("据新华社报道，A区增长7%，其中工业增长5%。", "新华社称，增长5%的是工业，增长7%的是A区。"),
        ("A区累计投资200亿元，其中产业投资150亿元。", "A区产业投资150亿元。"),
        (QUARTERS, "A区第二季度增长5%。"),
        (QUARTERS, "A区其后增长5%，B区增长3%。"),
        ("去年增长5%，A区今年增长7%。", "A区去年增长5%，今年增长7%。"),
        ("A区增长7%，C区8%，B区下降，D区增长5%。", "D区增长5%的同时，A区增长7%，B区下降。"),
        ("北京投资200亿元，在天津投资150亿元。", "北京在外地投资150亿元。"),
        ("青禾市总投资214亿元，省里出资50亿元。", "青禾市获得出资50亿元。"),
    ],
)
def test_a_sound_wording_stays(quote: str, text: str) -> None:
    assert fault(quote, text) == ""
