"""Notebooks (.ipynb): what is written between the code; cells of code are counted, not read."""

from __future__ import annotations

import json
from typing import Any

from rag.articles.load_text import decode
from rag.errors import LoadError
from rag.types import Article
from rag.wording import say

_MOST_CELLS = 20_000


def from_notebook(path: str, data: bytes) -> Article:
    """The cells of text of a notebook, as Markdown.

    Raises:
        LoadError: It is no notebook, or holds nothing but code.

    """
    decoded = decode(data)
    try:
        stated: Any = json.loads(decoded.text)
        cells = [cell for cell in stated["cells"] if isinstance(cell, dict)]
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise LoadError(
            zh="笔记本（ipynb）已损坏，无法读取。",
            en="The notebook (ipynb) is damaged and cannot be read.",
        ) from fault
    texts = [_source(cell) for cell in cells[:_MOST_CELLS] if cell.get("cell_type") == "markdown"]
    body = "\n\n".join(text for text in texts if text.strip())
    if not body:
        raise LoadError(
            zh="笔记本（ipynb）里只有代码，没有文字，已跳过。",
            en="The notebook (ipynb) holds nothing but code; passed over.",
        )
    code = sum(cell.get("cell_type") == "code" for cell in cells)
    told = say(f"{code} 个代码单元未读", f"{code} cells of code were not read")
    notices = (*decoded.notices, told) if code else decoded.notices
    return Article(path, body, "markdown", decoded.encoding, {}, notices)


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)
