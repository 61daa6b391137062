"""Files on their way from a drop to the index, and what counts as naming one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.hostile import tally
from tests.ui.visitor import reference
from ui.state.file_references import (
    KEPT_S,
    MOST_WAITING_BYTES,
    NotUploaded,
    Uploads,
    has_reference,
    page_folder,
)


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    folder = tmp_path / "page"
    folder.mkdir()
    return Uploads(folder)


def uploaded(uploads: Uploads, name: str, *browsers: str) -> str:
    path = uploads.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("渡口今日重开。", encoding="utf-8")
    for browser in browsers:
        uploads.note(browser, [str(path)])
    return str(path)


def test_a_file_can_be_named_once_by_who_uploaded_it(uploads: Uploads) -> None:
    path = uploaded(uploads, "a/稿.txt", "mine")
    with pytest.raises(NotUploaded):
        uploads.reference("other", reference(path))
    sent = reference(path, url="http://evil.example/", is_stream=True, orig_name="../x")
    assert uploads.reference("mine", sent) == reference(path, orig_name="稿.txt")
    with pytest.raises(NotUploaded):
        uploads.reference("mine", reference(path))
    tally.refused("files of another visit", 3)


@pytest.mark.parametrize("sent", [None, "a", 5, [], {}, {"path": 5}, {"path": None}, {"path": ""}])
def test_what_names_no_file_is_refused(uploads: Uploads, sent: Any) -> None:
    with pytest.raises(NotUploaded):
        uploads.reference("mine", sent)
    tally.refused("file references")


def test_only_a_plain_file_in_the_folder_is_taken(uploads: Uploads, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    uploaded(uploads, "a/b.txt")
    (uploads.folder / "link.txt").symlink_to(secret)
    (uploads.folder / "folder").symlink_to(tmp_path)
    os.mkfifo(uploads.folder / "pipe")
    inside = str(uploads.folder)
    names = [
        str(secret),
        f"{inside}/link.txt",
        f"{inside}/folder/secret.txt",
        f"{inside}/../secret.txt",
        f"{inside}/a/../a/b.txt",
        f"{inside}/pipe",
        f"{inside}/a",
        f"{inside}/nothing",
        f"{inside}/a/b.txt\0",
        f"{inside}/{'a' * 5_000}",
    ]
    uploads.note("mine", names)  # even if they came back from an upload
    for name in names:
        with pytest.raises(NotUploaded):
            uploads.reference("mine", reference(name))
        tally.refused("file references")


def test_what_was_used_goes_unless_another_needs_it(uploads: Uploads, tmp_path: Path) -> None:
    path = uploaded(uploads, "a/稿.txt", "mine", "other")
    uploads.reference("mine", reference(path))
    uploads.discard([path])
    assert Path(path).exists()
    uploads.reference("other", reference(path))
    uploads.discard([path])
    assert not Path(path).exists()
    outside = tmp_path / "mine.txt"
    outside.write_text("a")
    uploads.discard([str(outside)])
    assert outside.exists()


def test_what_nobody_names_goes_after_an_hour_and_room_is_bounded(uploads: Uploads) -> None:
    now = [1_000_000.0]
    uploads = Uploads(uploads.folder, clock=lambda: now[0])
    path = uploaded(uploads, "a/稿.txt", "mine")
    os.utime(path, (now[0], now[0]))
    assert uploads.has_room()
    large = uploads.folder / "large"
    with large.open("wb") as file:
        file.truncate(MOST_WAITING_BYTES)  # a hole: takes no room on the disk
    os.utime(large, (now[0], now[0]))
    assert not uploads.has_room()
    now[0] += KEPT_S + 1
    assert uploads.has_room()
    assert not Path(path).exists()
    assert not large.exists()
    with pytest.raises(NotUploaded):
        uploads.reference("mine", reference(path))
    tally.refused("room for uploads")


@pytest.mark.parametrize(
    "value",
    [
        reference("/etc/passwd"),
        {"path": "/etc/passwd", "meta": None},
        {"url": "http://evil.example"},
        {"a": [[{"b": {"is_stream": True}}]]},
    ],
)
def test_a_reference_is_seen_at_any_depth(value: Any) -> None:
    assert has_reference(value)
    tally.refused("file references")


def test_a_conversations_record_is_no_reference() -> None:
    record = {"turns": [{"answer": {"citations": [{"path": "/articles/a.txt", "title": "甲"}]}}]}
    assert not has_reference(record)


def test_the_folder_is_this_processes_own_and_goes_with_it(tmp_path: Path) -> None:
    assert page_folder().stat().st_mode & 0o777 == 0o700
    script = (
        "from ui.state.file_references import page_folder; import os; print(page_folder());"
        "assert os.environ['GRADIO_TEMP_DIR'] == str(page_folder())"
    )
    settings = os.environ | {"GRADIO_TEMP_DIR": str(tmp_path / "chosen")}
    command = [sys.executable, "-c", script]
    made = subprocess.run(command, env=settings, capture_output=True, text=True, check=True)
    folder = Path(made.stdout.strip())
    assert folder.parent == tmp_path / "chosen"
    assert not folder.exists()
