"""Nothing leaves the machine: libraries are silenced, and the kernel bears witness."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest

from embeddings.quiet import SWITCHES
from embeddings.static import BUNDLED_MODEL
from eval.cases import SHIPPED_QUESTIONS
from rag import SAMPLE_ARTICLES
from tests.rag.chat_server import Step, serving
from tests.witness import Watched, missing, outward, watched, written

ROOT = Path(__file__).resolve().parents[1]
LIVES_S = 62
"""Seconds each process lives; ONNX Runtime's first words come after some 25."""
QUESTION = "示范区何时获批？"
ASKING_FOR_IT = {
    "ORT_DISABLE_TELEMETRY": "0",
    "HF_HUB_DISABLE_TELEMETRY": "0",
    "GRADIO_ANALYTICS_ENABLED": "True",
    "DO_NOT_TRACK": "0",
    "LANGSMITH_TRACING": "true",
    "LANGSMITH_API_KEY": "x",
}
"""An environment in which every library would call home if it were asked."""


FAR = """<html><head><title>远方</title><link rel=stylesheet href="http://192.0.2.1/a.css">
<script src="//192.0.2.1/a.js"></script></head><body><p>示范区以外的消息，全文见原站。</p>

<img src="http://192.0.2.1/a.png"><iframe src="https://192.0.2.1/"></iframe></body></html>"""


def other_models(folder: Path, chat_url: str) -> dict[str, str]:
    """Settings that go the other ways: sentence-transformers from a folder, and a chat model."""
    model = folder / "model"
    shutil.copytree(BUNDLED_MODEL, model)
    config = model / "config_sentence_transformers.json"
    prompts = {"prompts": {"query": "问：", "document": ""}, "default_prompt_name": None}
    config.write_text(json.dumps({**json.loads(config.read_text()), **prompts}), encoding="utf-8")
    return {
        "YOUJU_EMBEDDING_MODEL": str(model),
        "YOUJU_CHAT_MODEL": "openai:scripted",
        "YOUJU_CHAT_BASE_URL": chat_url,
        "YOUJU_CHAT_API_KEY": "x",
        "YOUJU_CHAT_STRUCTURED": "none",
    }


class Trial:
    """One command under watch, in a home and a working folder of its own."""

    def __init__(self, folder: Path, words: list[str], settings: dict[str, str]) -> None:
        work, home, temporary = (folder / name for name in ("work", "home", "temp"))
        for each in (work, home, temporary):
            each.mkdir(parents=True)
        # The data folder, the temporary folder, and where ``youju eval`` puts its reports.
        self.cwd = work
        self.allowed = (folder / "data", temporary, work / "eval-runs")
        self.output = folder / "output"
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": str(home),
            "TMPDIR": str(temporary),
            "YOUJU_DATA_DIR": str(folder / "data"),
            **ASKING_FOR_IT,
            **settings,
        }
        self.serves = words[0] == "ui"
        how = ["rag.cli"] if self.serves else ["tests.linger", str(LIVES_S)]
        with self.output.open("w") as output:
            self.watched: Watched = watched(
                [sys.executable, "-m", *how, *words],
                folder / "log",
                cwd=work,
                env=environment,
                stdout=output,
            )

    def __enter__(self) -> Trial:
        """Nothing more; leaving ends it, whatever happened."""
        return self

    def __exit__(self, *_: object) -> None:
        if self.watched.process.poll() is None:
            os.killpg(self.watched.process.pid, signal.SIGKILL)
            self.watched.process.wait()

    def said(self) -> str:
        """All that it printed so far."""
        return self.output.read_text(encoding="utf-8", errors="replace")

    def ask_the_page(self) -> None:
        """Open the page and ask a question by the API."""
        until = time.monotonic() + 120
        while (found := re.search(r"http://127[.0-9:]+/", self.said())) is None:
            assert self.watched.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.2)
        for path, sent in (("", None), ("config", None), ("api/ask", {"question": QUESTION})):
            body = None if sent is None else json.dumps(sent).encode()
            asked = urllib.request.Request(  # noqa: S310 - the address is http://127…
                found[0] + path, body, {"content-type": "application/json"}
            )
            with urllib.request.urlopen(asked, timeout=60) as reply:  # noqa: S310
                assert reply.status == 200

    def ended(self) -> int:
        """The exit code; a server is told to end."""
        if self.serves:
            os.killpg(self.watched.process.pid, signal.SIGINT)
        return self.watched.process.wait(200)


@pytest.mark.parametrize("package", ["rag", "embeddings", "ui", "eval.run", "rag.indexing.workers"])
def test_every_way_in_throws_the_switches(package: str) -> None:
    code = f"import json, os, {package}; print(json.dumps(dict(os.environ)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **ASKING_FOR_IT},
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert {name: found[name] for name in SWITCHES} == SWITCHES


def test_a_library_imported_too_early_is_told() -> None:
    code = "import sys; sys.modules['onnxruntime'] = sys; import rag"
    environment = {**os.environ, "ORT_DISABLE_TELEMETRY": ""}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, check=True
    )
    assert b"ORT_DISABLE_TELEMETRY=1" in done.stderr


@pytest.fixture
def seen() -> None:
    if reason := missing():
        pytest.skip(reason)


@pytest.mark.usefixtures("seen")
def test_the_witness_sees_what_it_is_there_for(tmp_path: Path) -> None:
    """No packet is sent: connecting a UDP socket only notes the address."""
    code = (
        "import os, socket; s = socket.socket(type=socket.SOCK_DGRAM);"
        "s.connect(('192.0.2.1', 9)); s.connect(('127.0.0.1', 53)); s.connect(('127.0.0.1', 9));"
        "os.fork() or socket.socket(10, 2).connect(('2001:db8::1', 9));"
        "open('in/a', 'w'); open('甲', 'w'); os.rename('甲', '乙'); os.mkdir('out')"
    )
    (tmp_path / "in").mkdir()
    run = watched(
        [sys.executable, "-c", code],
        tmp_path / "log",
        cwd=tmp_path,
        env=dict(os.environ),
        stdout=subprocess.DEVNULL,
    )
    calls = list(run.calls())
    assert len(outward(calls)) == 3
    assert written(calls, [tmp_path / "in"], tmp_path) == [
        str(tmp_path / name) for name in ("out", "乙", "甲")
    ]


@pytest.mark.usefixtures("seen")
@pytest.mark.timeout(400)
def test_nothing_leaves_and_nothing_is_written_elsewhere(tmp_path: Path) -> None:
    """Six commands at once, each alive for a minute, one of them answering over HTTP."""
    few = tmp_path / "few.jsonl"
    lines = SHIPPED_QUESTIONS.read_text(encoding="utf-8").splitlines(keepends=True)
    few.write_text("".join(lines[:8]), encoding="utf-8")
    articles = tmp_path / "articles"
    shutil.copytree(SAMPLE_ARTICLES, articles)
    (articles / "远.html").write_text(FAR, encoding="utf-8")
    with ExitStack() as stack, serving(Step("示范区于2022年1月获批[1]。")) as chat:
        trials = {
            name: stack.enter_context(Trial(tmp_path / name, words, settings))
            for name, words, settings in (
                ("ask", ["ask", QUESTION], {}),
                ("ask-other-models", ["ask", QUESTION], other_models(tmp_path, chat.url)),
                ("eval", ["eval", "--questions", str(few), "--articles", str(articles)], {}),
                ("doctor", ["doctor"], {}),
                ("ingest", ["ingest", str(articles)], {}),
                ("ui", ["ui", "--port", "0"], {}),
            )
        }
        trials["ui"].ask_the_page()
        for name, trial in trials.items():
            assert trial.ended() == 0, f"{name}: {trial.said()}"
        assert len(chat.requests) == 1
    for name, trial in trials.items():
        calls = list(trial.watched.calls())
        assert len(calls) > 100, f"{name} was not watched"
        assert outward(calls) == [], name
        assert written(calls, trial.allowed, trial.cwd) == [], name
