"""Mails as Outlook saves them, written from nothing: a compound file ([MS-CFB]) of properties.

``message(…)`` gives the tree of a mail, ``compound(tree)`` the bytes of a file that holds it.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Tree = Mapping[str, "bytes | Tree"]
"""A folder: the bytes of its streams and its folders, by name."""

_SECTOR, _SMALL, _CUTOFF = 512, 64, 4_096
_FREE, _END, _FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NOBODY = 0xFFFFFFFF
_ROOT, _FOLDER, _STREAM = 5, 1, 2


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    right: int = _NOBODY
    child: int = _NOBODY
    start: int = _END
    size: int = 0


@dataclass
class _File:
    """A compound file of version 3 on its way: sectors and the chains through them."""

    entries: list[_Entry] = field(default_factory=list)
    sectors: list[bytes] = field(default_factory=list)
    chain: list[int] = field(default_factory=list)

    def store(self, data: bytes) -> int:
        """Append a stream; its first sector."""
        pieces = [data[place : place + _SECTOR] for place in range(0, len(data), _SECTOR)]
        start = len(self.sectors)
        self.sectors += [piece.ljust(_SECTOR, b"\0") for piece in pieces]
        self.chain += [*range(start + 1, start + len(pieces)), _END] if pieces else []
        return start if pieces else _END

    def enter(self, tree: Tree) -> int:
        """Enter what stands in a folder; the first of its entries, each the left one's right."""
        names = sorted(tree, key=lambda name: (len(name), name.upper()))
        first = before = _NOBODY
        for name in names:
            content = tree[name]
            held = content if isinstance(content, bytes) else b""
            entry = _Entry(name, _STREAM if isinstance(content, bytes) else _FOLDER, held)
            number = len(self.entries)
            self.entries.append(entry)
            if before == _NOBODY:
                first = number
            else:
                self.entries[before].right = number
            before = number
            if not isinstance(content, bytes):
                entry.child = self.enter(content)
        return first


def compound(tree: Tree) -> bytes:
    """A compound file of a tree of folders and streams."""
    file = _File([_Entry("Root Entry", _ROOT)])
    file.entries[0].child = file.enter(tree)
    small, small_chain = b"", list[int]()
    for entry in file.entries:
        entry.size = len(entry.data)
        if entry.size >= _CUTOFF:
            entry.start = file.store(entry.data)
        elif entry.data:
            entry.start = len(small) // _SMALL
            count = -(-entry.size // _SMALL)
            small += entry.data.ljust(count * _SMALL, b"\0")
            small_chain += [*range(entry.start + 1, entry.start + count), _END]
    root = file.entries[0]
    root.start, root.size = file.store(small), len(small)
    small_fat = file.store(struct.pack(f"<{len(small_chain)}I", *small_chain))
    count_small = -(-4 * len(small_chain) // _SECTOR)
    directory = file.store(b"".join(map(_written, file.entries)))
    own = 1
    while own * _SECTOR // 4 < len(file.chain) + own:
        own += 1
    fat_at = range(len(file.chain), len(file.chain) + own)
    fat = [*file.chain, *[_FAT_SECTOR] * own]
    fat += [_FREE] * (own * _SECTOR // 4 - len(fat))
    head = struct.pack(
        "<8s16x6H8x8I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0,
        own, directory, 0, _CUTOFF, small_fat, count_small, _END, 0,
    )  # fmt: skip
    table = struct.pack("<109I", *fat_at, *[_FREE] * (109 - own))
    return head + table + b"".join(file.sectors) + struct.pack(f"<{len(fat)}I", *fat)


def _written(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBB3I16xI16xIQ", name, len(name), entry.kind, 1, _NOBODY, entry.right, entry.child,
        0, entry.start, entry.size,
    )  # fmt: skip


def text(number: int, words: str) -> dict[str, bytes]:
    """A property of text in Unicode."""
    return {f"__substg1.0_{number:04X}001F": words.encode("utf-16-le")}


def narrow(number: int, raw: bytes) -> dict[str, bytes]:
    """A property of text in the message's code page."""
    return {f"__substg1.0_{number:04X}001E": raw}


def binary(number: int, raw: bytes) -> dict[str, bytes]:
    """A property of bytes."""
    return {f"__substg1.0_{number:04X}0102": raw}


def fixed(head: int, values: Sequence[tuple[int, int, int]]) -> dict[str, bytes]:
    """The stream of properties of fixed length: (kind, number, value) of each."""
    rows = (struct.pack("<HHIq", kind, number, 6, value) for kind, number, value in values)
    return {"__properties_version1.0": bytes(head) + b"".join(rows)}


def message(
    subject: str, *parts: Mapping[str, bytes], values: Sequence[tuple[int, int, int]] = (),
    attached: Sequence[Tree] = (), head: int = 32,
) -> dict[str, bytes | Tree]:  # fmt: skip
    """A mail of these properties; ``attached`` are the folders of what hangs on it."""
    tree: dict[str, bytes | Tree] = {**text(0x001A, "IPM.Note"), **text(0x0037, subject)}
    tree.update(fixed(head, values))
    for part in parts:
        tree.update(part)
    for number, folder in enumerate(attached):
        tree[f"__attach_version1.0_#{number:08X}"] = folder
    return tree


def attachment(name: str, content: bytes, **others: str) -> dict[str, bytes | Tree]:
    """What hangs on a mail: a file of these bytes."""
    tree: dict[str, bytes | Tree] = {**text(0x3707, name), **binary(0x3701, content)}
    tree.update(fixed(8, [(3, 0x3705, 1)]))
    if "content_id" in others:
        tree.update(text(0x3712, others["content_id"]))
    return tree


def forwarded(inner: Tree) -> dict[str, bytes | Tree]:
    """What hangs on a mail: another mail."""
    return {**fixed(8, [(3, 0x3705, 5)]), "__substg1.0_3701000D": inner}
