"""The properties of a message that Outlook saved (.msg): a compound file of streams and folders.

``message_in(file, size)`` gives a file's own message, ``folders`` what is attached to it. A
property has a number and a kind ([MS-OXPROPS]); what has a fixed length stands in one stream,
what has not in a stream of its own, ``__substg1.0_0037001F`` for the subject in UTF-16 ([MS-OXMSG]
2.2 to 2.4). olefile opens the container; nothing is taken longer than the file is.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from rag.articles.load_text import decode
from rag.errors import LoadError
from rag.wording import say

SUBJECT, BODY, HTML, RICH_TEXT = 0x0037, 0x1000, 0x1013, 0x1009
SENDER, SENT_FOR, HEADERS, SUBMITTED, DELIVERED = 0x0C1A, 0x0042, 0x007D, 0x0039, 0x0E06
CONTENT, LONG_NAME, SHORT_NAME, SHOWN_NAME = 0x3701, 0x3707, 0x3704, 0x3001
MEDIA_TYPE, CONTENT_ID, IS_HIDDEN = 0x370E, 0x3712, 0x7FFE
_CODE_PAGE, _INTERNET_CODE_PAGE, _LOCALE = 0x3FFD, 0x3FDE, 0x3FF1
_UNICODE, _EIGHT_BIT, _BINARY, _OBJECT, _TIME = 0x001F, 0x001E, 0x0102, 0x000D, 0x0040
_ENTRY = struct.Struct("<HHIq")
"""A property of fixed length: kind, number, flags, value."""
_HEADS = {"file": 32, "within": 24, "attachment": 8}
"""Bytes before the first one: in the file's own message, in one within, in an attachment."""
_FOLDER, _STREAM = 1, 2
"""Kinds of entries in a compound file ([MS-CFB] 2.6.1)."""
_CODECS = {936: "gb18030", 950: "big5hkscs", 65001: "utf-8", 54936: "gb18030", 20127: "ascii",
           20936: "gb18030", 28591: "latin-1", 20866: "koi8-r"}  # fmt: skip
_CHINESE = frozenset((0x0804, 0x0404, 0x0C04, 0x1004, 0x1404))
"""Locales of mainland China, Taiwan, Hong Kong, Singapore and Macau; all eight hours ahead."""
_EIGHT_AHEAD = timezone(timedelta(hours=8))
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_MOST_FIXED = 10_000


@dataclass
class Budget:
    """How many bytes may still be read: parts of a sound file do not overlap."""

    left: int

    def take(self, size: int) -> None:
        """Count bytes that are to be read.

        Raises:
            LoadError: They are more than the file can hold.

        """
        self.left -= size
        if size < 0 or self.left < 0:
            raise damaged(say("大小不符", "its sizes do not add up"))


class Folder:
    """A folder of a compound file that holds properties: a message, or an attachment."""

    def __init__(self, file: Any, entry: Any, way: tuple[str, ...], budget: Budget) -> None:
        """``entry`` is the folder's, and ``way`` leads to it; the file's own message has none."""
        self._file, self._entry, self._way, self._budget = file, entry, way, budget
        self._streams = {
            each.name.lower(): each for each in entry.kids if each.entry_type == _STREAM
        }
        name = way[-1].lower() if way else ""
        self._fixed = dict(self._read_fixed(_HEADS[_kind_of(name)]))

    def bytes_of(self, number: int, kind: int = _BINARY) -> bytes:
        """A property's bytes; none where there is none."""
        return self._stream(f"__substg1.0_{number:04x}{kind:04x}")

    def text(self, number: int) -> str:
        """A property's text, in Unicode or in the message's code page."""
        if wide := self.bytes_of(number, _UNICODE):
            return wide[: len(wide) // 2 * 2].decode("utf-16-le", "replace").rstrip("\0")
        if narrow := self.bytes_of(number, _EIGHT_BIT):
            return self.decoded(narrow.rstrip(b"\0"))
        return ""

    def decoded(self, raw: bytes, *, internet: bool = False) -> str:
        """Bytes in the code page that the message states, else as a file's bytes are read."""
        pages = (_INTERNET_CODE_PAGE, _CODE_PAGE) if internet else (_CODE_PAGE, _INTERNET_CODE_PAGE)
        for page in filter(None, map(self._fixed.get, pages)):
            try:
                return raw.decode(_CODECS.get(page, f"cp{page}"))
            except (LookupError, UnicodeDecodeError):
                continue
        return decode(raw).text if raw.strip() else ""

    def flag(self, number: int) -> bool:
        """A property that is true or false."""
        return bool(self._fixed.get(number, 0) & 1)

    def day(self, number: int) -> date | None:
        """The day of a moment that is kept in UTC, as it was for a reader of the message."""
        ticks = self._fixed.get(number, 0)
        zone = _EIGHT_AHEAD if self._fixed.get(_LOCALE, 0) in _CHINESE else UTC
        try:
            moment = _EPOCH + timedelta(microseconds=ticks // 10)
            return moment.astimezone(zone).date() if ticks > 0 else None
        except OverflowError:
            return None

    def folders(self, prefix: str) -> Iterator[Folder]:
        """The folders within, by how their names begin."""
        for entry in self._entry.kids:
            if entry.entry_type == _FOLDER and entry.name.lower().startswith(prefix):
                yield Folder(self._file, entry, (*self._way, entry.name), self._budget)

    def _read_fixed(self, head: int) -> Iterator[tuple[int, int]]:
        data = self._stream("__properties_version1.0")[head:]
        for place in range(0, min(len(data), _MOST_FIXED * _ENTRY.size) - _ENTRY.size + 1, 16):
            kind, number, _, value = _ENTRY.unpack_from(data, place)
            if kind not in (_UNICODE, _EIGHT_BIT, _BINARY, _OBJECT):
                yield number, value if kind == _TIME else value & 0xFFFFFFFF

    def _stream(self, name: str) -> bytes:
        entry = self._streams.get(name)
        if entry is None:
            return b""
        self._budget.take(entry.size)
        return bytes(self._file.openstream([*self._way, entry.name]).read())


def _kind_of(name: str) -> str:
    """Whether a folder is the file's message, one within it, or an attachment."""
    if not name:
        return "file"
    return "attachment" if name.startswith("__attach") else "within"


def message_in(file: Any, size: int) -> Folder:
    """The message that olefile's ``file`` of ``size`` bytes holds."""
    return Folder(file, file.root, (), Budget(2 * size))


def damaged(what: str) -> LoadError:
    """The error for a file that is no message."""
    return LoadError(
        zh=f"msg 文件已损坏（{what}）。请在 Outlook 里另存为 eml。",
        en=f"The msg file is damaged ({what}). Save it as eml in Outlook.",
    )
