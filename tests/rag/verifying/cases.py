"""What the tests of verification share: a quote in an article, and what is found in a sentence."""

from __future__ import annotations

from datetime import date

from rag.answer_types import Citation, Draft, DraftSentence
from rag.types import Document
from rag.verifying.evidence import Evidence
from rag.verifying.verify import verify

Cited = tuple[Citation, Document]


def cited(
    quote: str,
    *,
    before: str = "",
    after: str = "",
    title: str = "",
    source: str = "",
    author: str = "",
    published: date | None = None,
) -> Cited:
    """The quote in an article of its own, with what stands around it there."""
    document = Document(
        id=f"{title}/{quote}",
        path="article.txt",
        title=title,
        text=before + quote + after,
        published=published,
        source=source,
        author=author,
    )
    return Citation(document.id, len(before), len(before + quote), quote), document


def evidence(quote: str, **about: str) -> Evidence:
    """One quote as evidence; ``about`` as ``cited`` takes it."""
    return Evidence([cited(quote, **about)])  # type: ignore[arg-type]  # no date among them


def fault(text: str, *quotes: Cited) -> str:
    """The kind of the first fault of a sentence that cites these; empty when it stands."""
    documents = {document.id: document for _, document in quotes}
    draft = Draft((DraftSentence(text, tuple(citation for citation, _ in quotes)),))
    verified = verify(draft, documents.__getitem__)
    assert len(verified.sentences) + len(verified.dropped) == 1
    return verified.dropped[0].kind if verified.dropped else ""
