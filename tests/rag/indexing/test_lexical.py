"""The word index against BM25 written out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from rag.indexing.lexical import LexicalIndex, LexicalWriter
from rag.indexing.terms import _plainly, _quickly, query_terms, term_text, terms

TEXTS = [
    "工信部复函支持三地创建示范区",
    "示范区的企业数量今年增长",
    "长三角举办论坛，讨论数字化转型",
    "The forum discussed digital transformation in 2022.",
    "5G 基站超过 150 万个",
]


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    writer = LexicalWriter(tmp_path, threads=1)
    for number, text in enumerate(TEXTS):
        writer.add(number + 100, [(number, term_text(text))])
    writer.commit()
    return LexicalIndex(tmp_path)


def bm25(wanted: Mapping[str, float], k1: float = 1.2, b: float = 0.75) -> dict[int, float]:
    """Robertson's formula with Lucene's idf, over the same terms."""
    bags = [Counter(terms(text)) for text in TEXTS]
    mean = sum(bag.total() for bag in bags) / len(bags)
    scores: dict[int, float] = {}
    for number, bag in enumerate(bags):
        score = 0.0
        for term, weight in wanted.items():
            holding = sum(term in other for other in bags)
            idf = math.log(1 + (len(bags) - holding + 0.5) / (holding + 0.5))
            norm = k1 * (1 - b + b * bag.total() / mean)
            score += weight * idf * bag[term] * (k1 + 1) / (bag[term] + norm) if bag[term] else 0.0
        if score:
            scores[number] = score
    return scores


@pytest.mark.parametrize("question", ["示范区何时获批？", "digital forum", "5G基站有多少", "论坛"])
def test_scores_are_bm25(index: LexicalIndex, question: str) -> None:
    wanted = query_terms(question)
    expected = bm25(wanted)
    found = {hit.chunk_id: hit.score for hit in index.search(wanted, 10)}
    assert found == pytest.approx(expected, rel=1e-4)


def test_another_name_weighs_no_more_than_the_phrase_it_stands_for(index: LexicalIndex) -> None:
    wanted = query_terms("数字化论坛", [("论坛", "数字化转型企业示范区")])
    assert wanted["论"] == wanted["数"] == 1
    assert 0 < wanted["示"] < 1
    others = {term: weight for term, weight in wanted.items() if weight < 1}
    assert sum(others.values()) <= len(terms("论坛"))
    found = {hit.chunk_id: hit.score for hit in index.search(wanted, 10)}
    assert found == pytest.approx(bm25(wanted), rel=1e-4)


def test_the_search_can_be_limited_to_chunks(index: LexicalIndex) -> None:
    wanted = query_terms("示范区")
    assert {hit.chunk_id for hit in index.search(wanted, 10)} == {0, 1}
    limited = index.search(wanted, 10, [1, 2])
    assert [hit.chunk_id for hit in limited] == [1]
    assert limited[0].score == pytest.approx(bm25(wanted)[1], rel=1e-4)


def test_traditional_full_width_and_capitals_meet_their_plain_forms() -> None:
    assert set(terms("示範區")) == set(terms("示范区"))
    assert set(terms("ＧＤＰ ２０２２")) == {"gdp", "2022"}
    assert "v1.2" in terms("V1.2 发布")


def test_asking_words_are_dropped_unless_nothing_else_is_left() -> None:
    assert "何" not in query_terms("示范区何时获批？")
    assert list(query_terms("What is the forum?")) == ["forum"]
    assert query_terms("什么时候")
    assert not query_terms("？！")


def test_removed_documents_are_not_found(tmp_path: Path) -> None:
    writer = LexicalWriter(tmp_path)
    writer.add(1, [(1, term_text(TEXTS[0]))])
    writer.add(2, [(2, term_text(TEXTS[1]))])
    writer.remove([1])
    writer.commit()
    index = LexicalIndex(tmp_path)
    assert [hit.chunk_id for hit in index.search(query_terms("示范区"), 5)] == [2]
    assert len(index) == 1


def test_a_folder_without_an_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a lexical index"):
        LexicalIndex(tmp_path)


def test_hostile_text_is_only_text(tmp_path: Path) -> None:
    writer = LexicalWriter(tmp_path)
    writer.add(1, [(1, term_text('a:b AND (x OR "y") \x00 ' + "z" * 100_000 + " \ud800 𠮷野家"))])
    writer.commit()
    index = LexicalIndex(tmp_path)
    assert [hit.chunk_id for hit in index.search(query_terms('body:a" AND 𠮷野家'), 5)] == [1]


def test_long_texts_are_cut_like_short_ones() -> None:
    text = (
        "ＧＤＰ比去年增長5.2％，工信部、發改委的报告v1.2说“5G-A”已在北京·天津试点。\ud800𠮷\n" * 5
    )
    for sample in (text, text.replace("𠮷", "吉"), "".join(TEXTS) * 3):
        assert _quickly(sample) == _plainly(sample)


def test_many_equal_scores_are_cut_by_chunk_id_however_they_were_written(tmp_path: Path) -> None:
    writer = LexicalWriter(tmp_path, threads=1)
    for number in [*range(600, 900), *range(600)]:  # what is first in the index is not lowest
        writer.add(number, [(number, term_text("同样的一句话"))])
    writer.commit()
    found = LexicalIndex(tmp_path).search({"同": 1.0}, 5)
    assert [hit.chunk_id for hit in found] == [0, 1, 2, 3, 4]
