"""Notice a reply that goes round in circles: small models do, until their limit ends them."""

from __future__ import annotations

from rag.text.fold import fold

ROUNDS = 3
"""So often the same words in a row are a circle."""
SHORTEST = 4
"""Characters of one round at least, unless it goes round far more often: 哈哈哈哈 is a laugh."""
LONGEST = 240
"""Characters of the longest round that is looked for: two sentences, or two rows of JSON."""
_TURNS_OF_FEW = 12
_LOOK_EVERY = 16


class Circles:
    """Reads a reply piece by piece and says when it only repeats itself."""

    def __init__(self) -> None:
        """Nothing has come."""
        self._end = ""
        self._unlooked = 0

    def closed_by(self, piece: str) -> bool:
        """Whether, with this piece, the reply ends in the same words ``ROUNDS`` times in a row."""
        self._end = (self._end + piece)[-ROUNDS * LONGEST :]
        self._unlooked += len(piece)
        if self._unlooked < _LOOK_EVERY:
            return False
        self._unlooked = 0
        return in_circles(self._end)


def in_circles(text: str) -> bool:
    """Whether a text ends in the same words ``ROUNDS`` times in a row.

    >>> in_circles("示范区获批。" * 3), in_circles("一月增长5%，二月增长6%，三月增长7%，")
    (True, False)
    """
    words = fold(text)
    for length in range(1, min(LONGEST, len(words) // ROUNDS) + 1):
        rounds = ROUNDS if length >= SHORTEST else _TURNS_OF_FEW
        last = words[len(words) - length :]
        if any(c.isalnum() for c in last) and words.endswith(last * rounds):
            return True
    return False
