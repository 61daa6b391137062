"""The fields of one decoded line, checked; what is wrong is said in both languages."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from rag.wording import say


class LineFault(ValueError):
    """What is wrong with one line, in words a person can act on, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        """Keep both."""
        super().__init__(say(zh, en))
        self.zh, self.en = zh, en


def refuse_unknown(record: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Name the first field that is not ``known``.

    Raises:
        LineFault: There is one.
    """
    for name in record:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, n=1)
            zh, en = (f"，是否想写 {near[0]}", f": did you mean {near[0]}?") if near else ("", "")
            raise LineFault(f"未知字段 {name!r}{zh}", f"unknown field {name!r}{en}")


def text_of(record: Mapping[str, Any], name: str) -> str:
    """A field that must hold a text.

    Raises:
        LineFault: It does not.
    """
    value = record.get(name)
    if not isinstance(value, str) or not value.strip():
        raise LineFault(f"缺少 {name} 或不是文字", f"{name} is missing or not text")
    return value.strip()


def list_of(record: Mapping[str, Any], name: str) -> list[Any]:
    """A field that must hold a list; an absent one is empty.

    Raises:
        LineFault: It does not.
    """
    value = record.get(name, [])
    if not isinstance(value, list):
        raise LineFault(f"{name} 应为列表", f"{name} must be a list")
    return value


def words_of(record: Mapping[str, Any], name: str) -> list[str]:
    """A field that must hold a list of texts.

    Raises:
        LineFault: It does not.
    """
    values = list_of(record, name)
    if not all(isinstance(value, str) and value.strip() for value in values):
        raise LineFault(f"{name} 应为文字列表", f"{name} must be a list of texts")
    return values


def group_of(group: Any) -> tuple[str, ...]:
    """The alternatives of one answer: a text, or a list of them.

    Raises:
        LineFault: Neither.
    """
    alternatives = [group] if isinstance(group, str) else group
    if (
        not isinstance(alternatives, list)
        or not alternatives
        or not all(isinstance(text, str) and text.strip() for text in alternatives)
    ):
        raise LineFault(
            "answers 的每组应为非空文字列表", "each group of answers must be a list of texts"
        )
    return tuple(alternatives)


def wrong(fault: Exception) -> str:
    """What is wrong with a record of another format, in words."""
    if isinstance(fault, KeyError):
        return say(f"缺少 {fault.args[0]}", f"{fault.args[0]} is missing")
    return str(fault)
