"""Every hostile file dropped on the page at once: the server answers on, nothing of them stays."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from rag import Assistant, Settings
from tests.rag.articles.hostile_files import EVERY
from tests.rag.hostile_folder import HONEST, filled
from tests.ui.conftest import serving
from ui.page.intake import added
from ui.server.server import create_server
from ui.state.examples import Examples
from ui.state.file_references import Uploads, page_folder
from ui.state.gate import Gate
from ui.state.limits import RateLimit
from ui.state.session import Session, Shared
from ui.state.uploads import UPLOADS

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1_800)]


def settings_for(folder: Path) -> Settings:
    return Settings(
        data_dir=folder / "data",
        language="en",
        embedding_model="fast",  # megabytes of text, which nobody asks about
        max_article_seconds=2,
        max_article_memory_mb=700,
    )


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with Assistant(settings_for(tmp_path)) as made:
        yield made


def dropped(assistant: Assistant, *paths: Path) -> str:
    """What the page shows at the end of a drop."""
    shared = Shared(
        assistant, Gate(), RateLimit(0), Examples(assistant), Uploads(page_folder()), language="en"
    )

    async def last() -> str:
        shown = ""
        async for report in added(shared, [str(path) for path in paths], Session(), "en"):
            shown = report
        return shown

    with ThreadPoolExecutor(1) as thread:  # a browser test may have left a loop in this one
        return thread.submit(asyncio.run, last()).result()


def alive(address: str) -> bool:
    with urllib.request.urlopen(f"{address}/healthz", timeout=60) as answer:  # noqa: S310 - our own
        return bool(answer.status == 200)


def test_all_of_them_in_one_drop(assistant: Assistant, tmp_path: Path) -> None:
    filled(tmp_path / "first", ())
    assistant.ingest(tmp_path / "first")
    hostile = filled(tmp_path / "dropped", EVERY)
    answered = 0
    shown: list[str] = []
    with serving(create_server(assistant)) as address:
        files = sorted((tmp_path / "dropped").iterdir())
        work = threading.Thread(target=lambda: shown.append(dropped(assistant, *files)))
        work.start()
        while work.is_alive():
            answered += alive(address)
            work.join(1)
        assert alive(address)
    assert answered > 0
    assert "yj-counts" in shown[0]
    kept = {path.name for path in (tmp_path / "data" / UPLOADS).iterdir()}
    living = {Path(path).name for path in paths_of(assistant)}
    assert kept <= living, "a file that gave no article stayed"
    assert {path.name for path in hostile} - kept, "none was refused"
    assert len([name for name in kept if "honest" in name]) == len(HONEST)
    assert "城东" in assistant.ask("第3号工厂在哪里开工？").text
    again = Assistant(settings_for(tmp_path))
    with again:
        assert again.ingest().skipped is not None
        assert "城东" in again.ask("第3号工厂在哪里开工？").text


def paths_of(assistant: Assistant) -> list[str]:
    """The files that gave an article, also as members of one."""
    statement = (
        "SELECT a.path FROM articles a JOIN files f ON f.number = a.file WHERE f.died IS NULL"
    )
    with closing(sqlite3.connect(assistant.settings.data_dir / "youju.db")) as connection:
        rows = connection.execute(statement).fetchall()
    return [path.partition("!/")[0] for (path,) in rows]


def test_a_drop_of_nothing_but_refused_files_leaves_nothing(
    assistant: Assistant, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    assert "bad.txt" in dropped(assistant, bad)
    assert list((tmp_path / "data" / UPLOADS).iterdir()) == []
    good = tmp_path / "good.txt"
    good.write_text("青禾市今年1月开通地铁，全长28公里。", encoding="utf-8")
    assert "yj-counts" in dropped(assistant, good)
    assert [path.name for path in (tmp_path / "data" / UPLOADS).iterdir()] == ["good.txt"]
