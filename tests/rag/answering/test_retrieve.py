from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.answering.retrieve import K_ZERO_BASED, collapse_copies, fuse
from rag.types import Hit, Passage


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
