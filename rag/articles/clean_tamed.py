"""Markup that would keep a parser busy for minutes, made harmless; all other markup unchanged.

HTML is parsed by walking up the open elements at many of its tags, and each attribute is compared
with those before it: thousands of elements within each other, or thousands of attributes on one,
cost the square of their number. ``tamed(body) -> str`` takes such tags out, the text stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from rag.articles.clean_nodes import BLOCKS

_SHORT = 10_000
"""Markup of fewer characters cannot keep a parser busy."""
_DEEPEST = 400
"""How many elements of one name, or of those for formatting together, may be open at once."""
_DEEPEST_OF_ALL = 4 * _DEEPEST
_MOST_ATTRIBUTES = 500

_FORMATTING = frozenset(
    ("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt",
     "u")
)  # fmt: skip
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
     "track", "wbr")
)  # fmt: skip
_CLOSED_BY_THE_NEXT = frozenset(
    ("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup",
     "rt", "rp")
)  # fmt: skip
"""Elements that cannot stand in one another without another one between."""
_ROWS = frozenset(("tr", "td", "th"))
_RAW = frozenset(("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"))
"""Elements that hold text up to their own end tag, whatever it looks like."""

# One attribute, as a parser reads it: a, a=b, a="b>", ="; what stands between is space or "/".
_ATTRIBUTE = r"=?[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+|="
# <div class="a">, </p>, <!-- 注 -->, <!--> and one that is never closed
_TAG = re.compile(
    r"<!--(?:-?>|.*?--!?>|.*)"
    rf"|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<attributes>(?:[\s/]++|{_ATTRIBUTE})*+)>?",
    re.DOTALL,
)
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)


def tamed(body: str) -> str:
    """``body`` without the tags of elements that stand in one another too often.

    A tag with too many attributes keeps none of them.
    """
    if len(body) < _SHORT:
        return body
    names, crowded = _troublesome(body)
    if not names and not crowded:
        return body
    kept: list[str] = []
    place = 0
    for match in _tags(body):
        kept.append(body[place : match.start()])
        place = match.end()
        name = (match["name"] or "").lower()
        if name in names:
            kept.append("<br>" if name in BLOCKS else "" if name in _FORMATTING else " ")
        elif _is_crowded(match):
            kept.append(f"<{match['end']}{match['name']}>")
        else:
            kept.append(match.group())
    return "".join([*kept, body[place:]])


def _troublesome(body: str) -> tuple[frozenset[str], bool]:
    """The names of the elements that are too deep, and whether any tag is crowded."""
    open_now: Counter[str] = Counter()
    deepest: Counter[str] = Counter()
    depth = deepest_of_all = 0
    crowded = False
    for match in _tags(body):
        crowded = crowded or _is_crowded(match)
        name = (match["name"] or "").lower()
        if not name or name in _VOID or name in _CLOSED_BY_THE_NEXT or name in _RAW:
            continue
        kind = "b" if name in _FORMATTING else name
        step = -1 if match["end"] else 1
        if open_now[kind] + step < 0:
            continue
        open_now[kind] += step
        depth += step
        deepest[kind] = max(deepest[kind], open_now[kind])
        deepest_of_all = max(deepest_of_all, depth)
    least = 0 if deepest_of_all > _DEEPEST_OF_ALL else _DEEPEST
    deep = {kind for kind, times in deepest.items() if times > least}
    deep |= _FORMATTING if "b" in deep else set()
    deep |= _ROWS if "table" in deep else set()
    return frozenset(deep), crowded


def _is_crowded(match: re.Match[str]) -> bool:
    attributes = match["attributes"] or ""
    if len(attributes) < 2 * _MOST_ATTRIBUTES:
        return False
    return sum(1 for _ in _ONE_ATTRIBUTE.finditer(attributes)) > _MOST_ATTRIBUTES


def _tags(body: str) -> Iterator[re.Match[str]]:
    """Comments and tags in order; what looks like one inside a script or a title is none."""
    place = 0
    while match := _TAG.search(body, place):
        yield match
        place = match.end()
        name = (match["name"] or "").lower()
        if name in _RAW and not match["end"]:
            end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(body, place)
            if end is None:
                return
            place = end.start()
