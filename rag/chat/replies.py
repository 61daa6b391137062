"""What a chat model said, read as claims: structured, plain, broken or refusing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rag.chat import prompts
from rag.chat.markers import THOUGHT, Claim, parse_reply
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
    },
    "required": ["sentences"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply: its text as it came, its claims, and what it says is lacking."""

    text: str
    claims: tuple[Claim, ...]
    missing: str = ""


def plain_reply(text: str, evidence: int) -> Reply:
    """A reply by its ``[n]`` markers; JSON, asked for or not, whole or broken off, as JSON."""
    visible = without_thoughts(text)
    missing = refused(visible)
    if missing is not None:
        return Reply(text, (), missing)
    if begins_as_rows(visible):
        found = rows_of(visible)
        return structured_reply({"sentences": found}, evidence, text) or Reply(text, ())
    return Reply(text, tuple(parse_reply(text, evidence)))


def claims_so_far(text: str, evidence: int) -> list[Claim]:
    """The claims of a reply that is still coming, as far as they cannot change any more."""
    visible = without_thoughts(text)
    if may_refuse(visible):
        return []
    if not begins_as_rows(visible):
        return parse_reply(text, evidence, finished=False)
    found = structured_reply({"sentences": rows_of(visible)}, evidence, text)
    return list(found.claims) if found else []


_ROWS = re.compile(r"^\s*(?:`{3}[a-z]*\s*)?(?:$|\{\s*(?:$|[\"'}])|\[\s*(?:$|\{))", re.IGNORECASE)
"""How JSON begins, in a fence or not: {"sentences": …; not [1] 示范区…"""
# "sentences": [
_LIST = re.compile(r"\"sentences\"\s*:\s*\[")
# what stands between two rows: ", " or a line break
_GAP = re.compile(r"[\s,]*")


def begins_as_rows(text: str) -> bool:
    """Whether a reply, as far as it has come, is JSON and not sentences."""
    return _ROWS.match(text) is not None or _LIST.search(text[:_FAR_ENOUGH]) is not None


_FAR_ENOUGH = 400
"""Characters that a model may say before the JSON it was asked for."""


def rows_of(text: str) -> list[Any]:
    """The whole items of ``sentences`` in JSON that may be broken off; half an item is none."""
    begun = _LIST.search(text)
    if begun is None:
        return []
    decoder, at = json.JSONDecoder(), begun.end()
    rows: list[Any] = []
    while len(rows) < _MOST_ROWS:
        at = _GAP.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing too
        try:
            row, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        rows.append(row)
    return rows


_MOST_ROWS = 200


def without_thoughts(text: str) -> str:
    """A reply less what a model thinks aloud before it."""
    return THOUGHT.sub("", text).lstrip()


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
        for claim in parse_reply(_ended(whole(row["text"])), evidence):
            numbers = known or claim.numbers
            claims.append(Claim(claim.text, numbers, invented=bool(sources) and not numbers))
    missing = found.get("missing")
    return Reply(text, tuple(claims), whole(missing) if isinstance(missing, str) else "")


def _ended(sentence: str) -> str:
    """A Chinese sentence with its full stop: in JSON models leave it out."""
    return sentence + "。" if _UNENDED.search(sentence) else sentence


_UNENDED = re.compile(
    r"[\u4e00-\u9fff][^。！？!?；;：:…]{0,30}(?<![。！？!?；;：:…”’」』.\]］】\s])$"
)
"""…于2022年1月获批; not …获批。 nor …获批[1]"""


def refused(text: str) -> str | None:
    """What a model says is lacking when its reply is the named refusal; else ``None``."""
    bare = text.strip().strip("*“”\"'[]【】 ")
    for marker in (prompts.REFUSAL_ZH, prompts.REFUSAL_EN):
        if bare.upper().startswith(marker.upper()):
            return bare[len(marker) :].strip(' ：:。.”"\n')
    return None


def declined(reply: Reply) -> bool:
    """Whether a reply without claims is the named refusal, not merely empty or unreadable."""
    visible = without_thoughts(reply.text)
    if refused(visible) is not None or reply.missing:
        return True
    return _NONE.search(visible) is not None


_NONE = re.compile(r"\"sentences\"\s*:\s*\[\s*\]")
"""{"sentences": []}: the refusal as JSON."""


def may_refuse(text: str) -> bool:
    """Whether what has come so far begins like the named refusal: it is not a claim."""
    head = text.lstrip("*“”\"'[]【】 \n")[:24].upper()
    return any(
        head.startswith(marker[: len(head)]) if len(head) < len(marker) else head.startswith(marker)
        for marker in (prompts.REFUSAL_ZH, prompts.REFUSAL_EN)
    )
