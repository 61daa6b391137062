"""Everything below ``/v1``: the doors of the OpenAI protocol, and what is said at the others."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from starlette.routing import Match

from ui.server.asking import Doors
from ui.server.chat_api import chat_routes
from ui.server.embeddings_api import embeddings_routes
from ui.server.faults import nothing_here
from ui.server.models import models_routes
from ui.server.responses_api import responses_routes

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def openai_routes(doors: Doors) -> APIRouter:
    """All of the protocol that is spoken here; 404 or 405 elsewhere."""
    router = APIRouter()
    parts = (
        chat_routes(doors),
        responses_routes(doors),
        embeddings_routes(doors),
        models_routes(doors.assistant),
    )
    for part in parts:
        router.include_router(part)
    served = [route for part in parts for route in part.routes]

    @router.api_route("/v1", methods=_METHODS, include_in_schema=False)
    @router.api_route("/v1/{rest:path}", methods=_METHODS, include_in_schema=False)
    def elsewhere(request: Request) -> None:
        """Nothing is here, or nothing that takes this method."""
        matched = [route for route in served if route.matches(request.scope)[0] is Match.PARTIAL]
        methods = sorted({each for route in matched for each in getattr(route, "methods", ())})
        status = 405 if methods else 404
        headers = {"allow": ", ".join(methods)} if methods else None
        raise HTTPException(status, nothing_here(status), headers)

    return router
