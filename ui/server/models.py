"""``/v1/models``: the names that ``model`` may have, and what each stands for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from rag.wording import say
from ui.server.faults import Fault

if TYPE_CHECKING:
    from rag import Assistant

ANSWERERS = {"youju": None, "youju-extractive": "extractive", "youju-chat": "chat"}
"""Models that answer, with the answerer each stands for."""
EMBEDDING = "youju-embedding"
"""The model that the articles are searched by."""


def served(assistant: Assistant) -> list[str]:
    """The models that are there; ``youju-chat`` only where the settings name a chat model."""
    absent = set() if assistant.settings.chat_model else {"youju-chat"}
    return [*(name for name in ANSWERERS if name not in absent), EMBEDDING]


def not_served(name: str, names: list[str]) -> Fault:
    """The fault of naming another model than one of ``names``."""
    listed = ", ".join(names)
    return Fault(
        404,
        say(
            f"没有叫“{name[:100]}”的模型，可用的是：{listed}。",
            f"There is no model “{name[:100]}”; there are: {listed}.",
        ),
        param="model",
        code="model_not_found",
    )


def models_routes(assistant: Assistant) -> APIRouter:
    """``/v1/models`` and ``/v1/models/{name}``."""
    router = APIRouter(prefix="/v1", tags=["OpenAI protocol"])
    since = int(time.time())

    def row(name: str) -> dict[str, Any]:
        return {"id": name, "object": "model", "created": since, "owned_by": "youju"}

    @router.get("/models")
    def models() -> dict[str, Any]:
        """The names that ``model`` may have."""
        return {"object": "list", "data": [row(name) for name in served(assistant)]}

    @router.get("/models/{name}")
    def model(name: str) -> dict[str, Any]:
        """One of them; ``created`` is when the server started."""
        names = served(assistant)
        if name not in names:
            raise not_served(name, names)
        return row(name)

    return router
