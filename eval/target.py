"""Open what is evaluated, and find in it the evidence that a question file names."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eval.cases import Case, CasesError
from eval.gold import Gold, find_gold
from eval.system import System
from rag import Document, YoujuError

if TYPE_CHECKING:
    from rag import Assistant, Settings


def open_system(settings: Settings, articles: Path | None) -> Assistant:
    """An ``Assistant`` over ``articles`` in an index of its own, or over the user's index.

    The evaluation's index lies under the data folder, one for each articles path, so that a
    second run only indexes what changed and the user's own index is never touched.
    """
    from rag import Assistant

    if articles is None:
        return Assistant(settings)
    if not articles.exists():
        raise CasesError(
            zh=f"找不到文章目录：{articles}。请检查 --articles。",
            en=f"No such articles folder: {articles}. Check --articles.",
        )
    name = hashlib.sha256(str(articles.resolve()).encode()).hexdigest()[:12]
    own = settings.data_dir / "evaluation" / f"index-{name}"
    assistant = Assistant(settings.with_(data_dir=own, articles=(articles.resolve(),), index=""))
    assistant.ingest(articles)
    return assistant


def locate_all(cases: Sequence[Case], system: System, questions: Path) -> dict[str, Gold]:
    """Where each case's evidence stands in the index, by case id.

    Raises:
        CasesError: More than half of the articles that the questions name are not indexed:
            the file was written for other articles.

    """
    documents: dict[str, Document | None] = {}
    for case in cases:
        for article in (*case.articles, *(item.article for item in case.evidence)):
            if article not in documents:
                documents[article] = find_article(system, article)
    missing = [article for article, document in documents.items() if document is None]
    if documents and 2 * len(missing) > len(documents):
        named = "、".join(missing[:5])
        raise CasesError(
            zh=f"{questions} 似乎是为别的文章写的：它提到的 {len(documents)} 篇文章中有 "
            f"{len(missing)} 篇不在索引里（{named}）。请用 --articles 指明文章目录。",
            en=f"{questions} seems to belong to other articles: {len(missing)} of the "
            f"{len(documents)} it names are not indexed ({named}). Name their folder with "
            "--articles.",
        )
    found = {article: document for article, document in documents.items() if document}
    return {case.id: find_gold(case, found) for case in cases}


def find_article(system: System, article: str) -> Document | None:
    """The indexed article of this name, or ``None``."""
    try:
        return system.find(article)
    except (LookupError, YoujuError):
        return None
