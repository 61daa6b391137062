"""An answer's text as it goes to programs, which may show it as Markdown or HTML.

A model's reply can carry a link or an image that a chat client would show, or load, in the name
of an article; and characters that nobody sees: they turn the direction of writing round or
hide words. Youju writes neither. The words stay as they are, the quotes in ``citations`` too.
"""

from __future__ import annotations

from rag.screen import UNSEEN

_OPENS = {"]": "(:", "<": "/!?"}
"""What makes Markdown of a bracket: ``[a](b)``, and ``[a]: b``, without which ``[a][b]`` is no
link but two citations; what makes a tag of ``<``: ``</a>``, ``<!--``, ``<?php``."""


class PlainText:
    """Takes the text in pieces, as it is written, and gives each as it may go out."""

    def __init__(self) -> None:
        """At the beginning of a text."""
        self._last = ""

    def of(self, piece: str) -> str:
        """The next piece: nothing unseen, and a space where a link, image or tag would begin."""
        parts: list[str] = []
        for character in UNSEEN.sub("", piece):
            if _begins_markup(self._last, character):
                parts.append(" ")
            parts.append(character)
            self._last = character
        return "".join(parts)


def plain(text: str) -> str:
    """A whole text as it may go out: ``[a](http://b)`` becomes ``[a] (http://b)``."""
    return PlainText().of(text)


def _begins_markup(before: str, character: str) -> bool:
    """Whether the pair would begin a link, an image or a tag. Source: CommonMark 0.31, 6.3-6.6."""
    if before == "<" and character.isascii() and character.isalpha():
        return True
    return character in _OPENS.get(before, "")
