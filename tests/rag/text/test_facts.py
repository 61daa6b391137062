"""What a sentence commits itself to."""

from __future__ import annotations

import pytest

from rag.text.facts import facts, names

Parts = tuple[int | None, int | None, int | None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022年7月29日", [(2022, 7, 29)]),
        ("二〇二二年七月二十九日", [(2022, 7, 29)]),
        ("2022年1月获批", [(2022, 1, None)]),
        ("10月18日至20日", [(None, 10, 18), (None, None, 20)]),
        ("2021—2023年", [(2021, None, None), (2023, None, None)]),
        ("1-6月", [(None, 1, None), (None, 6, None)]),
        ("2022-07-29", [(2022, 7, 29)]),
        ("2022/7/29", [(2022, 7, 29)]),
        ("2023全球工业互联网大会", [(2023, None, None)]),
        ("on 28 July 2022", [(2022, 7, 28)]),
        ("October 18-20, 2023", [(2023, 10, 18), (2023, 10, 20)]),
        ("in July 2022", [(2022, 7, None)]),
        ("2000人参加", []),
        ("3个月内", []),
        ("3号楼", []),
    ],
)
def test_dates(text: str, expected: list[Parts]) -> None:
    assert [(when.year, when.month, when.day) for when in facts(text).dates] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("徐晓兰表示，工信部支持示范区建设。", {"徐晓兰"}),
        ("副部长王志军在沈阳致辞。", {"王志军", "沈阳"}),
        ("GPT-4和5G的线路长20km。", {"gpt-4", "5g"}),
        ("这座城市的海洋经济青春美丽。", set()),
        ("According to the article, Sun Jiafeng spoke in Shenyang.", {"sun jiafeng", "shenyang"}),
        ("The conference was held in July.", set()),
        ("July 1954 (in the article: “1954年7月”): 洪水发生在1954年7月。", set()),
        ("In the hall Mary and then Decker spoke.", {"mary", "decker"}),
    ],
)
def test_names(text: str, expected: set[str]) -> None:
    assert set(names(text)) == expected


def test_quoted_words_and_titles() -> None:
    assert facts("《方案》提出“三步走”。").quoted == ("方案", "三步走")


def test_codes_are_names_and_measures_are_figures() -> None:
    found = facts("GPT-4跑了20km")
    assert [figure.value for figure in found.figures] == [20]
