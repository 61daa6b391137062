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
"""What a verdict depends on: wording, header, date, where the passage starts, its text."""


class RememberingReader(OnnxReader):
    """As the bundled reader, which reads row by row: a verdict holds wherever the pair recurs."""

    _known: dict[Key, Reading]

    def __init__(self) -> None:
        super().__init__()
        self._known = {}

    def read(self, wordings: Sequence[str], passages: Sequence[Passage]) -> Generator[Reading]:
        """As ``OnnxReader.read``; only pairs that were not met before are read."""
        for wording in wordings:
            new = {_key(wording, passage): passage for passage in passages}
            unread = [passage for key, passage in new.items() if key not in self._known]
            for reading in super().read([wording], unread) if unread else ():
                self._known[_key(wording, reading.passage)] = reading
        for passage in passages:
            readings = [self._known[_key(wording, passage)] for wording in wordings]
            best = max(readings, key=lambda reading: reading.evidence)
            yield replace(best, passage=passage)


def _key(wording: str, passage: Passage) -> Key:
    return wording, header(passage), passage.published, passage.start, passage.text
