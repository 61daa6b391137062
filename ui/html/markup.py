"""The smallest parts of the page's HTML: escaped text, a button, a date in words. Pure functions.

Everything that came from a question, an article, a file name or a model goes through ``escape``;
the only tags on the page are those written in ``ui/html/*.py``, ``ui/page/welcome.py`` and here.
"""

from __future__ import annotations

import html
import re
from datetime import date

from rag.text.segment import words
from ui.words import Language, word

_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # "photo\u202egpj.exe" reads photoexe.jpg

_TAIL = re.compile(
    "([\u3400-\u9fff]{2}[。！？；：，、…”’」』）》]{0,3}(?: ?\\[[0-9]{1,2}\\]){0,3})$"
)
"""The end of a Chinese paragraph: two characters, what closes it, markers ("获批。”[1][2]")."""

_BOUND = frozenset("的了着过地得吗呢吧们年月日号")
"""Words that do not begin a line."""
_HOLDS = frozenset("《〈“‘（「『【[(0123456789 ")
"""What holds on to the word behind it."""


def escape(text: object) -> str:
    """``text`` as HTML text or attribute value: nothing in it can take effect.

    Nor can it turn the writing after it round; quotes have none of these (rag/articles/clean*).
    """
    return html.escape(_TURNS.sub("", str(text)), quote=True)


def together(shown: str) -> str:
    """Escaped text, markers behind it, whose last signs stay on one line: no 上。 stands alone.

    >>> together("示范区由此获批。[1]")
    '示范区由此<span class="yj-tail">获批。[1]</span>'
    """
    return _TAIL.sub(r'<span class="yj-tail">\1</span>', shown)


def by_words(text: object) -> str:
    """``text`` escaped, to be broken over lines between its words alone (``word-break: keep-all``).

    >>> by_words("《示范区获批》讲了什么？")
    '《示范区<wbr>获批》<wbr>讲了<wbr>什么？'
    """
    shown, before = "", ""
    for each in words(str(text)):
        apart = before and each[0].isalnum() and each not in _BOUND
        shown += "<wbr>" * bool(apart and before[-1] not in _HOLDS) + escape(each)
        before = each
    return shown


def button(act: str, label: str, *, css: str = "", title: str = "", **data: object) -> str:
    """A button that asks the page to do ``act``; ``data`` travels with it. ``label`` is plain."""
    extra = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    hint = f' title="{escape(title)}" aria-label="{escape(title)}"' if title else ""
    return (
        f'<button type="button" class="yj-button {css}" data-act="{act}"{extra}{hint}>'
        f"{escape(label)}</button>"
    )


def written_date(published: date | None, basis: str, language: Language) -> str:
    """The publication date in words, saying whether it was stated or inferred. Plain text."""
    if published is None:
        return word("no_date", language)
    if language == "zh":
        day = f"{published.year}年{published.month}月{published.day}日"
    else:
        day = f"{published.day} {published:%B} {published.year}"
    return word("inferred" if basis == "inferred" else "stated", language, date=day)
