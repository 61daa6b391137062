"""Mails of Outlook that were made to stop whoever reads them.

Each function writes one into a folder; ``hostile_files.EVERY`` lists them with the others.
"""

from __future__ import annotations

import struct
from pathlib import Path

from tests.rag.articles.msg_files import (
    attachment,
    binary,
    compound,
    fixed,
    forwarded,
    message,
    text,
)

SENTENCE = "青禾市今年1月开通地铁，全长28公里。"
_BODY, _HTML, _PACKED = 0x1000, 0x1013, 0x1009
_LONG = text(_BODY, SENTENCE * 300)  # beyond the small streams


def _bytes(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def _entry(data: bytes, name: str) -> int:
    """Where in a file the entry of a stream begins."""
    return data.index(name.encode("utf-16-le") + b"\0\0")


def _claimed(size: int) -> bytes:
    """A mail whose text claims to be of so many bytes."""
    data = bytearray(compound(message("大", _LONG)))
    struct.pack_into("<Q", data, _entry(bytes(data), "__substg1.0_1000001F") + 120, size)
    return bytes(data)


def msg_size(folder: Path) -> Path:
    """A text that claims to be four gigabytes."""
    return _bytes(folder, "size.msg", _claimed(0xFFFFFFF0))


def msg_size_beyond(folder: Path) -> Path:
    """A text that claims to be as long as a number can say."""
    return _bytes(folder, "beyond.msg", _claimed(0xFFFFFFFFFFFFFFFF))


def msg_ring(folder: Path) -> Path:
    """A text whose sectors lead back to its first one."""
    data = bytearray(compound(message("环", _LONG)))
    start = struct.unpack_from("<I", data, _entry(bytes(data), "__substg1.0_1000001F") + 116)[0]
    table = 512 * (struct.unpack_from("<I", data, 76)[0] + 1)
    struct.pack_into("<I", data, table + 4 * (start + 3), start)
    return _bytes(folder, "ring.msg", bytes(data))


def msg_tree_ring(folder: Path) -> Path:
    """A folder that holds the root."""
    data = bytearray(compound(message("树", _LONG, attached=[attachment("a.txt", b"x")])))
    struct.pack_into("<I", data, _entry(bytes(data), "__attach_version1.0_#00000000") + 76, 0)
    return _bytes(folder, "tree_ring.msg", bytes(data))


def msg_same_part(folder: Path) -> Path:
    """Two hundred attachments that are the same bytes of the file."""
    parts = [attachment(f"{n}.txt", SENTENCE.encode() * 100) for n in range(200)]
    data = bytearray(compound(message("同", _LONG, attached=parts)))
    first = _entry(bytes(data), "__substg1.0_37010102")
    place, whole = first, bytes(data)
    while (place := whole.find(whole[first : first + 64], place + 1)) > 0:
        data[place + 116 : place + 128] = whole[first + 116 : first + 120] + struct.pack(
            "<Q", 60_000
        )
    return _bytes(folder, "same_part.msg", bytes(data))


def msg_many_folders(folder: Path) -> Path:
    """Twenty thousand folders, each the neighbour of the one before."""
    tree = message("多", _LONG)
    tree.update({f"x{n}": {} for n in range(20_000)})
    return _bytes(folder, "many_folders.msg", compound(tree))


def msg_forwarded(folder: Path) -> Path:
    """Mails within mails, eighty deep."""
    tree = message("底", _LONG, head=24)
    for _ in range(80):
        tree = message("信", text(_BODY, SENTENCE), attached=[forwarded(tree)], head=24)
    return _bytes(folder, "forwarded.msg", compound(tree))


def msg_packed(folder: Path) -> Path:
    """Rich text that claims to unpack to four gigabytes, of references alone."""
    packed = b"\xff" + b"\x00\x0f" * 8
    rich = struct.pack("<II4sI", 0xFFFFFFFF, 0xFFFFFFFF, b"LZFu", 0) + packed * 40_000
    return _bytes(folder, "packed.msg", compound(message("包", binary(_PACKED, rich))))


def msg_properties(folder: Path) -> Path:
    """A hundred thousand properties, times beyond all calendars, a code page that is none."""
    values = [(0x40, 0x0039, 2**63 - 1), (3, 0x3FFD, 2**31), (3, 0x3FDE, 1), (3, 0x3FF1, -1)]
    tree = message("属", _LONG, binary(_HTML, f"<p>{SENTENCE}</p>".encode("gbk")))
    tree.update(fixed(32, values + [(3, 0x0E00, n) for n in range(100_000)]))
    return _bytes(folder, "properties.msg", compound(tree))


MESSAGES = (
    msg_size, msg_size_beyond, msg_ring, msg_tree_ring, msg_same_part, msg_many_folders,
    msg_forwarded, msg_packed, msg_properties,
)  # fmt: skip
"""All of them."""
