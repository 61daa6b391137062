"""A server's password is seen nowhere: no page, figure, log, status, report or error."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import traceback
from pathlib import Path

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import SecretStr

from benchmarks.postgres_server import PASSWORD, Server
from rag import Assistant
from rag.cli import main
from rag.errors import IndexUnreachable, YoujuError
from rag.indexing.ingest import ingest
from rag.indexing.opening import open_reader, open_writer, store_of
from rag.indexing.postgres.address import Address
from rag.settings import Settings
from tests.rag.folders import EMBEDDER, written
from tests.ui.conftest import serving
from ui.server.server import create_server

WRONG = "falsch-Kennwort-9"
QUESTION = {"question": "第2号工厂在哪里开工？"}


@pytest.fixture
def settings(tmp_path: Path, postgres: Server) -> Settings:
    """An empty database of its own."""
    address = postgres.database_of(str(tmp_path))
    return Settings(data_dir=tmp_path / "data", index=SecretStr(address), metrics=True, log="json")


def told_by_a_page(settings: Settings) -> str:
    """All that a page over this index says to whoever asks for anything."""
    said: list[str] = []
    with (
        Assistant(settings, embedder=EMBEDDER) as assistant,
        serving(create_server(assistant)) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        paths = ("/", "/config", "/metrics", "/healthz", "/api/nothing")
        said += [client.get(path).text for path in paths]
        said.append(client.post("/api/ask", json=QUESTION).text)
        said.append(repr(assistant.settings))
    return "".join(said)


def test_nothing_that_is_shown_holds_it(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    ingest([written(tmp_path / "a", range(3))], settings, EMBEDDER)
    said = [told_by_a_page(settings)]
    assert "第2号工厂" in said[0]
    monkeypatch.setenv("YOUJU_INDEX", settings.index.get_secret_value())
    monkeypatch.setenv("YOUJU_INDEX_READERS", settings.index.get_secret_value())
    for command in (["status", "--json"], ["status"], ["doctor"], ["verify", "--json"]):
        main(command)
    store = store_of(settings)
    said += [repr(store), store.place(), str(store.describe())]
    with open_reader(settings, EMBEDDER) as reader, open_writer(settings) as writer:
        said += [repr(reader), repr(writer), repr(vars(reader)), repr(vars(writer))]
    shown = capsys.readouterr()
    said += [shown.out, shown.err, caplog.text, *(repr(vars(each)) for each in caplog.records)]
    assert PASSWORD not in "".join(said)
    for file in settings.data_dir.rglob("*"):
        assert not file.is_file() or PASSWORD.encode() not in file.read_bytes()


def test_a_page_that_is_not_let_in_says_so_without_it(
    settings: Settings, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    address = settings.index.get_secret_value().replace(PASSWORD, WRONG)
    said = told_by_a_page(settings.with_(index=SecretStr(address)))
    shown = capsys.readouterr()
    assert WRONG not in said + shown.out + shown.err + caplog.text
    assert "PGPASSWORD" in said


def test_a_traceback_does_not_hold_it(settings: Settings) -> None:
    address = settings.index.get_secret_value().replace(PASSWORD, WRONG)
    with pytest.raises(IndexUnreachable) as told:
        store_of(settings.with_(index=SecretStr(address))).describe()
    for chain in (True, False):
        lines = traceback.format_exception(told.value, chain=chain)
        assert WRONG not in "".join(lines)


def test_a_process_shows_it_to_no_other(settings: Settings) -> None:
    environment = {**os.environ, "YOUJU_INDEX": settings.index.get_secret_value()}
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-m", "rag.cli", "status"],
        cwd=Path(__file__).resolve().parents[3], env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert PASSWORD not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:half/{}@127.0.0.1:1/x",
        "postgresql://u:half?{}@127.0.0.1:1/x",
        "postgresql://u:5432/half?{}@127.0.0.1:1/x",
        "postgresql://u:half#{}@127.0.0.1:1/x",
        "postgresql://u:half@{}@127.0.0.1:1/x",
        "postgresql://127.0.0.1:1/x?user=u&password={}",
        "postgresql://127.0.0.1:1/x?password={}%zz",
        "postgresql://u:{}%zz@127.0.0.1:1/x",
        "postgresql://127.0.0.1:1/x?sslpassword={}&nonsense=1",
    ],
    ids=["slash", "question", "port", "hash", "at", "option", "broken_option", "broken", "key"],
)
def test_an_address_with_signs_in_its_password_shows_no_part_of_it(
    settings: Settings, address: str
) -> None:
    secret = "sehr-geheim-5"  # noqa: S105 - made up
    whole = address.format(secret)
    with pytest.raises(YoujuError) as told:
        store_of(settings.with_(index=SecretStr(whole))).describe()
    said = told.value.zh + told.value.en + repr(Address(whole)) + Address(whole).shown
    assert "geheim" not in said
    assert "half" not in said


@given(st.text(st.characters(codec="utf-8", exclude_characters="*"), min_size=6, max_size=20))
@example("0000/?")
def test_no_text_of_a_driver_brings_it_back(password: str) -> None:
    address = Address(f"postgresql://u:{password}@h/x")
    told = address.cleared(f"connection to {address.url} failed: {password} is wrong")
    assert password not in told
    assert password not in address.shown
