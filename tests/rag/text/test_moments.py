"""What tells when, and what only how long."""

from __future__ import annotations

import pytest

from rag.text.moments import tells_when


@pytest.mark.parametrize(
    "text",
    [
        "2022年", "1月", "12月", "8月至10月", "今年", "近日", "五一", "12月31日", "农历八月十五",
        "公元前221年", "唐朝", "第一季度", "月底", "每月15日", "3/12", "1895", "上午9时", "八点",
        "9:30", "今晚8点", "清晨", "周六", "每周二上午", "持续到礼拜天", "每周", "当天", "三天后",
        "两周前", "一周内", "两年以后", "工程完工后", "年初", "暑假", "春节前后", "施工期间",
        "冬季", "9 am", "next Monday", "December", "at noon", "within a week", "two days later",
        "after it opens",
    ],
)  # fmt: skip
def test_a_moment_tells_when(text: str) -> None:
    assert tells_when(text)


@pytest.mark.parametrize(
    "text",
    [
        "一周的时间", "为期一周", "三天", "近半年", "十多年", "数年", "一个月", "3个半月", "90分钟",
        "1.5小时", "一个星期的时间", "历时两年", "6年零3个月", "海州市",
        "two weeks", "a year", "Paris",
    ],
)  # fmt: skip
def test_a_length_of_time_does_not(text: str) -> None:
    assert not tells_when(text)
