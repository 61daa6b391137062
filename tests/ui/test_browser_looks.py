"""Every tab looks as it was approved: three widths, light and dark, both languages.

After a change that is meant:

    make approve

and look at what it wrote (tests/ui/approved). Fonts are those of Debian's fonts-noto-cjk, as in CI;
where others are installed there is nothing to compare with.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.ui.conftest import Desk, restore, visitor
from tests.ui.fakes import FakeAssistant
from tests.ui.looks import APPROVED, MOST_DIFFERENT, apart, reduced

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
TABS = ("ask", "articles", "corpus", "evaluation", "settings")
HEIGHTS = {1440: 900, 1024: 768, 390: 844}
APPROVING = "YOUJU_DEV_APPROVE" in os.environ
_STILL = (
    "* { animation: none !important; transition: none !important; caret-color: transparent "
    "!important; } *::-webkit-scrollbar { display: none; }"
)


def has_the_fonts() -> bool:
    if shutil.which("fc-match") is None:
        return False
    said = subprocess.run(["fc-match", "Noto Serif CJK SC"], capture_output=True, check=False)
    return b"NotoSerifCJK" in said.stdout


def a_run(data_dir: Path) -> None:
    """A run to look at, always the same."""
    folder = data_dir / "eval-runs" / "samples-20261120"
    folder.mkdir(parents=True)
    figure = {"value": 0.9, "low": 0.82, "high": 0.95, "count": 40}
    run = {
        "started": "2026-11-20T10:00:00",
        "seconds": 12.5,
        "finished": True,
        "figures": dict.fromkeys(("accuracy", "citation_recall", "hit_at_1"), figure),
        "warnings": [{"zh": "已近饱和：只错 1 题。", "en": "Saturated: 1 wrong."}],
    }
    (folder / "run.json").write_text(json.dumps(run), encoding="utf-8")
    row = {
        "id": "2",
        "question": "谁牵头？",
        "right": False,
        "stage": "not_reranked",
        "text": "沈渡",
    }
    (folder / "results.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")


def settle(page: Page, number: int) -> None:
    """Wait until a tab shows what it has."""
    ready = {
        0: "#yj-history .yj-turn",
        1: "#yj-listing .yj-source",
        2: "#yj-charts figure",
        3: "#yj-run-view .yj-score",
        4: "#yj-server-view .yj-settings",
    }[number]
    page.wait_for_selector(ready)
    page.evaluate(
        "document.querySelectorAll('#yj-server-view dd')"
        ".forEach((each) => { if (each.textContent.startsWith('/')) each.textContent = '/data'; })"
    )
    page.mouse.move(0, 0)
    page.wait_for_timeout(250)


def looks_of(desk: Desk, width: int, theme: str, language: str) -> dict[str, Image.Image]:
    """Every tab, by the name it is kept under."""
    page, found = desk.page, {}
    for number, name in enumerate(TABS):
        desk.tab(number)
        settle(page, number)
        found[f"{name}-{width}-{theme}-{language}"] = reduced(page.screenshot())
    return found


@pytest.mark.skipif(not has_the_fonts(), reason="needs the fonts of fonts-noto-cjk")
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", list(HEIGHTS))
def test_every_tab_looks_as_approved(
    chromium: Browser,
    address: str,
    fake: FakeAssistant,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    width: int,
    language: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    restore(fake)
    a_run(fake.settings.data_dir)
    locale = "zh-CN" if language == "zh" else "en-GB"
    size = {"width": width, "height": HEIGHTS[width]}
    context = visitor(chromium, address, viewport=size, locale=locale, color_scheme="light")
    desk = Desk(context, address)
    desk.page.add_style_tag(content=_STILL)
    desk.answer("何时获批？")
    looks = looks_of(desk, width, "light", language)
    desk.page.click("[data-act=theme]")
    looks |= looks_of(desk, width, "dark", language)
    desk.close()
    context.close()
    if APPROVING:
        APPROVED.mkdir(exist_ok=True)
        for name, image in looks.items():
            image.save(APPROVED / f"{name}.png", optimize=True)
        return
    far = {}
    for name, image in looks.items():
        approved = APPROVED / f"{name}.png"
        share = apart(image, Image.open(approved)) if approved.is_file() else 1.0
        if share > MOST_DIFFERENT:
            image.save(tmp_path / f"{name}.png")
            far[name] = round(share, 3)
    assert far == {}, f"see {tmp_path}, compare with {APPROVED}; if it is meant: make approve"


def test_what_differs_is_seen_and_what_is_noise_is_not() -> None:
    page = Image.new("RGB", (360, 225), "#f7f4ee")
    page.paste("#1f1d1a", (10, 10, 200, 18))
    noisy = page.copy()
    noisy.paste("#2a2723", (10, 10, 200, 18))
    moved = page.copy()
    moved.paste("#f7f4ee", (0, 0, 360, 60))
    moved.paste("#a5342a", (40, 100, 240, 140))
    assert apart(page, noisy) == 0
    assert apart(page, moved) > MOST_DIFFERENT
    assert apart(page, page.resize((180, 225))) == 1
