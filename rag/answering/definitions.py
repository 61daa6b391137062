"""Names that the articles define in brackets: 中国工业互联网研究院（以下简称“工联院”）.

A question by the short name is a question about the long one, and the other way round, wherever
one of the articles found for it says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answering.synonyms import Alternatives

LONGEST_NAME = 24
_BRACKET = re.compile(
    r"(?P<before>[\u4e00-\u9fffA-Za-z0-9·“”]{2,40})[（(](?P<said>(?:以下|下称|下文)?(?:统称|简称|又称|也称|亦称|即)?(?:为|是)?)"
    r"[：:]?[“\"「]?(?P<inside>[\u4e00-\u9fff]{2,20}|[A-Za-z][A-Za-z0-9&.\-]{1,9})[”\"」]?[）)]"
)
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9&.\-]*")


def defined_names(question: str, texts: Sequence[str]) -> Alternatives:
    """Names in ``question`` that a text defines by another: (phrase, (other name,)).

    Args:
        question: The question, simplified.
        texts: Articles that were found for it.
    """
    found: dict[str, dict[str, None]] = {}
    for text in texts:
        for short, long in definitions(text):
            if long in question:
                found.setdefault(long, {})[short] = None
            elif short in question:
                found.setdefault(short, {})[long] = None
    return tuple((phrase, _barest(tuple(others))) for phrase, others in found.items())


def _barest(names: tuple[str, ...]) -> tuple[str, ...]:
    """Without names that hold another: 联合国世界气象组织 beside 世界气象组织."""
    return tuple(
        name for name in names if not any(other in name for other in names if other != name)
    )


def definitions(text: str) -> Iterator[tuple[str, str]]:
    """Each (short name, long name) that ``text`` defines in brackets."""
    for match in _BRACKET.finditer(text):
        before, inside = match["before"].strip("“”"), match["inside"]
        if _LATIN.fullmatch(inside):
            long = _last_nouns(before)
            if long:
                yield inside, long
        elif _LATIN.fullmatch(before):
            if len(inside) >= 3:
                yield before, inside
        else:
            long = _shortened_to(inside, before)
            if long:
                yield inside, long


def _shortened_to(short: str, before: str) -> str:
    """The shortest end of ``before`` that ``short`` is made of, character by character.

    工联院 of 中国工业互联网研究院 is 工业互联网研究院; empty where it is no shortening.
    """
    place = len(before)
    for character in reversed(short):
        place = before.rfind(character, 0, place)
        if place < 0:
            return ""
    long = before[place:]
    return long if len(short) < len(long) <= LONGEST_NAME else ""


def _last_nouns(before: str) -> str:
    """The run of nouns that a text ends with: 亚太经合组织 before （APEC）."""
    import rjieba

    name = ""
    for word, tag in reversed(rjieba.tag(before)):
        if not tag.startswith(("n", "j", "vn", "b", "l", "f", "eng")):
            break
        name = word + name
    return name if 3 <= len(name) <= LONGEST_NAME else ""
