from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.sentences import sentence_spans


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("甲。乙！丙？", ["甲。", "乙！", "丙？"], id="chinese_stops"),
        pytest.param("他说：“好。”然后走了。", ["他说：“好。”", "然后走了。"], id="stop_in_quotes"),
        pytest.param("增长5.2%,达到1.5亿元。", ["增长5.2%,达到1.5亿元。"], id="decimal_is_whole"),
        pytest.param("见www.gov.cn和v1.2。", ["见www.gov.cn和v1.2。"], id="addresses_are_whole"),
        pytest.param(
            "见https://a.cn/b?c=1&d=2。好。", ["见https://a.cn/b?c=1&d=2。", "好。"], id="query"
        ),
        pytest.param("见a.cn/p.html?id=5。", ["见a.cn/p.html?id=5。"], id="query_without_scheme"),
        pytest.param(
            "见https://a.cn/#!/b。好。", ["见https://a.cn/#!/b。", "好。"], id="hash_bang"
        ),
        pytest.param(
            "Is it https://a.cn/b? Yes.",
            ["Is it https://a.cn/b?", "Yes."],
            id="asked_after_address",
        ),
        pytest.param("Mr. Li came. He left.", ["Mr. Li came.", "He left."], id="abbreviation"),
        pytest.param("The U.S. team won. Good.", ["The U.S. team won.", "Good."], id="initials"),
        pytest.param("标题\n正文没有句号", ["标题", "正文没有句号"], id="line_ends_a_sentence"),
        pytest.param(
            "《〔…〕市方案》,成立19个组。", ["《〔…〕市方案》,成立19个组。"], id="injected_mark"
        ),
        pytest.param("", [], id="empty"),
        pytest.param("　\n ", [], id="only_spaces"),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


@given(st.text(alphabet="甲乙丙。！？.”’ \n\tab1…😀", max_size=80))
def test_every_visible_character_is_in_exactly_one_sentence(text: str) -> None:
    spans = sentence_spans(text)
    covered = [i for start, end in spans for i in range(start, end)]
    assert len(covered) == len(set(covered))
    assert {i for i, c in enumerate(text) if not c.isspace()} <= set(covered)
    assert all(text[a:b] == text[a:b].strip() and a < b for a, b in spans)
