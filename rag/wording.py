"""Words in the reader's language: both versions stand side by side where they are used."""

from __future__ import annotations

import locale
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Language = Literal["zh", "en"]
"""The language of a message or an answer."""

_chosen: list[Language] = []
_spoken: ContextVar[Language | None] = ContextVar("youju_language", default=None)


def choose_language(setting: Literal["auto", "zh", "en"]) -> Language:
    """Fix the language of messages for this process; ``auto`` asks the locale, Chinese first.

    Only a locale that names another language than Chinese gives English: an unset, C or
    POSIX locale says nothing about the reader.
    """
    if setting == "auto":
        named = (
            os.environ.get("LC_ALL")
            or os.environ.get("LC_MESSAGES")
            or os.environ.get("LANG")
            or locale.getlocale()[0]
            or ""
        )
        silent = named.split(".")[0] in {"", "C", "POSIX"}
        setting = "zh" if silent or named.startswith("zh") else "en"
    _chosen[:] = [setting]
    return setting


def current_language() -> Language:
    """The language messages appear in now: the reader's, else the one chosen, else the locale's."""
    return _spoken.get() or (_chosen[0] if _chosen else choose_language("auto"))


@contextmanager
def speaking(language: Language | None) -> Iterator[None]:
    """Messages are in ``language`` here, whatever the process speaks; ``None`` changes nothing.

    It holds for this thread or task, and for what copies its context.

    >>> with speaking("en"):
    ...     say("没有", "none")
    'none'
    """
    before = _spoken.set(language or _spoken.get())
    try:
        yield
    finally:
        _spoken.reset(before)


def say(zh: str, en: str, language: Language | None = None) -> str:
    """The wording in ``language``, or in the process's language when none is given.

    >>> say("没有", "none", "en")
    'none'
    """
    return zh if (language or current_language()) == "zh" else en
