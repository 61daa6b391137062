"""The log as JSON lines, where the settings ask for it (``YOUJU_LOG=json``).

One object a line on standard output: what happened to each question and ingest, and every warning
and error of this process. Questions are known by their ids. What was asked, answered or written in
an exception's message, which may repeat either, stays out of it.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from ui.state.outcomes import Ingest, Outcome

log = logging.getLogger("youju.ui")
_FIELDS = {"levelname": "level", "name": "logger", "message": "message"}
"""What each line has, by logging's name and ours."""


class Lines(JsonFormatter):
    """A record as one JSON object; of an exception, its kind and where it was raised."""

    def __init__(self) -> None:
        """The fields of each line, and the time in UTC; ASCII, so that a line is one everywhere."""
        super().__init__(
            list(_FIELDS), rename_fields=_FIELDS, timestamp="time", json_ensure_ascii=True
        )

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        """Kinds and places, without messages; the cause last."""
        return "\n".join(_told(each) for each in _chain(ei[1]))


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or fault.__context__


def _told(fault: BaseException) -> str:
    places = traceback.extract_tb(fault.__traceback__)
    way = " > ".join(f"{each.filename}:{each.lineno} {each.name}" for each in places)
    return f"{type(fault).__module__}.{type(fault).__qualname__} at {way}"


def log_as_json() -> None:
    """Write the whole process's log so, from now on."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    log.setLevel(logging.INFO)


def note(what: Outcome | Ingest) -> None:
    """Log the end of a question or an ingest."""
    if isinstance(what, Outcome):
        fields = {name: value for name, value in asdict(what).items() if value != ""}
        fields |= {"seconds": round(what.seconds, 3), "waited_s": round(what.waited_s, 3)}
        log.info("question", extra=fields)
    elif what.report is None:
        log.warning("ingest", extra={"result": "failed", "fault": what.fault})
    else:
        report = what.report
        counts = {name: getattr(report, name) for name in ("added", "changed", "removed")}
        counts |= {"skipped": len(report.skipped), "seconds": round(report.seconds, 3)}
        log.info("ingest", extra={"result": "done", **counts})
