"""A sentence in another language than its quotes: whose figure and whose day it is.

Words cannot be compared there. That a figure stands in the quote says little: 13 secondary nodes,
of another town. The reader knows both languages: it is asked for each figure and date over the
quotes, and a sentence goes where it finds something else, or nothing, for one of them and its
support head is not sure of the whole either.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer_types import Citation
from rag.types import Document
from rag.verifying.heard import Reads, heard

LEAST_HEARD, ALREADY_BORNE = -1.0, 1.0
"""The score of a sentence's own fact below which it is not found, and the support that mends that.

Of 21 sound and 23 faulty English sentences of our own about the passages of ``half_a`` 2 and 4 went
without this, 8 and 17 with it: a sentence too many goes, and the article's own words stay.
"""


def not_found(
    claim: str, cited: Sequence[tuple[Citation, Document]], reader: Reads, told: float | None
) -> str:
    """The first figure or date of a sentence that the reader does not find to be its own.

    Args:
        claim: The sentence less the quotes it repeats.
        cited: Sound citations with their articles.
        reader: What answers.
        told: How surely its quotes bear the sentence out, a logit; ``None`` where unknown.
    """
    if told is None or told >= ALREADY_BORNE:
        return ""
    for each in heard(claim, cited, reader):
        counted = each.asked.figure is not None and not each.asked.figure.ordinal
        if (counted or each.asked.kind == "date") and each.same < LEAST_HEARD:
            return each.asked.words
    return ""
