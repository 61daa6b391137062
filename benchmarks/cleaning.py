"""How well and how fast articles are cleaned: ``python benchmarks/cleaning.py``.

Quality: characters of ``Document.text`` against hand-checked paragraphs, which stand in
``cleaning_expected.json`` as first and last characters, length and SHA-256 (white space left
out), for the shipped samples and, when ``YOUJU_DEV_DATA`` names the development data, for the
five real articles. trafilatura and readability-lxml read the same articles in an environment
of their own, made on first use; where that cannot be made they are left out, saying so.

Speed: 10,000 generated HTML pages of 8 KB, read, cleaned and written off on all cores.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rag.articles.clean import clean
from rag.articles.load_plain import article_from_bytes
from rag.types import Article

ROOT = Path(__file__).resolve().parent.parent
EXPECTED = Path(__file__).with_name("cleaning_expected.json")
PAGES = 10_000
PAGE_BYTES = 8_000
MARK = "〔…〕"

PEERS = """
import json, sys
import trafilatura
from readability import Document
import lxml.html
for row in map(json.loads, sys.stdin):
    body = row["body"]
    try:
        one = trafilatura.extract(body, include_comments=False, favor_precision=False) or ""
    except Exception:
        one = ""
    try:
        two = lxml.html.fromstring(Document(body).summary()).text_content()
    except Exception:
        two = ""
    print(json.dumps({"trafilatura": one, "readability-lxml": two}))
"""


@dataclass(frozen=True, slots=True)
class Score:
    """Characters without white space: in both, in what was expected, in what came out."""

    both: int
    expected: int
    given: int

    def __add__(self, other: Score) -> Score:
        return Score(
            self.both + other.both, self.expected + other.expected, self.given + other.given
        )

    def __str__(self) -> str:
        recall = self.both / self.expected if self.expected else 1.0
        precision = self.both / self.given if self.given else 0.0
        return f"recall {100 * recall:6.2f} %   precision {100 * precision:6.2f} %"


def bare(text: str) -> str:
    """Text without white space."""
    return "".join(text.split())


def digest(text: str) -> str:
    """SHA-256 of text without white space, 16 hexadecimal digits."""
    return hashlib.sha256(bare(text).encode()).hexdigest()[:16]


def raw_text(article: Article) -> str:
    """All that stands in an article before cleaning, without white space."""
    if article.markup != "html":
        return bare(article.body)
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(article.body).root
    return bare(root.text()) if root is not None else ""


def expected_paragraphs(article: Article, row: dict[str, object]) -> list[str]:
    """The hand-checked paragraphs, found in the original by their borders and checked by hash.

    Raises:
        LookupError: A paragraph is not in the original: the article has changed.

    """
    raw = raw_text(article)
    for fragment in sorted(row.get("injected", []), key=len, reverse=True):  # type: ignore[call-overload]
        raw = raw.replace(str(fragment), MARK)
    while MARK * 2 in raw:
        raw = raw.replace(MARK * 2, MARK)
    if article.markup == "markdown":
        raw = re.sub(r"\[([^\[\]]+)\]\([^()]*\)", r"\1", raw.replace("**", "").replace("|", ""))
    found: list[str] = []
    start = 0
    for first, length, sha in row["paragraphs"]:  # type: ignore[attr-defined]
        place = raw.find(first, start)
        while place >= 0 and digest(raw[place : place + length]) != sha:
            place = raw.find(first, place + 1)
        if place < 0:
            raise LookupError(f"{article.path}: the paragraph that begins {first!r} is gone")
        found.append(raw[place : place + length])
    return found


def score(expected: list[str], given: str) -> Score:
    """Match paragraph by paragraph; one that does not come out whole is aligned by characters."""
    left = bare(given)
    size = len(left)
    both = 0
    for paragraph in sorted(expected, key=len, reverse=True):
        if paragraph in left:
            both += len(paragraph)
            left = left.replace(paragraph, "\n", 1)
            continue
        matcher = difflib.SequenceMatcher(None, paragraph, left, autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block.size >= 4]
        both += sum(block.size for block in blocks)
        for block in reversed(blocks):
            left = left[: block.b] + "\n" + left[block.b + block.size :]
    return Score(both, sum(map(len, expected)), size)


def cases() -> Iterator[tuple[str, Article, dict[str, object]]]:
    """Group, article and its row of ``cleaning_expected.json``."""
    rows = json.loads(EXPECTED.read_text(encoding="utf-8"))
    folders = {"samples": ROOT / "rag" / "samples"}
    if data := os.environ.get("YOUJU_DEV_DATA"):
        folders["articles"] = Path(data) / "articles"
    for row in rows:
        folder = folders.get(row["group"])
        if folder and (folder / row["path"]).is_file():
            path = folder / row["path"]
            yield row["group"], article_from_bytes(str(path), path.read_bytes()), row


def record(group: str, folder: Path, injected: list[str]) -> list[dict[str, object]]:
    """Rows for a folder's articles as they are cleaned now, to be checked by hand."""
    rows: list[dict[str, object]] = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".txt", ".md", ".html"}:
            document = clean(article_from_bytes(str(path), path.read_bytes())).document
            paragraphs = [
                bare(line).replace("|", "") if path.suffix == ".md" else bare(line)
                for line in document.text.split("\n")
            ]
            name = path.relative_to(folder).as_posix()
            row: dict[str, object] = {"group": group, "path": name}
            if MARK in document.text:
                row["injected"] = injected
            row["paragraphs"] = [[p[:6], len(p), digest(p)] for p in paragraphs]
            rows.append(row)
    return rows


def peers(articles: list[Article]) -> list[dict[str, str]] | None:
    """What trafilatura and readability-lxml make of the same articles; None without them."""
    home = Path(tempfile.gettempdir()) / f"youju-cleaning-peers-{os.getuid()}"
    python = home / "bin" / "python"
    try:
        if not python.exists():
            venv.create(home, with_pip=True)
            subprocess.run([python, "-m", "pip", "install", "-q", "-U", "pip"], check=True)
            packages = ["trafilatura", "readability-lxml", "lxml_html_clean"]
            subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
        lines = "\n".join(json.dumps({"body": article.body}) for article in articles)
        done = subprocess.run(
            [python, "-W", "ignore", "-c", PEERS],
            input=lines, capture_output=True, text=True, check=True, timeout=300,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as fault:
        print(f"trafilatura and readability-lxml left out: {fault}")
        return None
    return [json.loads(line) for line in done.stdout.splitlines()]


def quality() -> None:
    """Print recall and precision for each group and each program."""
    found = list(cases())
    others = peers([article for _, article, _ in found])
    for group in dict.fromkeys(group for group, _, _ in found):
        totals: dict[str, Score] = {}
        for place, (own, article, row) in enumerate(found):
            if own != group:
                continue
            expected = expected_paragraphs(article, row)
            given = {"youju": clean(article).document.text}
            given |= others[place] if others else {}
            for name, text in given.items():
                text = text.replace("|", "") if article.markup == "markdown" else text
                one = score(expected, text)
                for kind in (name, f"{name}, HTML only")[: 1 + (article.markup == "html")]:
                    totals[kind] = totals.get(kind, Score(0, 0, 0)) + one
                print(f"  {group:9} {name:17} {one}   {row['path']}")
        for name, total in totals.items():
            print(f"{group:9}  {name:28} {total}")


def page(number: int) -> bytes:
    """A generated page of about 8 KB: head, navigation, article, sidebar, scripts, footer."""
    paragraph = (
        f"第{number}号样例文章：产业园今年1月建成投产，两年来累计接入设备{number}台，"
        "<a href='/k'>研究院</a>负责人表示，下一步将继续完善平台体系。"
    )
    article = "".join(f"<p style='text-indent:2em'>　　{paragraph}{i}</p>\n" for i in range(14))
    links = "".join(f"<li><a href='/n/{i}.html'>导航栏目{i}</a></li>" for i in range(20))
    whole = (
        f"<!doctype html><html><head><meta charset='utf-8'><title>样例{number}_示例网</title>"
        f"<meta property='article:published_time' content='2022-07-{number % 28 + 1:02d}'>"
        "<style>.x{color:red}</style><script>var a=1;</script></head><body>"
        f"<div class='nav'><ul>{links}</ul></div><div id='main'><h1>样例标题{number}</h1>"
        f"<div class='info'>2022-07-29 11:08 来源：示例网</div><div class='content'>{article}"
        "<div class='share'>分享到</div><p class='editor'>责任编辑：某某</p></div></div>"
        f"<div class='sidebar'><h3>相关阅读</h3><ul>{links}</ul></div>"
        "<div class='footer'>版权所有 示例网 ICP备000000号</div><script>"
    )
    filler = "x=1;" * max(0, (PAGE_BYTES - len(whole.encode()) - 30) // 4)
    return f"{whole}{filler}</script></body></html>".encode()


def _clean_pages(paths: list[Path]) -> int:
    return sum(
        len(clean(article_from_bytes(str(path), path.read_bytes())).document.text) for path in paths
    )


def speed() -> None:
    """Print how long 10,000 pages take."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.html" for number in range(PAGES)]
        for number, path in enumerate(paths):
            path.write_bytes(page(number))
        size = sum(path.stat().st_size for path in paths) / PAGES
        workers = os.cpu_count() or 1
        began = time.perf_counter()
        with ProcessPoolExecutor(workers) as pool:
            parts = [paths[start : start + 250] for start in range(0, PAGES, 250)]
            kept = sum(pool.map(_clean_pages, parts))
        seconds = time.perf_counter() - began
        began = time.process_time()
        _clean_pages(paths[:500])
        each = (time.process_time() - began) / 500
    print(
        f"speed      {PAGES} pages of {size:.0f} bytes on {workers} cores: {seconds:.1f} s; "
        f"{1000 * each:.2f} ms of processor time a page; {kept / PAGES:.0f} characters kept each"
    )


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", choices=("quality", "speed"))
    parser.add_argument("--record", action="store_true", help="print expected rows to be checked")
    chosen = parser.parse_args(arguments)
    if chosen.record:
        rows = record("samples", ROOT / "rag" / "samples", [])
        if data := os.environ.get("YOUJU_DEV_DATA"):
            rows += record("articles", Path(data) / "articles", [",直播8", "直播吧"])
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        print(f"[\n{lines}\n]")
        return 0
    steps: dict[str, Callable[[], None]] = {"quality": quality, "speed": speed}
    for name, step in steps.items():
        if chosen.only in {None, name}:
            step()
    return 0


if __name__ == "__main__":
    sys.exit(main())
