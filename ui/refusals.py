"""A request that is turned down: a status and a sentence, in the shape its door speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from rag import say

if TYPE_CHECKING:
    from fastapi.exceptions import RequestValidationError

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


def unfit(fault: RequestValidationError) -> str:
    """What is wrong with a request's fields, in words; what was sent is not repeated.

    The first three faults are said; a request may have thousands.
    """
    faults = list(fault.errors())
    said = [f"{_where(each['loc'])} {_what(each['type'], each.get('ctx'))}" for each in faults[:3]]
    left = len(faults) - len(said)
    if left:
        said.append(say(f"另有 {left} 处", f"and {left} more"))
    listed = say("；", "; ").join(said)
    return say(
        f"请求不合要求：{listed}。说明见 /api。", f"The request is unfit: {listed}. See /api."
    )


def _where(place: Sequence[Any]) -> str:
    names = [str(each)[:40] for each in place if each not in ("body", "query", "path")]
    return ".".join(names[:8]) or say("正文", "the body")


def _what(kind: str, limits: Mapping[str, Any] | None) -> str:
    """A pydantic error type in words. Source of the types: pydantic's list of usage errors."""
    for start, zh, en in _KINDS:
        if kind.startswith(start):
            return say(zh, en).format_map(limits or {})
    return say("不是这里要的值", "is not what is wanted here")


_KINDS = (
    ("missing", "缺少", "is missing"),
    (
        "string_too_long",
        "过长，最多 {max_length:,} 个字符",
        "is too long: {max_length:,} characters at most",
    ),
    ("too_long", "项数过多，最多 {max_length} 项", "has too many items: {max_length} at most"),
    ("too_short", "项数过少，至少 {min_length} 项", "has too few items: {min_length} at least"),
    ("greater_than_equal", "至少是 {ge}", "is {ge} at least"),
    ("less_than_equal", "最多是 {le}", "is {le} at most"),
    ("literal_error", "只能是 {expected}", "can only be {expected}"),
    ("date", "不是日期（如 2022-07-29）", "is not a date (such as 2022-07-29)"),
    ("string", "应当是文字", "should be text"),
    ("int", "应当是整数", "should be a whole number"),
    ("bool", "应当是 true 或 false", "should be true or false"),
    ("list", "应当是列表", "should be a list"),
    ("model", "应当是 JSON 对象", "should be a JSON object"),
)
"""How pydantic's error types begin, and what is said; the first that fits."""
