"""A reader that reads each question and passage once, for measurements that ask them often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from rag.answer_types import Reading
from rag.answering.reader import RANK_PRIOR_OFFSET, RANK_PRIOR_WEIGHT, Reader
from rag.text.split import header
from rag.types import Passage

Key = tuple[str, str, date | None, int, str]
"""What a verdict depends on: wording, header, date, where the passage starts, its text."""


class RememberingReader(Reader):
    """As the bundled reader, which reads row by row: a verdict holds wherever the pair recurs."""

    _known: dict[Key, Reading]

    def __init__(self) -> None:
        super().__init__()
        self._known = {}

    def read(
        self, wordings: Sequence[str], passages: Sequence[Passage], *, rank: int = 0, of: int = 0
    ) -> list[Reading]:
        """As ``Reader.read``; only pairs that were not met before are read."""
        for wording in wordings:
            new = {_key(wording, passage): passage for passage in passages}
            unread = [passage for key, passage in new.items() if key not in self._known]
            for reading in super().read([wording], unread) if unread else ():
                self._known[_key(wording, reading.passage)] = reading
        best = (
            self._best(wordings, passage, rank + place, of or len(passages))
            for place, passage in enumerate(passages)
        )
        return sorted((one for one in best if one), key=lambda reading: -reading.score)

    @contextmanager
    def afresh(self) -> Iterator[None]:
        """Read all anew while it lasts, where a change makes the reader see something else."""
        known, self._known = self._known, {}
        try:
            yield
        finally:
            self._known = known

    def _best(
        self, wordings: Sequence[str], passage: Passage, rank: int, count: int
    ) -> Reading | None:
        """The wording with the strongest evidence, at this passage's place in the fused list."""
        keys = [_key(wording, passage) for wording in wordings]
        readings = [self._known[key] for key in keys if key in self._known]
        if not readings:
            return None
        best = max(readings, key=lambda reading: reading.evidence)
        prior = RANK_PRIOR_WEIGHT * count / (RANK_PRIOR_OFFSET + rank)
        return replace(best, passage=passage, rank=rank, score=best.evidence + prior)


def _key(wording: str, passage: Passage) -> Key:
    return wording, header(passage), passage.published, passage.start, passage.text
