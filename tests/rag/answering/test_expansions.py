from __future__ import annotations

import pytest

from rag.answering.expansions import other_wordings, region_named, related_terms


@pytest.mark.parametrize(
    ("region", "text", "named"),
    [
        ("京津冀", "京津冀协同发展", True),
        ("京津冀", "北京、天津、河北三地签署协议", True),
        ("京津冀", "北京市发布计划", False),
        ("长三角", "京津冀协同发展", False),
        ("辽宁", "沈阳市政府", True),
        ("沈阳", "辽宁省政府", False),
        ("成渝", "川渝两地", True),
    ],
)
def test_region_named(region: str, text: str, *, named: bool) -> None:
    assert region_named(region, text) is named


def test_the_longest_name_is_exchanged() -> None:
    assert "工信部何时发文" in other_wordings("工业和信息化部何时发文")


def test_related_terms_are_not_what_is_there_already() -> None:
    terms = related_terms("工信部何时批复示范区")
    assert "工业和信息化部" in terms
    assert "批复" not in terms


def test_most_is_a_limit() -> None:
    assert len(other_wordings("工信部何时发布并召开", most=2)) == 2
