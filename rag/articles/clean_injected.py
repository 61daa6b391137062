"""Foreign fragments that spam has written over words of an article, found by how they stand.

Some copied articles have names replaced throughout by the same few characters. Nothing is
guessed back: each place becomes the mark 〔…〕 and the words around it stay searchable.

A fragment betrays itself by standing where grammar allows no such thing, again and again:

1. It begins with a comma that follows another mark or opens a paragraph (``。,垃圾7市``). The
   longest string common to at least three such places is a fragment, wherever it occurs.
2. What stands directly before that fragment at least three times, and mostly there, or is
   alike in its first characters, is its companion and counts as well.
3. A web address or a bracketed advertisement between two Chinese characters, at three places
   with different neighbours.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

from rag.articles.clean_lines import Taken

MARK = "〔…〕"
"""What a reader sees where something foreign was removed."""

_LEAST = 3
_MOST_FRAGMENTS = 20
"""Spam repeats a few fragments; no more are looked for in one article."""
_LONGEST = 8
# ，开心棋牌 in 据，，开心棋牌介绍
_MISPLACED = re.compile(
    r"(?:^|\n|(?<=[。！？!?、，,;；:：（(《“]))([,，][^\s,，。！？!?、;；:：（）()《》“”]{2,8})"
)
_WIDE = r"[\u3400-\u9fff]"
# www.example.top of 青禾市www.example.top地铁, 【看片加微】
_ADDRESS = re.compile(
    rf"(?<={_WIDE})((?:https?://)?(?:[A-Za-z0-9-]{{1,20}}\.){{1,3}}(?:com|cn|net|org|cc|top|vip|xyz|info|tv)"
    rf"(?:/[\w/.-]{{0,20}})?|[【\[][^【】\[\]\n]{{2,12}}[】\]])(?={_WIDE})"
)

# .com, 【: without one of these there is no address
_ADDRESS_CUE = re.compile(r"\.(?:com|cn|net|org|cc|top|vip|xyz|info|tv)|【|\[")


def without_injected(text: str, taken: Taken) -> str:
    """``text`` with every injected fragment replaced by the mark; unchanged when there is none."""
    fragments = injected_fragments(text)
    if not fragments:
        return text
    alternatives = "|".join(re.escape(item) for item in sorted(fragments, key=len, reverse=True))
    marked, places = re.subn(rf"(?:{alternatives})+", MARK, text)
    taken["injected"] += len(text) - len(marked)
    taken.pieces += [("injected", f"{fragment} × {text.count(fragment)}") for fragment in fragments]
    return marked if places else text


def injected_fragments(text: str) -> list[str]:
    """The fragments, most frequent first; empty for a text that was not tampered with."""
    if "," not in text and "，" not in text and "." not in text and "【" not in text:
        return []
    found = _misplaced(text)
    for core in list(found):
        companion = _companion(text, core)
        if companion:
            found.append(companion)
    found += _addresses(text)
    return sorted(dict.fromkeys(found), key=lambda fragment: -text.count(fragment))


def _misplaced(text: str) -> list[str]:
    """Strings that begin with an impossible comma at three or more places."""
    places = [match[1] for match in _MISPLACED.finditer(text)]
    if len(places) < _LEAST:
        return []
    counts: Counter[str] = Counter()
    for place in places:
        for length in range(3, min(len(place), _LONGEST) + 1):
            counts[place[:length]] += 1
    starts = Counter({start: n for start, n in counts.items() if len(start) == 3 and n >= _LEAST})
    fragments: list[str] = []
    for start, most in starts.most_common(_MOST_FRAGMENTS):
        longest = max(
            (
                other
                for other in counts
                if other.startswith(start) and counts[other] * 10 >= most * 8
            ),
            key=len,
        )
        if text.count(longest) >= _LEAST + 1 and not re.fullmatch(r"[,，]\d+", longest):
            fragments.append(longest)
    return fragments


def _companion(text: str, core: str) -> str:
    """What stands directly before ``core`` so often that it belongs to it."""
    befores: Counter[str] = Counter()
    for match in re.finditer(re.escape(core), text):
        before = re.split(
            r"[\s,，。！？!?、;；:：（）()《》“”]", text[max(0, match.start() - 8) : match.start()]
        )[-1]
        for length in range(2, len(before) + 1):
            befores[before[-length:]] += 1
    if not befores:
        return ""
    most = max(count for ending, count in befores.items())
    if most < _LEAST:
        return ""
    longest = max((ending for ending, count in befores.items() if count * 10 >= most * 9), key=len)
    alike = longest[:2] == core[1:3]
    mostly = befores[longest] * 2 >= text.count(longest) and befores[longest] >= 2 * _LEAST
    return longest if alike or mostly else ""


def _addresses(text: str) -> list[str]:
    if not _ADDRESS_CUE.search(text):
        return []
    neighbours: dict[str, set[str]] = {}
    for match in _ADDRESS.finditer(text):
        around = text[match.start() - 1] + text[match.end()]
        neighbours.setdefault(match[1], set()).add(around)
    often = (item for item, around in neighbours.items() if len(around) >= _LEAST)
    return list(islice(often, _MOST_FRAGMENTS))
