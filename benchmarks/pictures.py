"""The pictures of the documentation, taken of the page over the shipped samples: docs/images.

    make pictures
    python -m benchmarks.pictures page-scope page-corpus    # these alone

Nothing in them is made up: the questions are asked of the bundled models, the evaluation is run
from the page. Look at what it wrote before it is committed.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from rag import Assistant, Settings
from tests.ui.conftest import CHROMIUM, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
COLOURS = 128
"""Of a picture's palette: a quarter of the bytes, and the same to the eye."""
SIZES = {1440: 900, 1024: 768, 390: 844}
QUESTIONS = (
    "京津冀工业互联网协同发展示范区何时获批？",
    "2023全球工业互联网大会的主题是什么？",
)
REFUSED = "2030年的大会在哪里举行？"
EVALUATION_MS = 600_000


@contextmanager
def visit(
    browser: Browser, address: str, width: int = 1440, theme: str = "light", **more: Any
) -> Iterator[Page]:
    """A page that is ready to be asked."""
    size = {"width": width, "height": SIZES[width]}
    options: dict[str, Any] = {"locale": "zh-CN", "color_scheme": theme} | more
    context = browser.new_context(viewport=size, **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(address)
    page.wait_for_selector("#yj-history .yj-example")
    yield page
    context.close()


def ask(page: Page, *questions: str) -> None:
    """Ask, one after another, until the answer and what to ask next are there."""
    for question in questions:
        before = page.locator("#yj-history .yj-turn").count()
        page.fill("#yj-question textarea", question)
        page.press("#yj-question textarea", "Enter")
        page.locator("#yj-history .yj-turn").nth(before).wait_for()
        page.wait_for_selector("#yj-ask:visible")
    page.wait_for_timeout(3_000)


def tab(page: Page, number: int, ready: str) -> None:
    """Open a tab and wait for what it shows."""
    page.locator("#yj-tabs button[role=tab]").nth(number).click()
    page.wait_for_selector(ready)


def keep(page: Page, name: str) -> None:
    """Write what is seen now."""
    page.mouse.move(0, 0)
    page.wait_for_timeout(800)
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    small = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(IMAGES / f"{name}.png", optimize=True)
    print(f"{name}.png: {(IMAGES / f'{name}.png').stat().st_size / 1000:.0f} kB")


def with_evidence(page: Page) -> None:
    """Two questions, the last answer's evidence beside it."""
    ask(page, *QUESTIONS)
    page.locator("#yj-history .yj-turn [data-act=cite]").last.click()
    page.wait_for_selector("#yj-evidence mark")


def scope(page: Page) -> None:
    """What is asked: the sheet open, two articles and a source chosen."""
    page.click(".yj-scope-open")
    rows = page.locator("#yj-scope .yj-pane[data-pane=documents] .yj-tick")
    for place in (1, 3):
        rows.nth(place).click()
        page.wait_for_function(
            f"document.querySelectorAll('.yj-chip').length >= {(place + 1) // 2}"
        )
    page.wait_for_timeout(500)


def article(page: Page) -> None:
    """The Articles tab, one of them being read."""
    tab(page, 1, "#yj-listing .yj-source")
    page.locator("#yj-listing .yj-source").nth(1).click()
    page.wait_for_selector("#yj-reader .yj-text")


def settings(page: Page) -> None:
    """The Settings tab with a link that was shared; the machine's own folders not shown."""
    ask(page, QUESTIONS[0])
    page.locator(".yj-menu > summary").last.click()
    page.locator("[data-act=share]").last.click()
    page.wait_for_selector("#yj-toast.shown")
    tab(page, 4, "#yj-server-view .yj-settings")
    page.wait_for_selector("#yj-links-view li")
    page.evaluate(
        "document.querySelectorAll('#yj-server-view dd').forEach((each) => { "
        "if (each.textContent.startsWith('/')) each.textContent = '~/articles'; })"
    )


def evaluation(page: Page) -> None:
    """The Evaluation tab after a run from the page."""
    tab(page, 3, "#yj-eval-run")
    page.click("#yj-eval-run")
    page.wait_for_selector("#yj-run-view .yj-score", timeout=EVALUATION_MS)
    page.wait_for_selector("#yj-eval-run:visible", timeout=EVALUATION_MS)


PICTURES: tuple[tuple[str, Callable[[Page], object], dict[str, Any]], ...] = (
    ("page-welcome", lambda page: None, {}),
    ("page-1440-light", with_evidence, {}),
    ("page-1024-light", with_evidence, {"width": 1024}),
    ("page-1024-dark", with_evidence, {"width": 1024, "theme": "dark"}),
    ("page-390-light", lambda page: ask(page, *QUESTIONS), {"width": 390}),
    ("page-390-dark-evidence", with_evidence, {"width": 390, "theme": "dark"}),
    ("page-refusal", lambda page: ask(page, REFUSED), {}),
    ("page-scope", scope, {}),
    ("page-articles", article, {}),
    ("page-corpus", lambda page: tab(page, 2, "#yj-charts figure"), {}),
    ("page-settings-english", settings, {"locale": "en-GB"}),
    ("page-evaluation", evaluation, {}),
)


def main() -> None:
    """Take them all, or those that are named."""
    named = sys.argv[1:]
    from playwright.sync_api import sync_playwright

    from ui.server.server import create_server
    from ui.state.limits import RateLimit

    if CHROMIUM is None:
        raise SystemExit("no chromium: no pictures")
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant(Settings(data_dir=Path(folder), language="zh", ui_port=0))
        assistant.ask(QUESTIONS[0])
        app = create_server(assistant, rate=RateLimit(0))
        with serving(app) as address, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            for name, prepare, options in PICTURES:
                if named and name not in named:
                    continue
                with visit(browser, address, **options) as page:
                    prepare(page)
                    keep(page, name)
            browser.close()


if __name__ == "__main__":
    main()
