"""A backup is there for the day the index is not; and it may come from anybody."""

from __future__ import annotations

import json
import shutil
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rag.cli import main
from rag.errors import IndexDamaged, LoadError, UsageError
from rag.indexing import backup_file, caches, machine, schema, scratch, store
from rag.indexing.backup import backup, restore
from rag.indexing.lock import writer_lock
from rag.indexing.status import describe
from tests.hostile import tally
from tests.rag.folders import (
    article,
    assert_sound,
    ingested,
    opened,
    settings_of,
    titles,
    written,
)
from tests.rag.indexing.hostile import (
    ROWS,
    TABLES,
    changed,
    members_of,
    repacked,
    written_as_backup,
)
from tests.rag.indexing.test_seals import harmed, unsealed

TITLES = [f"第{n}篇" for n in range(6)]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A backup of six articles, beside their index."""
    ingested(tmp_path, written(tmp_path / "a", range(6)))
    backup(settings_of(tmp_path).data_dir, tmp_path / "b.youju")
    return tmp_path / "b.youju"


def no_header(path: Path) -> None:
    path.write_bytes(b"\0" * 4096 + path.read_bytes()[4096:])


def flipped_inside(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for place in range(4096, len(data), 97):
        data[place] ^= 0xFF
    path.write_bytes(data)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def a_page_of_another_size(path: Path) -> None:
    data = bytearray(path.read_bytes())
    struct.pack_into(">H", data, 16, 8192)
    path.write_bytes(data)


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE more (x)")
        connection.execute("PRAGMA user_version = 99")


def no_manifest(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM manifest")


def text_for_a_database(path: Path) -> None:
    path.write_text("not a database at all\n" * 500)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("log", [b"", b"rubbish" * 999])
@pytest.mark.parametrize(
    "harm",
    [
        no_header, flipped_inside, cut_short, a_page_of_another_size, newer, no_manifest,
        text_for_a_database, emptied, Path.unlink,
    ],
)  # fmt: skip
def test_it_works_over_what_is_left(
    tmp_path: Path, saved: Path, harm: Callable[[Path], None], log: bytes
) -> None:
    data_dir = settings_of(tmp_path).data_dir
    with opened(tmp_path) as index:
        generation = index.generation
        harm(store.database(data_dir))
        if log:
            (data_dir / "youju.db-wal").write_bytes(log)
        assert restore(saved, data_dir).documents == 6
        assert index.refresh() is True
        assert index.generation > generation
        assert sorted(document.title for document in index.documents()) == TITLES
    assert titles(tmp_path) == TITLES
    assert_sound(tmp_path)
    assert ingested(tmp_path).unchanged == 6
    tally.fault("damaged index restored over")


def test_the_log_of_a_lost_file_is_not_taken_for_one_of_the_new(
    tmp_path: Path, saved: Path
) -> None:
    database = store.database(settings_of(tmp_path).data_dir)
    log = database.with_name("youju.db-wal")
    with closing(sqlite3.connect(database)) as connection:
        with connection:
            connection.execute("UPDATE texts SET text = 'not this'")
        unwritten = log.read_bytes()
    database.unlink()
    log.write_bytes(unwritten)
    restore(saved, database.parent)
    assert titles(tmp_path) == TITLES
    assert_sound(tmp_path)


def test_a_restore_that_fails_leaves_a_damaged_index_as_it_was(tmp_path: Path, saved: Path) -> None:
    path = store.database(settings_of(tmp_path).data_dir)
    no_header(path)
    before = path.read_bytes()
    changed(saved, ROWS["a chunk beyond its text"])
    with pytest.raises(LoadError):
        restore(saved, path.parent)
    assert path.read_bytes() == before


def test_a_backup_of_before_seals_is_restored(tmp_path: Path, saved: Path) -> None:
    database = tmp_path / "old" / "youju.db"
    database.parent.mkdir()
    database.write_bytes(members_of(saved)[1])
    unsealed(database.parent)
    repacked(saved, database.read_bytes())
    data_dir = settings_of(tmp_path).data_dir
    shutil.rmtree(data_dir)
    restore(saved, data_dir)
    assert titles(tmp_path) == TITLES
    assert_sound(tmp_path)
    assert machine.roots(data_dir) == {}


def test_what_a_run_had_half_done_is_not_brought_along(tmp_path: Path, saved: Path) -> None:
    data_dir = settings_of(tmp_path).data_dir
    with writer_lock(data_dir), closing(store.open_for_writing(data_dir)) as connection:
        generation = store.read_manifest(connection).generation + 1
        connection.execute("UPDATE documents SET born = ? WHERE number = 2", (generation,))
        connection.execute("UPDATE documents SET died = ? WHERE number = 3", (generation,))
        manifest = store.read_manifest(connection)
        assert manifest.build
        from rag.indexing import publish

        publish.publish(
            connection, data_dir, generation - 1, manifest.build,
            manifest.caches["lexical"], manifest.caches["vectors"],
        )  # fmt: skip
    backup(data_dir, saved)
    restore(saved, data_dir)
    assert titles(tmp_path) == [title for title in TITLES if title != "第1篇"]
    assert_sound(tmp_path)


# Where a backup may be written


def test_a_backup_never_overwrites_anything_else(tmp_path: Path, saved: Path) -> None:
    data_dir = settings_of(tmp_path).data_dir
    page = tmp_path / "page.html"
    page.write_text("<p>mine")
    link = tmp_path / "link"
    link.symlink_to(store.database(data_dir))
    zipped = tmp_path / "other.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("x", "y")
    before = {path: path.read_bytes() for path in data_dir.iterdir() if path.is_file()}
    for target in (
        page, zipped, link, tmp_path, tmp_path / "nowhere" / "b", data_dir / "youju.db",
        data_dir / "youju.db-wal", data_dir / "new", data_dir / "caches" / "new",
        tmp_path / "a" / ".." / "data" / "youju.db",
    ):  # fmt: skip
        with pytest.raises(UsageError):
            backup(data_dir, target)
    assert page.read_text() == "<p>mine"
    assert {path: path.read_bytes() for path in before} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a", "b.youju", "data", "link", "other.zip", "page.html",
    ]  # fmt: skip


def test_a_backup_of_before_is_replaced(tmp_path: Path, saved: Path) -> None:
    (tmp_path / "a" / "new.md").write_text(article(50), encoding="utf-8")
    ingested(tmp_path)
    link = tmp_path / "link"
    link.symlink_to(saved)
    assert backup(settings_of(tmp_path).data_dir, link).path == saved
    assert link.is_symlink()
    restore(saved, tmp_path / "two" / "data")
    assert len(titles(tmp_path / "two")) == 7


def test_a_damaged_index_does_not_replace_a_good_backup(tmp_path: Path, saved: Path) -> None:
    before = saved.read_bytes()
    data_dir = settings_of(tmp_path).data_dir
    harmed(data_dir, "UPDATE texts SET text = text || 'x' WHERE document = 2")
    with pytest.raises(IndexDamaged, match=r"001\.md"):
        backup(data_dir, saved)
    assert saved.read_bytes() == before


# What a backup may hold


def archive_with(saved: Path, name: str) -> None:
    header, database = members_of(saved)
    headers = {
        "a list for a header": [1],
        "a word for a header": "x",
        "null for a header": None,
        "an empty header": {},
        "another format": {**header, "format": "youju-backup-9"},
        "a number for a checksum": {**header, "sha256": 1},
        "a list for a checksum": {**header, "sha256": []},
        "another checksum": {**header, "sha256": "0" * 64},
        "a header without end": {**header, "more": list(range(20_000))},
    }
    if name in headers:
        written_as_backup(saved, headers[name], database)
    elif name == "a bomb":
        written_as_backup(saved, header, database + bytes(200_000_000), compresslevel=9)
    elif name == "another way of packing":
        with zipfile.ZipFile(saved, "w", zipfile.ZIP_BZIP2) as archive:
            archive.writestr("backup.json", json.dumps(header))
            archive.writestr("youju.db", database)
    elif name == "a file":
        saved.write_bytes(b"PK\x03\x04" + b"x" * 999)
    elif name == "nothing":
        saved.write_bytes(b"")
    elif name == "a folder":
        saved.unlink()
        saved.mkdir()
    elif name == "a header too deep":
        with zipfile.ZipFile(saved, "w") as archive:
            archive.writestr("backup.json", "[" * 60_000)
            archive.writestr("youju.db", database)
    else:
        extra = {"a way out": "../evil", "a way down": "/etc/evil", "the same twice": "youju.db"}
        with zipfile.ZipFile(saved, "a") as archive:
            archive.writestr(extra[name], database)


ARCHIVES = (
    "a list for a header", "a word for a header", "null for a header", "an empty header",
    "another format", "a number for a checksum", "a list for a checksum", "another checksum",
    "a header without end", "a header too deep", "a bomb", "another way of packing", "a file",
    "nothing", "a folder", "a way out", "a way down", "the same twice",
)  # fmt: skip


def pages_in_disorder(saved: Path, seed: int) -> None:
    database = bytearray(members_of(saved)[1])
    for place in range(100 + seed, len(database), 1009):
        database[place] ^= 0x55
    repacked(saved, bytes(database))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("harm", [*ARCHIVES, *TABLES, *ROWS, *range(5)])
def test_a_hostile_backup_is_refused_in_one_sentence_and_changes_nothing(
    tmp_path: Path, saved: Path, harm: str | int,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    data_dir = settings_of(tmp_path).data_dir
    if isinstance(harm, int):
        pages_in_disorder(saved, harm)
    elif harm in ARCHIVES:
        archive_with(saved, harm)
    else:
        changed(saved, {**TABLES, **ROWS}[harm])
    before = {path: path.read_bytes() for path in data_dir.rglob("*") if path.is_file()}
    del before[data_dir / "writer.lock"]
    names = sorted(tmp_path.rglob("*"))
    monkeypatch.setenv("YOUJU_DATA_DIR", str(data_dir))
    monkeypatch.setenv("YOUJU_LANGUAGE", "en")
    assert main(["restore", str(saved)]) == 1
    told = capsys.readouterr().err
    assert told.startswith("Error: ")
    assert told.count("\n") == 1
    assert str(saved) in told
    if harm in TABLES:  # told before anything in it could act
        assert any(word in told for word in ("other tables", "format", "ZIP"))
    assert {path: path.read_bytes() for path in before} == before
    assert sorted(tmp_path.rglob("*")) == names
    assert_sound(tmp_path)
    tally.refused("youju restore")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, saved: Path) -> None:
    archive_with(saved, "a bomb")
    with pytest.raises(LoadError, match=r"ZIP: youju\.db"):
        backup_file.unpack(saved, tmp_path / "unpacked")
    assert not (tmp_path / "unpacked").exists()


@pytest.mark.parametrize("named", ["/etc", "../../outside", "lexical-000001-00000000"])
def test_a_cache_lies_among_the_caches_whatever_its_entry_says(tmp_path: Path, named: str) -> None:
    entry = {"folder": named, "files": {}}
    assert caches.folder_of(tmp_path, entry).parent == tmp_path / caches.CACHES


def test_caches_named_in_a_backup_are_not_followed(tmp_path: Path, saved: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "mine").write_text("mine")
    entry = {"folder": str(outside), "files": {"mine": [4, "0" * 64]}, "form": "x", "recall": 1}
    caches = json.dumps({"lexical": entry, "vectors": entry, "third": entry})
    changed(saved, f"UPDATE manifest SET caches = '{caches}'")  # noqa: S608 - our own
    restore(saved, settings_of(tmp_path).data_dir)
    assert (outside / "mine").read_text() == "mine"
    assert titles(tmp_path) == TITLES
    assert_sound(tmp_path)
    tally.refused("youju restore")


def test_folders_that_only_a_backup_names_are_not_read(tmp_path: Path, saved: Path) -> None:
    secret = written(tmp_path / "secret", [77])
    changed(saved, f"UPDATE roots SET path = '{secret}'")  # noqa: S608 - our own
    restored = restore(saved, tmp_path / "two" / "data")
    assert restored.unknown_roots == (str(secret),)
    for dry_run in (True, False):
        report = ingested(tmp_path / "two", dry_run=dry_run)
        assert "youju ingest FOLDER" in report.skipped[0].reason
    assert titles(tmp_path / "two") == TITLES


# What a kill leaves behind


def test_leftovers_of_kills_are_swept_by_the_next_command(tmp_path: Path, saved: Path) -> None:
    data_dir = settings_of(tmp_path).data_dir
    stage = data_dir / ".restore-abc123"
    stage.mkdir()
    (stage / "youju.db").write_bytes(b"half")
    partial, note = tmp_path / ".youju-0011aabb", data_dir / ".backup-0011aabb"
    partial.mkdir()
    (partial / "alive").touch()
    (partial / "backup").write_bytes(b"half")
    note.write_text(str(partial))
    describe(data_dir)
    assert not any(path.exists() for path in (stage, partial, note))
    tally.fault("leftovers of a kill swept", 3)
    note.write_text(str(tmp_path / "a"))  # a note does not make us delete anything else
    describe(data_dir)
    assert (tmp_path / "a" / "000.md").is_file()
    assert not note.exists()


def test_what_a_running_backup_makes_is_not_swept(tmp_path: Path, saved: Path) -> None:
    data_dir = settings_of(tmp_path).data_dir
    with scratch.partial(tmp_path, data_dir) as folder:
        (folder / "backup").write_bytes(b"half")
        describe(data_dir)
        backup(data_dir, saved)
        assert (folder / "backup").is_file()
    assert not folder.exists()
    assert not list(data_dir.glob(".backup-*"))


def test_the_shapes_of_both_versions_are_known(tmp_path: Path) -> None:
    with closing(store.open_for_writing(tmp_path / "data")) as connection:
        assert schema.is_ours(connection)
        assert not schema.is_ours(connection, schema.UNSEALED_VERSION)
