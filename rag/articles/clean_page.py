"""What a web page states about itself: meta elements, JSON-LD, ``<time>``, ``h1``, links.

``stated_in(tree) -> dict[str, str]``: names in lower case, first value of each. Besides the
page's own ``<meta>`` names these are used: ``h1``, ``title-element``, ``time`` (its datetime),
``ld:datepublished``, ``ld:author``, ``ld:headline``, ``ld:publisher``, ``canonical``,
``html-lang``, ``script:created`` (the day in a WeChat page's script) and ``tooltip:published``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_LD_NAMES = ("datePublished", "dateCreated", "headline", "inLanguage")
_MAX_LD_CHARACTERS = 200_000
_MOST_TIMES = 50
"""How many ``<time>`` elements are looked at for the page's own time."""
_MAX_SCRIPT_CHARACTERS = 2_000_000


def stated_in(tree: LexborHTMLParser) -> dict[str, str]:
    """The page's metadata; nothing in it is trusted further than as text."""
    stated: dict[str, str] = {}

    def note(name: str, value: str | None) -> None:
        text = " ".join((value or "").split())
        if text and len(text) <= 2_000:
            stated.setdefault(name.lower(), text)

    for meta in tree.css("meta[content]"):
        attributes = meta.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        if name:
            note(name, attributes.get("content"))
    for script in tree.css('script[type="application/ld+json"]'):
        for name, value in _linked_data(script.text()):
            note(f"ld:{name}", value)
    for name, day in _days(tree):
        note(name, day)
    headings = tree.css("h1")
    if len(headings) == 1:
        note("h1", headings[0].text())
    for name, selector, attribute in (
        ("canonical", "link[rel=canonical]", "href"),
        ("html-lang", "html[lang]", "lang"),
    ):
        node = tree.css_first(selector)
        note(name, node.attributes.get(attribute) if node else None)
    title = tree.css_first("title")
    note("title-element", title.text() if title else None)
    return stated


_CREATED = re.compile(  # createTime = '2024-05-01 10:00'; oriCreateTime: "1714528800"; var ct = "…"
    r"\b(?:(?:ori)?[cC]reateTime|ct)\s*[=:]\s*[\"'](\d{4}-\d{1,2}-\d{1,2}[\d :]{0,9}|\d{10})[\"']"
)
_BEIJING = timezone(timedelta(hours=8))


def _days(tree: LexborHTMLParser) -> Iterator[tuple[str, str | None]]:
    """The days that elements and scripts state."""
    for element in tree.css("time[datetime], [itemprop=datePublished][datetime]"):
        yield "time", element.attributes.get("datetime")
    for element in tree.css("time")[:_MOST_TIMES]:
        yield "time", element.text()
    for element in tree.css("[data-tooltip]"):
        told = element.attributes.get("data-tooltip") or ""
        if told.startswith("发布于"):  # where the line itself says 编辑于
            yield "tooltip:published", told
    if tree.css_first("#js_article, #activity-name, #activity-detail") is not None:
        yield "script:created", _created(tree)


def _created(tree: LexborHTMLParser) -> str:
    """The day in the script of a WeChat page, which fills its byline in only when it is shown.

    Seconds are those of Beijing, where the page's readers see the day.
    """
    for script in tree.css("script:not([src])"):
        found = _CREATED.search(script.text()[:_MAX_SCRIPT_CHARACTERS])
        if found and found[1].isdigit():
            return datetime.fromtimestamp(int(found[1]), _BEIJING).date().isoformat()
        if found:
            return found[1]
    return ""


def _linked_data(source: str) -> Iterator[tuple[str, str]]:
    if len(source) > _MAX_LD_CHARACTERS:
        return
    try:
        pending: list[Any] = [json.loads(source)]
    except (ValueError, RecursionError):
        return
    seen = 0
    while pending and seen < 200:
        item = pending.pop(0)
        seen += 1
        if isinstance(item, list):
            pending += item[:50]
        if not isinstance(item, dict):
            continue
        pending += [item[key] for key in ("@graph", "mainEntity") if key in item]
        for name in _LD_NAMES:
            if isinstance(item.get(name), str):
                yield name, item[name]
        for name in ("author", "publisher"):
            person = item.get(name)
            person = person[0] if isinstance(person, list) and person else person
            person = person.get("name") if isinstance(person, dict) else person
            if isinstance(person, str):
                yield name, person
