"""``/metrics``: figures of the running server for Prometheus, where the settings ask for them.

Counts and durations alone: no question, answer, name or address is a figure or a label, and every
label has a few values that are written down here or in the code that counts. What the figures do
tell is how much others ask, which is why the door is shut unless a setting opens it, and stands
behind the same login as the page.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from rag import YoujuError, __version__
from ui.state.outcomes import Ingest, Outcome

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from rag import Assistant
    from ui.state.gate import Gate

PATH = "/metrics"
SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Upper ends of the buckets of what takes time: from a warm answer to a chat model's limit."""
DOORS = (
    "/api/ask", "/v1/chat/completions", "/v1/responses", "/v1/embeddings", "/v1", "/mcp",
    "/original", "/login", "/healthz", PATH,
)  # fmt: skip
"""Beginnings of addresses that replies are counted by; the rest is the page's."""


class Figures:
    """The figures of one server."""

    def __init__(self, assistant: Assistant, gate: Gate) -> None:
        """Count from now on what ``gate`` tells."""
        self.registry = registry = CollectorRegistry()
        self._questions = Counter(
            "youju_questions",
            "Questions by the door they came in at and what became of them.",
            ("door", "result"),
            registry=registry,
        )
        self._faults = Counter(
            "youju_question_faults",
            "Questions that failed or were turned away, by the fault's name.",
            ("door", "fault"),
            registry=registry,
        )
        self._seconds = Histogram(
            "youju_question_seconds",
            "Seconds from when a question came in to its end, waiting included.",
            ("door",),
            buckets=SECONDS,
            registry=registry,
        )
        self._waited = Histogram(
            "youju_question_wait_seconds",
            "Seconds a question stood in line.",
            buckets=SECONDS,
            registry=registry,
        )
        self._ingests = Counter(
            "youju_ingests", "Ingests begun on the page.", ("result",), registry=registry
        )
        self._articles = Counter(
            "youju_ingested_articles",
            "Articles by what those ingests did with them.",
            ("change",),
            registry=registry,
        )
        self._skipped = Counter(
            "youju_ingest_skipped",
            "Files, and members of files, that those ingests did not use.",
            registry=registry,
        )
        self.replies = Counter(
            "youju_http_replies", "HTTP replies.", ("door", "status"), registry=registry
        )
        Info("youju_build", "What runs here.", registry=registry).info(
            {"version": __version__, "python": platform.python_version()}
        )
        self._lines(gate)
        registry.register(_Index(assistant))
        ProcessCollector(registry=registry)
        gate.outcomes.tell(self.note)

    def _lines(self, gate: Gate) -> None:
        """How many are answered, and how many wait, at the moment one looks."""
        under_way = Gauge(
            "youju_questions_under_way", "Questions being answered.", registry=self.registry
        )
        waiting = Gauge(
            "youju_questions_waiting", "Questions that wait in line.", registry=self.registry
        )
        under_way.set_function(lambda: min(gate.inside, gate.workers))
        waiting.set_function(lambda: max(gate.inside - gate.workers, 0))

    def note(self, what: Outcome | Ingest) -> None:
        """Count one more."""
        if isinstance(what, Ingest):
            self._note_ingest(what)
            return
        self._questions.labels(what.door, what.result).inc()
        if what.fault:
            self._faults.labels(what.door, what.fault).inc()
        if what.result != "turned_away":
            self._seconds.labels(what.door).observe(what.seconds)
            self._waited.observe(what.waited_s)

    def _note_ingest(self, ingest: Ingest) -> None:
        report = ingest.report
        self._ingests.labels("failed" if report is None else "done").inc()
        if report is not None:
            for change in ("added", "changed", "removed"):
                self._articles.labels(change).inc(getattr(report, change))
            self._skipped.inc(len(report.skipped))


class _Index(Collector):
    """What is indexed, looked up when somebody looks."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Whether the index can be used, and its articles."""
        try:
            status: dict[str, Any] = self._assistant.status()
        except (YoujuError, OSError):
            status = {}
        usable = "1 where the index can be used."
        yield GaugeMetricFamily("youju_index_usable", usable, value=float(bool(status)))
        if status:
            documents = float(status.get("documents") or 0)
            yield GaugeMetricFamily("youju_documents", "Articles indexed.", value=documents)


class Replies:
    """Middleware that counts replies by door and status."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        """Stand before ``app``."""
        self._app, self._replies = app, figures.replies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and count what leaves."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        door = next((each for each in DOORS if scope["path"].startswith(each)), "page")

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._replies.labels(door, message["status"]).inc()
            await send(message)

        await self._app(scope, receive, counted)


def metrics_routes(figures: Figures) -> APIRouter:
    """``/metrics``."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    def metrics() -> Response:
        """The figures in Prometheus's text format."""
        return Response(generate_latest(figures.registry), media_type=CONTENT_TYPE_LATEST)

    return router
