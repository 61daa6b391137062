"""Proper names in a sentence: people, places, organisations, and Latin words and codes."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from itertools import pairwise

from rag.text.fold import fold
from rag.text.months import MONTH
from rag.text.posts import TITLE
from rag.text.segment import tagged
from rag.text.surnames import ALL_SURNAMES
from rag.text.tokens import load_encoding

# C919, AT&T, wi-fi
_LATIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9+&._'-]*[A-Za-z0-9+]|[A-Za-z]")
UNIT_CODE = re.compile(
    r"(?![2-6]g$)\d+(?:km|kg|g|m|cm|mm|nm|gb|tb|mb|kb|kw|mw|gw|kwh|gwh|w|v|mah|hz|khz|mhz|ghz|ml|l|t|k|x"
    r"|s|ms|h|th|st|nd|rd|am|pm|bn|fps|dpi|usd|rmb|bps|mbps|gbps)"
)
"""Latin letters behind digits that are a unit: 20km is a figure, 5g is a name."""
# Words of at most 60 characters: any of the hyphens in A-A-A-… may begin one.
_MULTIWORD = re.compile(
    r"\b[A-Z][\w'-]{1,60}+"
    r"(?:\s++(?:of|the|de|van|von|and|for|&)\s++[A-Z][\w'-]{1,60}+|\s++[A-Z][\w'-]{1,60}+)+"
)
# Berlin within a sentence; not its first word
_CAPITAL = re.compile(r"(?<![.?!:;\"“”‘(\[]\s)(?<!^)\b[A-Z][A-Z'-]{0,60}+[a-z][A-Za-z'-]{0,60}\b")
# july, sept
_MONTH = re.compile(MONTH)
# 林知秋 before 表示, 出席, 当选
_PERSON_AFTER = re.compile(
    r"(?:是|表示|指出|介绍|认为|强调|透露|称|说|致辞|出席|宣布|坦言|告诉|回应|担任|当选|出任|获得|夺得)"
)
# 馆长 before 林知秋
_TITLE_BEFORE = re.compile(f"(?:{TITLE})$")
# 知秋 behind 林; not 先生
_GIVEN = re.compile(r"(?!某|先生|女士|老师|家|氏|姓|总|老|小)[\u4e00-\u9fff]{1,2}")
_ENGLISH_COMMON = frozenset(
    (
        "the", "a", "an", "in", "on", "at", "of", "for", "and", "or", "but", "by", "with", "from",
        "to", "as", "it", "its", "this", "that", "these", "those", "he", "she", "they", "we", "i",
        "according", "however", "moreover", "meanwhile", "chinese", "english", "china", "article",
        "articles", "report",
    )
)  # fmt: skip


def names(text: str) -> list[str]:
    """Proper names in a sentence, folded.

    Latin words with capitals or digits; people, places and organisations in Chinese. Words
    that anybody may use (中国, 全球) are left out.
    """
    found: dict[str, None] = {}
    chinese = any("\u4e00" <= character <= "\u9fff" for character in text)
    for name in _latin_names(text, chinese):
        found[name] = None
    if chinese:
        for name in _chinese_names(fold(text)):
            found[name] = None
    return list(found)


def _latin_names(text: str, chinese: bool) -> list[str]:
    """In Chinese any capitalised or coded Latin word; in English what capitals mark inside."""
    if chinese:
        words = [match.group() for match in _LATIN.finditer(text)]
        return [
            fold(word)
            for word in words
            if any(c.isupper() for c in word)
            or (any(c.isalpha() for c in word) and any(c.isdigit() for c in word))
            if not UNIT_CODE.fullmatch(word.lower()) and not _MONTH.fullmatch(word.lower())
        ]
    found = [fold(match.group()) for match in _MULTIWORD.finditer(text)]
    covered = set(" ".join(found).split())
    found += [
        fold(match.group())
        for match in _CAPITAL.finditer(text)
        if fold(match.group()) not in covered
    ]
    found += [fold(word) for word in re.findall(r"\b[A-Z][A-Z0-9-]*[A-Z0-9]\b", text)]
    kept = []
    for name in found:
        words_left = [word for word in name.split() if word not in _ENGLISH_COMMON]
        if words_left and not (len(words_left) == 1 and _MONTH.fullmatch(words_left[0])):
            kept.append(" ".join(words_left))
    return kept


def _chinese_names(text: str) -> list[str]:
    found = []
    before = ""
    for (word, tag), (after, _) in pairwise([*tagged(text), ("", "")]):
        if _is_name(word, tag, before, after):
            found.append(word)
        elif tag == "nr" and word in ALL_SURNAMES and _GIVEN.fullmatch(after):
            found.append(word + after)  # a name the dictionary does not have: 赵 + 立新
        before = word
    return found


def _is_name(word: str, tag: str, before: str, after: str) -> bool:
    if len(word) < 2 or word in common_words() or not "\u4e00" <= word[0] <= "\u9fff":
        return False
    if tag in {"ns", "nt", "nrt"}:
        return True
    if tag == "nr":
        marked = _PERSON_AFTER.match(after) or _TITLE_BEFORE.search(before)
        if word[0] not in ALL_SURNAMES or not (marked or len(word) == 3):
            return False
        return bool(marked) or not _is_word(word)
    return False


@cache
def _is_word(word: str) -> bool:
    """Whether three characters are a common word: 安全感 and 成果展 are not people.

    Common is what our token ranks, counted over news, have as one token, whole or its first two
    characters, unless those are tagged as a name too.
    """
    encoding = load_encoding()
    if len(encoding.encode_ordinary(word)) == 1:
        return True
    head = tagged(word[:2])
    common = len(encoding.encode_ordinary(word[:2])) == 1
    return common and len(head) == 1 and not head[0][1].startswith("nr")


@cache
def common_words() -> frozenset[str]:
    """Words tagged as names that anybody may use."""
    lines = resources.files("rag").joinpath("data/common_words.txt").read_text("utf-8")
    return frozenset(
        word for line in lines.splitlines() if not line.startswith("#") for word in line.split()
    )
