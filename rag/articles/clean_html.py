"""HTML to lines of text: what is dropped, where the article stands, what the head states.

``read_html(body) -> HtmlText``: the article's lines in order, the lines before it (where
bylines stand), what the page states about itself, and characters dropped per rule. Each rule
of ``RULES`` has a name that the report uses. Links, emphasis and stock-quote spans stay as
their text; table rows are one line, cells parted by " | "; captions are lines of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rag.articles.clean_blocks import (
    Line,
    article_bounds,
    lines_of,
    sizes_of,
    without_link_lists,
)
from rag.articles.clean_tamed import tamed
from rag.articles.clean_unread import unread_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

RULES: tuple[tuple[str, str], ...] = (
    ("script", "script, noscript, template, object, iframe, svg, canvas, audio, video"),
    ("style", "style"),
    ("ruby", "rt, rp, rtc"),
    ("hidden", "[hidden], dialog:not([open])"),
    ("form", "button, select, textarea, form input, option"),
    ("navigation", "nav, [role=navigation], [role=banner], [role=contentinfo], menu"),
    ("aside", "aside, [role=complementary], [role=search]"),
)
"""Rule name and the elements it drops, whatever they are called."""

NAMED_RULES: tuple[tuple[str, int, str], ...] = (
    ("share", 300, r"share|sharing|shares?bar|bdshare\w*|shares|socials?|jiathis\w*|addthis\w*"),
    ("qr", 300, r"qr|qrcode|\w{0,40}qr_wrap|appendqr\w*|ewm|erweima|wechat-code|weixin"),
    (
        "navigation",
        5_000,
        r"nav|navbar|breadcrumbs?|crumbs?|mbx|daohang|site-header|topbar|menu|pager|pagination"
        r"|toolbar|skip-link|footer|site-footer|foot|header-bar",
    ),
    (
        "related",
        20_000,
        r"related|relate|recommend(?:ed|ations?)?|xgxw|xgyd|hotnews|hot-list|morenews|read-?more"
        r"|more-news|next-prev|prev-next|post-nav|tuijian|xiangguan|sidebar|rank(?:ing)?",
    ),
    ("comments", 200_000, r"comments?|comment-list|pinglun|disqus\w*|replies|respond"),
    (
        "advert",
        1_500,
        r"ad|ads|advert\w*|adsense|sponsor(?:ed)?|promo|promotion|banner|guanggao|newsletter"
        r"|subscribe|signup|cookie\w*|popup|modal",
    ),
    ("editor", 120, r"article-editor|editor|bianji|zebian|show_author"),
    ("copyright", 800, r"copyright|copy-right|disclaimer|shengming|statement|mianze"),
)
"""Rule name, the most characters it may drop at once, the words in a class or id it goes by.

The bound is what tells a page's ``editor`` line from an article inside ``TRS_Editor``.
"""

_NAMED = re.compile(
    r"(?:^|[\s_-])(?:"
    + "|".join(f"(?P<{name}>{words})" for name, _, words in NAMED_RULES)
    + r")(?=$|[\s_\d-])",
    re.IGNORECASE,
)
_MOST = {name: most for name, most, _ in NAMED_RULES}
# display: none; font-size:0px; left: -9999px; color: transparent
_INVISIBLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d]*[1-9])"
    r"|opacity\s*:\s*0(?![.\d]*[1-9])|color\s*:\s*transparent"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0",
    re.IGNORECASE,
)
# .ad { width: 0; display: none
_HIDING_CLASS = re.compile(
    r"([.#][\w-]+)\s*\{[^{}]{0,500}?(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class HtmlText:
    """What a page says: ``lines`` of the article and ``before`` it, and the page's own words.

    ``stated`` maps the page's metadata names (lower case) to their first values; ``original``
    counts the characters of all text in the page, ``removed`` those dropped per rule; ``unread``
    tells what has words and is not read.
    """

    lines: list[Line]
    before: list[str]
    stated: dict[str, str]
    original: int
    removed: Counter[str] = field(default_factory=Counter)
    unread: tuple[str, ...] = ()


def read_html(body: str) -> HtmlText:
    """The article's lines and the page's metadata; never raises on malformed markup."""
    from selectolax.lexbor import LexborHTMLParser

    from rag.articles.clean_page import stated_in

    tree = LexborHTMLParser(tamed(body))
    root = tree.root
    if root is None:
        return HtmlText([], [], {}, 0)
    whole = bool(re.search(r"<(?:html|body|head)\b", body[:20_000], re.IGNORECASE))
    original = len(root.text())
    stated = stated_in(tree) if whole or "<meta" in body or "<time" in body else {}
    removed: Counter[str] = Counter()
    for head in tree.css("head"):
        removed["head"] += len(head.text())
        head.decompose()
    unread = unread_in(root)
    _drop(root, tree.css("style"), removed)
    lines, spans = lines_of(root)
    first, last = article_bounds(lines, spans) if whole else (0, len(lines))
    outside = lines[:first] + lines[last:]
    removed["outside-article"] += sum(len(line.text) for line in outside)
    kept = lines[first:last]
    if whole:
        kept = without_link_lists(kept, removed)
    return HtmlText(
        kept, [line.text for line in lines[:first]][-12:], stated, original, removed, unread
    )


def _drop(root: LexborNode, styles: list[LexborNode], removed: Counter[str]) -> None:
    """Remove furniture and hidden text, counting characters; never most of the page at once."""
    named = (name for style in styles for name in _HIDING_CLASS.findall(style.text()))
    hiding = frozenset(name.lower() for name in named)
    for name, selector in RULES:
        for node in root.css(selector):
            _remove(name, node, removed)
    for node in root.css("[class], [id]") if hiding else ():
        if hiding.intersection(_selectors(node)):
            _remove("hidden", node, removed)
    for node in root.css("[style]"):
        if _INVISIBLE.search(node.attributes.get("style") or "") and not _is_shown_later(node):
            _remove("hidden", node, removed)
    visible = len(root.text())
    # Measured once: an element's own size is asked for before anything in it is removed.
    sizes = sizes_of(root)
    for node in root.css("[class], [id]"):
        for rule in _named_rules(node):
            size = sizes[node.mem_id].characters
            if size <= _MOST[rule] and size * 2 < visible:
                _remove(rule, node, removed)
                break
    sizes = sizes_of(root)
    for node in root.css("header, footer"):
        inside = sizes[node.mem_id]
        is_head = node.tag == "header" and inside.headed
        if not is_head and inside.characters * 3 < visible:
            _remove("navigation", node, removed)


def _selectors(node: LexborNode) -> list[str]:
    """The simple selectors, in small letters, that an element falls under by classes and id."""
    attributes = node.attributes
    named = [f".{name}" for name in (attributes.get("class") or "").lower().split()]
    return [*named, f"#{(attributes.get('id') or '').lower()}"]


def _is_shown_later(node: LexborNode) -> bool:
    """The body of a saved WeChat article: its page shows it by script when it has loaded."""
    return node.id == "js_content"


def _named_rules(node: LexborNode) -> list[str]:
    """The rules that an element's class or id falls under; the article's own frame has none."""
    if node.tag in {"body", "html", "article", "main"}:
        return []
    attributes = node.attributes
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return [match.lastgroup for match in _NAMED.finditer(named) if match.lastgroup]


def _remove(rule: str, node: LexborNode, removed: Counter[str]) -> None:
    removed[rule] += len(node.text())
    node.decompose()
