"""Whose value is whose, read off the order in which words and values stand."""

from __future__ import annotations

import pytest

from rag.verifying.marks import Mark, Marked, marked
from rag.verifying.order import Pair, ahead, order, parallel

A, B = (Mark("word", name, 0, 0) for name in ("甲区", "乙区"))


def text(words: str) -> Marked:
    return marked(words, None)


def value(words: str) -> Mark:
    (found,) = text(words).values
    return found


SEVEN, FIVE = value("7%"), value("5%")
WORDS: Pair = (A, B)
VALUES: Pair = (SEVEN, FIVE)


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("甲区增长7%，乙区增长5%", id="value_behind_its_word"),
        pytest.param("乙区5%，甲区7%", id="the_other_first"),
        pytest.param("甲区有产业，增长7%；乙区增长5%", id="in_the_next_clause"),
        pytest.param("甲区在北京增长7%，乙区增长5%", id="a_name_in_the_same_clause"),
        pytest.param("北京甲区有产业，增长7%；乙区增长5%", id="a_name_before_the_word"),
        pytest.param("甲区有产业，增长7%，乙区增长5%，北京增长3%", id="a_name_behind_the_value"),
        pytest.param("甲区（甲区）增长7%，乙区增长5%", id="a_word_said_twice_in_a_row"),
        pytest.param("甲区、甲区和甲区增长7%，乙区增长5%", id="a_word_said_three_times_in_a_row"),
        pytest.param("增长7%的是甲区，增长5%的是乙区", id="value_before_its_word"),
        pytest.param("北京很大，7%属于甲区，5%属于乙区", id="clauses_that_open_with_the_value"),
        pytest.param("甲区和乙区分别增长7%和5%", id="in_their_order"),
        pytest.param("乙区、甲区依次增长5%、7%", id="in_their_order_the_other_first"),
        pytest.param("甲区分别和乙区比，增长7%和5%", id="the_word_for_it_between_the_two"),
        pytest.param("甲区 and 乙区 respectively grew 7% and 5%", id="respectively"),
    ],
)
def test_to_each_its_own(told: str) -> None:
    assert order(text(told), WORDS, VALUES) == 1
    assert order(text(told), WORDS, (FIVE, SEVEN)) == -1
    assert order(text(told), (B, A), VALUES) == -1


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("甲区和乙区增长7%和5%", id="two_and_two_without_a_word_for_it"),
        pytest.param("分别看，甲区和乙区增长7%和5%", id="the_word_for_it_stands_before"),
        pytest.param("甲区 and 乙区 grew 7%, 5% respectively", id="the_word_for_it_stands_behind"),
        pytest.param("7%和5%分别属于甲区和乙区", id="values_first"),
        pytest.param("甲区增长7%和5%，不是乙区", id="both_behind_one"),
        pytest.param("甲区增长7%", id="one_pair_alone"),
        pytest.param("甲区增长7%，甲区增长5%", id="one_word_twice"),
        pytest.param("甲区增长7%，甲区不如乙区的5%", id="a_word_again_between"),
        pytest.param("甲区，7%是乙区，5%是甲区", id="a_word_again_at_the_end"),
        pytest.param("甲区在北京，增长7%；乙区增长5%", id="a_name_comes_between"),
        pytest.param("甲区增长7%；乙区在北京，增长5%", id="a_name_comes_between_the_second"),
        pytest.param("甲区北京，增长7%；乙区增长5%", id="a_name_right_behind_the_word"),
        pytest.param("甲区有产业。增长7%；乙区增长5%", id="a_sentence_ends_between"),
        pytest.param("甲区有产业. 增长7%；乙区增长5%", id="an_english_sentence_ends_between"),
        pytest.param("7%，甲区，5%属于乙区", id="a_comma_behind_the_value_that_opens"),
        pytest.param("7%属于甲区，5%，乙区", id="a_comma_behind_the_second_that_opens"),
        pytest.param("北京7%属于甲区，5%属于乙区", id="a_name_opens_the_first"),
        pytest.param("7%属于甲区，北京5%属于乙区", id="a_name_opens_the_second"),
    ],
)
def test_an_order_that_says_nothing(told: str) -> None:
    assert order(text(told), WORDS, VALUES) == 0


@pytest.mark.parametrize("mark", [*"，；;。！？!?\n", ", ", ". "])
def test_what_ends_a_clause(mark: str) -> None:
    """A value opens its clause only where the words before it are of another one."""
    assert order(text(f"北京很大{mark}7%属于甲区，5%属于乙区"), WORDS, VALUES) == 1


@pytest.mark.parametrize(
    ("mark", "ends"),
    [(mark, True) for mark in [*"；;。！？!?\n", ". "]] + [("，", False), (", ", False)],
)
def test_what_ends_a_sentence(mark: str, *, ends: bool) -> None:
    told = text(f"甲区有产业{mark}增长7%，乙区增长5%")
    assert order(told, WORDS, VALUES) == (0 if ends else 1)
    assert parallel(told, (A, SEVEN), (B, FIVE)) is not ends


def test_a_comma_inside_a_number_ends_nothing() -> None:
    assert ahead(text("甲区2,000家企业增长7%"), A, SEVEN)
    assert not ahead(text("甲区很大, 增长7%"), A, SEVEN)


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        pytest.param("甲区增长7%", True, id="before"),
        pytest.param("甲区7%", True, id="right_before"),
        pytest.param("增长7%的是甲区", False, id="behind"),
        pytest.param("7%甲区", False, id="right_behind"),
        pytest.param("甲区有产业，增长7%", False, id="in_another_clause"),
        pytest.param("甲区增长5%和7%", False, id="another_value_between"),
        pytest.param("甲区5%、7%", False, id="another_value_right_behind_the_word"),
        pytest.param("5%来自外地，甲区增长7%", True, id="another_value_before"),
        pytest.param("甲区增长7%和5%", True, id="another_value_behind"),
        pytest.param("甲区有3家企业增长7%", True, id="a_value_of_another_kind_between"),
        pytest.param("甲区很大，甲区增长7%", True, id="the_second_time_it_is_named"),
        pytest.param("乙区增长7%", False, id="not_named"),
    ],
)
def test_a_word_ahead_of_its_value(told: str, *, stands: bool) -> None:
    assert ahead(text(told), A, SEVEN) is stands


@pytest.mark.parametrize(
    ("told", "alike"),
    [
        pytest.param("甲区增长7%，乙区增长5%", True, id="the_same_words"),
        pytest.param("甲区7%，乙区5%", True, id="no_words"),
        pytest.param("甲区：7%，乙区－5%", True, id="only_marks"),
        pytest.param("甲区7%，乙区增长5%", False, id="words_for_the_second_only"),
        pytest.param("甲区增长7%，乙区5%", False, id="words_for_the_first_only"),
        pytest.param("甲区增长7%，乙区下降5%", False, id="other_words"),
        pytest.param("甲区增长7%，乙区增加5%", True, id="half_of_them"),
        pytest.param("甲区投资增加7%，乙区增长5%", True, id="half_of_the_fewer"),
        pytest.param("甲区增长7%，乙区投资增加5%", True, id="half_of_the_fewer_first"),
        pytest.param("甲区投资增加7%，乙区消费增长5%", False, id="a_quarter_of_them"),
        pytest.param("7%属于甲区，乙区增长5%", False, id="a_value_before_its_word"),
        pytest.param("甲区增长7%", False, id="one_not_named"),
        pytest.param("甲区增长7%，乙区增长3%", False, id="its_value_not_there"),
        pytest.param("甲区增长7%，甲区很大，乙区增长5%", True, id="a_word_again_behind"),
        pytest.param("甲区很大，甲区增长7%，乙区增长5%", True, id="the_nearest_before"),
        pytest.param("甲区增长7%。乙区增长5%", True, id="a_sentence_each"),
    ],
)
def test_the_same_said_of_two(told: str, *, alike: bool) -> None:
    assert parallel(text(told), (A, SEVEN), (B, FIVE)) is alike
