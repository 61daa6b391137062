"""Single bits flipped anywhere in the index: told by verify, never quoted, and mended."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rag.cli import main
from rag.errors import IndexDamaged, YoujuError
from rag.indexing import schema, seals, store
from rag.indexing.compact import compact
from rag.indexing.index import Index
from rag.indexing.ingest import remove
from rag.indexing.integrity import verify_index
from rag.indexing.kept import Kept
from tests.hostile import tally
from tests.rag.folders import (
    EMBEDDER,
    assert_sound,
    ingested,
    opened,
    settings_of,
    titles,
    written,
)

FLIPS = 800
FLIPS_IN_ONE_TEST = 200

Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small index with every kind of row in it, and no room in its file."""
    folder = tmp_path_factory.mktemp("whole")
    articles = written(folder / "a", range(12))
    story = "".join(f"第{n}段：城东工厂今天开工，设备{n * 37}台已经安装完毕。" for n in range(20))
    for name in ("one", "two"):
        (articles / f"{name}.md").write_text(f"---\ntitle: {name}\n---\n{story}", encoding="utf-8")
    (articles / "x.png").write_bytes(b"\x89PNG")
    ingested(folder, articles)
    remove(["第3篇"], settings_of(folder))
    compact(settings_of(folder).data_dir)
    return settings_of(folder).data_dir


def rows_of(data_dir: Path) -> Rows:
    """Every row of every table, its text as bytes."""
    with closing(sqlite3.connect(store.database(data_dir))) as connection:
        connection.text_factory = lambda raw: ("text", raw)
        return {
            table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)  # noqa: S608 - constants
            for table in (*schema.columns(), "sqlite_sequence")
        }


def shown_by(data_dir: Path) -> dict[str, tuple[object, ...]]:
    """What a reader can be shown: each article, and what each passage says of itself."""
    with Index.open(data_dir, EMBEDDER) as index:
        shown: dict[str, tuple[object, ...]] = {
            document.id: (replace(document, path=""),) for document in index.documents(limit=100)
        }
        hits = index.nearest(EMBEDDER.encode_query("工厂开工"), 100)
        for passage in index.passages([hit.chunk_id for hit in hits]):
            document = index.document(passage.document_id)
            assert passage.text == document.text[passage.start : passage.end]
            place = f"passage of {passage.document_id}"
            shown[place] = (passage.title, passage.published, passage.source)
        return shown


def told_by_verify(data_dir: Path) -> bool:
    try:
        return bool(verify_index(data_dir).problems)
    except YoujuError:
        return True


@pytest.mark.timeout(900)
@pytest.mark.parametrize("first", range(0, FLIPS, FLIPS_IN_ONE_TEST))
def test_no_flipped_bit_is_called_intact_or_quoted(whole: Path, tmp_path: Path, first: int) -> None:
    chance = random.Random(first)  # noqa: S311 - which bits
    rows, shown = rows_of(whole), shown_by(whole)
    data_dir = Path(shutil.copytree(whole, tmp_path / "data"))
    sound = store.database(whole).read_bytes()
    filled = [place for place, byte in enumerate(sound) if byte]  # the rest is mostly room
    counted: Counter[str] = Counter()
    for flip in range(FLIPS_IN_ONE_TEST):
        place = chance.choice(filled) if flip % 4 else chance.randrange(len(sound))
        bit = chance.randrange(8)
        flipped = bytearray(sound)
        flipped[place] ^= 1 << bit
        store.database(data_dir).write_bytes(flipped)
        told = told_by_verify(data_dir)
        counted["told" if told else "harmless"] += 1
        if not told:
            assert rows_of(data_dir) == rows, f"byte {place}, bit {bit}"
        try:
            found = shown_by(data_dir)
        except YoujuError:
            continue
        assert found.items() <= shown.items(), f"byte {place}, bit {bit}"
    assert counted["told"] > FLIPS_IN_ONE_TEST / 2
    tally.fault("flipped bit", counted.total())


def harmed(data_dir: Path, statement: str) -> None:
    """Change the database as another program or a failing disk would."""
    with closing(sqlite3.connect(store.database(data_dir))) as connection, connection:
        connection.executescript(statement)


HARMS = {
    "title": "UPDATE documents SET title = '别的' WHERE number = 2",
    "date": "UPDATE documents SET published = '2023-01-02' WHERE number = 2",
    "text": "UPDATE texts SET text = replace(text, '开工', '停工') WHERE document = 2",
    "text gone": "DELETE FROM texts WHERE document = 2",
    "place": "UPDATE articles SET path = '/elsewhere.md' WHERE document = 2",
    "file": "UPDATE files SET path = '/elsewhere.md' WHERE number = 2",
    "file dead": "UPDATE files SET died = 1 WHERE number = 2",
    "vector": "UPDATE vectors SET vector = zeroblob(64) WHERE chunk = 2",
    "vector gone": "DELETE FROM vectors WHERE chunk = 2",
    "chunk gone": "DELETE FROM chunks WHERE id = 2",
    "chunk off": 'UPDATE chunks SET "end" = "end" + 9999 WHERE id = 2',
    "chunk": "UPDATE chunks SET start = start + 1 WHERE document = 2",
    "chunk's kind": "UPDATE chunks SET start = 'x' WHERE document = 2",
    "place gone": "DELETE FROM articles WHERE document = 2",
    "cut gone": "DELETE FROM cuts WHERE document = 2",
    "document gone": "DELETE FROM documents WHERE number = 2",
    "article gone without a trace": "DELETE FROM documents WHERE number = 2; DELETE FROM texts "
    "WHERE document = 2; DELETE FROM articles WHERE document = 2; DELETE FROM files WHERE number "
    "= 2; DELETE FROM chunks WHERE document = 2; DELETE FROM vectors WHERE chunk = 2; DELETE FROM "
    "cuts WHERE document = 2",
    "numbering": "UPDATE sqlite_sequence SET seq = 2 WHERE name = 'chunks'",
    "numbering gone": "DELETE FROM sqlite_sequence",
    "root": "UPDATE roots SET samples = 1",
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_row_is_named_taken_out_and_read_again(
    tmp_path: Path, harm: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = written(tmp_path / "a", range(5))
    ingested(tmp_path, articles)
    data_dir = settings_of(tmp_path).data_dir
    monkeypatch.setenv("YOUJU_DATA_DIR", str(data_dir))
    monkeypatch.setenv("YOUJU_LANGUAGE", "en")
    harmed(data_dir, HARMS[harm])
    assert main(["verify"]) == 1
    told = capsys.readouterr().out
    assert "✗" in told
    assert "youju restore" in told
    assert "verify --repair" in told
    assert main(["verify", "--repair"]) == 0
    ingested(tmp_path)
    assert_sound(tmp_path)
    assert titles(tmp_path) == [f"第{n}篇" for n in range(5)]


def test_a_damaged_index_of_a_table_is_made_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ingested(tmp_path, written(tmp_path / "a", range(5)))
    data_dir = settings_of(tmp_path).data_dir
    monkeypatch.setenv("YOUJU_DATA_DIR", str(data_dir))
    monkeypatch.setenv("YOUJU_LANGUAGE", "en")
    with closing(sqlite3.connect(store.database(data_dir))) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'documents_id'"
        end = 4096 * connection.execute(query).fetchone()[0]  # its first key ends the page
    data = bytearray(store.database(data_dir).read_bytes())
    data[end - 5] ^= 1
    store.database(data_dir).write_bytes(data)
    assert main(["verify"]) == 1
    assert "documents_id" in capsys.readouterr().out
    assert main(["verify", "--repair"]) == 0
    assert len(titles(tmp_path)) == 5


def test_the_damaged_article_is_named(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(3))
    ingested(tmp_path, articles)
    harmed(settings_of(tmp_path).data_dir, HARMS["text"])
    problems = verify_index(settings_of(tmp_path).data_dir).problems
    assert len(problems) == 1
    assert str(articles / "001.md") in problems[0]


@pytest.mark.parametrize("harm", ["title", "date", "text", "place"])
def test_a_damaged_article_is_not_quoted(tmp_path: Path, harm: str) -> None:
    ingested(tmp_path, written(tmp_path / "a", range(3)))
    with Index.open(settings_of(tmp_path).data_dir, EMBEDDER) as index:
        chunk = index.lexical("编号7919的设备", 1)[0].chunk_id
        identity = index.passages([chunk])[0].document_id
        for read in (lambda: index.passages([chunk]), lambda: index.document(identity)):
            harmed(settings_of(tmp_path).data_dir, HARMS[harm])
            index._kept = Kept()
            with pytest.raises(IndexDamaged, match=r"(?s)youju restore.*verify --repair"):
                read()


@pytest.mark.parametrize("table", ["manifest SET updated = 'x'", "builds SET dimension = 33"])
def test_a_damaged_manifest_is_one_sentence(tmp_path: Path, table: str) -> None:
    ingested(tmp_path, written(tmp_path / "a", range(3)))
    harmed(settings_of(tmp_path).data_dir, f"UPDATE {table}")
    with pytest.raises(IndexDamaged, match="youju restore"):
        verify_index(settings_of(tmp_path).data_dir)
    with pytest.raises(IndexDamaged, match="youju restore"):
        opened(tmp_path)


def test_half_a_surrogate_pair_in_a_title_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text('{"id": "n", "title": "题\\ud83d", "text": "工厂开工。"}', encoding="utf-8")
    assert ingested(tmp_path, path).added == 1
    assert_sound(tmp_path)
    assert titles(tmp_path) == ["题�"]
    assert ingested(tmp_path, path).unchanged == 1


def unsealed(data_dir: Path) -> None:
    """Make of an index what the version before seals would have written."""
    with closing(sqlite3.connect(store.database(data_dir))) as connection, connection:
        connection.execute("DROP TABLE cuts")
        connection.execute("DROP TABLE places")
        for table, column, _ in reversed(schema.added_columns()):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        assert schema.is_ours(connection, schema.UNSEALED_VERSION)
        connection.execute(f"PRAGMA user_version = {schema.UNSEALED_VERSION}")


@pytest.mark.parametrize("stopped", [0, 1, 3, 5, 8])
def test_an_index_of_before_is_sealed_also_when_it_was_stopped(
    tmp_path: Path, stopped: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingested(tmp_path, written(tmp_path / "a", range(9)))
    data_dir = settings_of(tmp_path).data_dir
    before = rows_of(data_dir)
    unsealed(data_dir)
    left = [stopped]
    plain = store.transaction

    def stopping(connection: sqlite3.Connection) -> object:
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        return plain(connection)

    with monkeypatch.context() as patched:
        patched.setattr("rag.indexing.upgrade._BATCH", 4)
        patched.setattr("rag.indexing.upgrade.transaction", stopping)
        if stopped:
            with pytest.raises(KeyboardInterrupt):
                verify_index(data_dir)
    assert_sound(tmp_path)
    assert rows_of(data_dir) == before
    with closing(sqlite3.connect(store.database(data_dir))) as connection:
        assert schema.is_ours(connection)
    assert ingested(tmp_path).unchanged == 9


def test_every_column_is_under_a_seal_or_a_hash() -> None:
    sealed = seals.sealed_columns()
    covered = {"texts", "chunks", "vectors", "cuts"}  # by the article's id and by the cut's seal
    assert set(schema.columns()) == set(sealed) | covered
    for table, columns in sealed.items():
        names = [column.name for column in schema.columns()[table]]
        assert names == [*columns, "seal"]
