from __future__ import annotations

import pytest

from rag.text.segment import PEOPLE, borders, tagged, words

TEXTS = ["工信部今年批复了京津冀示范区。", "Wang Wei 在 C919 上。", "", "一\n二"]


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_is_lost(text: str) -> None:
    assert "".join(words(text)) == "".join(words(text, guessed=False)) == text
    assert "".join(word for word, _ in tagged(text)) == text


@pytest.mark.parametrize(
    ("word", "kind"), [("北京", "ns"), ("批复", "v"), ("论坛", "n"), ("王小明", "nr")]
)
def test_words_have_kinds(word: str, kind: str) -> None:
    assert dict(tagged(f"{word}，"))[word] == kind
    assert (kind in PEOPLE) == (word == "王小明")


def test_borders_are_those_of_the_dictionary() -> None:
    assert borders("北京任务") == {0, 2, 4}  # 任 alone stands nowhere
    assert borders("徐晓兰") == {0, 1, 2, 3}
    assert borders("") == {0}
