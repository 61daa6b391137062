"""How fast the page is with many articles: opened, searched, ordered, paged through, removed from.

    python benchmarks/desk.py                    # 10,000 invented articles
    python benchmarks/desk.py --articles 2000

Articles are read with the embedder of the tests, which costs nothing: what is measured is the
list. Each figure is a median, and the worst, over the rounds.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from embeddings import HashEmbedder
from rag import Assistant, Settings

if TYPE_CHECKING:
    from playwright.sync_api import Page

_WORDS = (
    "渡口", "码头", "大桥", "书店", "茶会", "图书馆", "展览", "清淤",
    "护岸", "航线", "票价", "夜市", "校园", "湿地", "车站", "水库",
)  # fmt: skip


def invented(folder: Path, count: int) -> Path:
    """Articles of some four hundred characters each, from a fixed seed."""
    chance = random.Random(7)  # noqa: S311 - texts, no secrets
    folder.mkdir(parents=True)
    for number in range(count):
        words = " ".join(chance.choices(_WORDS, k=4))
        text = "。".join("".join(chance.choices(_WORDS, k=8)) for _ in range(22))
        year, month, day = (chance.randrange(*span) for span in ((2010, 2025), (1, 13), (1, 29)))
        (folder / f"{number:05}.md").write_text(
            f"---\ntitle: {words}{number}\ndate: {year}-{month:02}-{day:02}\n---\n{text}。\n",
            encoding="utf-8",
        )
    return folder


def timed(name: str, rounds: int, work: Callable[[], object]) -> None:
    """Print the median and the worst of so many rounds."""
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    middle, worst = statistics.median(spent), max(spent)
    print(f"{name}: median {1000 * middle:.0f} ms, worst {1000 * worst:.0f} ms")


def in_python(assistant: Assistant, rounds: int) -> None:
    """The list without a browser."""
    for order in ("newest", "title", "longest"):
        timed(
            f"first page by {order}",
            rounds,
            lambda order=order: assistant.browse("", order),  # type: ignore[misc]
        )
    timed("search in full, two words", rounds, lambda: assistant.browse("湿地 夜市"))
    timed("search in full, a word nobody has", rounds, lambda: assistant.browse("没有这个词"))
    timed("last page", rounds, lambda: assistant.browse("", "newest", 9_980, 20))
    own = assistant.browse().documents[0].id
    timed("more like this", rounds, lambda: assistant.similar(own))
    timed("what the scope can choose from", rounds, assistant.statistics)
    timed("articles in the scope", rounds, lambda: assistant.documents("湿地", 0, 40))


def in_the_browser(assistant: Assistant, rounds: int) -> None:
    """The page as somebody waits for it."""
    from playwright.sync_api import sync_playwright

    from tests.ui.conftest import CHROMIUM, serving
    from ui.server.server import create_server
    from ui.state.limits import RateLimit

    if CHROMIUM is None:
        print("no chromium: the page is not measured")
        return
    app = create_server(assistant, rate=RateLimit(0))
    with serving(app) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        def opened(page: Page) -> None:
            page.goto(address, wait_until="commit")
            page.wait_for_selector("#yj-question textarea")

        def first_visit() -> None:
            context = browser.new_context(locale="zh-CN")
            opened(context.new_page())
            context.close()

        timed("page usable, first visit", rounds, first_visit)
        page = browser.new_context(
            locale="zh-CN", viewport={"width": 1440, "height": 900}
        ).new_page()
        opened(page)
        page.wait_for_timeout(2_000)
        timed("page usable, second visit", rounds, lambda: opened(page))
        page.wait_for_function("document.querySelector('#yj-history').innerText.length > 1")
        began = time.perf_counter()
        page.locator("#yj-tabs button[role=tab]").nth(1).click()
        page.wait_for_selector("#yj-listing .yj-documents li")
        print(f"list opened: {1000 * (time.perf_counter() - began):.0f} ms")
        in_the_list(page, rounds)
        page.locator("#yj-tabs button[role=tab]").first.click()
        in_the_scope(page, rounds)
        page.locator("#yj-tabs button[role=tab]").nth(1).click()
        in_bulk(page)
        browser.close()


def until_changed(page: Page, place: str, act: Callable[[], object]) -> Callable[[], object]:
    """``act``, and wait until what stands in a place of the page is another."""

    def done() -> None:
        before = page.evaluate("at => document.querySelector(at).innerHTML", place)
        act()
        page.wait_for_function(
            "([at, before]) => document.querySelector(at).innerHTML !== before", arg=[place, before]
        )

    return done


def in_the_list(page: Page, rounds: int) -> None:
    """Paging, searching, ordering and selecting, each until what it asks for shows."""
    first = "document.querySelector('#yj-listing .yj-documents li .yj-title').textContent"

    def changes(act: Callable[[], object]) -> Callable[[], object]:
        return until_changed(page, "#yj-listing", act)

    next_page = "#yj-listing .yj-pager .yj-step:nth-of-type(3)"
    timed("next page", rounds, changes(lambda: page.click(next_page)))
    searches = iter(_WORDS * 4)
    box = "#yj-find textarea, #yj-find input"
    timed("search typed", rounds, changes(lambda: page.fill(box, next(searches))))
    timed(
        "an article ticked",
        rounds,
        changes(lambda: page.locator("#yj-listing [data-act=tick]").first.click()),
    )
    page.fill(box, "")
    page.wait_for_timeout(500)
    print("first in the list:", page.evaluate(first))


def in_bulk(page: Page) -> None:
    """A tenth of all selected, removed and brought back, by clicks."""
    page.fill("#yj-find textarea, #yj-find input", "articles/01")  # 01000.md to 01999.md
    page.wait_for_function(
        "!document.querySelector('#yj-listing .yj-pager').textContent.includes('10,000')"
    )
    steps = {
        "the page selected": ("[data-act=tick_page]", "[data-act=tick_all]"),
        "all found selected": ("[data-act=tick_all]", "[data-act=remove_ticked]"),
        "asked whether to remove them": ("[data-act=remove_ticked]", "[data-act=removed]"),
        "removed": ("[data-act=removed]", "#yj-ingest [data-act=undo]"),
        "brought back": ("#yj-ingest [data-act=undo]", None),
    }
    for name, (pressed, shown) in steps.items():
        began = time.perf_counter()
        page.locator(f"#yj-listing {pressed}" if "#" not in pressed else pressed).first.click()
        if shown is None:
            page.wait_for_selector("#yj-ingest :text('已恢复')", timeout=120_000)
        else:
            place = f"#yj-listing {shown}" if "#" not in shown else shown
            page.wait_for_selector(place, timeout=120_000)
        print(f"{name}: {1000 * (time.perf_counter() - began):.0f} ms")
        if name == "asked whether to remove them":
            print("  ", page.inner_text("#yj-listing .yj-sure span"))


def in_the_scope(page: Page, rounds: int) -> None:
    """The sheet in which what is asked is chosen, and @ in the question."""

    def changes(act: Callable[[], object], place: str = "#yj-scope") -> Callable[[], object]:
        return until_changed(page, place, act)

    timed("scope opened", 1, changes(lambda: page.click(".yj-scope-open")))
    field = page.locator("#yj-scope .yj-pane[data-pane=documents] input[type=search]")
    searches = iter(_WORDS * 4)
    timed("searched in the scope", rounds, changes(lambda: field.fill(next(searches))))
    ticks = iter(range(40))
    row = "#yj-scope .yj-pane[data-pane=documents] .yj-tick"
    timed(
        "an article chosen",
        rounds,
        changes(lambda: page.locator(row).nth(next(ticks)).click(), "#yj-chips"),
    )
    page.keyboard.press("Escape")
    box, names = "#yj-question textarea", iter(_WORDS * 4)
    timed(
        "articles behind @",
        rounds,
        changes(lambda: page.fill(box, f"@{next(names)}"), "#yj-mentions"),
    )


def removal(assistant: Assistant, count: int) -> None:
    """Taking many out at once, and back."""
    ids = assistant.browse_ids()[:count]
    paths = [path for each in ids for path in assistant.paths(each)]
    timed(f"{count:,} removed", 1, lambda: assistant.remove(*ids))
    timed(f"{count:,} brought back", 1, lambda: assistant.take_back(*paths))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder) / "data", language="zh", ui_port=0)
        with Assistant(settings, embedder=HashEmbedder()) as assistant:
            report = assistant.ingest(invented(Path(folder) / "articles", options.articles))
            print(f"{report.added:,} articles")
            in_python(assistant, options.rounds)
            removal(assistant, min(1_000, options.articles // 2))
            in_the_browser(assistant, options.rounds)


if __name__ == "__main__":
    main()
