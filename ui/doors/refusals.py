"""A request that is turned down: a status and a sentence, in the shape its door speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse, Response

_JSON_RPC_PARSE_ERROR = -32_700
"""Source: JSON-RPC 2.0, section 5.1."""


_KINDS = {429: "requests"}
_CODES = {401: "invalid_api_key", 405: "method_not_supported", 429: "rate_limit_exceeded"}
"""What OpenAI's servers say beside the status, as its clients know it."""


def refusal(
    path: str,
    status: int,
    sentence: str,
    headers: Mapping[str, str] | None = None,
    **more: str | None,
) -> Response:
    """The reply: the protocol's shape below ``/v1`` and ``/mcp``, else FastAPI's ``detail``.

    Args:
        path: Where the request went.
        status: Of HTTP.
        sentence: What is wrong, for people.
        headers: More headers.
        more: ``param`` and ``code`` of OpenAI's shape.
    """
    record: dict[str, Any] = {"detail": sentence}
    if speaks_openai(path):
        record = {"error": error_record(status, sentence, **more)}
    elif path.startswith("/mcp"):
        fault = {"code": _JSON_RPC_PARSE_ERROR, "message": sentence}
        record = {"jsonrpc": "2.0", "id": None, "error": fault}
    return JSONResponse(record, status, headers)


def speaks_openai(path: str) -> bool:
    """Whether replies to this path have the shape of the OpenAI protocol."""
    return path == "/v1" or path.startswith("/v1/")


def error_record(
    status: int, sentence: str, *, param: str | None = None, code: str | None = None
) -> dict[str, Any]:
    """A fault as the OpenAI protocol writes it; ``param`` is the field that is at fault."""
    kind = _KINDS.get(status, "invalid_request_error" if status < 500 else "server_error")
    return {
        "message": sentence, "type": kind, "param": param, "code": code or _CODES.get(status),
    }  # fmt: skip
