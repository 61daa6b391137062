"""What a chat model said, read as claims: structured, plain, broken or refusing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rag.chat import prompts
from rag.chat.markers import Claim, parse_reply
from rag.text.halves import whole

REPLY_SCHEMA: Mapping[str, Any] = {
    "title": "Reply",
    "description": "An answer as sentences with the numbers of the evidence each rests on.",
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "sources": {"type": "array", "items": {"type": "integer"}},
                },
                "required": ["text", "sources"],
                "additionalProperties": False,
            },
        },
        "missing": {"type": "string"},
    },
    "required": ["sentences", "missing"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply: its text as it came, its claims, and what it says is lacking."""

    text: str
    claims: tuple[Claim, ...]
    missing: str = ""


def plain_reply(text: str, evidence: int) -> Reply:
    """A reply by its ``[n]`` markers; JSON that came unasked or broken off is read as JSON."""
    missing = refused(text)
    if missing is not None:
        return Reply(text, (), missing)
    begin, end = text.find("{"), text.rfind("}")
    if 0 <= begin < end and '"sentences"' in text:
        try:
            found = structured_reply(json.loads(text[begin : end + 1]), evidence, text)
        except (ValueError, RecursionError):
            found = None
        return found or Reply(text, ())
    if text.lstrip().startswith(("{", "[{")):
        return Reply(text, ())
    return Reply(text, tuple(parse_reply(text, evidence)))


def structured_reply(found: Any, evidence: int, text: str) -> Reply | None:
    """A reply from parsed JSON; ``None`` when it has not the shape that was asked for."""
    if not isinstance(found, Mapping) or not isinstance(found.get("sentences"), list):
        return None
    claims: list[Claim] = []
    for row in found["sentences"]:
        if not isinstance(row, Mapping) or not isinstance(row.get("text"), str):
            return None
        named = row.get("sources")
        sources = [n for n in named if isinstance(n, int)] if isinstance(named, list) else []
        known = tuple(dict.fromkeys(n for n in sources if 1 <= n <= evidence))
        for claim in parse_reply(whole(row["text"]), evidence):
            numbers = known or claim.numbers
            claims.append(Claim(claim.text, numbers, invented=bool(sources) and not numbers))
    missing = found.get("missing")
    return Reply(text, tuple(claims), whole(missing) if isinstance(missing, str) else "")


def refused(text: str) -> str | None:
    """What a model says is lacking when its reply is the named refusal; else ``None``."""
    bare = text.strip().strip("*“”\"'[]【】 ")
    for marker in (prompts.REFUSAL_ZH, prompts.REFUSAL_EN):
        if bare.upper().startswith(marker.upper()):
            return bare[len(marker) :].strip(' ：:。.”"\n')
    return None


def declined(reply: Reply) -> bool:
    """Whether a reply without claims is the named refusal, not merely empty or unreadable."""
    return refused(reply.text) is not None or bool(reply.missing)


def may_refuse(text: str) -> bool:
    """Whether what has come so far begins like the named refusal: it is not a claim."""
    head = text.lstrip("*“”\"'[]【】 \n")[:24].upper()
    return any(
        head.startswith(marker[: len(head)]) if len(head) < len(marker) else head.startswith(marker)
        for marker in (prompts.REFUSAL_ZH, prompts.REFUSAL_EN)
    )
