"""On which page a quote stands: kept with its article, sealed, and gone with it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rag.errors import IndexDamaged, LoadError
from rag.indexing import schema, store
from rag.indexing.backup import backup, restore
from rag.indexing.ingest import remove
from rag.indexing.integrity import verify_index
from rag.indexing.mend import mend
from rag.places import Places
from rag.types import Document
from tests.rag.articles.pdf_files import PdfPage, pdf
from tests.rag.folders import assert_sound, ingested, opened, settings_of, written
from tests.rag.indexing.test_seals import harmed

PAGES = ["青禾市今年一月开通地铁，全长二十八公里。", "同日票价方案公布，三元起步。"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of an index of a PDF of two pages and two articles without places."""
    articles = written(tmp_path / "a", range(2))
    made = pdf(*(PdfPage([(50, 60, 10, text)]) for text in PAGES))
    (articles / "a.pdf").write_bytes(made)
    ingested(tmp_path, articles)
    return tmp_path


def _document(folder: Path) -> Document:
    with opened(folder) as index:
        (found,) = index.documents("a.pdf")
        return found


def _rows(folder: Path) -> int:
    with closing(sqlite3.connect(store.database(settings_of(folder).data_dir))) as connection:
        count: int = connection.execute("SELECT COUNT(*) FROM places").fetchone()[0]
        return count


def test_a_stored_document_knows_its_pages(folder: Path) -> None:
    document = _document(folder)
    start = document.text.index("三元起步")
    assert str(document.places.of(start, start + 4)) == "第2页"
    with opened(folder) as index:
        (other,) = index.documents("第1篇")
    assert other.places == Places()
    assert_sound(folder)


def test_places_go_with_their_article(folder: Path) -> None:
    assert _rows(folder) == 1
    remove([str(folder / "a" / "a.pdf")], settings_of(folder))
    assert _rows(folder) == 0
    assert_sound(folder)


def test_the_same_text_read_again_is_placed_as_it_stands_now(folder: Path) -> None:
    made = pdf(PdfPage(), *(PdfPage([(50, 60, 10, text)]) for text in PAGES))
    before = _document(folder)
    (folder / "a" / "a.pdf").write_bytes(made)
    ingested(folder)
    after = _document(folder)
    assert (after.id, after.places.numbers) == (before.id, (2, 3))
    assert _rows(folder) == 1


def test_damaged_places_are_told_not_shown_and_read_again(folder: Path) -> None:
    data_dir = settings_of(folder).data_dir
    harmed(data_dir, "UPDATE places SET places = replace(places, '[1,1]', '[1,7]')")
    with pytest.raises(IndexDamaged, match="damaged"):
        _document(folder)
    assert any("pages" in problem for problem in verify_index(data_dir).problems)
    mend(data_dir)
    ingested(folder)
    assert _document(folder).places.numbers == (1, 2)
    assert_sound(folder)


def test_an_index_of_before_is_read_and_gets_places_when_it_is_read_again(folder: Path) -> None:
    data_dir = settings_of(folder).data_dir
    with closing(sqlite3.connect(store.database(data_dir))) as connection, connection:
        connection.execute("DROP TABLE places")
        assert schema.is_ours(connection, schema.PLACELESS_VERSION)
        connection.execute(f"PRAGMA user_version = {schema.PLACELESS_VERSION}")
    assert _document(folder).places == Places()
    assert_sound(folder)
    (folder / "a" / "a.pdf").write_bytes((folder / "a" / "a.pdf").read_bytes() + b"\n")
    ingested(folder)
    assert _document(folder).places.numbers == (1, 2)


@pytest.mark.parametrize(
    "places", ["[]", '["page","",[0],[]]', '["page","",[-1],[1]]', '["page","",[0],["x"]]', "["]
)
def test_a_backup_with_places_that_are_none_is_refused(folder: Path, places: str) -> None:
    data_dir = settings_of(folder).data_dir
    with closing(store.open_for_writing(data_dir)) as connection:  # it seals what it writes
        connection.execute("UPDATE places SET places = ?", (places,))
    backup(data_dir, folder / "b.youju")
    with pytest.raises(LoadError):
        restore(folder / "b.youju", folder / "other")
