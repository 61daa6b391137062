"""An index without an article: what is said is true, and says how to add some."""

from __future__ import annotations

import pytest

from rag import Assistant, Filters, Settings

ASKED = (
    "有哪些文章？",
    "最新的文章是什么？",
    "柳湾桥哪年通车？",
    "总结一下",
    "柳湾桥",
    "馆长说了什么？",
)


@pytest.fixture(scope="module")
def emptied(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant from whose index the only article was removed."""
    folder = tmp_path_factory.mktemp("emptied")
    (folder / "bridge.md").write_text("# 柳湾桥\n\n柳湾桥在2020年通车。\n", encoding="utf-8")
    assistant = Assistant(Settings(data_dir=folder / "index", language="zh"))
    assistant.ingest(folder / "bridge.md")
    assistant.remove("柳湾桥")
    return assistant


@pytest.mark.parametrize("question", ASKED)
def test_nothing_indexed_is_said_with_how_to_add(emptied: Assistant, question: str) -> None:
    answer = emptied.ask(question)
    assert not answer.answered
    assert answer.missing.startswith("索引里没有文章")
    assert "youju ingest" in answer.text
    assert "读到的文章" not in answer.text


@pytest.mark.parametrize(
    ("said", "told"), [("你好", "索引里没有文章"), ("hello", "Nothing is indexed")]
)
def test_a_greeting_says_so_too(emptied: Assistant, said: str, told: str) -> None:
    answer = emptied.ask(said)
    assert answer.answered
    assert told in answer.text
    assert answer.offers == ()


def test_a_range_without_articles_is_told_from_an_empty_index(samples: Assistant) -> None:
    answer = samples.ask("新馆有多少册藏书？", filters=Filters(sources=("没有这家报纸",)))
    assert answer.missing == "所选的范围里没有文章。"
