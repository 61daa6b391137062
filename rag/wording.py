"""Words in the reader's language: both versions stand side by side where they are used."""

from __future__ import annotations

import locale
import os
from typing import Literal

Language = Literal["zh", "en"]
"""The language of a message or an answer."""

_chosen: list[Language] = []


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
    """The language messages appear in now: the one chosen, else as the locale says."""
    return _chosen[0] if _chosen else choose_language("auto")


def say(zh: str, en: str, language: Language | None = None) -> str:
    """The wording in ``language``, or in the process's language when none is given.

    >>> say("没有", "none", "en")
    'none'
    """
    return zh if (language or current_language()) == "zh" else en
