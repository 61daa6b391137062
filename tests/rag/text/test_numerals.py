"""Figures in Arabic, Chinese and English mean the same; words that look like figures do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.fold import fold
from rag.text.numerals import figures, spelled_number, whole_number


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("二十家", 20, "家"),
        ("两百三十五人", 235, "人"),
        ("一千零一夜", 1001, "夜"),
        ("一百二", 120, ""),
        ("两万五", 25_000, ""),
        ("五千亿", 5e11, ""),
        ("十万亿元", 1e13, "元"),
        ("1.2万亿", 1.2e12, ""),
        ("12,000亿", 1.2e12, ""),
        ("２００亿", 2e10, ""),
        ("27 万家", 270_000, "家"),
        ("10余家", 10, "余"),
        ("5.2%", 5.2, "%"),
        ("5.2 ％", 5.2, "%"),
        ("百分之五点二", 5.2, "%"),
        ("千分之三", 0.3, "%"),
        ("三成", 30, "%"),
        ("3.5个百分点", 3.5, "%"),
        ("20 billion", 2e10, ""),
        ("twenty million people", 2e7, "people"),
        ("five percent", 5, "%"),
        ("1,234.5", 1234.5, ""),
        ("第三届", 3, "届"),
    ],
)
def test_value_and_unit(text: str, value: float, unit: str) -> None:
    (figure,) = figures(fold(text))
    assert figure.value == pytest.approx(value)
    assert figure.unit == unit


@pytest.mark.parametrize(
    "text",
    [
        "统一",
        "三亚",
        "百度",
        "万一",
        "一带一路",
        "十四五规划",
        "十分重要",
        "数十家",
        "上千人",
        "成都",
        "第二，",
        "二三线",
    ],
)
def test_words_that_are_no_figures(text: str) -> None:
    assert figures(fold(text)) == []


def test_figures_joined_in_a_range_share_the_unit() -> None:
    assert [figure.unit for figure in figures("10月18-20日")] == ["月", "日", "日"]


def test_approximate_and_significant() -> None:
    exact, about = figures("12043亿，约1.2万亿")
    assert not exact.approximate
    assert about.approximate
    assert (exact.significant, about.significant) == (5, 2)


@given(st.text(alphabet="零一二两三十百千万亿点0123456789.,%年月日 百分之成个abillon", max_size=30))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    for figure in figures(fold(text), generous=True):
        assert 0 <= figure.start < figure.end <= len(text)


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("12", 12),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("零五", 5),
        ("两", 2),
        ("二三", 0),
    ],
)
def test_a_whole_number_in_digits_or_words(numeral: str, value: int) -> None:
    assert whole_number(numeral) == value


def test_a_year_is_spelled_digit_by_digit() -> None:
    assert [spelled_number(year) for year in ("二〇二二", "二○二二", "一九九八")] == [
        2022,
        2022,
        1998,
    ]
