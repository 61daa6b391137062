"""A folder that is suddenly empty: what it held is kept and said so, until it is meant."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from rag.cli import main
from rag.errors import LoadError
from rag.indexing import machine
from rag.types import IngestReport
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
from ui.html.tables import report_html

ARTICLES = 20


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder of twenty articles, indexed."""
    folder = written(tmp_path / "a", range(ARTICLES))
    ingested(tmp_path, folder)
    return folder


def emptied(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def without_most(folder: Path) -> None:
    for path in sorted(folder.iterdir())[: ARTICLES // 2 + 1]:
        path.unlink()


def gone_bad(folder: Path) -> None:
    for path in folder.iterdir():
        path.write_bytes(b"")


@pytest.mark.parametrize("loss", [emptied, without_most, gone_bad, shutil.rmtree])
def test_what_most_articles_are_gone_from_is_kept(
    tmp_path: Path, articles: Path, loss: Callable[[Path], None]
) -> None:
    before = shutil.copytree(articles, tmp_path / "before")
    loss(articles)
    for _ in range(2):
        report = ingested(tmp_path)
        assert (report.documents, report.removed) == (ARTICLES, 0)
        assert [each.path for each in report.held] == [str(articles)]
        assert "--prune" in report.held[0].reason
        assert report.held[0].path in [skip.path for skip in report.skipped]
    assert len(titles(tmp_path)) == ARTICLES
    assert_sound(tmp_path)
    shutil.copytree(before, articles, dirs_exist_ok=True)
    assert ingested(tmp_path).held == ()
    loss(articles)
    report = ingested(tmp_path, prune=True)
    assert report.held == ()
    assert report.documents == (ARTICLES // 2 - 1 if loss is without_most else 0)
    assert ingested(tmp_path).held == ()
    assert_sound(tmp_path)
    tally.fault("folder without its articles")


def test_the_only_article_of_a_folder_is_kept_too(tmp_path: Path) -> None:
    folder = written(tmp_path / "a", [1])
    ingested(tmp_path, folder)
    emptied(folder)
    report = ingested(tmp_path)
    assert (report.documents, report.held[0].articles) == (1, 1)


@pytest.mark.parametrize("count", [1, 9])
def test_some_removed_among_many_still_go(tmp_path: Path, articles: Path, count: int) -> None:
    for path in sorted(articles.iterdir())[:count]:
        path.unlink()
    report = ingested(tmp_path)
    assert (report.documents, report.removed, report.held) == (ARTICLES - count, count, ())
    assert_sound(tmp_path)


def moved(folder: Path) -> None:
    (folder / "in").mkdir()
    for path in list(folder.glob("*.md")):
        path.rename(folder / "in" / path.name)


def edited(folder: Path) -> None:
    for path in folder.iterdir():
        path.write_text(path.read_text("utf-8") + "又及。", encoding="utf-8")


def replaced(folder: Path) -> None:
    emptied(folder)
    written(folder, range(100, 100 + ARTICLES))


@pytest.mark.parametrize("change", [moved, edited, replaced])
def test_what_is_moved_edited_or_replaced_is_no_loss(
    tmp_path: Path, articles: Path, change: Callable[[Path], None]
) -> None:
    change(articles)
    report = ingested(tmp_path)
    assert (report.documents, report.held) == (ARTICLES, ())
    with opened(tmp_path) as index:
        assert all(Path(each.path).is_file() for each in index.documents(limit=100))
    assert_sound(tmp_path)


def test_what_is_held_stays_while_other_articles_come(tmp_path: Path, articles: Path) -> None:
    emptied(articles)
    ingested(tmp_path)
    written(articles, range(100, 100 + ARTICLES))
    report = ingested(tmp_path)
    assert (report.added, report.documents, len(report.held)) == (ARTICLES, 2 * ARTICLES, 1)
    assert ingested(tmp_path, prune=True).documents == ARTICLES


def test_a_folder_below_that_is_suddenly_empty_is_kept(tmp_path: Path) -> None:
    root = written(tmp_path / "a", range(100, 150))
    below = written(root / "disk", range(12))
    ingested(tmp_path, root)
    emptied(below)
    report = ingested(tmp_path)
    assert (report.documents, [each.path for each in report.held]) == (62, [str(below)])
    below.rmdir()  # who removes the folder itself means it
    report = ingested(tmp_path)
    assert (report.documents, report.held) == (50, ())


def test_a_file_of_many_articles_that_is_cut_short_is_kept(tmp_path: Path) -> None:
    folder = written(tmp_path / "a", range(100, 150))
    path = folder / "news.jsonl"
    lines = [json.dumps({"id": f"n{n}", "text": f"第{n}号记录。{n * 31}件。"}) for n in range(40)]
    path.write_text("\n".join(lines), encoding="utf-8")
    ingested(tmp_path, folder)
    path.write_text("\n".join(lines[:3]), encoding="utf-8")
    report = ingested(tmp_path)
    assert (report.documents, [each.path for each in report.held]) == (90, [str(path)])
    assert_sound(tmp_path)
    path.write_text("\n".join(lines[:30]), encoding="utf-8")
    assert ingested(tmp_path).documents == 80
    path.write_text("\n".join(lines[:3]), encoding="utf-8")
    assert ingested(tmp_path, prune=True).documents == 53
    assert_sound(tmp_path)
    tally.fault("file cut short")


def test_a_root_within_a_root_that_is_missing_is_kept(tmp_path: Path) -> None:
    root = written(tmp_path / "a", range(100, 150))
    inner = written(root / "disk", range(4))
    ingested(tmp_path, root, inner)
    inner.rename(tmp_path / "elsewhere")
    for paths in ((), (root,)):
        report = ingested(tmp_path, *paths)
        assert (report.documents, report.held[0].path) == (54, str(inner))
    report = ingested(tmp_path, prune=True)
    assert (report.documents, report.held) == (50, ())
    assert ingested(tmp_path).skipped == ()


def test_a_root_on_another_file_system_loses_nothing(tmp_path: Path, articles: Path) -> None:
    data_dir = settings_of(tmp_path).data_dir
    known = machine.roots(data_dir)
    other = {path: replace(root, filesystem="9999/12345") for path, root in known.items()}
    machine.update(data_dir, other)
    (articles / "000.md").unlink()
    report = ingested(tmp_path)
    assert (report.documents, report.held[0].articles) == (ARTICLES, 1)
    assert "file system" in report.held[0].reason
    assert ingested(tmp_path, prune=True).documents == ARTICLES - 1
    assert machine.roots(data_dir) == known
    # Another device number with the same file system behind it, as after a restart, is no change.
    device, identity = known[str(articles)].filesystem.split("/")
    machine.update(data_dir, {str(articles): machine.Root(f"{device}9/{identity}")})
    (articles / "001.md").unlink()
    assert ingested(tmp_path).removed == 1


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on which a small disk with twenty articles is mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    written(folder, range(ARTICLES))
    yield folder
    subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


@pytest.mark.parametrize("left", [0, 15])
def test_a_disk_that_is_unmounted(tmp_path: Path, disk: Path, left: int) -> None:
    ingested(tmp_path, disk)
    subprocess.run(["umount", str(disk)], check=True)
    written(disk, range(left))  # what a folder holds under a mounted disk
    report = ingested(tmp_path)
    assert (report.documents, report.held[0].path) == (ARTICLES, str(disk))
    with nullcontext() if left else pytest.raises(LoadError, match="--prune"):
        assert ingested(tmp_path, disk).documents == ARTICLES
    assert len(titles(tmp_path)) == ARTICLES
    tally.fault("disk unmounted")


def test_a_folder_that_cannot_be_entered_is_kept(
    tmp_path: Path, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(folder: object) -> object:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr("rag.articles.files.os.scandir", failing)
    for prune in (False, True):
        report = ingested(tmp_path, prune=prune)
        assert report.documents == ARTICLES
        assert "cannot open" in report.skipped[0].reason
    assert ingested(tmp_path).held[0].path == str(articles)
    tally.fault("folder that cannot be entered")


def test_a_rehearsal_tells_of_it(tmp_path: Path, articles: Path) -> None:
    emptied(articles)
    report = ingested(tmp_path, dry_run=True)
    assert (report.removed, report.held[0].articles) == (0, ARTICLES)
    assert ingested(tmp_path, dry_run=True, prune=True).removed == ARTICLES


def test_what_is_held_is_named_before_what_is_skipped(tmp_path: Path, articles: Path) -> None:
    other = written(tmp_path / "other", [99])
    (other / "up").symlink_to(other)
    emptied(articles)
    for dry_run in (True, False):
        report = ingested(tmp_path, other, articles, dry_run=dry_run)
        assert [skip.path for skip in report.skipped] == [str(articles), str(other / "up")]


def test_removing_by_name_is_meant(tmp_path: Path, articles: Path) -> None:
    from rag.indexing.ingest import remove

    names = [str(path) for path in sorted(articles.iterdir())[:15]]
    assert remove(names, settings_of(tmp_path)) == 15
    report = ingested(tmp_path)
    assert (report.documents, report.held) == (5, ())


def test_the_command_and_the_page_say_so(
    tmp_path: Path,
    articles: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("YOUJU_DATA_DIR", str(tmp_path / "index"))
    monkeypatch.setenv("YOUJU_LANGUAGE", "en")
    assert main(["ingest", str(articles)]) == 0
    emptied(articles)
    capsys.readouterr()
    assert main(["ingest"]) == 3
    assert "youju ingest --prune" in " ".join(capsys.readouterr().out.split())
    assert main(["ingest", "--json"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert (told["held"][0]["articles"], told["documents"]) == (ARTICLES, ARTICLES)
    report = IngestReport(skipped=ingested(tmp_path).skipped)
    assert "youju ingest --prune" in report_html(report, "en")
    assert main(["ingest", "--prune"]) == 0
    assert "removed 20" in capsys.readouterr().out


def test_a_path_with_steps_in_it_is_the_folder_it_means(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(4))
    ingested(tmp_path, tmp_path / "b" / ".." / "a")
    (articles / "000.md").unlink()
    (articles / "new.md").write_text(article(9), encoding="utf-8")
    report = ingested(tmp_path)
    assert (report.added, report.removed) == (1, 1)
