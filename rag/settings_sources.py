"""Which of two places a setting is taken from: the environment, or a line of ``.env``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import Any

from rag.env_file import PREFIX, EnvFile
from rag.errors import SettingsError


def settings_in(written: EnvFile, fields: Iterable[str]) -> dict[str, str]:
    """The settings of ``.env`` that the environment does not set, by the names of ``fields``.

    Raises:
        SettingsError: A value names another to be put in its place, which is not done.
    """
    found: dict[str, str] = {}
    for field in fields:
        name = f"{PREFIX}{field.upper()}"
        line = written.line(name)
        if line is None or not line.value or in_environment(name):
            continue
        if _REFERENCE.search(line.value):
            where = f"{written.path}"
            raise SettingsError(
                zh=f"{where} 第 {line.number} 行的 {name} 含有 ${{…}}，不会被替换。"
                "请直接写出它的值（~ 表示主目录）。",
                en=f"{name} in line {line.number} of {where} holds ${{…}}, which is not replaced. "
                "Write the value itself (~ is the home folder).",
            )
        found[field] = line.value
    return found


_REFERENCE = re.compile(r"\$\{[^{}]*\}")
"""What other programs replace by a variable: ``${HOME}``."""
_ENDPOINT, KEY = "YOUJU_CHAT_BASE_URL", "YOUJU_CHAT_API_KEY"


def key_beside(values: Mapping[str, Any], written: EnvFile) -> dict[str, str]:
    """The key that stands where the endpoint's address does; nothing where none is named.

    Args:
        values: What the caller gives; who names an address in code may leave the key elsewhere.
        written: The lines of ``.env``.
    """
    for value_of in () if "chat_base_url" in values else (in_environment, written.value):
        if value_of(_ENDPOINT):
            return {"chat_api_key": value_of(KEY)}
    return {}


def in_environment(name: str) -> str:
    """A variable's value, in letters of any size; empty where it is not set."""
    return next((value for key, value in os.environ.items() if key.upper() == name and value), "")
