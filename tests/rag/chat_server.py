"""A real HTTP server on loopback that speaks OpenAI's and Ollama's chat protocols, scripted.

Each request takes the next ``Step`` of the script (the last one repeats), so a test says what
the endpoint does, call by call, and reads afterwards what it was sent.
"""

from __future__ import annotations

import json
import select
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from rag.text.halves import HALF_PAIR

Say = str | Callable[[dict[str, Any]], str]


@dataclass(frozen=True)
class Step:
    """What the server does with one request.

    ``text`` is the reply, or makes one of the request. ``status`` other than 200 is an error
    with ``headers``. ``cut`` closes the stream after so many bytes of it. ``pause_s`` waits
    before each piece, ``hang_s`` before anything at all. ``pieces`` characters go in each
    streamed piece. ``silent_after`` so many characters it says nothing more. ``body`` is sent as
    it is in place of a proper reply.
    """

    text: Say = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    pause_s: float = 0.0
    hang_s: float = 0.0
    pieces: int = 3
    silent_after: int | None = None
    body: bytes | None = None


class ChatServer:
    """The running server: ``url`` for the setting, ``requests`` as they came.

    ``left`` is set once a client hangs up before it has its reply.
    """

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.running = self.most_running = 0
        self.left = threading.Event()
        self.lock = threading.Lock()
        self.stop = threading.Event()
        handler = type("Handler", (_Handler,), {"script": self})
        self._http = _QuietServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self.port = self._http.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        self.ollama_url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.stop.set()
        self._http.shutdown()
        self._http.server_close()

    def next_step(self, request: dict[str, Any], headers: dict[str, str]) -> Step:
        with self.lock:
            step = self.steps[min(len(self.requests), len(self.steps) - 1)]
            self.requests.append(request)
            self.headers.append(headers)
            return step


@contextmanager
def serving(*steps: Step) -> Iterator[ChatServer]:
    """A server for the length of a ``with`` block."""
    server = ChatServer(list(steps))
    try:
        yield server
    finally:
        server.close()


def user_text(request: dict[str, Any]) -> str:
    """What the user's message of a request says."""
    return str(request["messages"][-1]["content"])


class _QuietServer(ThreadingHTTPServer):
    """Does not print a traceback for each client that hangs up, which is what tests try."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    script: ChatServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Tests read requests, not logs."""

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        request = json.loads(self.rfile.read(length))
        step = self.script.next_step(request, dict(self.headers.items()))
        with self.script.lock:
            self.script.running += 1
            self.script.most_running = max(self.script.most_running, self.script.running)
        try:
            self._serve(request, step)
        except (BrokenPipeError, ConnectionResetError):
            self.script.left.set()
            self.close_connection = True
        finally:
            with self.script.lock:
                self.script.running -= 1

    def _serve(self, request: dict[str, Any], step: Step) -> None:
        until = time.monotonic() + step.hang_s
        while time.monotonic() < until and not self.script.stop.wait(0.02):
            self._insist_on_the_client()
        if step.status != 200:
            error = {"error": {"message": f"scripted {step.status}", "type": "scripted"}}
            self._whole(json.dumps(error).encode(), step.status, step.headers)
            return
        if step.body is not None:
            self._whole(step.body, 200, step.headers)
            return
        text = step.text(request) if callable(step.text) else step.text
        if self.path.endswith("/api/chat"):
            self._ollama(request, text, step)
        elif request.get("stream"):
            events = _openai_events(text, step.pieces, tools=bool(request.get("tools")))
            self._stream(list(events), "text/event-stream", step)
        else:
            self._whole(json.dumps(_openai_reply(request, text)).encode())

    def _insist_on_the_client(self) -> None:
        """Raise where the client has hung up: its end of the connection reads as empty."""
        readable, _, _ = select.select([self.connection], [], [], 0)
        if readable and not self.connection.recv(1, socket.MSG_PEEK):
            raise ConnectionResetError

    def _ollama(self, request: dict[str, Any], text: str, step: Step) -> None:
        rows = [
            {"model": "m", "created_at": "2026-01-01T00:00:00Z", "done": False,
             "message": {"role": "assistant", "content": text[at : at + step.pieces]}}
            for at in range(0, len(text), step.pieces)
        ]  # fmt: skip
        rows.append(
            {"model": "m", "created_at": "2026-01-01T00:00:00Z", "done": True,
             "done_reason": "stop", "message": {"role": "assistant", "content": ""},
             "prompt_eval_count": 50, "eval_count": 20}
        )  # fmt: skip
        events = [json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows]
        if request.get("stream", True):
            self._stream(events, "application/x-ndjson", step)
        else:
            whole = {**rows[-1], "message": {"role": "assistant", "content": text}}
            self._whole(json.dumps(whole).encode())

    def _whole(self, body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, events: list[bytes], kind: str, step: Step) -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        sent = 0
        for place, event in enumerate(events):
            if step.pause_s:
                time.sleep(step.pause_s)
            if step.silent_after is not None and place * step.pieces > step.silent_after:
                while not self.script.stop.wait(0.02):
                    self._insist_on_the_client()
            if self.script.stop.is_set():
                return
            self._insist_on_the_client()
            part = event if step.cut is None else event[: max(0, step.cut - sent)]
            self.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n" if part else b"")
            self.wfile.flush()
            sent += len(part)
            if step.cut is not None and sent >= step.cut:
                self.close_connection = True
                return
        self.wfile.write(b"0\r\n\r\n")


def _openai_events(text: str, size: int, *, tools: bool = False) -> Iterator[bytes]:
    def event(delta: dict[str, Any], reason: str | None = None, **more: Any) -> bytes:
        row = {
            "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
            "choices": [{"index": 0, "delta": delta, "finish_reason": reason}], **more,
        }  # fmt: skip
        escaped = HALF_PAIR.search(text) is not None  # the only way to write one
        return b"data: " + json.dumps(row, ensure_ascii=escaped).encode() + b"\n\n"

    yield event({"role": "assistant", "content": ""})
    for at in range(0, len(text), size):
        part = text[at : at + size]
        if tools:
            call = {"index": 0, "function": {"arguments": part}}
            if at == 0:
                call = {"index": 0, "id": "t", "type": "function",
                        "function": {"name": "reply", "arguments": part}}  # fmt: skip
            yield event({"tool_calls": [call]})
        else:
            yield event({"content": part})
    yield event({}, "stop")
    usage = {"prompt_tokens": 50, "completion_tokens": 20, "total_tokens": 70}
    last = {
        "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [],
        "usage": usage,
    }  # fmt: skip
    yield b"data: " + json.dumps(last).encode() + b"\n\n"
    yield b"data: [DONE]\n\n"


def _openai_reply(request: dict[str, Any], text: str) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": text}
    if request.get("tools"):
        call = {"name": request["tools"][0]["function"]["name"], "arguments": text}
        message = {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "t", "type": "function", "function": call}],
        }
    return {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 50, "completion_tokens": 20, "total_tokens": 70},
    }
