"""What readers keep on the page goes with a backup and comes back; what is not ours is refused."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rag.errors import LoadError, StorageError
from rag.indexing import backup_file, page_file, store
from rag.indexing.backup import backup, restore
from tests.rag.folders import ingested, settings_of, written

AT = "2026-11-30T16:05:00+00:00"
LATER = "2026-12-01T08:00:00+00:00"


def keep(data_dir: Path, id_: str, title: str, updated: str = AT) -> None:
    with closing(page_file.connect(data_dir)) as connection:
        connection.execute(
            "INSERT INTO talks VALUES ('沈渡', ?, ?, 0, ?, '', '', '{}')", (id_, title, updated)
        )
        connection.execute(
            "INSERT OR IGNORE INTO shares VALUES ('s', '', 'b', 't', ?, '{}', 'one', '')", (AT,)
        )


def talks(data_dir: Path) -> dict[str, str]:
    with closing(page_file.connect(data_dir)) as connection:
        return dict(connection.execute("SELECT id, title FROM talks").fetchall())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with an index and a conversation."""
    ingested(tmp_path, written(tmp_path / "a", range(3)))
    data_dir = settings_of(tmp_path).data_dir
    keep(data_dir, "one", "何时获批？")
    return data_dir


def test_conversations_go_with_a_backup_and_come_back(data: Path, tmp_path: Path) -> None:
    backup(data, tmp_path / "b.youju")
    page_file.page_file(data).unlink()
    restore(tmp_path / "b.youju", data)
    assert talks(data) == {"one": "何时获批？"}


def test_restoring_loses_nothing_that_was_kept_since(data: Path, tmp_path: Path) -> None:
    backup(data, tmp_path / "b.youju")
    keep(data, "two", "后来的对话")
    with closing(page_file.connect(data)) as connection:
        connection.execute(
            "UPDATE talks SET title = '改过', updated = ? WHERE id = 'one'", (LATER,)
        )
    restore(tmp_path / "b.youju", data)
    assert talks(data) == {"one": "改过", "two": "后来的对话"}


def test_a_backup_without_conversations_leaves_them(data: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    page_file.page_file(data).rename(kept)
    backup(data, tmp_path / "b.youju")
    kept.rename(page_file.page_file(data))
    restore(tmp_path / "b.youju", data)
    assert talks(data) == {"one": "何时获批？"}


def of_version_1(path: Path) -> None:
    """Make a file as version 1 wrote it of one as it is written now."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TABLE shares")
        connection.execute(
            "CREATE TABLE shares (id TEXT PRIMARY KEY, user TEXT NOT NULL, browser TEXT NOT NULL, "
            "turn TEXT NOT NULL, expires TEXT NOT NULL, record TEXT NOT NULL)"
        )
        connection.execute("CREATE INDEX shares_turn ON shares (user, browser, turn)")
        connection.execute("INSERT INTO shares VALUES ('s', '', 'b', 't', ?, '{}')", (AT,))
        connection.execute("PRAGMA user_version = 1")


def test_what_version_1_kept_is_there(data: Path, tmp_path: Path) -> None:
    of_version_1(page_file.page_file(data))
    with closing(page_file.connect(data)) as connection:
        assert connection.execute("SELECT * FROM shares").fetchall() == [
            ("s", "", "b", "t", AT, "{}", "", "")
        ]
    assert page_file.copied(data, tmp_path / "copy.db")  # of the shape that is written now


def test_a_backup_of_version_1_comes_back(data: Path, tmp_path: Path) -> None:
    copy, page = tmp_path / store.DATABASE, tmp_path / "p.db"
    with closing(store.open_for_reading(data)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    page_file.copied(data, page)
    of_version_1(page)
    backup_file.pack(copy, {}, tmp_path / "b.youju", page)
    page_file.page_file(data).unlink()
    restore(tmp_path / "b.youju", data)
    assert talks(data) == {"one": "何时获批？"}
    with closing(page_file.connect(data)) as connection:
        assert connection.execute("SELECT talk, ended FROM shares").fetchall() == [("", "")]


HARM: dict[str, Callable[[sqlite3.Connection], object]] = {
    "trigger": lambda c: c.execute(
        "CREATE TRIGGER t AFTER INSERT ON talks BEGIN DELETE FROM talks; END"
    ),
    "other_table": lambda c: c.execute("CREATE TABLE more (a)"),
    "view": lambda c: c.execute("CREATE VIEW more AS SELECT 1"),
    "blob": lambda c: c.execute("UPDATE talks SET title = x'ff00'"),
    "pinned": lambda c: c.execute("UPDATE talks SET pinned = 7"),
    "long_title": lambda c: c.execute("UPDATE talks SET title = ?", ("长" * 201,)),
    "long_record": lambda c: c.execute("UPDATE talks SET record = ?", ("[" * 1_000_001,)),
    "no_json": lambda c: c.execute("UPDATE talks SET record = '{'"),
    "deep_json": lambda c: c.execute("UPDATE talks SET record = ?", ("[" * 100_000,)),
    "a_list": lambda c: c.execute("UPDATE talks SET record = '[]'"),
    "ended": lambda c: c.execute("UPDATE shares SET ended = 'gestern'"),
    "time": lambda c: c.execute("UPDATE talks SET updated = 'morgen'"),
    "version": lambda c: c.execute("PRAGMA user_version = 9"),
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM.keys())
def test_what_the_page_does_not_write_is_refused(
    data: Path, tmp_path: Path, harm: Callable[[sqlite3.Connection], object]
) -> None:
    copy, page = tmp_path / store.DATABASE, tmp_path / "p.db"
    with closing(store.open_for_reading(data)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    page_file.copied(data, page)
    with closing(sqlite3.connect(page, isolation_level=None)) as connection:
        harm(connection)
    backup_file.pack(copy, {}, tmp_path / "b.youju", page)
    before = talks(data)
    with pytest.raises(LoadError, match=r"page\.db"):
        restore(tmp_path / "b.youju", data)
    assert talks(data) == before


def test_a_damaged_file_is_not_backed_up_in_silence(data: Path, tmp_path: Path) -> None:
    page_file.page_file(data).write_bytes(b"no database" * 1_000)
    with pytest.raises(StorageError, match=r"page\.db"):
        backup(data, tmp_path / "b.youju")
    assert not (tmp_path / "b.youju").exists()


def test_what_was_said_to_be_kept_is_there_after_a_kill(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from rag.indexing import page_file\n"
        "c = page_file.connect(Path(sys.argv[1]))\n"
        "for n in range(100_000):\n"
        "    c.execute(\"INSERT INTO talks VALUES ('u', ?, '', 0, '', '', '', '{}')\", (str(n),))\n"
        "    print(n, flush=True)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(50)]
        os.kill(process.pid, signal.SIGKILL)
        told += process.stdout.readlines()
    kept = talks(tmp_path)
    assert {line.strip() for line in told if line.endswith("\n")} <= set(kept)
    assert page_file.copied(tmp_path, tmp_path / "copy.db")
