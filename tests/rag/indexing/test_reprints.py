"""Reprints found, templates told apart, and the fast path against brute force."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.indexing.reprints import SIGNATURE_BYTES, ReprintFinder, are_reprints, signature

WORDS = (
    "青禾云泽地铁图书馆新馆开门读者书架报告厅城墙码头茶会比赛手艺节气暴雨古镇安置道路工程投资客流"
)
SIGNS = "的了在是和与及将由对从为"


def story(seed: int, sentences: int = 12) -> str:
    """A made-up text of its own words and figures."""
    choose = random.Random(seed)  # noqa: S311 - a fixed text, not a secret
    out = []
    for _ in range(sentences):
        words = (
            choose.choice(WORDS) + choose.choice(WORDS) + choose.choice(SIGNS) for _ in range(9)
        )
        out.append("".join(words) + f"{choose.randint(2, 999)}人。")
    return "".join(out)


def clusters(texts: Mapping[str, str], **options: object) -> list[tuple[str, ...]]:
    finder: ReprintFinder[str] = ReprintFinder()
    for key, text in texts.items():
        finder.add(key, signature(text))

    def texts_of(keys: Sequence[str]) -> Mapping[str, str]:
        return {key: texts[key] for key in keys}

    return finder.clusters(texts_of, **options)  # type: ignore[arg-type]


def test_the_same_words_in_another_dress_are_one_story() -> None:
    one = story(1)
    other = "　　" + one.replace("。", "。\n").replace("人", "人 ")
    assert signature(one) == signature(other)
    assert len(signature(one)) == SIGNATURE_BYTES
    assert clusters({"a": one, "b": other, "c": story(2)}) == [("a", "b")]


def test_simplified_and_traditional_prints_are_one_story() -> None:
    assert signature("云泽县图书馆开门") == signature("雲澤縣圖書館開門")


def test_a_reprint_with_a_note_and_a_changed_sentence_is_found() -> None:
    one = story(1)
    other = "（原载青禾日报，记者沈某）" + one.replace("。", "，据了解。", 1) + "转载请注明。"
    assert clusters({"a": story(9), "b": one, "c": other}) == [("b", "c")]


def test_a_print_cut_short_is_found() -> None:
    one = story(1, 20)
    assert clusters({"a": one, "b": one[: int(len(one) * 0.6)]}) == [("a", "b")]


def test_an_excerpt_of_a_quarter_is_an_article_of_its_own() -> None:
    one = story(1, 20)
    assert clusters({"a": one, "b": one[: len(one) // 4]}) == []


def test_daily_reports_from_one_template_stay_apart() -> None:
    one = story(1)
    count = itertools.count(1_000)
    other = re.sub(r"\d+", lambda _: str(next(count)), one)
    assert clusters({"a": one, "b": other}) == []


def test_the_first_added_is_canonical() -> None:
    one = story(1)
    assert clusters({"z": one, "a": one + "完。", "m": one})[0][0] == "z"


def test_texts_shorter_than_a_gram() -> None:
    assert clusters({"a": "好", "b": "好。", "c": "坏", "d": "", "e": "。"}) == [
        ("a", "b"),
        ("d", "e"),
    ]
    assert ReprintFinder[str]().clusters(lambda _: {}) == []


def test_a_text_that_is_gone_is_in_no_near_cluster() -> None:
    finder: ReprintFinder[int] = ReprintFinder()
    finder.add(1, signature(story(1)))
    finder.add(2, signature(story(1) + "完。"))
    assert finder.clusters(lambda _: {}) == []


def test_a_wrong_signature_is_refused() -> None:
    with pytest.raises(ValueError, match="272"):
        ReprintFinder[int]().add(1, b"short")


def _varied(seed: int) -> dict[str, str]:
    choose = random.Random(seed)  # noqa: S311 - a fixed text, not a secret
    texts: dict[str, str] = {}
    for number in range(40):
        base = story(number, choose.randint(3, 15))
        for copy in range(choose.choice([1, 1, 1, 2, 3, 12])):
            kept = [s for s in base.split("。") if s and choose.random() > 0.04 * copy]
            texts[f"{number}-{copy}"] = "。".join(kept) + "。"
    return texts


@pytest.mark.parametrize("seed", range(5))
def test_bands_find_what_comparing_all_pairs_finds(seed: int) -> None:
    """A pair that agrees is together, unless the canonical members of the two disagree."""
    import numpy as np

    from rag.indexing.reprints import _FIGURE
    from rag.indexing.signature import gram_hashes, plain

    texts = _varied(seed)
    grams = {key: np.unique(gram_hashes(plain(text))) for key, text in texts.items()}
    figures = {key: frozenset(_FIGURE.findall(text)) for key, text in texts.items()}

    def agree(left: str, right: str) -> bool:
        return are_reprints(grams[left], figures[left], grams[right], figures[right])

    found = clusters(texts)
    canonical = {key: group[0] for group in found for key in group}
    pairs = [pair for pair in itertools.combinations(texts, 2) if agree(*pair)]
    missed = []
    for left, right in pairs:
        heads = canonical.get(left, left), canonical.get(right, right)
        if heads[0] != heads[1] and agree(*heads):
            missed.append((left, right))
    assert len(pairs) > 20
    assert len(missed) <= 0.05 * len(pairs)
    for group in found:
        assert len({key.partition("-")[0] for key in group}) == 1


def test_adding_fresh_articles_gives_what_a_whole_run_gives() -> None:
    texts = _varied(3)
    whole = {frozenset(group) for group in clusters(texts)}
    old = {key: text for key, text in texts.items() if not key.endswith("-1")}
    fresh = [key for key in texts if key not in old]
    known = clusters(old)
    grown = {frozenset(group) for group in clusters(texts, fresh=fresh, known=known)}
    assert grown == whole


@settings(max_examples=50)
@given(st.lists(st.text(max_size=60), max_size=12))
def test_any_texts_give_disjoint_groups_in_order(texts: list[str]) -> None:
    keyed = {str(number): text for number, text in enumerate(texts)}
    found = clusters(keyed)
    members = [key for group in found for key in group]
    assert len(members) == len(set(members))
    for group in found:
        assert len(group) > 1
        assert list(group) == sorted(group, key=int)
