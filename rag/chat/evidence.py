"""Number the passages a chat model may cite, within its context, fenced as data.

The best passages come first. A passage that does not fit whole gives its whole sentences that
do. Titles and dates stand in the fence's head; what relative dates mean is noted behind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.question import Question
from rag.chat import prompts
from rag.settings import Settings
from rag.text.dates import resolve
from rag.text.sentences import sentence_spans
from rag.text.split import header
from rag.text.tokens import count_tokens
from rag.types import Passage
from rag.wording import Language

_OVERHEAD_TOKENS = 250
"""Left free for roles, the JSON schema and the server's chat template."""
_LEAST_SENTENCES_TOKENS = 40
_ROOMY_TOKENS = 3_000
_CL100K_SHARE, _O200K_SHARE, _OTHER_SHARE = 2.0, 1.25, 1.4
"""Tokens of a model for one of ours, rounded up from measurements on Chinese news: cl100k takes
about 1 token to a character, o200k 0.6 to 0.7, ours 0.6."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One numbered piece of evidence: ``text`` is the beginning of the passage, verbatim."""

    number: int
    passage: Passage
    text: str


def choose_evidence(
    question: Question, passages: Sequence[Passage], settings: Settings
) -> tuple[Piece, ...]:
    """The passages that fit the model's context, best first, at most ``settings.k``."""
    free = room_for(question.language, question.text, settings)
    pieces: list[Piece] = []
    for passage in _distinct(passages)[: settings.k]:
        whole = Piece(len(pieces) + 1, passage, passage.text)
        cost = model_tokens(rendered(whole, question.language), settings.chat_model)
        if cost > free:
            whole = _beginning(whole, free, question.language, settings.chat_model)
            if not whole.text:
                break
            cost = free
        pieces.append(whole)
        free -= cost
    return tuple(pieces)


def roomy(settings: Settings) -> bool:
    """Whether the context has room for examples beside rules and evidence."""
    return settings.chat_context_tokens - settings.chat_reply_tokens >= _ROOMY_TOKENS


def room_for(language: Language, more: str, settings: Settings) -> int:
    """The tokens left for evidence beside rules, examples, ``more`` text and the reply."""
    free = settings.chat_context_tokens - settings.chat_reply_tokens - _OVERHEAD_TOKENS
    standing = prompts.standing(language, examples=roomy(settings))
    return free - model_tokens(standing + more, settings.chat_model)


def fitting(
    question: Question, pieces: Sequence[Piece], more: str, settings: Settings
) -> tuple[Piece, ...]:
    """The pieces, numbered as they are, that fit beside ``more`` text than an answer prompt has.

    Later pieces go first; the first stays with what of it fits.
    """
    free = room_for(question.language, question.text + more, settings)
    kept: list[Piece] = []
    for piece in pieces:
        cost = model_tokens(rendered(piece, question.language), settings.chat_model)
        if cost > free:
            short = _beginning(piece, free, question.language, settings.chat_model)
            return (*kept, short) if short.text else tuple(kept)
        kept.append(piece)
        free -= cost
    return tuple(kept)


def render_evidence(pieces: Sequence[Piece], language: Language) -> str:
    """All pieces, fenced, as a model reads them."""
    return "\n".join(rendered(piece, language) for piece in pieces)


def rendered(piece: Piece, language: Language) -> str:
    """One fenced piece; the article cannot close its own fence."""
    tag, note, equals = ("资料", "注", "指") if language == "zh" else ("evidence", "Note", "=")
    passage = piece.passage
    meanings = [
        f"“{when.text}” {equals} {when.display(language)}"
        for when in resolve(passage.text, passage.published)
        if when.relative and when.start < len(piece.text)
    ]
    notes = f"\n（{note}：{'；'.join(dict.fromkeys(meanings))}）" if meanings else ""
    head = _harmless(header(passage))
    return f"<{tag} {piece.number}> {head}\n{_harmless(piece.text)}{notes}\n</{tag}>"


def model_tokens(text: str, model: str) -> int:
    """How many tokens ``text`` is for ``model``, rather too many than too few."""
    name = model.rpartition(":")[2].lower()
    if re.match(r"gpt-(?:4o|4\.1|5)|o[1-9]", name):
        share, encoding = _O200K_SHARE, "o200k_base"
    elif re.match(r"gpt-(?:4|3\.5)", name):
        share, encoding = _CL100K_SHARE, "cl100k_base"
    else:
        share, encoding = _OTHER_SHARE, "youju"
    from rag.text.tokens import load_encoding

    exact = load_encoding(encoding).name == encoding != "youju"
    return round(count_tokens(text, encoding) * (1.0 if exact else share)) + 1


def _beginning(piece: Piece, free: int, language: Language, model: str) -> Piece:
    """The piece with as many whole sentences as fit; no text when not one does."""
    kept = Piece(piece.number, piece.passage, "")
    if free < _LEAST_SENTENCES_TOKENS:
        return kept
    for _, end in sentence_spans(piece.text):
        longer = Piece(piece.number, piece.passage, piece.text[:end])
        if model_tokens(rendered(longer, language), model) > free:
            break
        kept = longer
    return kept


def _distinct(passages: Sequence[Passage]) -> list[Passage]:
    """Each passage once, in order; empty ones left out."""
    seen: dict[tuple[str, int, int], Passage] = {}
    for passage in passages:
        if passage.text.strip():
            seen.setdefault((passage.document_id, passage.start, passage.end), passage)
    return list(seen.values())


def _harmless(text: str) -> str:
    """Article text in which nothing reads as a fence."""
    return text.replace("<", "＜").replace(">", "＞")
