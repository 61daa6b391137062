"""Why a process that reads what others wrote gave no result, and how that is said."""

from __future__ import annotations

import contextlib
import signal
from typing import Any

from rag.articles.limits import Limits
from rag.errors import LoadError, YoujuError


class Stopped(LoadError):
    """The child ended at an article: it hit a limit, or crashed.

    ``place`` counts the request's articles from 1; 0 when it was at none. ``done`` are the
    results of the first ones. ``outside`` is set when something else on this machine ended the
    child, so that the article deserves another try.
    """

    def __init__(self, *, zh: str, en: str, place: int = 0, name: str = "") -> None:
        super().__init__(zh=zh, en=en)
        self.place, self.name = place, name
        self.outside = False
        self.done: list[Any] = []


class SandboxLost(YoujuError):
    """The process that reads files cannot be kept alive."""


class Abandoned(Exception):
    """The child was ended on purpose: nobody waits for the result."""


def out_of_time(limits: Limits) -> LoadError:
    """It took more processor time than an article may."""
    return LoadError(
        zh=f"读取它用了超过 {limits.seconds} 秒处理器时间，已停止"
        "（可调 YOUJU_MAX_ARTICLE_SECONDS）。",
        en=f"Reading it took more than {limits.seconds} s of processor time; stopped "
        "(YOUJU_MAX_ARTICLE_SECONDS).",
    )


def out_of_patience(limits: Limits) -> LoadError:
    """It made no progress by the clock."""
    return LoadError(
        zh=f"读取它超过 {limits.wall_seconds} 秒没有结束，已停止"
        "（可调 YOUJU_MAX_ARTICLE_SECONDS）。",
        en=f"Reading it did not end within {limits.wall_seconds} s; stopped "
        "(YOUJU_MAX_ARTICLE_SECONDS).",
    )


def too_much(limits: Limits) -> LoadError:
    """It gives more text than is taken from one."""
    most = limits.reply_bytes // 1_000_000
    return LoadError(
        zh=f"它给出的文字超过 {most} MB，已停止。请拆分后再试。",
        en=f"It gives more than {most} MB of text; stopped. Split it.",
    )


def killed() -> LoadError:
    """Something else on this machine ended its process, twice."""
    return LoadError(
        zh="读取它的进程两次被系统终止（可能内存不足），已跳过。",
        en="The process reading it was killed twice by the system (out of memory?).",
    )


def crashed(code: int) -> LoadError:
    """Its process ended with this code; a signal is called by its name."""
    name = str(code)
    if code < 0:
        with contextlib.suppress(ValueError):
            name = signal.Signals(-code).name
    return LoadError(
        zh=f"解析程序在它上面崩溃（{name}），已跳过。",
        en=f"The parser crashed on it ({name}).",
    )
