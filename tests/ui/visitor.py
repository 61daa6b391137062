"""Someone who speaks to the page over HTTP as its script does, and in other ways too."""

from __future__ import annotations

import json
from typing import Any

import httpx

PREDICT = "/gradio_api/run/predict"
JOIN = "/gradio_api/queue/join"
EVENTS = "/gradio_api/queue/data"
UPLOAD = "/gradio_api/upload"


class Visitor:
    """One browser with one tab."""

    def __init__(self, address: str, session: str, user: str = "", password: str = "") -> None:
        self.http = httpx.Client(base_url=address, timeout=30)
        self.session = session
        if user:
            entered = self.http.post("/login", data={"user": user, "password": password})
            assert entered.status_code == 303
        config = self.http.get("/config").json()
        self.functions = [each for each in config["dependencies"] if each["backend_fn"]]
        self._values = {part["id"]: part["props"].get("value") for part in config["components"]}
        self._ids = {part["props"].get("elem_id"): part["id"] for part in config["components"]}

    def load(self) -> httpx.Response:
        """Open the page in this tab, as its script does first."""
        loads = filter(_loads, self.functions)  # the page's own, not what a tab begins with
        return self.call(max(loads, key=lambda each: len(each["outputs"])))

    def function(self, elem_id: str, event: str) -> dict[str, Any]:
        """The function that a component's event calls."""
        target = [self._ids[elem_id], event]
        return next(each for each in self.functions if target in each["targets"])

    def values(self, function: dict[str, Any]) -> list[Any]:
        """What the page sends where nothing was filled in."""
        return [self._values[part] for part in function["inputs"]]

    def call(
        self, function: dict[str, Any], data: Any = None, door: str = "", **more: Any
    ) -> httpx.Response:
        """Call one of the page's functions at the door that it has, or at another."""
        body = {
            "data": self.values(function) if data is None else data,
            "fn_index": function["id"],
            "session_hash": self.session,
        }
        return self.http.post(door or door_of(function), json=body | more)

    def said(self, reply: httpx.Response) -> str:
        """A call's reply, and for one that joined the queue whatever came of it."""
        if reply.status_code != 200 or "event_id" not in reply.json():
            return reply.text
        events = self.http.get(EVENTS, params={"session_hash": self.session})
        return reply.text + events.text

    def upload(self, name: str, content: bytes) -> str:
        """Upload a file; the path that the page gives it."""
        reply = self.http.post(UPLOAD, files={"files": (name, content)}).raise_for_status()
        [path] = reply.json()
        return str(path)


def _loads(function: dict[str, Any]) -> bool:
    return any(event == "load" for _, event in function["targets"])


def door_of(function: dict[str, Any]) -> str:
    """Where the page's script calls a function."""
    return JOIN if function["queue"] else PREDICT


def reference(path: str, **more: Any) -> dict[str, Any]:
    """A file as Gradio writes one."""
    return {"path": path, "meta": {"_type": "gradio.FileData"}} | more


def finished(events: str) -> list[dict[str, Any]]:
    """The results among a stream's events."""
    lines = [line[6:] for line in events.splitlines() if line.startswith("data: ")]
    told = [json.loads(line) for line in lines]
    return [each["output"] for each in told if each.get("msg") == "process_completed"]
