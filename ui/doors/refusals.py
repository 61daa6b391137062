"""A request that is turned down: a status and a sentence, in the shape its door speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse, Response

_JSON_RPC_PARSE_ERROR = -32_700
"""Source: JSON-RPC 2.0, section 5.1."""


def refusal(
    path: str, status: int, sentence: str, headers: Mapping[str, str] | None = None
) -> Response:
    """The reply: the protocol's shape below ``/v1`` and ``/mcp``, else FastAPI's ``detail``."""
    record: dict[str, Any] = {"detail": sentence}
    if path.startswith("/v1/"):
        record = {"error": error_record(status, sentence)}
    elif path.startswith("/mcp"):
        fault = {"code": _JSON_RPC_PARSE_ERROR, "message": sentence}
        record = {"jsonrpc": "2.0", "id": None, "error": fault}
    return JSONResponse(record, status, headers)


def error_record(status: int, sentence: str) -> dict[str, Any]:
    """A fault as the OpenAI protocol writes it."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {"message": sentence, "type": kind, "code": status}
