"""The log as JSON lines: each event one object, questions by their ids, nobody's words."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from rag import IngestReport, Settings, Skipped
from tests.hostile import tally
from tests.ui.fakes import SECRET, FakeAssistant, as_assistant
from ui.server.logs import Lines
from ui.server.server import create_server
from ui.state.gate import Gate
from ui.state.limits import RateLimit

MARKED = "某人的秘密"


class Log:
    """What was logged while a test ran, as it would be written."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(Lines())

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    def text(self) -> str:
        return json.dumps(self.lines(), ensure_ascii=False)


@pytest.fixture
def log() -> Iterator[Log]:
    made, logger = Log(), logging.getLogger("youju.ui")
    level = logger.level
    logger.addHandler(made.handler)
    logger.setLevel(logging.INFO)
    yield made
    logger.removeHandler(made.handler)
    logger.setLevel(level)


def client_for(folder: Path, gate: Gate | None = None, **settings: Any) -> TestClient:
    fake = FakeAssistant(Settings(data_dir=folder, language="zh", **settings))
    app = create_server(as_assistant(fake), gate=gate, rate=RateLimit(0))
    return TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)


def test_each_question_is_a_line_with_its_id(tmp_path: Path, log: Log) -> None:
    with client_for(tmp_path, log="json") as client:
        asked = client.post("/api/ask", json={"question": f"何时获批？{MARKED}"})
        chat = {"messages": [{"role": "user", "content": f"拒答{MARKED}"}]}
        made = client.post("/v1/chat/completions", json=chat).json()
    first, second = log.lines()
    assert first["id"] == asked.headers["x-request-id"]
    assert second["id"] == made["id"].removeprefix("chatcmpl-")
    assert (first["message"], first["door"], first["result"]) == ("question", "api", "answered")
    assert (second["door"], second["result"], second["kind"]) == ("chat", "refused", "fact")
    assert first["level"] == "INFO"
    assert first["time"].endswith("+00:00")
    assert first["seconds"] >= first["waited_s"] >= 0
    assert MARKED not in log.text()
    assert "12.6" not in log.text(), "nor what was answered"


def test_a_fault_is_told_by_kind_and_place_without_its_message(tmp_path: Path, log: Log) -> None:
    with client_for(tmp_path, log="json") as client:
        replies = [
            client.post("/api/ask", json={"question": question})
            for question in (f"失败前{MARKED}", f"钥匙{MARKED}", f"错误{MARKED}")
        ]
    lines = log.lines()
    ids = [line["id"] for line in lines if line["message"] == "question"]
    assert ids == [reply.headers["x-request-id"] for reply in replies]
    faults = [line["fault"] for line in lines if line["message"] == "question"]
    assert faults == ["unexpected", "unexpected", "LoadError"]
    told = [line for line in lines if "exc_info" in line]
    assert [line["id"] for line in told] == ids[:2]
    assert told[0]["exc_info"].startswith("builtins.RuntimeError at ")
    assert "fakes.py" in told[0]["exc_info"]
    for leak in (MARKED, SECRET, "boom"):
        assert leak not in log.text()
    tally.refused("the log", 3)


def test_an_ingest_is_a_line(tmp_path: Path, log: Log) -> None:
    gate = Gate()

    def broken() -> IngestReport:
        raise OSError(MARKED)

    with client_for(tmp_path, gate, log="json"):
        skipped = (Skipped("a", "b"),)
        gate.outcomes.ingested(lambda: IngestReport(added=2, skipped=skipped, seconds=1.23456))
        with pytest.raises(OSError, match=MARKED):
            gate.outcomes.ingested(broken)
    done, failed = log.lines()
    assert (done["message"], done["added"], done["skipped"], done["seconds"]) == (
        "ingest", 2, 1, 1.235,
    )  # fmt: skip
    assert (failed["result"], failed["fault"], failed["level"]) == (
        "failed", "unexpected", "WARNING",
    )  # fmt: skip
    assert MARKED not in log.text()


def test_no_line_is_two(log: Log) -> None:
    odd = '\n{"level": "x"}\r\u2028\x1b[31m'
    logging.getLogger("youju.ui").warning("%s", odd)
    (line,) = log.stream.getvalue().splitlines()
    assert json.loads(line)["message"] == odd
    assert line.isascii()
    assert line.isprintable()
    tally.refused("the log")


def test_without_the_setting_questions_are_not_logged(tmp_path: Path, log: Log) -> None:
    with client_for(tmp_path) as client:
        client.post("/api/ask", json={"question": "何时获批？"})
    assert log.lines() == []


def test_the_command_writes_nothing_but_json_to_its_output(tmp_path: Path) -> None:
    environment = {
        **os.environ, "YOUJU_LOG": "json", "YOUJU_DATA_DIR": str(tmp_path), "YOUJU_LANGUAGE": "zh",
    }  # fmt: skip
    command = [sys.executable, "-m", "ui", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        ends = threading.Timer(100, program.kill)
        ends.start()
        try:
            opened = json.loads(program.stdout.readline())
            asked = {"question": "示范区何时获批？"}
            reply = httpx.post(f"{opened['address']}api/ask", json=asked, timeout=60)
            assert reply.json()["answered"] is True
            line = json.loads(program.stdout.readline())
        finally:
            program.terminate()
            rest = program.stdout.read()
            ends.cancel()
    assert (opened["message"], line["message"], line["result"]) == ("open", "question", "answered")
    assert line["id"] == reply.headers["x-request-id"]
    told = [line, *map(json.loads, rest.splitlines())]
    assert "示范区" not in json.dumps(told, ensure_ascii=False)
