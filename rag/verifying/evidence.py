"""The quotes of one sentence, with all that is looked for in them worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from rag.answer_types import Citation
from rag.text.dates import ResolvedDate, resolve
from rag.text.facts import Facts, facts
from rag.text.fold import fold
from rag.text.rows import read_out
from rag.types import Document
from rag.wording import Language

_DATE_CONTEXT = 600
"""How many characters before a quote may lend its dates their year."""


class Evidence:
    """The quotes of one sentence, with all that is looked for in them worked out once."""

    def __init__(self, cited: Sequence[tuple[Citation, Document]]) -> None:
        """Fold the quotes and headers; facts are worked out when asked for.

        A table's cells are evidence with the units of their columns: 73.5 under 万人 is 73.5万人.
        """
        self.cited = cited
        quotes = "\n".join(citation.quote for citation, _ in cited)
        heads = "\n".join(
            f"{document.title}\n{document.source}\n{document.author}" for _, document in cited
        )
        self.quotes, self.heads = fold(quotes), fold(heads)
        self.folded = fold(f"{quotes}\n{heads}\n{read_out(quotes)}")
        self.letters = "".join(c for c in self.folded if c.isalnum())

    @cached_property
    def facts(self) -> Facts:
        """Figures and dates of the quotes and of their articles' heads, read generously."""
        return facts(self.folded, evidence=True)

    @cached_property
    def resolved(self) -> list[ResolvedDate]:
        """The quotes' dates, as they read alone and as they read inside their articles."""
        found: list[ResolvedDate] = []
        for citation, document in self.cited:
            found += resolve(citation.quote, document.published)
            start = max(0, citation.start - _DATE_CONTEXT)
            found += [
                when
                for when in resolve(document.text[start : citation.end], document.published)
                if when.start + start >= citation.start
            ]
            found += resolve(document.title, document.published)
        return found

    def dates_of(self, sentence: str) -> list[ResolvedDate]:
        """The dates of a sentence, read as on the day of the articles."""
        published = next((d.published for _, d in self.cited if d.published), None)
        return resolve(sentence, published)

    def holds(self, words: str) -> bool:
        """Whether these words stand in the evidence, punctuation and spaces aside."""
        return "".join(c for c in fold(words) if c.isalnum()) in self.letters

    def speaks(self, language: Language) -> bool:
        """Whether the quotes are in this language, as far as they have one."""
        han = sum("\u3400" <= c <= "\u9fff" for c in self.quotes)
        latin = sum("a" <= c <= "z" for c in self.quotes)
        return han * 3 >= latin if language == "zh" else latin > han * 3

    def same_language(self, sentence: str) -> bool:
        """Whether sentence and quotes are both Chinese or both not."""
        han = sum("\u3400" <= c <= "\u9fff" for c in sentence)
        latin = sum(c.isascii() and c.isalpha() for c in sentence)
        return (han * 3 >= latin) == self.speaks("zh")
