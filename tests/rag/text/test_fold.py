from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.fold import fold, simplify


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("２０２２年", "2022年", id="full_width_digits"),
        pytest.param("臺灣國際會議", "台湾国际会议", id="traditional"),
        pytest.param("“工信部”，ＡＩ", '"工信部",ai', id="quotes_comma_capitals"),
        pytest.param("2021—2023", "2021-2023", id="dash"),
        pytest.param("ﬁ ß İ", "ﬁ ß İ", id="what_would_grow_stays"),
    ],
)
def test_folds(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_offsets_survive_folding(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert len(simplify(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text)
    assert len(fold(once)) == len(once)


def test_simplify_leaves_punctuation_and_case() -> None:
    assert simplify("「ＡＩ」臺灣 Taipei") == "「ＡＩ」台湾 Taipei"
