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

from rag.articles.clean_blocks import Line, article_bounds, lines_of, without_link_lists
from rag.articles.clean_nodes import BLOCKS

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

RULES: tuple[tuple[str, str], ...] = (
    ("script", "script, noscript, template, object, iframe, svg, canvas, audio, video"),
    ("style", "style"),
    ("hidden", "[hidden], dialog:not([open])"),
    ("form", "button, select, textarea, form input, option"),
    ("navigation", "nav, [role=navigation], [role=banner], [role=contentinfo], menu"),
    ("aside", "aside, [role=complementary], [role=search]"),
)
"""Rule name and the elements it drops, whatever they are called."""

NAMED_RULES: tuple[tuple[str, int, str], ...] = (
    ("share", 300, r"share|sharing|shares?bar|bdshare\w*|shares|socials?|jiathis\w*|addthis\w*"),
    ("qr", 300, r"qr|qrcode|\w*qr_wrap|appendqr\w*|ewm|erweima|wechat-code|weixin"),
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
_INVISIBLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d]*[1-9])"
    r"|opacity\s*:\s*0(?![.\d]*[1-9])|color\s*:\s*transparent"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0",
    re.IGNORECASE,
)
_HIDING_CLASS = re.compile(
    r"([.#][\w-]+)\s*\{[^{}]{0,500}?(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE
)
_FORMATTING = r"(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)"
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)\b[^<>]*>")
_LONG_TAG = re.compile(r"<([a-zA-Z][\w-]*)([^<>]{20000,})")  # <p a1 a2 a3 …
_MOST_ATTRIBUTES = 5_000
_DEEPEST = 400


@dataclass(frozen=True, slots=True)
class HtmlText:
    """What a page says: ``lines`` of the article and ``before`` it, and the page's own words.

    ``stated`` maps the page's metadata names (lower case) to their first values; ``original``
    counts the characters of all text in the page, ``removed`` those dropped per rule.
    """

    lines: list[Line]
    before: list[str]
    stated: dict[str, str]
    original: int
    removed: Counter[str] = field(default_factory=Counter)


def read_html(body: str) -> HtmlText:
    """The article's lines and the page's metadata; never raises on malformed markup."""
    from selectolax.lexbor import LexborHTMLParser

    from rag.articles.clean_page import stated_in

    tree = LexborHTMLParser(_tamed(body))
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
    _drop(root, tree.css("style"), removed)
    lines, spans = lines_of(root)
    first, last = article_bounds(lines, spans) if whole else (0, len(lines))
    outside = lines[:first] + lines[last:]
    removed["outside-article"] += sum(len(line.text) for line in outside)
    kept = lines[first:last]
    if whole:
        kept = without_link_lists(kept, removed)
    return HtmlText(kept, [line.text for line in lines[:first]][-12:], stated, original, removed)


def _tamed(body: str) -> str:
    """Markup whose nesting would cost quadratic time, flattened; all other markup unchanged."""
    body = _LONG_TAG.sub(_with_few_attributes, body)
    if body.count("<") < 2_000:
        return body
    depth = deepest = unclosed = 0
    for closing, name in _TAG.findall(body):
        step = -1 if closing else 1
        if re.fullmatch(_FORMATTING, name, re.IGNORECASE):
            unclosed += step
        elif name.lower() in BLOCKS or name.lower() == "span":
            depth += step
            deepest = max(deepest, depth)
    if unclosed > _DEEPEST:
        body = re.sub(rf"</?{_FORMATTING}(?:\s[^<>]*)?>", "", body, flags=re.IGNORECASE)
    if deepest > 4 * _DEEPEST:
        body = re.sub(r"</?(?:div|section|blockquote|center)(?:\s[^<>]*)?>", "<br>", body)
        body = re.sub(r"</?(?:ul|ol|li|dl|dd|dt|span|table|tr)(?:\s[^<>]*)?>", " ", body)
    return body


def _with_few_attributes(tag: re.Match[str]) -> str:
    """A tag, without its attributes when there are so many that comparing them takes minutes.

    They are parted by space, a slash or a closing quotation mark; a picture written into its
    address has slashes too, and can go as well.
    """
    inside = tag[2]
    parts = sum(map(inside.count, " \t\n\r\f/")) + sum(map(inside.count, "\"'")) // 2
    return f"<{tag[1]}" if parts > _MOST_ATTRIBUTES else tag[0]


def _drop(root: LexborNode, styles: list[LexborNode], removed: Counter[str]) -> None:
    """Remove furniture and hidden text, counting characters; never most of the page at once."""
    hiding = [name for style in styles for name in _HIDING_CLASS.findall(style.text())]
    for name, selector in (*RULES, *(("hidden", selector) for selector in dict.fromkeys(hiding))):
        for node in root.css(selector):
            _remove(name, node, removed)
    for node in root.css("[style]"):
        if _INVISIBLE.search(node.attributes.get("style") or "") and not _is_shown_later(node):
            _remove("hidden", node, removed)
    visible = len(root.text())
    for node in root.css("[class], [id]"):
        for rule in _named_rules(node):
            size = len(node.text())
            if size <= _MOST[rule] and size * 2 < visible:
                _remove(rule, node, removed)
                break
    for node in root.css("header, footer"):
        is_head = node.tag == "header" and node.css_first("p, h1") is not None
        if not is_head and len(node.text()) * 3 < visible:
            _remove("navigation", node, removed)


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
