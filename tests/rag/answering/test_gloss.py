from __future__ import annotations

import pytest

from embeddings.words import WordVectors
from rag.answering.synonyms import glosses


@pytest.fixture(scope="module")
def words() -> WordVectors:
    return WordVectors()


def test_words_get_their_chinese(words: WordVectors) -> None:
    found = glosses("How many hospitals and schools did the flood close?", words)
    assert {"医院", "学校", "洪灾"} <= set(found)


def test_function_words_and_names_get_none(words: WordVectors) -> None:
    assert glosses("What is the of and by", words) == []


def test_weights_tell_names_from_particles(words: WordVectors) -> None:
    weight = {w.row: w.weight for w in words.words("示范区的")}
    assert max(weight.values()) > 5 > min(weight.values())


def test_likeness_of_nothing_is_nothing(words: WordVectors) -> None:
    assert words.likeness([], words.words("示范区")) == 0.0
    assert words.coverage(words.words("示范区"), []).tolist() == [-1.0]
