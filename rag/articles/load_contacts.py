"""Address books (.vcf): a table of people and what is known of each, as phones and mails export it.

BEGIN:VCARD … END:VCARD  ──▶  姓名 | 单位 | 职务 | 手机
沈知夏 | 青禾市水务局 规划处 | 处长 | 138 0013 8000
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from rag.articles.content_lines import ContentLine, content_lines, unescaped
from rag.articles.grid import Cell, lines_of, marked
from rag.articles.load_text import decode
from rag.errors import LoadError
from rag.types import Article
from rag.wording import say

MAX_CONTACTS = 20_000
"""An address book with more people than this is refused."""

# 沈
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CELL = re.compile(r"\b(?:CELL|MOBILE)\b", re.IGNORECASE)  # TEL;TYPE=CELL
_PARTED = re.compile(r"(?<!\\);")  # 青禾市水务局;规划处
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T.*)?")  # 19880305
_COLUMNS = {
    "name": ("姓名", "Name"),
    "ORG": ("单位", "Organisation"),
    "TITLE": ("职务", "Title"),
    "ROLE": ("职责", "Role"),
    "mobile": ("手机", "Mobile"),
    "TEL": ("电话", "Phone"),
    "EMAIL": ("邮箱", "Mail"),
    "ADR": ("地址", "Address"),
    "BDAY": ("生日", "Birthday"),
    "URL": ("网址", "Web"),
    "NICKNAME": ("别名", "Nickname"),
    "CATEGORIES": ("分组", "Group"),
    "NOTE": ("备注", "Note"),
}
"""The columns in their order, each by the property that fills it."""

Contact = dict[str, list[str]]


def from_contacts(path: str, data: bytes) -> Article | None:
    """The people of an address book as one table; ``None`` where it is none.

    Raises:
        LoadError: It is no text, names nobody, or very many.

    """
    decoded = decode(data)
    if "BEGIN:VCARD" not in decoded.text.upper():
        return None
    contacts, pictures = _read(content_lines(decoded.text))
    contacts = [each for each in contacts if each.get("name") and len(each) > 1]
    if not contacts:
        raise LoadError(zh="通讯录里没有联系人。", en="The address book names nobody.")
    chinese = any(_CHINESE.search(words) for each in contacts for words in each["name"])
    comma = "、" if chinese else ", "
    used = [name for name in _COLUMNS if any(name in each for each in contacts)]
    rows = [[Cell(_COLUMNS[name][not chinese], heading=True) for name in used]]
    rows += [[Cell(comma.join(each.get(name, ()))) for name in used] for each in contacts]
    notices = decoded.notices
    if pictures:
        notices += (say(f"{pictures} 张头像没有读", f"{pictures} portraits are not read"),)
    title = PurePosixPath(path.rpartition("!/")[2]).stem
    body = marked(lines_of(rows))
    return Article(path, body, "text", decoded.encoding, {"title": title}, notices)


def _read(lines: Iterable[ContentLine]) -> tuple[list[Contact], int]:
    """Each person's facts by column, and how many portraits there are."""
    contacts: list[Contact] = []
    pictures = 0
    for line in lines:
        if line.name == "BEGIN" and line.value.upper() == "VCARD":
            contacts.append({})
            if len(contacts) > MAX_CONTACTS:
                raise LoadError(
                    zh=f"通讯录有超过 {MAX_CONTACTS:,} 人。请拆分。",
                    en=f"An address book of more than {MAX_CONTACTS:,} people. Split it.",
                )
        elif contacts:
            pictures += line.name in {"PHOTO", "LOGO"}
            _add(contacts[-1], line)
    return contacts, pictures


def _add(contact: Contact, line: ContentLine) -> None:
    """What one property says of a person."""
    name, value = line.name, _words(line.value)
    if name == "FN" and value:
        contact["name"] = [value]
    elif name == "N" and value and "name" not in contact:
        family, _, given = line.value.partition(";")
        whole = [_words(family), _words(_PARTED.split(given)[0])]
        apart = "" if _CHINESE.search("".join(whole)) else " "
        contact["name"] = [apart.join(each for each in whole if each)]
    elif name == "TEL" and value:
        kind = "mobile" if _CELL.search(line.parameters) else "TEL"
        contact.setdefault(kind, []).append(value.removeprefix("tel:"))
    elif name == "BDAY" and (day := _DAY.fullmatch(value)):
        contact["BDAY"] = [f"{day[1]}-{day[2]}-{day[3]}"]
    elif name == "ADR" and value:
        parts = list(filter(None, map(_words, _PARTED.split(line.value))))
        wide = bool(_CHINESE.search(value))  # the street comes first in it, in Chinese last
        contact.setdefault(name, []).append("".join(parts[::-1]) if wide else ", ".join(parts))
    elif name in _COLUMNS and value and name != "BDAY":
        contact.setdefault(name, []).append(value)


def _words(value: str) -> str:
    """A value as words: parts parted by spaces, on one line."""
    return " ".join(unescaped(_PARTED.sub(" ", value)).split())
