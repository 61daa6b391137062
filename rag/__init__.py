"""Youju: ask a folder of articles, get the answer and the exact words it rests on.

    from rag import ask
    print(ask("示范区何时获批？"))

Everything public is reachable from here and loaded on first use, so that ``import rag`` costs
next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.assistant import Assistant, ask
    from rag.chat.calls import Cancelled, Usage
    from rag.chat.model import ChatModel, YoujuRetriever, answer_chain
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
    from rag.settings import SAMPLE_ARTICLES, Settings
    from rag.types import (
        Answer,
        Citation,
        Document,
        Event,
        FileReport,
        Filters,
        Finished,
        Held,
        IngestReport,
        Language,
        Passage,
        Skipped,
        StageStarted,
        TextPiece,
        Turn,
    )
    from rag.wording import choose_language, current_language, say

_HOMES = {
    "rag.assistant": ("Assistant", "ask"),
    "rag.chat.calls": ("Cancelled", "Usage"),
    "rag.chat.model": ("ChatModel", "YoujuRetriever", "answer_chain"),
    "rag.chat.prompts": ("Prompt",),
    "rag.errors": (
        "ChatError", "ChatRefused", "ChatUnavailable", "IndexBusy", "IndexDamaged",
        "IndexMismatch", "IndexMissing", "LoadError", "ModelError", "QuestionError",
        "SettingsError", "StorageError", "StoredIndexError", "UsageError", "YoujuError",
    ),
    "rag.settings": ("SAMPLE_ARTICLES", "Settings"),
    "rag.types": (
        "Answer", "Citation", "Document", "Event", "FileReport", "Filters", "Finished",
        "Held", "IngestReport", "Language", "Passage", "Skipped", "StageStarted", "TextPiece",
        "Turn",
    ),
    "rag.wording": ("choose_language", "current_language", "say"),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__version__ = "0.1.0"
__all__ = [
    "SAMPLE_ARTICLES",
    "Answer",
    "Assistant",
    "Cancelled",
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
    "Held",
    "IndexBusy",
    "IndexDamaged",
    "IndexMismatch",
    "IndexMissing",
    "IngestReport",
    "Language",
    "LoadError",
    "ModelError",
    "Passage",
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
