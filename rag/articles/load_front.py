"""Front matter: the header that blogs and feeds put between two ``---`` lines.

``split_front_matter(text) -> FrontMatter(metadata, body, notices)``   never raises
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.wording import say

if TYPE_CHECKING:
    import yaml

_MAX_HEADER_CHARACTERS = 64_000
_DEEPEST = 50
_NAMED = 10


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The header between two ``---`` lines and what follows it; keys in lower case.

    A list is one value with a line for each item.
    """

    metadata: dict[str, str]
    body: str
    notices: tuple[str, ...] = ()


def split_front_matter(text: str) -> FrontMatter:
    """Take a YAML header off; a header YAML cannot read is read line by line instead."""
    head = text.lstrip("\ufeff \t\r\n")
    opening = re.match(r"---[ \t]*\r?\n", head)
    if not opening:
        return FrontMatter({}, text)
    limit = min(len(head), _MAX_HEADER_CHARACTERS)
    closing = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE).search(
        head, opening.end(), limit
    )
    if not closing:
        return FrontMatter({}, text)
    header = head[opening.end() : closing.start()]
    pairs = _lines_as_pairs(header)
    if not pairs:
        return FrontMatter({}, text)
    notices: list[str] = []
    first = _first_of_each(pairs)
    repeated = sorted(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
    if repeated:
        named = "、".join(repeated[:_NAMED])
        notices.append(
            say(f"文件头重复的键取第一个：{named}", f"front matter repeats {named}: first kept")
        )
    read = _read_yaml(header)
    if read is None:
        notices.append(
            say("文件头不是合法的 YAML，已逐行读取", "front matter is not valid YAML: read by line")
        )
        read = {}
    metadata = {**first, **read}
    for key in repeated:
        metadata[key] = first[key]
    return FrontMatter(metadata, head[closing.end() :], tuple(notices))


def _read_yaml(header: str) -> dict[str, str] | None:
    """The header as text values only: dates and figures stay as they were written."""
    import yaml

    if re.search(r"(?m)^[^'\"#\n]*[\s:\[,]&\w", header):
        return None
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    header = header.expandtabs(4)
    try:
        if not _is_shallow(yaml.parse(header, Loader=loader)):
            return None
        read = yaml.load(header, Loader=loader)  # noqa: S506 - BaseLoader makes only text
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if not isinstance(read, dict):
        return None
    return {str(key).strip().lower(): _as_text(value) for key, value in read.items()}


def _is_shallow(events: Iterable[yaml.Event]) -> bool:
    """Whether nothing is nested beyond all use.

    PyYAML builds nested values by recursion in C: some thousand brackets end the process. The
    events it builds them from come one after the other, however deep.
    """
    from yaml import CollectionEndEvent, CollectionStartEvent

    depth = 0
    for event in events:
        if isinstance(event, CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                return False
        depth -= isinstance(event, CollectionEndEvent)
    return True


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(str(item).strip() for item in value if isinstance(item, str))
    return value.strip() if isinstance(value, str) else ""


def _lines_as_pairs(header: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for line in header.splitlines():
        item = re.match(r"\s+-\s+(.*)", line)
        if item and pairs:
            key, value = pairs[-1]
            pairs[-1] = key, f"{value}\n{_unquoted(item[1])}".strip()
            continue
        named = re.match(r"([\w.-]{1,60})\s*:(?:[ \t]+(.*))?$", line.strip("\r"))
        if named and not line.startswith((" ", "\t")):
            pairs.append((named[1].lower(), _unquoted(named[2] or "")))
    return pairs


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1]
    return value


def _first_of_each(pairs: list[tuple[str, str]]) -> dict[str, str]:
    first: dict[str, str] = {}
    for key, value in pairs:
        first.setdefault(key, value)
    return first
