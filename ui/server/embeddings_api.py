"""``/v1/embeddings``: vectors of the model that the articles are searched by."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from rag.wording import say
from ui.server.asking import Doors
from ui.server.faults import Fault, as_http
from ui.server.models import EMBEDDING, not_served

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from rag import Assistant

MOST_TEXTS = 256
MOST_CHARACTERS = 20_000
"""Of one text. Models read less of it: the bundled one all, others some hundred tokens."""
_AT_ONCE = 16
"""Texts embedded before it is asked whether anybody still waits."""


def _texts(value: Any) -> Any:
    """One text as a list of one; numbers stand for tokens of some other model's tokenizer."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list):
        raise PydanticCustomError("text_or_list", "a text or a list")
    if any(isinstance(each, int | list) for each in texts):
        raise PydanticCustomError("token_ids", "text, not numbers of tokens")
    return texts


Text = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]


class Wanted(BaseModel):
    """A request for embeddings."""

    model_config = ConfigDict(extra="forbid")
    model: str = EMBEDDING
    input: Annotated[
        list[Text], BeforeValidator(_texts, json_schema_input_type=str | list[Text])
    ] = Field(min_length=1, max_length=MOST_TEXTS)
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: int | None = Field(default=None, description="The model's own, or left out.")
    input_type: Literal["document", "query"] = Field(
        default="document", description="Many models treat a question otherwise than a passage."
    )
    user: str | None = Field(default=None, description="Changes nothing.")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of the vectors, in order, with the tokens that their texts have."""

    rows: npt.NDArray[np.float32]
    tokens: int


def embeddings_routes(doors: Doors) -> APIRouter:
    """``/v1/embeddings``."""
    router = APIRouter(prefix="/v1", tags=["OpenAI protocol"])

    @router.post("/embeddings")
    async def embeddings(wanted: Wanted, request: Request) -> Response:
        """The vectors of one or more texts, of length one; all zeros where nothing is known."""
        if wanted.model != EMBEDDING:
            raise not_served(wanted.model, [EMBEDDING])
        doors.admit(request, "embeddings")
        data: list[dict[str, Any]] = []
        tokens = 0
        try:
            async for piece in doors.gate.ask(lambda: embedded(doors, wanted)).events():
                data += rows_of(piece.rows, len(data), wanted.encoding_format)
                tokens += piece.tokens
        except Exception as fault:  # noqa: BLE001 - every fault becomes a status and a sentence
            raise as_http(fault) from None
        embedder = doors.assistant.embedder
        return JSONResponse(
            {
                "object": "list",
                "data": data,
                "model": EMBEDDING,
                "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
                "youju": {"fingerprint": embedder.fingerprint, "dimension": embedder.dimension},
            }
        )

    return router


def embedded(doors: Doors, wanted: Wanted) -> Iterator[Piece]:
    """The vectors, some at a time, so that who leaves does not keep a worker.

    Raises:
        Fault: Another dimension is wanted than the model has.
    """
    size = doors.assistant.embedder.dimension
    if wanted.dimensions not in (None, size):
        raise Fault(
            400,
            say(
                f"“dimensions”只能是 {size}，或者不写：这个模型的向量不能截短。",
                f"“dimensions” can only be {size}, or be left out: this model's vectors cannot "
                "be shortened.",
            ),
            param="dimensions",
        )
    for start in range(0, len(wanted.input), _AT_ONCE):
        texts = wanted.input[start : start + _AT_ONCE]
        rows = encoded(doors.assistant, texts, wanted.input_type)
        yield Piece(rows, sum(map(doors.assistant.count_tokens, texts)))


def encoded(assistant: Assistant, texts: Sequence[str], kind: str) -> npt.NDArray[np.float32]:
    """One row for each text, as passages or as questions."""
    if kind == "document":
        return assistant.embedder.encode_documents(texts)
    import numpy as np

    return np.stack([assistant.embedder.encode_query(text) for text in texts])


def rows_of(rows: npt.NDArray[np.float32], first: int, kind: str) -> list[dict[str, Any]]:
    """The protocol's rows; ``base64`` is of little-endian 32-bit floats, as its clients read it."""
    return [
        {
            "object": "embedding",
            "index": index,
            "embedding": row.tolist()
            if kind == "float"
            else base64.b64encode(row.astype("<f4").tobytes()).decode(),
        }
        for index, row in enumerate(rows, start=first)
    ]
