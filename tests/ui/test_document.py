"""The page's document: in the reader's language from its first line, the same one given again."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.ui.conftest import visitor
from ui.server.document import MOST_KEPT, rewritten

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHINESE = re.compile(r"[\u4e00-\u9fff]")
OURS = "有据"
"""The product's name, which is Chinese in English too."""


def said_by(address: str, **headers: str) -> str:
    """The document, as a browser with these headers is given it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.get(address, headers=named).raise_for_status().text


def description(html: str) -> dict[str, Any]:
    """What the document tells Gradio's script."""
    found = re.search(r"window\.gradio_config = (\{.*?\}); ", html)
    assert found
    said: dict[str, Any] = json.loads(found[1])
    return said


@pytest.mark.parametrize(
    ("headers", "lang", "asks"),
    [
        ({"accept_language": "en-GB,en;q=0.8"}, "en", "Ask"),
        ({"accept_language": "zh-TW"}, "zh-Hans", "提问"),
        ({"accept_language": "fr"}, "zh-Hans", "提问"),
        ({"accept_language": "en", "cookie": "youju_language=zh"}, "zh-Hans", "提问"),
        ({"accept_language": "zh", "cookie": "a=b; youju_language=en; c=d"}, "en", "Ask"),
        ({"accept_language": "en", "cookie": "not_youju_language=zh"}, "en", "Ask"),
        ({"accept_language": "en", "cookie": "youju_language=<script>"}, "en", "Ask"),
    ],
)
def test_written_in_the_readers_language(
    address: str, headers: dict[str, str], lang: str, asks: str
) -> None:
    html = said_by(address, **headers)
    assert f'<html lang="{lang}">' in html
    parts = description(html)["components"]
    assert (
        next(each for each in parts if each["props"].get("elem_id") == "yj-ask")["props"]["value"]
        == asks
    )


def test_in_english_no_component_says_chinese(address: str) -> None:
    for part in description(said_by(address, accept_language="en"))["components"]:
        said = json.dumps(part["props"], ensure_ascii=False)
        for sign in (OURS, "中文", ">文<", ">据<"):  # the name, the switch, ornaments
            said = said.replace(sign, "")
        if part["props"].get("elem_id") != "yj-history":  # questions from Chinese articles
            assert not CHINESE.search(said), said


def test_style_and_script_are_files_that_a_browser_keeps(address: str) -> None:
    html = said_by(address)
    names = re.findall(r'"(page/[0-9a-f]{16}\.(?:css|js))"', html)
    assert len(set(names)) == 2
    for name in names:
        reply = httpx.get(f"{address}/{name}").raise_for_status()
        assert "immutable" in reply.headers["cache-control"]
        assert "yj-" in reply.text
    assert httpx.get(f"{address}/page/0123456789abcdef.css").status_code == 404
    assert httpx.get(address).headers["cache-control"] == "no-store"


def test_many_names_fill_no_memory(address: str) -> None:
    one = said_by(address, host="127.0.0.1", accept_language="en")
    for number in range(MOST_KEPT + 2):
        httpx.get(address, headers={"host": f"127.0.0.1:{number + 1}"})
    assert said_by(address, host="127.0.0.1", accept_language="en") == one


def test_what_is_said_in_it_ends_no_script() -> None:
    html = (
        'window.gradio_config = {"title":"t","components":[{"id":1,"props":{"value":"a"}}]};'
        '</script><script type="module" crossorigin src="a.js"></script>'
        '<link rel="stylesheet" crossorigin href="a.css">'
    )
    evil = "</script><img src=x onerror=alert(1)>\u2028<!--"
    made = rewritten(html, "en", {1: {"value": evil}})
    assert "<img" not in made
    assert "\u2028" not in made
    assert description(made)["components"][0]["props"]["value"] == evil


@pytest.mark.parametrize("html", ["", "window.gradio_config = {};</script>"])
def test_a_gradio_that_is_not_known_is_named(html: str) -> None:
    with pytest.raises(ValueError, match="not known here"):
        rewritten(html, "en", {})


def first_painted(page: Page, address: str) -> str:
    """What is shown before the server answered a single call of the page's."""
    page.route("**/gradio_api/run/predict", lambda route: None)  # never answered
    page.goto(address)
    page.wait_for_selector("#yj-question textarea")
    said: str = page.inner_text("body")
    asks = page.get_attribute("#yj-question textarea", "placeholder") or ""
    return f"{said} {asks} {page.get_attribute('html', 'lang')}"


@pytest.mark.browser
@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_the_first_paint_is_in_the_readers_language(
    chromium: Browser, address: str, locale: str
) -> None:
    context = visitor(chromium, address, locale=locale)
    said = first_painted(context.new_page(), address)
    context.close()
    if locale == "zh-CN":
        assert "就收录的文章提一个问题" in said
        assert "Ask about" not in said
    else:
        assert "Ask about the articles" in said
        rest = said.replace(OURS, "").replace("中文", "")
        assert not CHINESE.search(re.sub(r"[^\n]*？", "", rest)), rest  # questions to try


@pytest.mark.browser
def test_the_language_that_was_chosen_is_there_at_once_after_a_reload(
    chromium: Browser, address: str
) -> None:
    context = visitor(chromium, address, locale="zh-CN")
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#yj-question textarea")
    page.click("[data-act=language]")
    page.wait_for_selector("#yj-ask:has-text('Ask')")
    again = context.new_page()
    assert "Ask about the articles" in first_painted(again, address)
    context.close()
