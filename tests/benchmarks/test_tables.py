"""Tables and Office files, from the file to the answer that is cited: all of it together."""

from __future__ import annotations

import pytest

from benchmarks.tables import measure


@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", ["first", "second", "third"])
def test_every_question_is_answered_and_cited_or_refused(part: str) -> None:
    right, of = measure(part)
    assert right == of
