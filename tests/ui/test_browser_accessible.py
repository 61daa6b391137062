"""axe-core finds no serious or critical fault on any tab, light or dark, wide or narrow."""

from __future__ import annotations

import lzma
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.ui.conftest import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
AXE = lzma.decompress((Path(__file__).parent / "axe.min.js.xz").read_bytes()).decode()
"""axe-core 4.14.1; see NOTICE."""
GRAVE = {"serious", "critical"}
TABS = ("ask", "articles", "corpus", "evaluation", "settings")


def faults(page: Page) -> list[str]:
    """What axe finds serious or critical: the rule, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(
        "axe.run(document, { resultTypes: ['violations'], iframes: false })"
    )
    return [
        f"{each['id']}: {node['html'][:160]}"
        for each in found["violations"]
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]


def filled(desk: Desk, number: int) -> None:
    """Open a tab with something on it."""
    page = desk.page
    if number == 0:
        desk.answer("何时获批？")
        page.click("#yj-history .yj-cite")
        page.wait_for_selector("#yj-evidence #yj-quote")
        return
    page.keyboard.press("Escape")
    desk.tab(number)
    if number == 1:
        page.wait_for_selector("#yj-listing .yj-source")
        page.check("#yj-listing [data-act=tick_page]")
        page.wait_for_selector(".yj-count")
        page.click("#yj-log summary")
        page.click("#yj-listing .yj-source")
        page.wait_for_selector("#yj-reader .yj-similar")
    elif number == 2:
        page.wait_for_selector("#yj-charts figure")
    elif number == 3:
        page.wait_for_selector("#yj-run-view .yj-none")
    else:
        page.wait_for_selector("#yj-server-view .yj-settings")


def all_faults(desk: Desk) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for number, name in enumerate(TABS):
        filled(desk, number)
        grave = faults(desk.page)
        if grave:
            found[name] = grave
    return found


def test_no_grave_fault_on_any_tab(desk: Desk) -> None:
    assert all_faults(desk) == {}


def test_none_in_the_dark_either(desk: Desk) -> None:
    desk.page.click("[data-act=theme]")
    assert all_faults(desk) == {}


def test_none_on_a_phone_in_english(phone: Desk) -> None:
    phone.page.click("[data-act=language]")
    phone.page.wait_for_selector("#yj-tabs button[role=tab]:has-text('Settings')")
    assert all_faults(phone) == {}


def test_axe_would_find_one(desk: Desk) -> None:
    desk.page.evaluate(
        "document.querySelector('#yj-question textarea').removeAttribute('aria-label')"
    )
    desk.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button></button>')")
    assert any(each.startswith("button-name") for each in faults(desk.page))
