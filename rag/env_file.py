"""The lines of a ``.env`` file, with where each stands: errors about a setting name its line."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dotenv.parser import parse_stream

from rag.errors import SettingsError

PREFIX = "YOUJU_"
"""What the names of our variables begin with."""


@dataclass(frozen=True, slots=True)
class EnvLine:
    """``NAME=value`` as it stands: ``value`` is ``None`` where no ``=`` follows the name."""

    name: str
    value: str | None
    number: int
    """Of the line, from 1."""


@dataclass(frozen=True, slots=True)
class EnvFile:
    """A file's lines in their order; none where there is no such file."""

    path: Path | None = None
    lines: tuple[EnvLine, ...] = ()

    def line(self, name: str) -> EnvLine | None:
        """The line that sets a variable: the last that says something, in letters of any size."""
        named = [line for line in self.lines if line.name.upper() == name and line.value]
        return named[-1] if named else None

    def value(self, name: str) -> str:
        """What the file sets a variable to; empty where it does not."""
        line = self.line(name)
        return (line.value or "") if line else ""


def read_env_file(file: Any) -> EnvFile:
    """The lines of a ``.env`` file; nothing where there is no such file.

    Names in them are not replaced by what the environment holds: an address with
    ``${YOUJU_CHAT_API_KEY}`` in it would carry the key away. A mark at the beginning and the ends
    of lines that Windows writes are no part of a name or a value.

    Raises:
        SettingsError: It cannot be read, is not UTF-8, or a line about a setting of ours cannot be
            understood.
    """
    try:
        if file is None or not Path(file).is_file():
            return EnvFile()
        path = Path(file).absolute()
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        number = fault.object[: fault.start].count(b"\n") + 1
        raise SettingsError(
            zh=f"{path} 第 {number} 行不是 UTF-8 文本。请把它另存为 UTF-8。",
            en=f"Line {number} of {path} is not UTF-8. Save the file as UTF-8 text.",
        ) from None
    except OSError as fault:
        path = Path(file).absolute()
        raise SettingsError(
            zh=f"读不了 {path}：{fault.strerror}。请让运行有据的用户能读它，或删掉它。",
            en=f"{path} cannot be read: {fault.strerror}. Let the user that runs Youju read it, "
            "or remove it.",
        ) from None
    return EnvFile(path, tuple(_lines(text, path)))


def _lines(text: str, path: Path) -> list[EnvLine]:
    found = []
    for binding in parse_stream(io.StringIO(text)):
        whole = binding.original.string
        # Empty lines before a line count as its own.
        number = binding.original.line + whole[: len(whole) - len(whole.lstrip())].count("\n")
        if binding.error and PREFIX in whole.upper():
            raise SettingsError(
                zh=f"看不懂 {path} 的第 {number} 行。请写成 名字=值，例如 YOUJU_K=5；引号要成对。",
                en=f"Line {number} of {path} cannot be understood. Write NAME=value, such as "
                "YOUJU_K=5, and close every quotation mark.",
            )
        if binding.key:
            found.append(EnvLine(binding.key, binding.value, number))
    return found
