"""Requests that cannot be used: which field, and what is wrong with it, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response

from rag.wording import say
from ui.doors.refusals import refusal, speaks_openai

_MOST_NAMED = 5
"""How many faults one message names."""

_WORDS: Mapping[str, tuple[str, str]] = {
    "missing": ("缺少这个字段", "is missing"),
    "extra_forbidden": ("没有这个字段", "is not a field of this request"),
    "json_invalid": ("不是有效的 JSON", "is not valid JSON"),
    "model_attributes_type": ("应为 JSON 对象", "must be a JSON object"),
    "model_type": ("应为 JSON 对象", "must be a JSON object"),
    "string_type": ("应为文字", "must be a string"),
    "string_too_long": ("最多 {max_length} 个字符", "may have {max_length} characters at most"),
    "string_too_short": ("至少 {min_length} 个字符", "must have {min_length} characters at least"),
    "text_or_list": ("应为文字或列表", "must be a string or a list"),
    "token_ids": ("应为文字，不是词元编号", "must be text, not numbers of tokens"),
    "not_served": ("这里不提供，请去掉", "asks for what is not offered here; leave it out"),
    "dict_type": ("应为 JSON 对象", "must be a JSON object"),
    "int_type": ("应为整数", "must be a whole number"),
    "int_parsing": ("应为整数", "must be a whole number"),
    "int_from_float": ("应为整数", "must be a whole number"),
    "bool_type": ("应为 true 或 false", "must be true or false"),
    "bool_parsing": ("应为 true 或 false", "must be true or false"),
    "greater_than_equal": ("不能小于 {ge}", "must be {ge} or more"),
    "less_than_equal": ("不能大于 {le}", "must be {le} or less"),
    "list_type": ("应为列表", "must be a list"),
    "too_long": ("最多 {max_length} 项", "may have {max_length} items at most"),
    "too_short": ("至少 {min_length} 项", "must have {min_length} items at least"),
    "literal_error": ("应为 {expected} 之一", "must be one of {expected}"),
    "date_type": ("应为日期，例如 2022-07-29", "must be a date, such as 2022-07-29"),
    "date_parsing": ("不是日历上的日期，请写成 2022-07-29 这样",
                     "is no day of the calendar; write it like 2022-07-29"),
    "date_from_datetime_parsing": ("不是日历上的日期，请写成 2022-07-29 这样",
                                   "is no day of the calendar; write it like 2022-07-29"),
    "wrong_way_round": ("里的起始日期晚于截止日期，请对调 published_from 与 published_to",
                        "has published_from after published_to: swap them"),
    "date_from_datetime_inexact": ("应为日期，不带时刻", "must be a date without a time"),
}  # fmt: skip
"""By pydantic's name of a fault; placeholders are filled from its context."""


async def unusable(request: Request, fault: Exception) -> Response:
    """The reply to a request whose fields cannot be used: 422, or 400 in OpenAI's shape."""
    errors = fault.errors() if isinstance(fault, RequestValidationError) else []
    fields = [{"field": _field(each), "message": _said(each)} for each in errors[:_MOST_NAMED]]
    message = in_words(errors)
    if speaks_openai(request.url.path):
        return refusal(request.url.path, 400, message, param=fields[0]["field"])
    return JSONResponse({"detail": message, "fields": fields}, 422)


def in_words(errors: Sequence[Mapping[str, Any]]) -> str:
    """Pydantic's errors as one sentence each, in the reader's language, each field named."""
    said = [
        say(f"“{_field(each)}”{_said(each)}", f"“{_field(each)}” {_said(each)}")
        for each in errors[:_MOST_NAMED]
    ]
    more = len(errors) - len(said)
    if more > 0:
        said.append(say(f"另有 {more} 处", f"and {more} more"))
    listed = say("；", "; ").join(said)
    return say(f"请求有误：{listed}。", f"The request cannot be used: {listed}.")


def _field(error: Mapping[str, Any]) -> str:
    """The way to a field as one writes it: ``filters.published_from``, ``history[0].answer``."""
    path = [part for part in error["loc"] if part not in ("body", "query", "path")]
    if error["type"] == "json_invalid" or not path:
        return say("正文", "body")
    named = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return named.lstrip(".")[:100]


def _said(error: Mapping[str, Any]) -> str:
    zh, en = _WORDS.get(error["type"], ("的值不能用", "has a value that cannot be used"))
    context = dict(error.get("ctx") or {})
    if "expected" in context:  # 'a', 'b' or 'c', as pydantic lists them
        context["expected"] = say(
            str(context["expected"]).replace(" or ", "、").replace(", ", "、"), context["expected"]
        )
    try:
        return say(zh, en).format_map(context)
    except (KeyError, ValueError):
        return say("的值不能用", "has a value that cannot be used")
