"""``/original/ID``: only files of folders named on this machine, whatever a backup says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag import Assistant, Settings
from rag.indexing.backup import backup, restore
from tests.hostile import tally
from tests.rag.folders import EMBEDDER, written
from tests.rag.indexing.hostile import changed
from ui.server.api import api_routes
from ui.server.asking import Doors
from ui.state.gate import Gate
from ui.state.limits import RateLimit

HIDDEN = "不给外人看的字。"


class Desk:
    """The door over a real index."""

    def __init__(self, data_dir: Path) -> None:
        self.assistant = Assistant(Settings(data_dir=data_dir, language="en"), embedder=EMBEDDER)
        app = FastAPI()
        app.include_router(api_routes(Doors(self.assistant, Gate(), RateLimit(0))))
        self.client = TestClient(app)

    def original(self, title: str) -> tuple[int, str]:
        [document] = [each for each in self.assistant.documents(limit=100) if each.title == title]
        reply = self.client.get(f"/original/{document.id}")
        return reply.status_code, reply.text


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "data")
    with made.assistant:
        yield made


@pytest.fixture
def articles(tmp_path: Path, desk: Desk) -> Path:
    folder = written(tmp_path / "a", range(3))
    desk.assistant.ingest(folder)
    return folder


def restored(desk: Desk, path: Path, change: str) -> None:
    """The index as it comes back from a backup that somebody has changed."""
    backup(desk.assistant.settings.data_dir, path)
    restore(changed(path, change), desk.assistant.settings.data_dir)


def pointed_at(path: Path) -> str:
    """The change to a backup that makes the second file another."""
    return (
        f"UPDATE files SET path = '{path}' WHERE number = 2;"  # noqa: S608 - our own
        f"UPDATE articles SET path = '{path}' WHERE file = 2"
    )


def test_a_file_of_a_folder_that_was_named_here_is_shown(desk: Desk, articles: Path) -> None:
    status, text = desk.original("第1篇")
    assert (status, text) == (200, (articles / "001.md").read_text("utf-8"))
    (articles / "001.md").unlink()
    status, text = desk.original("第1篇")
    assert status == 404
    assert "youju ingest" in text


@pytest.mark.parametrize("root", ["", "/"])
def test_a_backup_cannot_point_at_another_file(
    tmp_path: Path, desk: Desk, articles: Path, root: str
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(HIDDEN, encoding="utf-8")
    named = f"UPDATE roots SET path = '{root or articles}';"  # noqa: S608 - our own
    restored(desk, tmp_path / "b", named + pointed_at(secret))
    status, text = desk.original("第1篇")
    assert status == 404
    assert HIDDEN not in text
    desk.assistant.ingest()  # a root that only the backup names is not read for being remembered
    assert HIDDEN not in desk.original("第1篇")[1]
    tally.refused("/original/ID")


@pytest.mark.parametrize("name", [".env", ".git/config", "index/machine.json", "index/notes.md"])
def test_what_no_ingest_comes_upon_is_not_shown(tmp_path: Path, name: str) -> None:
    """Hidden files of a folder that was named, and the index's own where that lies in it."""
    desk = Desk(tmp_path / "a" / "index")
    with desk.assistant:
        folder = written(tmp_path / "a", range(3))
        desk.assistant.ingest(folder)
        secret = folder / name
        secret.parent.mkdir(exist_ok=True)
        if not secret.exists():
            secret.write_text(HIDDEN, encoding="utf-8")
        restored(desk, tmp_path / "b", pointed_at(secret))
        assert desk.original("第1篇")[0] == 404
        assert desk.original("第2篇")[0] == 200
    tally.refused("/original/ID")


def test_on_another_machine_nothing_is_shown_until_the_folder_is_named(
    tmp_path: Path, desk: Desk, articles: Path
) -> None:
    backup(desk.assistant.settings.data_dir, tmp_path / "b")
    restore(tmp_path / "b", tmp_path / "other")
    other = Desk(tmp_path / "other")
    with other.assistant:
        assert "城东" in other.assistant.documents()[0].text
        assert other.original("第1篇")[0] == 404
        other.assistant.ingest()
        assert other.original("第1篇")[0] == 404
        other.assistant.ingest(articles)
        assert other.original("第1篇")[0] == 200


@pytest.mark.parametrize("kind", ["file", "folder", "swapped"])
def test_no_link_leads_out(tmp_path: Path, desk: Desk, kind: str) -> None:
    outside = written(tmp_path / "outside", [7])
    folder = written(tmp_path / "a", range(2))
    if kind == "file":
        (folder / "link.md").symlink_to(outside / "007.md")
    elif kind == "folder":
        (folder / "link").symlink_to(outside)
    else:
        written(folder, [7])
    desk.assistant.ingest(folder)
    if kind == "swapped":
        (folder / "007.md").unlink()
        (folder / "007.md").symlink_to(outside / "007.md")
    assert desk.original("第7篇")[0] == 404
    assert desk.original("第1篇")[0] == 200
    tally.refused("/original/ID")


def test_a_root_that_is_a_link_is_what_it_leads_to(tmp_path: Path, desk: Desk) -> None:
    written(tmp_path / "a", range(2))
    (tmp_path / "link").symlink_to(tmp_path / "a")
    desk.assistant.ingest(tmp_path / "link")
    assert desk.original("第1篇")[0] == 200


def test_a_folder_that_was_removed_is_no_longer_shown_from(
    tmp_path: Path, desk: Desk, articles: Path
) -> None:
    kept = written(tmp_path / "kept", [50])
    desk.assistant.ingest(kept)
    path = str(articles / "000.md")
    desk.assistant.remove(str(articles))
    restored(
        desk,
        tmp_path / "b",
        f"UPDATE files SET path = '{path}'; UPDATE articles SET path = '{path}'",  # noqa: S608 - our own
    )
    assert desk.original("第50篇")[0] == 404


def test_a_list_that_cannot_be_read_shows_nothing(desk: Desk, articles: Path) -> None:
    for text in ("[1]", "{", '{"roots": [1]}', '{"roots": {"/": 3}}', '{"roots": {"/": {}}}'):
        (desk.assistant.settings.data_dir / "machine.json").write_text(text)
        assert desk.original("第1篇")[0] == 404
