"""Youju: ask a folder of articles, get the answer and the exact words it rests on.

    from rag import ask
    print(ask("示范区何时获批？"))

Everything public is reachable from here and loaded on first use, so that ``import rag`` costs
next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from embeddings import quiet as quiet  # before any other import: libraries read it as they load

if TYPE_CHECKING:
    from rag.answer_types import (
        Answer,
        Citation,
        Event,
        Finished,
        Passages,
        StageStarted,
        TextPiece,
        Turn,
        Working,
    )
    from rag.assistant import Assistant, ask
    from rag.chat.calls import Usage
    from rag.chat.model import ChatModel
    from rag.chat.prompts import Prompt
    from rag.errors import (
        ChatError,
        ChatRefused,
        ChatUnavailable,
        IndexBusy,
        IndexDamaged,
        IndexMismatch,
        IndexMissing,
        LoadError,
        ModelError,
        QuestionError,
        SettingsError,
        StorageError,
        StoredIndexError,
        UsageError,
        YoujuError,
    )
    from rag.langchain import YoujuRetriever, answer_chain
    from rag.settings import SAMPLE_ARTICLES, Settings
    from rag.types import Document, FileReport, Filters, IngestReport, Passage, Skipped
    from rag.wording import Language, choose_language, current_language, say

_HOMES = {
    "rag.answer_types": (
        "Answer", "Citation", "Event", "Finished", "Passages", "StageStarted", "TextPiece",
        "Turn", "Working",
    ),
    "rag.assistant": ("Assistant", "ask"),
    "rag.chat.calls": ("Usage",),
    "rag.chat.model": ("ChatModel",),
    "rag.langchain": ("YoujuRetriever", "answer_chain"),
    "rag.chat.prompts": ("Prompt",),
    "rag.errors": (
        "ChatError", "ChatRefused", "ChatUnavailable", "IndexBusy", "IndexDamaged",
        "IndexMismatch", "IndexMissing", "LoadError", "ModelError", "QuestionError",
        "SettingsError", "StorageError", "StoredIndexError", "UsageError", "YoujuError",
    ),
    "rag.settings": ("SAMPLE_ARTICLES", "Settings"),
    "rag.types": ("Document", "FileReport", "Filters", "IngestReport", "Passage", "Skipped"),
    "rag.wording": ("Language", "choose_language", "current_language", "say"),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__version__ = "0.1.0"
__all__ = [
    "SAMPLE_ARTICLES",
    "Answer",
    "Assistant",
    "ChatError",
    "ChatModel",
    "ChatRefused",
    "ChatUnavailable",
    "Citation",
    "Document",
    "Event",
    "FileReport",
    "Filters",
    "Finished",
    "IndexBusy",
    "IndexDamaged",
    "IndexMismatch",
    "IndexMissing",
    "IngestReport",
    "Language",
    "LoadError",
    "ModelError",
    "Passage",
    "Passages",
    "Prompt",
    "QuestionError",
    "Settings",
    "SettingsError",
    "Skipped",
    "StageStarted",
    "StorageError",
    "StoredIndexError",
    "TextPiece",
    "Turn",
    "Usage",
    "UsageError",
    "Working",
    "YoujuError",
    "YoujuRetriever",
    "answer_chain",
    "ask",
    "choose_language",
    "current_language",
    "say",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
