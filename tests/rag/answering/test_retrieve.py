from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.base import FloatVector
from embeddings.static import BUNDLED_MODEL, StaticEmbedder
from rag.answering.question import understand
from rag.answering.retrieve import K_ZERO_BASED, LIST_LENGTH, collapse_copies, fuse, retrieve
from rag.types import Document, Filters, Hit, Passage


def hits(*numbers: int) -> list[Hit]:
    return [Hit(number, 1.0) for number in numbers]


def passage(number: int, text: str, path: str) -> Passage:
    return Passage(number, f"d{number}", 0, len(text), text, path=path)


def test_fusion_by_hand() -> None:
    fused = fuse((hits(7, 8), hits(8, 9)), (1.0, 0.5))
    assert fused == [
        (8, 1 / (K_ZERO_BASED + 1) + 0.5 / K_ZERO_BASED),
        (7, 1 / K_ZERO_BASED),
        (9, 0.5 / (K_ZERO_BASED + 1)),
    ]


@given(st.lists(st.permutations(range(6)), min_size=1, max_size=3))
def test_fusion_agrees_with_a_sum_over_every_chunk(lists: list[list[int]]) -> None:
    weights = [1.0, 0.5, 0.25][: len(lists)]
    fused = dict(fuse([hits(*ranked) for ranked in lists], weights))
    for chunk in range(6):
        expected = sum(
            weight / (K_ZERO_BASED + ranked.index(chunk))
            for weight, ranked in zip(weights, lists, strict=True)
        )
        assert abs(fused[chunk] - expected) < 1e-12


def test_a_strong_list_is_not_dragged_down_by_a_weak_one() -> None:
    strong, weak = hits(1, 2, 3), hits(9, 8, 3)
    assert fuse((strong, weak), (1.0, 0.2))[0][0] == 1


def test_copies_collapse_into_the_best_and_are_named() -> None:
    text = "新馆于3月11日向读者开放，馆舍面积两万平方米，藏书八十万册。"
    kept = collapse_copies([
        passage(1, text, "甲.txt"),
        passage(2, text.replace("八十万册", "八十万册左右"), "乙.txt"),
        passage(3, "另一条新闻说的是别的事情，与图书馆没有关系。", "丙.txt"),
    ])  # fmt: skip
    assert [p.chunk_id for p in kept] == [1, 3]
    assert kept[0].also_in == ("乙.txt",)


def test_texts_without_letters_are_copies_only_of_themselves() -> None:
    kept = collapse_copies([passage(1, "……", "a"), passage(2, "正文内容", "b")])
    assert len(kept) == 2


def test_more_copies_and_their_own_copies_are_named_once() -> None:
    text = "新馆于3月11日向读者开放，馆舍面积两万平方米，藏书八十万册。"
    second = Passage(2, "d2", 0, len(text), text, path="乙", also_in=("丁", "甲"))
    again = Passage(3, "d1", 0, len(text), text, path="甲")
    kept = collapse_copies([passage(1, text, "甲"), second, again, passage(4, text, "丙")])
    assert [p.chunk_id for p in kept] == [1]
    assert kept[0].also_in == ("乙", "丁", "丙")


@pytest.mark.parametrize(("shared", "alike"), [(8, True), (7, False)])
def test_what_shares_four_fifths_of_its_pairs_is_a_copy(shared: int, alike: bool) -> None:
    """Ten pairs in all, of which both texts have ``shared``."""
    text = "一二三四五六七八九十甲"
    first, second = text[: shared + 1], text
    assert (len(collapse_copies([passage(1, first, "a"), passage(2, second, "b")])) == 1) is alike


def test_only_letters_make_pairs() -> None:
    texts = ("新馆，开放，三月", "新馆开放三月", "　新馆（开放）：三月")
    assert len(collapse_copies([passage(n, text, str(n)) for n, text in enumerate(texts)])) == 1


def test_many_pairs_are_told_apart() -> None:
    """More than fit into one machine word."""
    long = "".join(chr(0x4E00 + n) for n in range(200))
    kept = collapse_copies([passage(1, long, "a"), passage(2, long[::-1], "b"),
                            passage(3, f" {long}。", "c")])  # fmt: skip
    assert [p.chunk_id for p in kept] == [1, 2]
    assert kept[0].also_in == ("c",)


ANYWHERE = Filters()


@dataclass
class Shelf:
    """An index that answers with what it is given, and keeps what it was asked."""

    words: list[Hit] = field(default_factory=list)
    meaning: list[Hit] = field(default_factory=list)
    asked: dict[str, Any] = field(default_factory=dict)

    def lexical(
        self,
        query: str,
        k: int,
        filters: Filters = ANYWHERE,
        others: Sequence[tuple[str, str]] = (),
    ) -> list[Hit]:
        self.asked |= {"query": query, "k": k, "filters": filters, "others": list(others)}
        return self.words

    def nearest(self, vector: FloatVector, k: int, filters: Filters = ANYWHERE) -> list[Hit]:
        self.asked |= {"vector": vector, "nearest_k": k, "nearest_filters": filters}
        return self.meaning

    def passages(self, chunk_ids: Sequence[int]) -> list[Passage]:
        self.asked["passages"] = list(chunk_ids)
        return [passage(n, chr(0x4E00 + n) * 9, f"{n}") for n in chunk_ids]

    def shown(self, document_id: str) -> Document:
        raise NotImplementedError


EMBEDDER = StaticEmbedder(BUNDLED_MODEL, "fast")


@pytest.mark.parametrize(
    ("k", "filters", "length"),
    [
        (5, None, LIST_LENGTH),
        (40, None, 80),
        (5, Filters(folders=("甲",)), 10),
    ],
)
def test_how_deep_both_lists_are_asked_for(k: int, filters: Filters | None, length: int) -> None:
    shelf = Shelf()
    assert retrieve(understand("论坛"), shelf, EMBEDDER, k, filters=filters) == []
    assert (shelf.asked["k"], shelf.asked["nearest_k"]) == (length, length)
    assert shelf.asked["filters"] == shelf.asked["nearest_filters"] == (filters or Filters())


def test_a_chinese_question_is_searched_with_other_names_beside_it() -> None:
    shelf = Shelf()
    question = understand("工信部何时批复了京津冀示范区？")
    retrieve(question, shelf, EMBEDDER, 5)
    assert shelf.asked["query"] == question.text
    assert ("工信部", "工业和信息化部") in shelf.asked["others"]
    assert len(set(shelf.asked["others"])) == len(shelf.asked["others"])
    assert np.array_equal(shelf.asked["vector"], EMBEDDER.encode_query(question.text))


def test_an_english_question_is_searched_with_its_chinese_words() -> None:
    shelf = Shelf()
    question = understand("When was the forum held?")
    retrieve(question, shelf, EMBEDDER, 5, glosses=["论坛", "会"])
    assert shelf.asked["query"].startswith(f"{question.text} 论坛 会 论坛 ")
    assert "召开" in shelf.asked["query"].split()
    assert shelf.asked["others"] == []
    both = EMBEDDER.encode_query(f"{question.text} 论坛 会")
    assert np.array_equal(shelf.asked["vector"], both)


@pytest.mark.parametrize(
    ("embedder", "question", "weight"),
    [
        ("fast", "论坛何时召开？", 0.3),
        ("fast", "When was the forum held?", 0.4),
        ("deep", "论坛何时召开？", 1.0),
        ("deep", "When was the forum held?", 2.0),
        ("BAAI/bge-m3", "论坛何时召开？", 0.3),
    ],
)
def test_passages_carry_their_score_and_both_ranks(
    embedder: str, question: str, weight: float
) -> None:
    shelf = Shelf(hits(7, 8, 1), hits(8, 9))
    model = StaticEmbedder(BUNDLED_MODEL, embedder)  # what counts is its name
    found = retrieve(understand(question), shelf, model, 4)
    scores = {8: 1 / 6 + weight / 5, 7: 1 / 5, 1: 1 / 7, 9: weight / 6}
    assert shelf.asked["passages"] == sorted(scores, key=lambda chunk: -scores[chunk])
    assert {p.chunk_id: p.score for p in found} == pytest.approx(scores)
    ranks = {p.chunk_id: (p.lexical_rank, p.vector_rank) for p in found}
    assert ranks == {8: (1, 0), 7: (0, None), 1: (2, None), 9: (None, 1)}


def test_twice_as_many_are_looked_at_as_asked_for() -> None:
    shelf = Shelf(hits(*range(9)))
    assert len(retrieve(understand("论坛"), shelf, EMBEDDER, 2)) == 2
    assert shelf.asked["passages"] == [0, 1, 2, 3]
