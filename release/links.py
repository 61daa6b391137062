"""Check the links of a built site: every one leads somewhere, and nothing is loaded from afar.

    python -m release.links site

Prints what is wrong and ends with 1 where anything is. Links to other hosts are named, not tried.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

_LOADED = (
    ("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("link", "href"),
)  # fmt: skip
_ONLY_TOLD = {"canonical", "alternate", "next", "prev", "author"}
"""What a ``<link>`` may be that no browser loads."""
# url(//example.org/a.woff), @import "https://example.org/a.css"
_FROM_AFAR = re.compile(r"(?:url\(\s*|@import\s+)['\"]?(?:https?:)?//")


@dataclass(slots=True)
class Page:
    """A page of the site: what it links to, loads, and may be linked at."""

    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the site in a folder; 1 where a link is broken."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("site", type=Path)
    site = parser.parse_args(arguments).site.resolve()
    pages = read(site)
    wrong = sorted(faults(site, pages))
    print("\n".join(wrong) if wrong else f"{len(pages)} pages, every link leads somewhere")
    far = {urlsplit(link).netloc for page in pages.values() for link in page.links}
    print("links to other hosts, not tried:", ", ".join(sorted(filter(None, far))) or "none")
    return 1 if wrong or not pages else 0


def read(site: Path) -> dict[Path, Page]:
    """Every page below a folder."""
    return {path: _page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def _page(html: str) -> Page:
    tree = LexborHTMLParser(html)
    page = Page()
    for node in tree.css("a[href]"):
        page.links.append(node.attributes["href"] or "")
    for tag, name in _LOADED:
        for node in tree.css(f"{tag}[{name}]"):
            if (node.attributes.get("rel") or "") not in _ONLY_TOLD:
                page.loads.append(node.attributes[name] or "")
    for node in tree.css("[id]"):
        page.anchors.add(node.attributes["id"] or "")
    return page


def faults(site: Path, pages: dict[Path, Page]) -> Iterator[str]:
    """What is wrong, a line each."""
    for path, page in pages.items():
        here = path.relative_to(site)
        for load in page.loads:
            if _is_far(load):
                yield f"{here} loads {load}"
        for link in (*page.links, *page.loads):
            if not _is_far(link) and (wrong := _broken(link, path, site, pages)):
                yield f"{here}: {wrong}"
    for sheet in site.rglob("*.css"):
        if _FROM_AFAR.search(sheet.read_text(encoding="utf-8")):
            yield f"{sheet.relative_to(site)} loads from another host"


def _is_far(link: str) -> bool:
    parts = urlsplit(link)
    return bool(parts.netloc) or parts.scheme in ("mailto", "data")


def _broken(link: str, path: Path, site: Path, pages: dict[Path, Page]) -> str:
    """What is wrong with a link within the site; empty where nothing is."""
    parts = urlsplit(link)
    target = path
    if parts.path:
        start = site if parts.path.startswith("/") else path.parent
        target = (start / unquote(parts.path).lstrip("/")).resolve()
        if target.is_dir():
            target = target / "index.html"
    if not target.is_file() or not target.is_relative_to(site):
        return f"{link} leads nowhere"
    anchor = unquote(parts.fragment)
    known = pages.get(target)
    if anchor and known is not None and anchor not in known.anchors | {"top"}:
        return f"{link}: no such place on that page"
    return ""


if __name__ == "__main__":
    sys.exit(main())
