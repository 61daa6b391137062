"""Going through the articles: by their words, in an order; like one another; taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings import HashEmbedder
from rag import Assistant, Filters
from rag.errors import UsageError
from rag.indexing.browsing import words_of
from tests.rag.folders import settings_of

ARTICLES = {
    "桥.md": ("大桥通车", "2022-03-01", "江湾日报", "青石大桥今日通车，双向六车道。" * 3),
    "书店.md": ("书店揭牌", "2023-01-05", "江湾晚报", "The shop opens at NINE。书店在老街揭牌。"),
    "安.md": ("安溪茶会", "2021-11-11", "", "安溪茶会在城东开幕，青石铺的路很长。" * 9),
}


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, (title, day, source, text) in ARTICLES.items():
        (folder / name).write_text(
            f"---\ntitle: {title}\ndate: {day}\nsource: {source}\n---\n{text}\n", encoding="utf-8"
        )
    made = Assistant(settings_of(tmp_path), embedder=HashEmbedder())
    with made:
        made.ingest(folder)
        yield made


def titles(assistant: Assistant, query: str = "", order: str = "newest") -> list[str]:
    return [each.title for each in assistant.browse(query, order).documents]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("青石", {"大桥通车", "安溪茶会"}, id="in_the_text"),
        pytest.param("青石 车道", {"大桥通车"}, id="every_word"),
        pytest.param("nine", {"书店揭牌"}, id="either_case"),
        pytest.param("江湾晚报", {"书店揭牌"}, id="the_source"),
        pytest.param("桥.md", {"大桥通车"}, id="the_path"),
        pytest.param("%", set(), id="no_wildcard"),
        pytest.param("青" * 2_000, set(), id="too_long"),
        pytest.param("\ud800", set(), id="half_a_character"),
    ],
)
def test_articles_are_found_by_any_of_their_words(
    assistant: Assistant, query: str, found: set[str]
) -> None:
    assert set(titles(assistant, query)) == found
    assert assistant.browse(query).total == len(found) == len(assistant.browse_ids(query))


def test_orders(assistant: Assistant) -> None:
    assert titles(assistant) == ["书店揭牌", "大桥通车", "安溪茶会"]
    assert titles(assistant, order="oldest") == ["安溪茶会", "大桥通车", "书店揭牌"]
    assert titles(assistant, order="title") == ["安溪茶会", "大桥通车", "书店揭牌"]  # an, da, shu
    assert titles(assistant, order="longest")[0] == "安溪茶会"
    assert titles(assistant, order="source")[-1] == "安溪茶会"  # none named: last
    assert sorted(titles(assistant, order="added")) == sorted(titles(assistant))
    with pytest.raises(UsageError):
        titles(assistant, order="d.title; DROP TABLE documents")


def test_pages_make_the_whole(assistant: Assistant) -> None:
    pages = [assistant.browse("", "title", offset, 1) for offset in range(4)]
    assert [len(page.documents) for page in pages] == [1, 1, 1, 0]
    assert {page.total for page in pages} == {3}
    assert [page.documents[0].title for page in pages[:3]] == titles(assistant, order="title")


def test_a_sentence_of_many_words_is_looked_for_as_it_stands() -> None:
    assert words_of(" 青石  大桥 青石 ") == ["青石", "大桥"]
    assert words_of("a b c d e f g h i") == ["a b c d e f g h i"]


def test_what_lies_near_an_article_is_not_itself(assistant: Assistant) -> None:
    own = assistant.browse("大桥").documents[0]
    near = assistant.similar(own.id, 2)
    assert own.id not in {each.id for each in near}
    assert len(near) == len({each.id for each in near}) == 2
    assert assistant.similar("nothing", 2) == []


def test_a_search_is_held_to_the_articles_that_were_chosen(assistant: Assistant) -> None:
    own, index = assistant.browse("大桥").documents[0], assistant.index
    vector = HashEmbedder().encode_query("青石")
    for documents, titles_found in [((own.id,), {"大桥通车"}), (("nothing", "\0\ud800"), set())]:
        filters = Filters(documents=documents)
        lexical, nearest = index.lexical("青石", 9, filters), index.nearest(vector, 9, filters)
        for hits in (lexical, nearest):
            found = index.passages([hit.chunk_id for hit in hits])
            assert {passage.title for passage in found} == titles_found
        assert {row.title for row in index.listed(filters)} == titles_found
    assert len(index.lexical("青石", 9)) > len(
        index.lexical("青石", 9, Filters(documents=(own.id,)))
    )


def test_points_are_verbatim_and_in_order(assistant: Assistant) -> None:
    own = assistant.browse("安溪").documents[0]
    points = assistant.points(own.id)
    assert points
    assert [own.text[p.start : p.end] for p in points] == [p.quote for p in points]
    assert [p.start for p in points] == sorted(p.start for p in points)


def test_what_was_removed_is_taken_back(assistant: Assistant) -> None:
    own = assistant.browse("大桥").documents[0]
    paths = assistant.paths(own.id)
    assert assistant.remove(own.id) == 1
    assistant.ingest()
    assert assistant.browse().total == 2
    assert assistant.paths(own.id) == ()
    assistant.take_back(*paths)
    assert assistant.browse("大桥").documents[0] == own
    assert assistant.browse().total == 3


def test_folders_and_ids_are_removed_together(assistant: Assistant, tmp_path: Path) -> None:
    inner, beside = tmp_path / "articles" / "内", tmp_path / "articles" / "内外"
    for folder in (inner, beside):
        folder.mkdir()
        (folder / "甲.md").write_text(f"{folder.name}的渡口今日开航。\n", encoding="utf-8")
    assistant.ingest()
    named = (str(inner), *assistant.browse_ids("安溪"), "书店揭牌")
    assert assistant.remove(*named) == 3
    assert set(titles(assistant)) == {"大桥通车", *titles(assistant, "内外的渡口")}
    assert assistant.browse().total == 2
    assert assistant.roots() == [tmp_path / "articles"]


def test_what_was_skipped_is_told(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "articles" / "图.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    assistant.ingest()
    skipped, noticed = assistant.skipped()
    assert [Path(each.path).name for each in skipped] == ["图.txt"]
    assert skipped[0].reason
    assert noticed == []
