"""The headers that every answer leaves with: what a browser may load, and what it may keep."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        # Gradio's page needs inline scripts and its plots compile expressions.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "media-src 'self' blob:",
        "object-src 'none'",
        "frame-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Nothing goes elsewhere; with "no-referrer" a browser hides the origin of our own form too.
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
}


def with_headers(send: Send, path: str) -> Send:
    """``send`` for the answer to ``path``, with the headers that every answer carries."""
    # Built assets carry a hash in their name or query: a browser may keep them for good.
    built = path == "/theme.css" or path.startswith(
        ("/assets/", "/page/", "/static/js/", "/static/css/")
    )

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if built and message["status"] in {200, 304}:
                headers["cache-control"] = "public, max-age=31536000, immutable"
            elif not path.startswith("/static/"):
                headers.setdefault("cache-control", "no-store")
        await send(message)

    return sent
