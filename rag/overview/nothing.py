"""What is said where there is no article at all to answer from, and how to add some."""

from __future__ import annotations

from dataclasses import replace

from rag.answer_types import Answer
from rag.answering.refusal import opening_of
from rag.overview.shelf import Shelf
from rag.types import Filters
from rag.wording import Language, say


def nothing_indexed(language: Language) -> str:
    """That nothing is indexed, and what to do."""
    return say(
        "索引里没有文章。请运行 youju ingest 文章文件夹，或在网页的“文章”页拖入文件。",
        "Nothing is indexed. Run youju ingest FOLDER, or drop files on the page’s Articles tab.",
        language,
    )


def true_of_none(answer: Answer, shelf: Shelf) -> Answer:
    """A refusal that nothing is nearest to, in words true of an index without an article.

    Any other answer, and one of an index that has articles, is given back as it is.
    """
    if answer.answered or answer.nearest:
        return answer
    if not shelf.catalogue.documents(limit=1):
        missing = nothing_indexed(answer.language)
    elif shelf.filters != Filters() and not shelf.rows():
        missing = say(
            "所选的范围里没有文章。", "No article is within what was chosen.", answer.language
        )
    else:
        return answer
    return replace(answer, missing=missing, text=opening_of(answer.language) + missing)
