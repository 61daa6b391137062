"""Faults as replies: a status and a sentence, in the shape that the door speaks."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi import HTTPException
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as AnyHTTPException

from rag import YoujuError
from rag.errors import StoredIndexError, UsageError
from rag.wording import current_language, say
from ui.doors.refusals import refusal
from ui.server.unusable import unusable
from ui.state.gate import GateFull
from ui.words import word

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from fastapi.responses import Response

log = logging.getLogger("youju.ui")
REQUEST_ID = "x-request-id"
"""The header with a question's id, as OpenAI's clients look for it."""


class Fault(HTTPException):
    """One that says in OpenAI's shape which field it is about, and by which name it is known."""

    def __init__(
        self, status: int, sentence: str, *, param: str | None = None, code: str | None = None
    ) -> None:
        """``param`` and ``code`` are left out of other shapes."""
        super().__init__(status, sentence)
        self.more = {"param": param, "code": code}


def as_http(fault: Exception, question: str = "") -> HTTPException:
    """The status and the sentence for a fault: our own words, never a traceback.

    ``question`` is the id of the question that ended so; then the reply names it.
    """
    told = _as_http(fault, question)
    if question:
        told.headers = {**(told.headers or {}), REQUEST_ID: question}
    return told


def _as_http(fault: Exception, question: str) -> HTTPException:
    language = current_language()
    if isinstance(fault, HTTPException):
        return fault
    if isinstance(fault, GateFull):
        return HTTPException(503, word("busy", language), headers={"retry-after": "2"})
    if isinstance(fault, UsageError):
        return HTTPException(422, fault.message(language))
    if isinstance(fault, StoredIndexError):
        return HTTPException(503, fault.message(language))
    if isinstance(fault, YoujuError):
        return HTTPException(502, fault.message(language))
    kind = type(fault).__name__
    log.error("a request failed: %s", kind, exc_info=fault, extra={"id": question})
    return HTTPException(500, word("failed_unknown", language))


def speak_plainly(app: FastAPI) -> None:
    """Faults leave as sentences: what is not there, what does not fit, what nobody foresaw."""
    app.add_exception_handler(RequestValidationError, unusable)

    @app.exception_handler(YoujuError)
    @app.exception_handler(AnyHTTPException)
    def _(request: Request, fault: AnyHTTPException | YoujuError) -> Response:
        told = as_http(fault) if isinstance(fault, YoujuError) else fault
        more: dict[str, Any] = told.more if isinstance(told, Fault) else {}
        return refusal(request.url.path, told.status_code, _sentence(told), told.headers, **more)

    @app.exception_handler(Exception)
    def _(request: Request, fault: Exception) -> Response:
        return refusal(request.url.path, 500, word("failed_unknown", current_language()))


def nothing_here(status: int = 404) -> str:
    """What is said of an address, or a method, that nothing answers."""
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return say("这个地址不接受这种请求方法。", "This address does not take that method.")
    return say("没有这个地址。", "There is nothing here.")


def _sentence(fault: AnyHTTPException) -> str:
    """Its own; where the framework raised it with the status's English name, one of ours."""
    bare = fault.detail == HTTPStatus(fault.status_code).phrase
    return nothing_here(fault.status_code) if bare else str(fault.detail)
