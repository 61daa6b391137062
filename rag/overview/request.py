"""The nouns of an overview: what is wanted, and of which articles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from rag.types import Filters
from rag.wording import Language

Intent = Literal[
    "greeting", "thanks", "farewell", "who", "help", "pleased", "nothing",
    "count", "listing", "sources", "authors", "days", "about_file",
    "summary", "timeline", "statements", "comparison", "topic",
]  # fmt: skip
"""What a question that asks for no fact is after.

The first row is talk; ``nothing`` is a change (更多, 短一点) of no answer. ``about_file`` asks
for an article's author, source, date or length;
``topic`` is a bare noun or a vague question, of which it is shown what the articles say.
"""

TALK: frozenset[Intent] = frozenset(
    ("greeting", "thanks", "farewell", "who", "help", "pleased", "nothing")
)

Order = Literal["newest", "oldest", "longest", "shortest"]


@dataclass(frozen=True, slots=True)
class Which:
    """Which articles are meant, in the asker's words; all of them where nothing is set.

    ``places`` are places in the list shown last, from 1, −1 the last one. ``this`` is the one in
    hand, ``these`` those shown last. ``names`` are titles or file names. ``newest`` and
    ``oldest`` say how many of that end. ``event`` is a common noun (会议) that may fit several.
    ``described`` tells what the one article is about (临溪暴雨那篇).
    """

    places: tuple[int, ...] = ()
    this: bool = False
    these: bool = False
    names: tuple[str, ...] = ()
    newest: int = 0
    oldest: int = 0
    event: str = ""
    described: str = ""

    def __bool__(self) -> bool:
        """Whether any are singled out."""
        return bool(
            self.places or self.this or self.these or self.names or self.newest or self.oldest
            or self.event or self.described
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """A question that asks for no fact, understood.

    ``text`` is the question as it may be asked again by itself. ``topic`` is what it is about,
    ``speaker`` whose words are wanted (empty: everybody's), ``sides`` what is compared and
    ``aspect`` in which respect (of a
    list: the topic as worded). ``page`` counts how often more was asked for; ``most`` is how many
    sentences or articles are wanted, 0 as many as usual; ``briefer`` how often it was asked for
    less. ``wanted`` is the field that ``about_file`` asks for. ``back`` is how many turns ago
    it was asked: 这些文章 are those shown before that. ``unsure`` says that it may be a question
    for a fact after all, where the articles have nothing for the overview.
    """

    intent: Intent
    text: str
    language: Language = "zh"
    topic: str = ""
    speaker: str = ""
    sides: tuple[str, ...] = ()
    aspect: str = ""
    which: Which = Which()
    limits: Filters = field(default_factory=Filters)
    order: Order = "newest"
    page: int = 0
    most: int = 0
    briefer: int = 0
    wanted: str = ""
    back: int = 0
    unsure: bool = False
