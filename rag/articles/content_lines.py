r"""The lines of calendars and address books: ``NAME;PARAMETER=VALUE:VALUE``, folded and escaped.

RFC 5545 and RFC 6350 (3.1 folds long lines by a space, 3.4 escapes ``\n`` and ``\,``); the older
vCalendar 1.0 and vCard 2.1 write texts in quoted-printable and break them after an ``=``.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

# a line end with a blank below it: a line that goes on (RFC 5545 3.1)
_FOLDED = re.compile(r"\r?\n[ \t]")
# NOTE;ENCODING=QUOTED-PRINTABLE:
_QUOTED = re.compile(r"ENCODING=QUOTED-PRINTABLE|;QUOTED-PRINTABLE", re.IGNORECASE)
# FN;CHARSET=GBK:
_CHARSET = re.compile(r"CHARSET=\"?([\w.:-]{2,30})", re.IGNORECASE)
# \, and \n
_ESCAPED = re.compile(r"\\(.)")
_PROPERTY = re.compile(  # DTSTART;TZID="Asia/Shanghai":20250305T140000, item1.TEL;HOME:010-1
    r"(?:[A-Za-z0-9-]{1,60}\.)?(?P<name>[A-Za-z0-9-]{1,60})"
    r"(?P<parameters>(?:;[^=:;]{1,60}(?:=(?:\"[^\"]*\"|[^\":;]*))?)*):(?P<value>.*)"
)


@dataclass(frozen=True, slots=True)
class ContentLine:
    """A property: its name in capitals, its parameters as written, its value still escaped."""

    name: str
    parameters: str
    value: str


def content_lines(text: str) -> Iterator[ContentLine]:
    """The properties of a text, one after the other; what is none is passed over."""
    lines = iter(_FOLDED.sub("", text).splitlines())
    for line in lines:
        found = _PROPERTY.match(line)
        if not found:
            continue
        parameters, value = found["parameters"], found["value"].strip()
        if _QUOTED.search(parameters):
            while value.endswith("=") and (following := next(lines, None)) is not None:
                value = value[:-1] + following.strip()
            value = _unquoted(value, parameters)
        yield ContentLine(found["name"].upper(), parameters, value)


def unescaped(value: str) -> str:
    r"""A text without its escapes: ``\n`` is a line break, ``\,`` a comma."""
    return _ESCAPED.sub(lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), value)


def _unquoted(value: str, parameters: str) -> str:
    """A quoted-printable value, its line breaks escaped as the newer form has them."""
    raw = quopri.decodestring(value.encode("utf-8", "replace"))
    stated = _CHARSET.search(parameters)
    for codec in (stated[1] if stated else "utf-8", "utf-8", "gb18030"):
        try:
            text = raw.decode(codec)
        except (LookupError, UnicodeDecodeError):
            continue
        return text.replace("\r\n", "\n").replace("\n", "\\n")
    return raw.decode("utf-8", "replace")
