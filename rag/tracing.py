"""Optional OpenTelemetry spans, named after the stages; off unless a setting asks for them.

``YOUJU_TRACING=true`` with ``pip install 'youju[tracing]'`` emits one span for each stage and
each call to a chat model, through whatever tracer provider the process has set up. No span
carries a question, an article, a reply or a key: only names, counts and durations.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rag.errors import SettingsError
from rag.settings import Settings


@contextmanager
def span(settings: Settings, name: str, **counts: int | float | str) -> Iterator[None]:
    """A span called ``youju.<name>`` around a block; nothing at all when tracing is off.

    It is a child of the span that the caller is in, and does not become the current one: a
    block of a generator may be left in one context and entered again in another.

    Raises:
        SettingsError: Tracing is asked for and opentelemetry is not installed.
    """
    if not settings.tracing:
        yield
        return
    try:
        from opentelemetry import trace
    except ImportError as fault:
        raise SettingsError(
            zh="YOUJU_TRACING 已打开，但没有安装 opentelemetry。"
            "请运行：pip install 'youju[tracing]'",
            en="YOUJU_TRACING is on but opentelemetry is not installed. Run: "
            "pip install 'youju[tracing]'",
        ) from fault
    current = trace.get_tracer("youju").start_span(f"youju.{name}")
    try:
        for key, value in counts.items():
            current.set_attribute(f"youju.{key}", value)
        yield
    except Exception:
        current.set_status(trace.StatusCode.ERROR)  # which error is not told: it quotes
        raise
    finally:
        current.end()
