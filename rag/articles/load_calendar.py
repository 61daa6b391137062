r"""Articles in calendars (.ics): each event with its day, place and description, as text.

    BEGIN:VEVENT … END:VEVENT  ──▶  评审会：2025年3月5日14:00–16:00，地点：三楼会议室。

How a calendar's lines are written is ``rag.articles.content_lines``'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rag.articles.content_lines import content_lines, unescaped
from rag.articles.grid import ROW
from rag.articles.load_text import decode
from rag.errors import LoadError
from rag.types import Article
from rag.wording import say

MAX_EVENTS = 20_000
"""A calendar with more events than this is refused."""

# 20250305T140000Z, 20250305
_WHEN = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(?:\d\d)?(Z)?)?")
# P1W, PT1H30M, P2DT4H
_DURATION = re.compile(
    r"P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:\d+S)?)?"
)
_ITEMS = frozenset(("VEVENT", "VTODO", "VJOURNAL"))
# 会
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_OFTEN = {
    "DAILY": ("天", "day"), "WEEKLY": ("周", "week"), "MONTHLY": ("个月", "month"),
    "YEARLY": ("年", "year"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Value:
    text: str
    parameters: str = ""


@dataclass
class _Item:
    """An event: the first value of each of its properties, and how many files hang on it."""

    values: dict[str, _Value] = field(default_factory=dict)
    attached: int = 0

    def text(self, name: str) -> str:
        """A property's text without its escapes."""
        return unescaped(self.values.get(name, _Value("")).text)


@dataclass(frozen=True, slots=True)
class _When:
    """A day, or a moment as the calendar's owner sees it."""

    day: datetime
    whole_day: bool
    zone: str = ""


def from_calendar(path: str, data: bytes) -> Article | None:
    """The events of a calendar in their order; ``None`` where it is none.

    Raises:
        LoadError: It is no text, holds no event, or very many.

    """
    decoded = decode(data)
    if "BEGIN:VCALENDAR" not in decoded.text.upper():
        return None
    calendar, items = _read(decoded.text)
    if not items:
        raise LoadError(zh="日历里没有日程。", en="There is no event in the calendar.")
    zone = calendar.text("X-WR-TIMEZONE").strip()
    # Marked as rows, lines of a day and a time are taken for no byline.
    lines = [ROW + line for item in items for line in _told(item, zone)]
    title = calendar.text("X-WR-CALNAME").strip()
    if not title:
        title = items[0].text("SUMMARY").strip() if len(items) == 1 else ""
    attached = sum(item.attached for item in items)
    notices = decoded.notices
    if attached:
        notices += (say(f"{attached} 个附件没有读", f"{attached} attachments are not read"),)
    stem = PurePosixPath(path.rpartition("!/")[2]).stem
    return Article(
        path, "\n\n".join(lines), "text", decoded.encoding, {"title": title or stem}, notices
    )


def _read(text: str) -> tuple[_Item, list[_Item]]:
    """What the calendar says of itself, and its events."""
    calendar, items = _Item(), list[_Item]()
    inside: list[str] = []
    for line in content_lines(text):
        name, value = line.name, line.value
        if name == "BEGIN":
            inside.append(value.upper())
            if inside[-1] in _ITEMS:
                items.append(_Item())
        elif name == "END":
            inside = inside[:-1]
        elif inside == ["VCALENDAR"]:
            calendar.values.setdefault(name, _Value(value))
        elif inside[1:] and inside[-1] in _ITEMS:
            items[-1].values.setdefault(name, _Value(value, line.parameters))
            items[-1].attached += name == "ATTACH"
        if len(items) > MAX_EVENTS:
            raise LoadError(
                zh=f"日历有超过 {MAX_EVENTS:,} 个日程。请拆分。",
                en=f"A calendar of more than {MAX_EVENTS:,} events. Split it.",
            )
    return calendar, items


def _told(item: _Item, zone: str) -> Iterator[str]:
    """An event as a sentence of what, when and where, and its description below."""
    place, summary = item.text("LOCATION").strip(), item.text("SUMMARY").strip()
    description = item.text("DESCRIPTION").strip()
    chinese = bool(_CHINESE.search(summary + place + description))
    comma, colon = ("，", "：") if chinese else (", ", ": ")
    parts = [_span(item, zone, chinese=chinese), _repeated(item, chinese=chinese)]
    place = " ".join(place.split())
    parts.append(f"{'地点' if chinese else 'place'}{colon}{place}" if place else "")
    who = re.search(
        r'CN=(?:"([^"]*)"|([^;:"]*))', item.values.get("ORGANIZER", _Value("")).parameters
    )
    name = (who[1] or who[2] or "").strip() if who else ""
    parts.append(f"{'组织者' if chinese else 'organised by'}{colon}{name}" if name else "")
    if item.text("STATUS").upper() == "CANCELLED":
        parts.append("已取消" if chinese else "cancelled")
    facts = comma.join(part for part in parts if part)
    summary = " ".join(summary.split())
    if summary or facts:
        ends = "" if not facts else ("。" if chinese else ".")
        yield colon.join(part for part in (summary, facts) if part) + ends
    for line in description.split("\n"):
        if line.strip():
            yield line.strip()


def _span(item: _Item, zone: str, *, chinese: bool) -> str:
    """From when to when: 2025年3月5日14:00–16:00."""
    start = _when(item.values.get("DTSTART"), zone)
    due = "" if start else ("截止" if chinese else "due ")
    start = start or _when(item.values.get("DUE"), zone)
    if start is None:
        return ""
    end = _when(item.values.get("DTEND"), zone) or _after(start, item.values.get("DURATION"))
    first = due + _written(start, chinese=chinese)
    if end is None or end.day <= start.day:
        return first
    if start.whole_day:  # the day after the last one is stated (RFC 5545 3.6.1)
        last = _When(end.day - timedelta(days=1), whole_day=True)
        return first if last.day <= start.day else f"{first}–{_written(last, chinese=chinese)}"
    if end.day.date() == start.day.date():
        return f"{first}–{end.day:%H:%M}"
    return f"{first}–{_written(end, chinese=chinese)}"


def _when(value: _Value | None, zone: str) -> _When | None:
    found = _WHEN.match(value.text) if value else None
    if not found:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in found.groups()[:5])
    try:
        moment = datetime(year, month, day, hour, minute)
    except ValueError:
        return None
    if not found[6]:
        return _When(moment, whole_day=found[4] is None)
    try:
        local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone or "?"))
    except (ZoneInfoNotFoundError, ValueError, OverflowError, OSError):
        return _When(moment, whole_day=False, zone=" UTC")
    return _When(local.replace(tzinfo=None), whole_day=False)


def _after(start: _When, value: _Value | None) -> _When | None:
    found = _DURATION.fullmatch(value.text.strip()) if value else None
    if not found:
        return None
    weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
    try:
        end = start.day + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    except OverflowError:
        return None
    return _When(end, start.whole_day, start.zone)


def _written(when: _When, *, chinese: bool) -> str:
    day: date = when.day.date()
    clock = "" if when.whole_day else f"{when.day:%H:%M}{when.zone}"
    if chinese:
        return f"{day.year}年{day.month}月{day.day}日{clock}"
    return f"{day.isoformat()} {clock}".strip()


def _repeated(item: _Item, *, chinese: bool) -> str:
    rule = dict(pair.partition("=")[::2] for pair in item.text("RRULE").upper().split(";")[:20])
    zh, en = _OFTEN.get(rule.get("FREQ", ""), ("", ""))
    if not zh:
        return ""
    until, count = _WHEN.match(rule.get("UNTIL", "")), rule.get("COUNT", "")
    apart = rule.get("INTERVAL", "1")
    if apart.isdigit() and apart != "1":
        told = f"每{apart}{zh}重复" if chinese else f"repeated every {apart} {en}s"
    else:
        told = f"每{zh[-1]}重复" if chinese else f"repeated every {en}"
    if until:
        last = f"{int(until[1])}年{int(until[2])}月{int(until[3])}日"
        told += f"至{last}" if chinese else f" until {until[1]}-{until[2]}-{until[3]}"
    elif count.isdigit():
        told += f"共{count}次" if chinese else f", {count} times"
    return told
