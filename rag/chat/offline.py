"""What is answered without a model, and whether what a model wrote answers the question at all.

A sentence can be borne out word for word and answer nothing: 三地在雄安签署了协议。 where the day
is asked for. Where the reader is sure of an answer, or a table gives one plainly, a reply has to
tell it, or else something that the reader takes for an answer to the same question.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from rag.answer_types import Citation, Draft, DraftSentence
from rag.answering.extract import choose_sentences, citation_of, extractive_draft
from rag.answering.fact import lead_fact
from rag.answering.judge import Judgement
from rag.answering.question import Question
from rag.chat.quoting import alike
from rag.settings import Settings
from rag.tables.quotes import Found
from rag.types import Passage
from rag.verifying.asked import is_chinese
from rag.verifying.heard import Reads
from rag.verifying.marks import marked

SURE = 0.4
"""From this probability on the reader's word stands against a model that finds no answer.

Of 0.5 and 0.4: between them stood two right answers of the development folders, and nothing that a
near miss of ``benchmarks/near_misses.jsonl`` got right by a model's refusal.
"""
_COUNTED = frozenset(("number", "when", "duration"))
"""Forms of questions whose answer is a figure or a day."""
MOSTLY = 0.6
"""A sentence with this share of a fact's character pairs tells it: 王立勋 of 副局长王立勋."""
LEAST_EVIDENCE, BESIDE = -2.0, -6.0
"""Below these the reader finds no answer in a sentence: where it is sure of another, or of none.

For the questions on the development articles no best sentence reads below the first, and of those
about something else in the same articles every one; most of these read below the second too.
"""


@dataclass(frozen=True, slots=True)
class Offline:
    """The answer without a model.

    ``draft`` is empty for a refusal. ``sure``: it stands against a model that finds none.
    ``fact``: the words that answer. ``nearest`` is where the likeliest answer stands, told or not.
    ``read_off``: a table gives it, and nothing else will do.
    """

    draft: Draft
    sure: bool
    fact: str = ""
    nearest: Citation | None = None
    read_off: bool = False


def offline_answer(
    question: Question,
    judgements: Sequence[Judgement],
    settings: Settings,
    table: Found | None = None,
) -> Offline:
    """The answer in the articles' own sentences, or that of ``table`` where one is given."""
    if table is not None:
        return Offline(table.draft, sure=True, fact=table.text, read_off=True)
    best = choose_sentences(question, judgements, settings.k, settings.refusal)[:1]
    if not best:
        return Offline(Draft(), sure=False)
    fact = lead_fact(question, best[0])
    passage = best[0].reading.passage
    return Offline(
        extractive_draft(question, judgements, settings),
        any(item.probability >= SURE for item in judgements),
        fact.text if fact else best[0].answer,
        citation_of(passage, best[0].start - passage.start, best[0].end - passage.start),
    )


class Gate:
    """Holds sentences back until one of them answers."""

    def __init__(self, question: Question, offline: Offline, reader: Reads | None) -> None:
        """Nothing has come yet; without a ``reader`` every sentence passes for an answer."""
        self._question, self._offline, self._reader = question, offline, reader
        self._waiting: list[DraftSentence] = []
        self.open = reader is None

    def let(self, sentences: Sequence[DraftSentence]) -> list[DraftSentence]:
        """Those that may go now: all that came so far, once one of them answers."""
        self._waiting += sentences
        self.open = self.open or any(map(self._answers, sentences))
        if not self.open:
            return []
        free, self._waiting = self._waiting, []
        return free

    def _answers(self, sentence: DraftSentence) -> bool:
        fact, sure = self._offline.fact, self._offline.sure
        told = _tells(sentence, fact) if sure and fact else self._rests_there(sentence)
        counted = fact and marked(fact, None).values
        counts = counted and (self._question.form in _COUNTED or _across(sentence))
        if self._offline.read_off or (sure and counts):
            # One cell is easily taken for another, and the figure of something near for the right
            # one (可以扣5年, out of 补扣不得超过五年). Small models do so more than the reader.
            return told
        return told or self._read(sentence) >= (LEAST_EVIDENCE if sure else BESIDE)

    def _rests_there(self, sentence: DraftSentence) -> bool:
        """Whether a sentence cites the words that most likely answer."""
        there = self._offline.nearest
        return there is not None and any(
            there.document_id == each.document_id
            and each.start < there.end
            and there.start < each.end
            for each in sentence.citations
        )

    def _read(self, sentence: DraftSentence) -> float:
        """How sure the reader is that an answer stands in a sentence."""
        if self._reader is None:
            return 0.0
        text, first = sentence.text, sentence.citations[0]
        passage = Passage(
            0, first.document_id, 0, len(text), text, first.title, published=first.published
        )
        with closing(self._reader.read(self._question.text, [passage])) as readings:
            return max(reading.evidence for reading in readings)


def _tells(sentence: DraftSentence, fact: str) -> bool:
    """Whether a sentence says a fact: one of its figures and days, or most of its characters."""
    day = sentence.citations[0].published
    values = marked(fact, day).values
    said = marked(sentence.text, day).values
    if values:
        return any(value.same(other) for other in said for value in values)
    return alike(fact, sentence.text) >= MOSTLY


def _across(sentence: DraftSentence) -> bool:
    """Whether a sentence is in another language than its quotes."""
    return is_chinese(sentence.text) != is_chinese(sentence.citations[0].quote)
