"""Youju: ask a folder of articles, get the answer and the exact words it rests on.

>>> from rag import ask
>>> print(ask("示范区何时获批？").citations[0].title)
获批半年，京津冀工业互联网示范区走到哪一步

The names below are public, and with them ``rag.errors`` (everything raised on purpose),
``rag.wording`` (the language of messages) and ``rag.langchain`` (a retriever and a chain).
Everything is loaded on first use, so that ``import rag`` costs next to nothing.

``SAMPLE_ARTICLES`` is the folder of the articles that ship, and ``Event`` whatever
``Assistant.stream`` gives:

>>> from rag import SAMPLE_ARTICLES, Assistant, Event
>>> len(list(SAMPLE_ARTICLES.rglob("*.*")))
15
>>> def name_of(event: Event) -> str:
...     return type(event).__name__
>>> with Assistant() as assistant:
...     events = [name_of(event) for event in assistant.stream("示范区何时获批？")]
>>> events[0], events[-1]
('StageStarted', 'Finished')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from embeddings import quiet as quiet  # before any other import: libraries read it as they load

if TYPE_CHECKING:
    from rag.answer_types import Answer, Citation, Turn
    from rag.assistant import Assistant, ask
    from rag.errors import YoujuError
    from rag.events import Event, Finished, Passages, StageStarted, TextPiece, Working
    from rag.places import Place
    from rag.settings import SAMPLE_ARTICLES, Settings
    from rag.types import Document, FileReport, Filters, IngestReport, Passage, Skipped

_HOMES = {
    "rag.answer_types": ("Answer", "Citation", "Turn"),
    "rag.assistant": ("Assistant", "ask"),
    "rag.errors": ("YoujuError",),
    "rag.events": ("Event", "Finished", "Passages", "StageStarted", "TextPiece", "Working"),
    "rag.places": ("Place",),
    "rag.settings": ("SAMPLE_ARTICLES", "Settings"),
    "rag.types": ("Document", "FileReport", "Filters", "IngestReport", "Passage", "Skipped"),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__version__ = "0.1.0"
__all__ = [
    "SAMPLE_ARTICLES",
    "Answer",
    "Assistant",
    "Citation",
    "Document",
    "Event",
    "FileReport",
    "Filters",
    "Finished",
    "IngestReport",
    "Passage",
    "Passages",
    "Place",
    "Settings",
    "Skipped",
    "StageStarted",
    "TextPiece",
    "Turn",
    "Working",
    "YoujuError",
    "ask",
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
