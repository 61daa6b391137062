"""Pictures within documents: their words by text recognition where it is on, else their count.

``Pictures(seconds).lines(data)`` are the lines recognised in one; ``notices(seen)`` tell of how
many were read and how many were not.
"""

from __future__ import annotations

from rag.articles.pdf_flow import flow_of
from rag.articles.pdf_layout import sheet_of
from rag.articles.recognise import Recogniser
from rag.errors import LoadError
from rag.wording import say

_LEAST_BYTES = 3_000
"""A smaller picture is a mark or a line."""


class Pictures:
    """Reads the pictures of one document for so many seconds of processor time; 0: none."""

    def __init__(self, seconds: int) -> None:
        self._recogniser = Recogniser(seconds) if seconds else None
        self._known: dict[int, list[str]] = {}
        self.looked_at = self.with_words = 0

    def lines(self, data: bytes) -> list[str]:
        """What is written in a picture; the same one (a logo on each slide) is said once."""
        if self._recogniser is None or not self._recogniser.has_time:
            return []
        if len(data) < _LEAST_BYTES or hash(data) in self._known:
            self.looked_at += 1
            return []
        try:
            flow = flow_of([sheet_of(self._recogniser.of_picture(data))])
        except LoadError:  # damaged, too large, or a drawing (emf, wmf)
            return []
        self.looked_at += 1
        found = [line for line in flow.lines if line.strip()]
        self._known[hash(data)] = found
        self.with_words += bool(found)
        return found

    def notices(self, seen: int) -> tuple[str, ...]:
        """What became of the pictures that a reader sees in the document."""
        told: list[str] = []
        if self.with_words:
            few = self.with_words
            told.append(say(
                f"{few} 张图片中的文字由识别（OCR）得来，可能有错字",
                f"words in {few} pictures were recognised (OCR) and may have wrong characters",
            ))  # fmt: skip
        if unread := max(0, seen - self.looked_at):
            told.append(
                say(f"{unread} 张图片中的文字没有读", f"words in {unread} pictures are not read")
            )
        return tuple(told)


def marked(lines: list[str]) -> list[str]:
    """The lines of a picture, the first said to be of one."""
    return [say("图片中的文字：", "In a picture: ") + lines[0], *lines[1:]] if lines else []
