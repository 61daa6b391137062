"""A reader that reads each question and passage once, for measurements that ask them often."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import date

from rag.answer_types import Reading
from rag.answering.reader import OnnxReader
from rag.text.split import header
from rag.types import Passage

Key = tuple[str, str, date | None, int, str]
"""What a verdict depends on: question, header, date, where the passage starts, its text."""


class RememberingReader(OnnxReader):
    """As the bundled reader, which reads row by row: a verdict holds wherever the pair recurs."""

    _known: dict[Key, Reading]

    def __init__(self) -> None:
        super().__init__()
        self._known = {}

    def read(self, question: str, passages: Sequence[Passage]) -> Generator[Reading]:
        """As ``OnnxReader.read``; only pairs that were not met before are read."""
        new = {_key(question, passage): passage for passage in passages}
        unread = [passage for key, passage in new.items() if key not in self._known]
        for reading in super().read(question, unread) if unread else ():
            self._known[_key(question, reading.passage)] = reading
        for passage in passages:
            yield replace(self._known[_key(question, passage)], passage=passage)


def _key(question: str, passage: Passage) -> Key:
    return question, header(passage), passage.published, passage.start, passage.text
