"""HTML to lines of text: what is dropped, where the article stands, what the head states.

``read_html(body) -> HtmlText``: the article's lines in order, the lines before it (where
bylines stand), what the page states about itself, and characters dropped per rule. Each rule
of ``RULES`` has a name that the report uses. Links, emphasis and stock-quote spans stay as
their text; table rows are one line, cells parted by " | "; captions are lines of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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

NAMED_RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?:^|[\s_-])(?:{words})(?:$|[\s_\d-])", re.IGNORECASE))
    for name, words in (
        ("share", r"share|sharing|bdshare\w*|shares|social|socials|jiathis\w*|addthis\w*|sharebar"),
        ("qr", r"qr|qrcode|\w*qr_wrap|appendqr\w*|ewm|erweima|wechat-code|weixin"),
        (
            "navigation",
            r"nav|navbar|breadcrumbs?|crumbs?|crumb|mbx|daohang|site-header|topbar"
            r"|menu|pager|pagination|toolbar|skip-link|footer|site-footer|foot|header-bar",
        ),
        (
            "related",
            r"related|relate|recommend(?:ed|ations?)?|xgxw|xgyd|hotnews|hot-list|morenews"
            r"|read-?more|more-news|next-prev|prev-next|post-nav|tuijian|xiangguan|sidebar|rank(?:ing)?",
        ),
        ("comments", r"comments?|comment-list|pinglun|disqus\w*|replies|respond"),
        (
            "advert",
            r"ad|ads|advert\w*|adsense|sponsor(?:ed)?|promo|promotion|banner|guanggao"
            r"|newsletter|subscribe|signup|cookie\w*|popup|modal",
        ),
        ("editor", r"article-editor|editor|bianji|zebian|show_author"),
        ("copyright", r"copyright|copy-right|disclaimer|shengming|statement|mianze"),
    )
)
"""Rule name and the words in a class or id that it drops."""

_INVISIBLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d]*[1-9])"
    r"|opacity\s*:\s*0(?![.\d]*[1-9])|color\s*:\s*transparent"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0",
    re.IGNORECASE,
)
_HIDING_CLASS = re.compile(
    r"([.#][\w-]+)\s*\{[^{}]{0,500}?(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE
)
_BLOCK = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre"
    " section summary table tbody tfoot thead tr ul -frontier".split()
)
_FORMATTING = r"(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)"
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)\b[^<>]*>")
_DEEPEST = 400


@dataclass(slots=True)
class Line:
    """One block's text; ``link_characters`` of it are links; ``kind`` is the block's tag."""

    text: str
    kind: str
    link_characters: int = 0


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

    from rag.clean_page import stated_in

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
    _drop(root, tree.css("style"), original, removed)
    lines, spans = _lines(root)
    first, last = _article_bounds(lines, spans) if whole else (0, len(lines))
    outside = lines[:first] + lines[last:]
    removed["outside-article"] += sum(len(line.text) for line in outside)
    kept = lines[first:last]
    if whole:
        kept = _without_link_lists(kept, removed)
    return HtmlText(kept, [line.text for line in lines[:first]][-12:], stated, original, removed)


def _tamed(body: str) -> str:
    """Markup whose nesting would cost quadratic time, flattened; all other markup unchanged."""
    if body.count("<") < 2_000:
        return body
    depth = deepest = unclosed = 0
    for closing, name in _TAG.findall(body):
        step = -1 if closing else 1
        if re.fullmatch(_FORMATTING, name, re.IGNORECASE):
            unclosed += step
        elif name.lower() in _BLOCK or name.lower() == "span":
            depth += step
            deepest = max(deepest, depth)
    if unclosed > _DEEPEST:
        body = re.sub(rf"</?{_FORMATTING}(?:\s[^<>]*)?>", "", body, flags=re.IGNORECASE)
    if deepest > 4 * _DEEPEST:
        body = re.sub(r"</?(?:div|section|blockquote|center)(?:\s[^<>]*)?>", "<br>", body)
        body = re.sub(r"</?(?:ul|ol|li|dl|dd|dt|span|table|tr)(?:\s[^<>]*)?>", " ", body)
    return body


def _drop(root: LexborNode, styles: list[LexborNode], original: int, removed: Counter[str]) -> None:
    """Remove furniture and hidden text, counting characters; never most of the page at once."""
    hiding = [name for style in styles for name in _HIDING_CLASS.findall(style.text())]
    for name, selector in RULES:
        for node in root.css(selector):
            _remove(name, node, removed)
    for selector in dict.fromkeys(hiding):
        for node in root.css(selector):
            _remove("hidden", node, removed)
    for node in root.css("[style]"):
        if _INVISIBLE.search(node.attributes.get("style") or ""):
            _remove("hidden", node, removed)
    for node in root.css("[class], [id]"):
        if node.parent is None or node.tag in {"body", "html", "article", "main"}:
            continue
        attributes = node.attributes
        named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        for name, pattern in NAMED_RULES:
            if pattern.search(named) and len(node.text()) * 2 < original:
                _remove(name, node, removed)
                break
    for node in root.css("header, footer"):
        if node.css_first("p") is None or node.tag == "footer":
            inside = len(node.text())
            if inside * 3 < original and node.css_first("h1") is None:
                _remove("navigation", node, removed)


def _remove(rule: str, node: LexborNode, removed: Counter[str]) -> None:
    removed[rule] += len(node.text())
    node.decompose()


def _steps(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Every node with True on the way in and, for elements, False on the way out."""
    node: LexborNode | None = root
    while node is not None:
        yield node, True
        inner = node.child
        if inner is not None:
            node = inner
            continue
        while node is not None:
            yield node, False
            if node.mem_id == root.mem_id:
                return
            following = node.next
            if following is not None:
                node = following
                break
            node = node.parent


@dataclass(slots=True)
class _Element:
    first: int
    depth: int
    tag: str
    last: int = 0


def _lines(root: LexborNode) -> tuple[list[Line], list[_Element]]:
    """The page as lines, and for each block the half-open range of lines that it holds."""
    lines: list[Line] = []
    spans: list[_Element] = []
    open_elements: list[_Element] = []
    pieces: list[str] = []
    kind, in_link, in_cell, link_characters, preformatted = "p", 0, 0, 0, 0

    def flush() -> None:
        nonlocal link_characters
        text = "".join(pieces)
        pieces.clear()
        for part in text.split("\n"):
            clean = " ".join(part.split(" ")).strip(" \u3000\xa0\t")
            if clean:
                lines.append(Line(clean, kind, min(link_characters, len(clean))))
        link_characters = 0

    for node, entering in _steps(root):
        tag = node.tag or ""
        if tag == "-text":
            if entering:
                text = node.text_content or ""
                text = text if preformatted else _collapsed(text)
                pieces.append(text)
                link_characters += len(text.strip()) if in_link else 0
        elif tag in {"td", "th"}:
            in_cell += 1 if entering else -1
            if entering and "".join(pieces).strip():
                pieces.append(" | ")
        elif tag == "br":
            if entering:
                pieces.append(" " if in_cell else "\n")
        elif tag in _BLOCK and (not in_cell or tag in {"table", "tr"}):
            flush()
            preformatted += (1 if entering else -1) if tag == "pre" else 0
            kind = tag if entering else "p"
            if entering:
                open_elements.append(_Element(len(lines), len(open_elements), tag))
            elif open_elements:
                element = open_elements.pop()
                element.last = len(lines)
                spans.append(element)
        elif tag in _BLOCK:
            pieces.append(" ")
        elif tag == "a":
            in_link += 1 if entering else -1
    flush()
    return lines, spans


_BREAK = re.compile(r"[ \t\r\n\f]+")
_WIDE_BREAK = re.compile(
    r"(?<=[\u2e80-\u9fff\uff00-\uffef，。；：、！？”》）])[ \t]*[\r\n\f][ \t\r\n\f]*"
    r"(?=[\u2e80-\u9fff\uff00-\uffef“《（])"
)


def _collapsed(text: str) -> str:
    """White space as a browser shows it, but a line break between Chinese characters is none."""
    if "\n" in text or "\r" in text:
        text = _WIDE_BREAK.sub("", text)
    return _BREAK.sub(" ", text)


_ENDED = re.compile(r"[。！？!?.…；;：:”’」』)）]$")


def _good(line: Line) -> int:
    """How many characters of running text a line has: links and short labels count nothing."""
    own = len(line.text)
    if line.link_characters * 2 > own:
        return 0
    return own if own >= 40 or (own >= 12 and _ENDED.search(line.text)) else 0


def _article_bounds(lines: list[Line], spans: list[_Element]) -> tuple[int, int]:
    """The lines of the deepest block that holds nine tenths of the page's running text."""
    sums = [0]
    for line in lines:
        sums.append(sums[-1] + _good(line))
    total = sums[-1]
    if not total:
        return 0, len(lines)
    best = _Element(0, -1, "body", len(lines))
    for element in spans:
        inside = sums[element.last] - sums[element.first]
        wanted = 0.6 if element.tag in {"article", "main"} else 0.9
        if inside >= wanted * total and element.depth > best.depth and element.tag != "p":
            best = element
    return best.first, best.last


_LIST_LENGTH = 3


def _without_link_lists(lines: list[Line], removed: Counter[str]) -> list[Line]:
    """Leave out runs of three or more lines that are nothing but links."""
    kept: list[Line] = []
    run: list[Line] = []
    for line in [*lines, Line("", "p")]:
        if line.text and line.link_characters >= 0.8 * len(line.text) and len(line.text) < 80:
            run.append(line)
            continue
        if len(run) >= _LIST_LENGTH:
            removed["link-list"] += sum(len(link.text) for link in run)
        else:
            kept += run
        run = []
        if line.text:
            kept.append(line)
    return kept
