"""The page's document: Gradio's, in the reader's language from its first line on.

Gradio writes its description of the page anew for every request, always in the language that the
server began with, and hands the page's style and script over inside of it, for its own script to
put in place. Here both stand in the head, as files that a browser keeps, the description says
everything in the language that the reader asks for, and what was written once is given again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import Headers

from rag.wording import current_language
from ui.assets import ICON, page_css, page_js
from ui.html.markup import escape
from ui.state.languages import wanted
from ui.words import Language

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_KEPT = 16
"""Documents that are kept: one for each language and name that the server is called by."""
_CONFIG = re.compile(r"window\.gradio_config = (\{.*?\});</script>")
"""Gradio's description of the page, on one line, ``<`` and ``>`` written as escapes."""
_ENTRY = re.compile(
    r'<script type="module" crossorigin src="[^"]+"></script>\s*'
    r'<link rel="stylesheet" crossorigin href="[^"]+">'
)
"""Gradio's own script and style, the last lines of its head."""
_UNREAD = ("api_info", "api_info_as_input", "api_info_as_output", "example_inputs")
"""What the description says of a component for programs alone; ``/config`` has it."""
Dressed = Callable[[Language], Mapping[int, Mapping[str, Any]]]
"""What the components say in a language: their changed properties, by their ids."""


class Document:
    """Middleware of Gradio's own application: answers for the page itself."""

    def __init__(self, app: ASGIApp, dressed: Dressed) -> None:
        """Stand before ``app``; nothing is written yet."""
        self._app = app
        self._dressed = dressed
        self._kept: OrderedDict[tuple[str, ...], bytes] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the document in the reader's language; everything else is passed on."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        language = wanted(headers) or current_language()
        called = [headers.get(name, "") for name in ("host", "x-forwarded-proto")]
        key = (language, str(scope.get("scheme")), str(scope.get("root_path")), *called)
        if key not in self._kept:
            written = await self._written(scope, receive)
            if isinstance(written, Response):
                await written(scope, receive, send)
                return
            self._kept[key] = rewritten(written, language, self._dressed(language)).encode()
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        reply = HTMLResponse(self._kept[key], headers={"vary": "accept-language, cookie"})
        await reply(scope, receive, send)

    async def _written(self, scope: Scope, receive: Receive) -> str | Response:
        """Gradio's own document; its reply as it is where that is none."""
        body, status = bytearray(), 500

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                body.extend(message.get("body", b""))

        plain = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        asked = {**scope, "headers": plain, "query_string": b""}
        await self._app(asked, receive, sent)
        return body.decode() if status == 200 else Response(bytes(body), status)


def rewritten(html: str, language: Language, dressed: Mapping[int, Mapping[str, Any]]) -> str:
    """Gradio's document with a head of ours, and its description saying what ``dressed`` says.

    Raises:
        ValueError: It has no description, or no script: another Gradio than this was written for.
    """
    described, entry = _CONFIG.search(html), _ENTRY.search(html)
    if described is None or entry is None:
        raise ValueError("Gradio's page is written in a way that is not known here")
    config = json.loads(described[1])
    # Gradio puts this behind its own styles, where ours must stand to count; it is loaded by then.
    config["head"] = _style()
    config["username"] = ""  # the next reader of what is kept is another
    for part in config["components"]:
        for name in _UNREAD:
            part.pop(name, None)
        part["props"].update(dressed.get(part["id"], {}))
    tag = "zh-Hans" if language == "zh" else "en"
    return (
        f'<!doctype html><html lang="{tag}"><head><meta charset="utf-8"><base href="./">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(config['title'])}</title>{head()}"
        f"<script>window.gradio_config = {_in_a_script(config)}; "
        'window.gradio_api_info = {"named_endpoints":{},"unnamed_endpoints":{}}; '
        f'window.__gradio_mode__ = "app";</script>{entry[0]}</head>'
        '<body><gradio-app control_page_title="true" embed="false" eager="true"></gradio-app>'
        "</body></html>"
    )


def _in_a_script(value: object) -> str:
    """JSON that ends no script, whatever is said in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def head() -> str:
    """The icon, the style and the script; the script is run before anything is drawn."""
    script = _named(page_js(), "js")
    return f'<link rel="icon" href="{ICON}">{_style()}<script src="page/{script}"></script>'


def _style() -> str:
    return f'<link rel="stylesheet" href="page/{_named(page_css(), "css")}">'


def _named(text: str, kind: str) -> str:
    """A file's name, which tells its content."""
    return f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.{kind}"


def files_routes() -> APIRouter:
    """``/page/…``: the page's style and script, which a browser may keep for good."""
    router = APIRouter(include_in_schema=False)
    files = {
        _named(page_css(), "css"): (page_css(), "text/css"),
        _named(page_js(), "js"): (page_js(), "text/javascript"),
    }

    @router.get("/page/{name}")
    def file(name: str) -> Response:
        if name not in files:
            return Response(status_code=404)
        text, kind = files[name]
        return Response(text, media_type=kind)

    return router
