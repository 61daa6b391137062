"""Documents of Word 97 ([MS-DOC]) and workbooks of Excel 97, made for tests of their reading."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import Any

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_TEXT_AT = 1_536
_STREAM = 8_192
"""Both streams are as long as this, so that none is a small one."""
DELETED = struct.pack("<HB", 0x0800, 1)
"""sprmCFRMarkDel: deleted while changes were tracked."""
INSERTED = struct.pack("<HB", 0x0801, 1)
HIDDEN = struct.pack("<HB", 0x083C, 1)


def doc(runs: Sequence[tuple[str, bytes]], *, class_id: bytes = bytes(16), flags: int = 0) -> bytes:
    """A document of runs of text with their properties; ``\\r`` ends a paragraph."""
    text = "".join(words for words, _ in runs)
    encoded = text.encode("utf-16-le")
    pieces = struct.pack("<2I", 0, len(text)) + struct.pack("<HIH", 0, _TEXT_AT, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    borders = [_TEXT_AT]
    for words, _ in runs:
        borders.append(borders[-1] + 2 * len(words))
    page = bytearray(512)
    struct.pack_into(f"<{len(borders)}I", page, 0, *borders)
    free = 511
    for place, (_, properties) in enumerate(runs):
        if properties:
            free = (free - 1 - len(properties)) & ~1
            page[free : free + 1 + len(properties)] = bytes([len(properties)]) + properties
            page[4 * len(borders) + place] = free // 2
    page[511] = len(runs)
    bins = struct.pack("<3I", borders[0], borders[-1], 1_024 // 512)
    stream = bytearray(_STREAM)
    stream[:1_024] = _head(len(text), _TEXT_AT + len(encoded), flags, {
        12: (256, len(bins)), 33: (0, len(clx)),
    })  # fmt: skip
    stream[1_024:1_536] = page
    stream[_TEXT_AT : _TEXT_AT + len(encoded)] = encoded
    table = bytearray(_STREAM)
    table[: len(clx)] = clx
    table[256 : 256 + len(bins)] = bins
    return compound({"WordDocument": bytes(stream), "1Table": bytes(table)}, class_id)


def _head(letters: int, end: int, flags: int, parts: dict[int, tuple[int, int]]) -> bytes:
    """The file information block of [MS-DOC] 2.5; ``parts`` by their number in its table."""
    head = bytearray(1_024)
    struct.pack_into("<HHHH", head, 0, 0xA5EC, 0xC1, 0, 0x0804)
    struct.pack_into("<HH", head, 10, 0x1200 | flags, 0xBF)
    struct.pack_into("<H", head, 32, 14)
    struct.pack_into("<H", head, 62, 22)
    struct.pack_into("<22I", head, 64, *[end, 0, 0, letters, *[0] * 18])
    struct.pack_into("<H", head, 152, 93)
    for place, (at, size) in parts.items():
        struct.pack_into("<II", head, 154 + 8 * place, at, size)
    return bytes(head)


def compound(streams: dict[str, bytes], class_id: bytes = bytes(16)) -> bytes:
    """A compound file ([MS-CFB]) of streams of ``_STREAM`` bytes each."""
    sectors: list[bytes] = []
    chain: list[int] = []
    entries = [_entry("Root Entry", 5, child=1)]
    for place, (name, data) in enumerate(streams.items(), 1):
        start, count = len(sectors), len(data) // 512
        sectors += [data[at : at + 512] for at in range(0, len(data), 512)]
        chain += [*range(start + 1, start + count), _END]
        right = place + 1 if place < len(streams) else _FREE
        entries.append(_entry(name, 2, right=right, start=start, size=len(data)))
    directory = b"".join(entries).ljust(512, b"\0")
    sectors.append(directory)
    chain += [_END, _FAT]
    table = struct.pack("<128I", *chain, *[_FREE] * (128 - len(chain)))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + class_id
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, 1, len(sectors) - 1, 0, 4_096, _END, 0, _END, 0)
    head += struct.pack("<109I", len(sectors), *[_FREE] * 108)
    return head + b"".join([*sectors, table])


def _entry(
    name: str,
    kind: int,
    *,
    right: int = _FREE,
    child: int = _FREE,
    start: int = _END,
    size: int = 0,
) -> bytes:
    called = (name + "\0").encode("utf-16-le")
    entry = bytearray(128)
    entry[: len(called)] = called
    struct.pack_into("<HBB", entry, 64, len(called), kind, 1)
    struct.pack_into("<III", entry, 68, _FREE, right, child)
    struct.pack_into("<IQ", entry, 116, start, size)
    return bytes(entry)


def saved(book: Any) -> bytes:
    """What xlwt writes of a workbook."""
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
