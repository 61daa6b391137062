"""How fast the page is: opening, first words, twenty readers at once, memory over many questions.

    python benchmarks/page.py                        # everything, on the shipped samples
    python benchmarks/page.py --questions 200        # a shorter memory run
    python benchmarks/page.py --scripted             # without the models: the page alone

The server runs in a process of its own. Opening and first words are measured in Chromium;
the crowd and the memory run speak the page's own queue protocol over HTTP.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = (
    "示范区何时获批？",
    "2023全球工业互联网大会何时举办？",
    "2023全球工业互联网大会的主题是什么？",
    "谁在座谈会上发言？",
    "2030年的大会在哪里举行？",
)
READERS = 20
ROUNDS = 5
_SERVE = """
import socket, sys
from rag import Assistant, Settings
from ui.doors.connections import server_for
from ui.state.limits import RateLimit
from ui.server.server import create_server
settings = Settings(data_dir=sys.argv[1], ui_port=0)
if sys.argv[2] == "scripted":
    from tests.ui.fakes import FakeAssistant, as_assistant
    assistant = as_assistant(FakeAssistant(settings))
else:
    assistant = Assistant(settings)
assistant.ask("示范区何时获批？")
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
app = create_server(assistant, rate=RateLimit(0))
print(listener.getsockname()[1], flush=True)
server_for(app).run(sockets=[listener])
"""


@contextmanager
def served(kind: str) -> Iterator[tuple[str, int]]:
    """The page's address and its process id."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", _SERVE, folder, kind]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            address = f"http://127.0.0.1:{process.stdout.readline().strip()}"
            until = time.monotonic() + 60
            while time.monotonic() < until:
                try:
                    httpx.get(f"{address}/healthz")
                    break
                except httpx.TransportError:
                    time.sleep(0.05)
            try:
                yield address, process.pid
            finally:
                process.terminate()


def in_the_browser(address: str) -> None:
    """Print the seconds until the page is usable and until an answer's first words show."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        print("no chromium: opening and first words are not measured")
        return
    opened: list[float] = []
    again: list[float] = []
    words: list[float] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for _ in range(5):
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            page = context.new_page()
            for measured in (opened, again):
                began = time.perf_counter()
                page.goto(address, wait_until="commit")
                page.wait_for_selector("#yj-question textarea")
                measured.append(time.perf_counter() - began)
                page.wait_for_timeout(1_500)
            for number, question in enumerate(QUESTIONS[:3]):
                page.fill("#yj-question textarea", question)
                began = time.perf_counter()
                page.press("#yj-question textarea", "Enter")
                page.wait_for_function(
                    "count => document.querySelector('#yj-live .yj-arriving p') || "
                    "document.querySelectorAll('#yj-history .yj-done').length > count",
                    arg=number,
                )
                words.append(time.perf_counter() - began)
                page.wait_for_function(
                    "count => document.querySelectorAll('#yj-history .yj-done').length > count",
                    arg=number,
                )
            context.close()
        browser.close()
    for name, figures in (
        ("page usable, first visit", opened),
        ("page usable, second visit", again),
        ("first words", words),
    ):
        print(f"{name}: median {statistics.median(figures):.2f} s, worst {max(figures):.2f} s")


class Reader:
    """One open page, as the server sees it: loaded, its heartbeat held open, then left."""

    def __init__(self, address: str) -> None:
        """Open the page, as a browser does: its configuration, its first event, its heartbeat."""
        self.http = httpx.Client(base_url=address, timeout=120)
        self.config = self.http.get("/config").json()
        self.box = next(
            part["id"]
            for part in self.config["components"]
            if part["props"].get("elem_id") == "yj-question"
        )
        self.event = self._event(self.box, "submit")
        self.session = secrets.token_hex(6)
        heartbeat = self.http.build_request("GET", f"/gradio_api/heartbeat/{self.session}")
        self.heartbeat = self.http.send(heartbeat, stream=True)
        loads = filter(_loads, self.config["dependencies"])  # the page's own is the largest
        loading = max(loads, key=lambda each: len(each["outputs"]))
        empty = [None] * len(loading["inputs"])
        self._post("/gradio_api/run/predict", loading, empty, 0)

    def _event(self, component: int, name: str) -> dict[str, Any]:
        return next(
            each for each in self.config["dependencies"] if [component, name] in each["targets"]
        )

    def _post(self, path: str, event: dict[str, Any], data: list[Any], trigger: int) -> None:
        body = {
            "data": data,
            "fn_index": event["id"],
            "trigger_id": trigger,
            "session_hash": self.session,
            "event_data": None,
        }
        self.http.post(path, json=body).raise_for_status()

    def ask(self, question: str) -> tuple[float, bool]:
        """Seconds until the turn was finished, and whether it was answered or refused."""
        values = {part["id"]: part["props"].get("value") for part in self.config["components"]} | {
            self.box: question
        }
        began = time.perf_counter()
        data = [values[part] for part in self.event["inputs"]]
        self._post("/gradio_api/queue/join", self.event, data, self.box)
        url = "/gradio_api/queue/data"
        sound = False
        with self.http.stream("GET", url, params={"session_hash": self.session}) as stream:
            for line in stream.iter_lines():
                if not line.startswith("data:"):
                    continue
                message: dict[str, Any] = json.loads(line[5:])
                if message["msg"] == "process_generating":
                    sound = sound or "yj-done" in line
                if message["msg"] == "process_completed":
                    sound = bool(message["success"]) and (sound or "yj-done" in line)
                    break
        return time.perf_counter() - began, sound

    def leave(self) -> None:
        """Close the page."""
        self.heartbeat.close()
        self.http.close()


def _loads(event: dict[str, Any]) -> bool:
    return any(name == "load" for _, name in event["targets"]) and bool(event["backend_fn"])


def crowd(address: str) -> None:
    """Print the latency of twenty readers asking at once, and how many were dropped."""
    readers = [Reader(address) for _ in range(READERS)]
    seconds: list[float] = []
    dropped = 0
    with ThreadPoolExecutor(READERS) as pool:
        for turn in range(ROUNDS):
            question = QUESTIONS[turn % len(QUESTIONS)]
            for taken, sound in pool.map(Reader.ask, readers, [question] * READERS):
                seconds.append(taken)
                dropped += not sound
    for reader in readers:
        reader.leave()
    ordered = sorted(seconds)
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    print(
        f"{READERS} readers at once, {len(seconds)} questions: p50 "
        f"{statistics.median(seconds):.2f} s, p95 {p95:.2f} s, dropped {dropped}"
    )


def memory(address: str, process: int, questions: int) -> None:
    """Print the server's resident memory along many questions from changing sessions."""
    marks = {max(1, round(questions * share)) for share in (0.1, 0.25, 0.5, 0.75, 1.0)}
    began = time.perf_counter()
    done = 0
    with ThreadPoolExecutor(4) as pool:
        while done < questions:
            readers = [Reader(address) for _ in range(4)]
            for _ in range(min(25, -(-(questions - done) // 4))):
                before = done
                wanted = [QUESTIONS[done % len(QUESTIONS)]] * 4
                done += sum(sound for _, sound in pool.map(Reader.ask, readers, wanted))
                if any(before < mark <= done for mark in marks):
                    print(f"resident after {done} questions: {resident_mb(process):.0f} MB")
            for reader in readers:
                reader.leave()
    print(f"{done} questions in {time.perf_counter() - began:.0f} s")


def resident_mb(process: int) -> float:
    """Resident memory of a process in megabytes (10^6 bytes)."""
    fields = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scripted", action="store_true", help="a scripted assistant")
    parser.add_argument("--questions", type=int, default=2_000, help="of the memory run")
    options = parser.parse_args()
    kind = "scripted" if options.scripted else "real"
    print(f"{kind} assistant, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with served(kind) as (address, process):
        in_the_browser(address)
        crowd(address)
        memory(address, process, options.questions)


if __name__ == "__main__":
    main()
