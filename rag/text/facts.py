"""What a sentence commits itself to: figures, dates and names, in a form that compares.

Everything works on folded text (``rag.text.fold.fold``). Dates are kept as far as they are
written (``rag.text.written_dates``). Whether a fact is borne out is
``rag.verifying.verify``'s part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.text.fold import fold
from rag.text.names import UNIT_CODE, names
from rag.text.numerals import Figure, figures
from rag.text.written_dates import WrittenDate, dates_in_one_piece, dates_of_figures

__all__ = ["Facts", "WrittenDate", "facts", "names"]

# GPT-4, v1.2-beta; 5g, 3d-print; 1.2.3. A Latin run without a digit is taken in too, to be passed
# over in one step, and given back as it is.
_LATIN_CODE = re.compile(
    r"[a-z][a-z+._-]*+(?:\d[a-z0-9+._-]*+)?"
    r"|(?<!\d)\d++(?:[a-z]++[a-z0-9+-]*+|(?:\.\d++){2,}+)"
)
# any digit
_DIGIT = re.compile(r"\d")
# 《行动计划》, "共建共享" (folded)
_QUOTED = re.compile(r'《([^《》]{2,60})》|"([^"]{2,60})"')


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one text; ``names`` are folded, without spaces inside Chinese."""

    figures: tuple[Figure, ...]
    dates: tuple[WrittenDate, ...]
    names: tuple[str, ...]
    quoted: tuple[str, ...]


def facts(text: str, *, evidence: bool = False) -> Facts:
    """The facts in ``text``.

    Args:
        text: A sentence of an answer or a quote, as written.
        evidence: Read it generously, as that which facts are looked for in.
    """
    folded = fold(text)
    dates, left = dates_in_one_piece(folded)
    masked = _LATIN_CODE.sub(_blank_code, left)
    found = tuple(figures(masked, generous=evidence))
    more, rest = dates_of_figures(found)
    return Facts(
        figures=tuple(rest),
        dates=(*dates, *more),
        names=() if evidence else tuple(names(text)),
        quoted=() if evidence else tuple(_quoted(folded)),
    )


def _quoted(text: str) -> list[str]:
    return [match[1] or match[2] for match in _QUOTED.finditer(text)]


def _blank_code(match: re.Match[str]) -> str:
    """Blank GPT-4 and 5g, which are names; keep 20km, which is a figure."""
    word = match.group()
    kept = UNIT_CODE.fullmatch(word) or not _DIGIT.search(word)
    return word if kept else " " * len(word)
