"""A region is named by itself, by another name, or by its parts."""

from __future__ import annotations

import pytest

from rag.text.places import region_named


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
