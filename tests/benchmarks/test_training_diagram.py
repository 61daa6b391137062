"""The judge's reliability diagram: well-formed, with each bin where it belongs."""

from __future__ import annotations

from xml.etree import ElementTree as Tree

import pytest

from training.diagram import drawn

SVG = "{http://www.w3.org/2000/svg}"


def test_each_bin_is_a_dot_where_probability_and_share_meet() -> None:
    root = Tree.fromstring(drawn({"folders": [(10, 0.0, 0.0), (40, 0.5, 1.0)], "rgb": []}))  # noqa: S314 - our own
    first, second = root.iter(f"{SVG}circle")
    assert (first.get("cx"), first.get("cy")) == ("40.0", "260.0")
    assert (second.get("cx"), second.get("cy")) == ("180.0", "40.0")
    assert float(first.get("r", "")) == pytest.approx(3.0)
    assert float(second.get("r", "")) == pytest.approx(4.5)
    assert {"folders", "rgb"} <= {text.text for text in root.iter(f"{SVG}text")}
