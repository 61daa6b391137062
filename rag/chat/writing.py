"""The answer as it grows: claims checked as they come, faults in their places, release in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rag.answer_types import Citation, DraftSentence
from rag.answering.question import Question
from rag.chat.evidence import Piece
from rag.chat.markers import Claim
from rag.chat.quoting import alike, quotes_for
from rag.errors import YoujuError
from rag.types import Document
from rag.verifying.heard import Reads
from rag.verifying.verify import Fault, check_sentence
from rag.wording import Language

LEAST_ALIKE = 0.3
"""A piece that shares less than this with a sentence is not tried for it."""
MOST_CLAIMS = 100
"""Sentences of one reply that are checked; no honest answer has as many, and each takes a while."""


class Writing:
    """The verified sentences of one answer and the faults between them.

    Sentences are let go in order; those after a fault wait until it has been mended or dropped.
    """

    def __init__(
        self,
        question: Question,
        pieces: Sequence[Piece],
        document_of: Callable[[str], Document],
        reader: Reads | None = None,
    ) -> None:
        """Nothing is written yet; with a ``reader`` it is asked whether a sentence holds."""
        self.question, self.pieces = question, pieces
        self.entries: list[DraftSentence | Fault] = []
        self._document_of, self._reader = document_of, reader
        self._taken = 0
        self._out = 0

    @property
    def faults(self) -> list[Fault]:
        """What stands in the answer's place where a sentence did not pass."""
        return [entry for entry in self.entries if isinstance(entry, Fault)]

    def take(self, claims: Sequence[Claim]) -> list[DraftSentence]:
        """Check the claims that are new since the last call; the sentences that may go now."""
        told = {_words(entry) for entry in self.entries}
        for claim in claims[self._taken :]:
            if claim.text not in told:
                told.add(claim.text)
                self.entries.append(self._checked(claim))
        self._taken = max(self._taken, len(claims))
        return list(self._released(until_fault=True))

    def mend(self, claims: Sequence[Claim]) -> None:
        """Put the sound ones of the repaired sentences where the first faulty one stood."""
        checked = [self._checked(claim) for claim in claims[: len(self.faults)]]
        sound = [entry for entry in checked if isinstance(entry, DraftSentence)]
        place = next(n for n, entry in enumerate(self.entries) if isinstance(entry, Fault))
        told = {_words(entry) for entry in self.entries if isinstance(entry, DraftSentence)}
        mended = [entry for entry in sound if entry.text not in told]
        self.entries[place:place] = mended
        if mended:
            # As many faults as were mended are forgiven; the rest are reported as dropped.
            forgiven = len(mended)
            kept: list[DraftSentence | Fault] = []
            for entry in self.entries:
                if isinstance(entry, Fault) and forgiven:
                    forgiven -= 1
                else:
                    kept.append(entry)
            self.entries = kept

    def rest(self) -> list[DraftSentence]:
        """The sentences that waited: no fault holds them up any more."""
        return list(self._released(until_fault=False))

    @property
    def sentences(self) -> list[DraftSentence]:
        """The sentences of the answer."""
        return [entry for entry in self.entries if isinstance(entry, DraftSentence)]

    def _checked(self, claim: Claim) -> DraftSentence | Fault:
        if len(self.entries) >= MOST_CLAIMS:
            return Fault(DraftSentence(claim.text, ()), "length", claim.text)
        if _foreign(claim.text, self.question.language):
            return Fault(DraftSentence(claim.text, ()), "language", claim.text)
        named = [self.pieces[number - 1] for number in claim.numbers]
        apart = named if len(named) > 1 else []
        fault: Fault | None = None
        for pieces in (named, *([piece] for piece in (*apart, *self._others(claim.text, named)))):
            checked = self._held_against(claim.text, pieces)
            if isinstance(checked, DraftSentence):
                return checked
            fault = fault or checked
        return fault or Fault(DraftSentence(claim.text, ()), "uncited", claim.text)

    def _others(self, text: str, named: Sequence[Piece]) -> list[Piece]:
        """The pieces shown that a sentence does not name, the likest first.

        A right sentence with no marker or another's gets the marker of the piece that bears it
        out, without a call.
        """
        others = [piece for piece in self.pieces if piece not in named]
        shares = {piece.number: alike(text, piece.text) for piece in others}
        likely = [piece for piece in others if shares[piece.number] >= LEAST_ALIKE]
        return sorted(likely, key=lambda piece: -shares[piece.number])

    def _held_against(self, text: str, pieces: Sequence[Piece]) -> DraftSentence | Fault | None:
        """A sentence checked against these pieces; ``None`` where there are none."""
        if not pieces:
            return None
        try:
            lenient = self._reader is not None
            citations = quotes_for(text, pieces, self._document_of, lenient=lenient)
        except (YoujuError, KeyError):
            return Fault(DraftSentence(text, ()), "quote", text)
        checked = self._check(text, citations)
        if isinstance(checked, Fault) or len(citations) == 1:
            return checked
        # Of several quotes those that do not bear it out by themselves are shown in vain.
        apart = [self._check(text, (citation,)) for citation in checked.citations]
        sound = [one.citations[0] for one in apart if isinstance(one, DraftSentence)]
        return replace(checked, citations=tuple(sound)) if sound else checked

    def _check(self, text: str, citations: tuple[Citation, ...]) -> DraftSentence | Fault:
        sentence = DraftSentence(text, citations)
        return check_sentence(sentence, self._document_of, self.question.text, self._reader)

    def _released(self, *, until_fault: bool) -> Iterator[DraftSentence]:
        while self._out < len(self.entries):
            entry = self.entries[self._out]
            if isinstance(entry, Fault):
                if until_fault:
                    return
            else:
                yield entry
            self._out += 1


def _words(entry: DraftSentence | Fault) -> str:
    return entry.sentence.text if isinstance(entry, Fault) else entry.text


def _foreign(text: str, language: Language) -> bool:
    """Whether a sentence is in another language than the question; names and figures aside."""
    han = sum("\u3400" <= character <= "\u9fff" for character in text)
    latin = sum(character.isascii() and character.isalpha() for character in text)
    if language == "zh":
        return latin >= 20 and han * 8 < latin
    return han >= 8 and latin < han * 2
