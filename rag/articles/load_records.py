"""Articles from a file of JSON lines, plain or compressed, in bounded memory."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from rag.articles.faults import forgiven
from rag.articles.files import Enter, OnSkip, opened
from rag.articles.limits import HowToRead
from rag.articles.load_text import decode, markup_of
from rag.articles.paths import member_path, path_text
from rag.errors import LoadError
from rag.types import Article, Skipped

MAX_RECORD_BYTES = 10_000_000
"""A line longer than this is skipped and named."""

_BOMB_BYTES = 64_000_000
_BOMB_RATIO = 200
_ALSO_KEPT = ("author", "source", "url", "categories", "language")


def load_records(
    path: Path, settings: HowToRead, on_skip: OnSkip, enter: Enter
) -> Iterator[Article]:
    """One article a line; a line that cannot be used is given to ``on_skip`` and passed over.

    A member's path is ``FILE!/ID``; a repeated or missing id is told apart by its line.

    Raises:
        LoadError: The file cannot be opened, is damaged, or unpacks beyond all proportion.

    """
    shown = path_text(path)
    names = _names(settings)
    seen: set[int] = set()
    any_record = False
    with _opened(path) as file, _explained():
        for number, line in _lines(file, path):
            any_record = True
            if not enter(f"{number}"):
                continue
            refused: list[str] = []
            with forgiven(refused.append):
                _check_length(line)
                article = _article_in(line, shown, number, names, seen)
            if refused:
                on_skip(Skipped(f"{shown}!/{number}", refused[0]))
            else:
                yield article
    if not any_record:
        raise LoadError(zh="文件是空的。", en="The file is empty.")


def load_json(
    path: Path, data: bytes, settings: HowToRead, on_skip: OnSkip, enter: Enter
) -> Iterator[Article]:
    """One article for each record of a JSON file: a list of records, one record, or lines.

    Raises:
        LoadError: It is no JSON, or none of its values is a record.

    """
    shown = path_text(path)
    names = _names(settings)
    records = _records(decode(data).text)
    if not any(isinstance(record, dict) and record.get(names[3]) for record in records):
        raise LoadError(
            zh=f"JSON 里没有正文字段“{names[3]}”（见 YOUJU_JSONL_FIELDS）",
            en=f'The JSON has no record with text in the field "{names[3]}" (YOUJU_JSONL_FIELDS)',
        )
    seen: set[int] = set()
    for number, record in enumerate(records, start=1):
        if not enter(f"{number}"):
            continue
        refused: list[str] = []
        with forgiven(refused.append):
            article = _article(record, "utf-8", shown, number, names, seen)
        if refused:
            on_skip(Skipped(f"{shown}!/{number}", refused[0]))
        else:
            yield article


def _records(text: str) -> list[Any]:
    """The values of a JSON text: the items of a list, the list under one key, or its lines."""
    try:
        value = _value(text)
    except LoadError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not lines[0].lstrip().startswith("{"):
            raise
        return [_value(line) for line in lines]
    if isinstance(value, dict):
        lists = [each for each in value.values() if isinstance(each, list)]
        if len(lists) == 1 and any(isinstance(item, dict) for item in lists[0]):
            return list(lists[0])
        return [value]
    return value if isinstance(value, list) else [value]


def _names(settings: HowToRead) -> list[str]:
    """What the fields of id, title, day and text are called."""
    names = [name.strip() for name in settings.jsonl_fields.split(",")]
    return names + ["id", "title", "published", "text"][len(names) :]


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except (EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile) as fault:
        raise LoadError(
            zh=f"压缩文件已损坏（{fault}）；损坏之前的文章已读入。",
            en=f"The compressed file is damaged ({fault}); articles before the damage were read.",
        ) from fault
    except OSError as fault:
        raise LoadError(
            zh=f"无法读取：{fault.strerror or fault}。",
            en=f"Cannot be read: {fault.strerror or fault}.",
        ) from fault


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    lower = path.name.lower()
    with _explained(), opened(path) as file:
        if lower.endswith(".xz"):
            with lzma.LZMAFile(file) as unpacked:
                yield io.BufferedReader(unpacked)
        elif lower.endswith(".gz"):
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield io.BufferedReader(unpacked)
        else:
            yield file


def _lines(file: IO[bytes], path: Path) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers from 1; of one that is too long, only its beginning."""
    number = total = 0
    stored = max(1, path.stat().st_size)
    while line := file.readline(MAX_RECORD_BYTES + 1):
        number += 1
        total += len(line)
        if len(line) > MAX_RECORD_BYTES:
            total += _drain(file, stored)
        if line.strip(b"\xef\xbb\xbf \t\r\n"):
            yield number, line
        _check_proportion(total, stored)


def _check_length(line: bytes) -> None:
    if len(line) > MAX_RECORD_BYTES:
        raise LoadError(
            zh=f"这一行超过 {MAX_RECORD_BYTES // 1_000_000} MB",
            en=f"the line is longer than {MAX_RECORD_BYTES // 1_000_000} MB",
        )


def _drain(file: IO[bytes], stored: int) -> int:
    drained = 0
    while piece := file.readline(1_000_000):
        drained += len(piece)
        _check_proportion(drained, stored)
        if piece.endswith(b"\n"):
            break
    return drained


def _check_proportion(total: int, stored: int) -> None:
    if total > _BOMB_BYTES and total > stored * _BOMB_RATIO:
        raise LoadError(
            zh="解压后的大小与文件不成比例（疑似压缩炸弹），已停止读取。",
            en="It unpacks out of all proportion (a compression bomb?); reading stopped.",
        )


def _article_in(line: bytes, shown: str, number: int, names: list[str], seen: set[int]) -> Article:
    encoding = "utf-8"
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        decoded = decode(line)
        text, encoding = decoded.text, decoded.encoding
    return _article(_value(text), encoding, shown, number, names, seen)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise _invalid(fault) from fault


def _invalid(fault: Exception) -> LoadError:
    """Why a text is no JSON, in words: where it breaks off, or what of it is too much."""
    if isinstance(fault, json.JSONDecodeError):
        zh = f"第 {fault.lineno} 行第 {fault.colno} 个字符处有误"
        return LoadError(zh=f"不是合法的 JSON（{zh}）", en=f"not valid JSON ({fault})")
    if isinstance(fault, RecursionError):
        return LoadError(zh="不能读的 JSON（嵌套太深）", en="JSON that is nested too deeply")
    return LoadError(
        zh="不能读的 JSON（其中一个数字有几千位）",
        en="JSON with a figure of thousands of digits",
    )


def _article(
    record: Any, encoding: str, shown: str, number: int, names: list[str], seen: set[int]
) -> Article:
    id_name, title_name, published_name, text_name = names[:4]
    body = record.get(text_name) if isinstance(record, dict) else None
    if not isinstance(body, str) or not body.strip():
        raise LoadError(
            zh=f"没有正文字段“{text_name}”（见 YOUJU_JSONL_FIELDS）",
            en=f'no text in the field "{text_name}" (see YOUJU_JSONL_FIELDS)',
        )
    metadata = {name: _as_text(record[name]) for name in _ALSO_KEPT if record.get(name)}
    for key, name in (("title", title_name), ("published", published_name)):
        if record.get(name) is not None:
            metadata[key] = _as_text(record[name])
    member = _as_text(record.get(id_name, "")) or f"{number}"
    place = member_path(shown, member, number, seen)
    return Article(place, body, markup_of("", body), encoding, metadata)


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(str(item).strip() for item in value)
    return "" if value is None or isinstance(value, dict) else str(value).strip()
