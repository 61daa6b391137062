"""What turns an English clause round: a fall for a rise, a plan or a guess told as a fact.

Held against the clause of the quotes that shares the most words with it.
"""

from __future__ import annotations

import re
from typing import Literal

from rag.text.fold import fold

_CLAUSE = re.compile(r"[;:\n]|\.\s|,(?!\d)|\b(?:while|but|whereas|although)\b")
"""Where an English clause ends: a mark, while, but; not the comma of 3,200."""
_WORD = re.compile(r"[a-z]{3,}|\d[\d,.]*\d|\d")
"""A word of three letters or more, or a figure: bridge, 3,200, 7."""
_PAIRS = tuple(
    (re.compile(rf"\b(?:{one})\b"), re.compile(rf"\b(?:{other})\b"))
    for one, other in (
        (
            r"rose|ris(?:e|es|en|ing)|increas\w+|gr[eo]w\w*|climb\w*|gain\w*|jump\w*|higher|up",
            r"f[ae]ll(?:s|en|ing)?|drop\w*|declin\w*|decreas\w*|lower\w*|down|shr[aiu]nk\w*|lost",
        ),
        (
            r"approv\w+|accept\w*|agreed|passed",
            r"reject\w*|refus\w*|turned down|oppos\w*",
        ),
        (r"open(?:s|ed|ing)?", r"clos(?:e|es|ed|ing)|shut"),
        (r"won|wins?|beat|victory", r"lost|loses?|defeat"),
        (r"before|earlier", r"after|later"),
        (r"allow\w*|permit(?:s|ted)", r"ban(?:s|ned)?|forbid\w*|prohibit\w*"),
        (r"at least|more than|over", r"at most|less than|up to|under|fewer than"),
    )
)
"""Words that say the opposite of each other, either way round."""
_PLANNED = re.compile(
    r"\b(?:will|would|shall|plan\w*|hop(?:e|es|ed|ing)|expect\w*|due|intend\w*|aim\w*|propos\w*"
    r"|schedul\w*|prepar(?:e|es|ing)|wants?|going to|to be)\b"
)
"""What is still to come: will open, plans to, is due."""
_GUESSED = re.compile(
    r"(?<!\bin )(?<!\bof )(?<!\d )\bmay\b(?! \d)"
    r"|\b(?:might|could|possibl[ey]|perhaps|likely|reportedly|allegedly|whether|if"
    r"|not (?:yet )?decided|undecided)\b"
)
"""may travel, but not in May."""
_DONE = re.compile(
    r"\balready\b|\b(?:has|have|had|was|were) (?:been )?(?:\w+ly )?(?!ha)\w+(?:ed|[wo]n|lt)\b"
    r"|(?<!stays )(?<!remains )(?<!is )(?<!are )(?<!be )(?<!been )(?<!a )(?<!the )\b[a-z]{3,}ed\b"
)
"""has gone, were installed, drilled."""
_DENIED = re.compile(r"\b(?:not|no|never|cannot|without)\b|n't\b")
"""A denial: did not, never, hasn't."""
_TAKEN_UP = 0.5
"""The share of a clause's words that the clause of the quotes must hold."""


def turned(claim: str, quotes: str) -> tuple[Literal["", "change", "plan"], str]:
    """What a claim says the other way round than its quotes, with the words; two empty strings.

    Args:
        claim: An English sentence.
        quotes: Its quotes, folded.
    """
    told = [clause for clause in _CLAUSE.split(quotes) if clause.strip()]
    whole = fold(claim)
    hedged, planned = _GUESSED.search(whole), _PLANNED.search(whole)
    for said in _CLAUSE.split(whole):
        near = _likest(said, told)
        if not near:
            continue
        for pair in _PAIRS:
            for one, other in (pair, pair[::-1]):
                word = one.search(said)
                if word and other.search(near) and not (one.search(near) or other.search(said)):
                    return "change", word.group()
        if _GUESSED.search(near) and not hedged and not _DENIED.search(said + near):
            return "plan", said.strip()
        if _PLANNED.search(near) and _DONE.search(said) and not (planned or hedged):
            return "plan", said.strip()
    return "", ""


def _likest(said: str, told: list[str]) -> str:
    """The clause that shares most words with this one; empty where none shares enough."""
    words = {word[:5] for word in _WORD.findall(said)}
    held = [sum(word in clause for word in words) for clause in told]
    best = max(range(len(told)), key=held.__getitem__, default=-1)
    enough = len(words) > 1 and best >= 0 and held[best] >= _TAKEN_UP * len(words)
    return told[best] if enough else ""
