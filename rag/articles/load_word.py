"""Articles in Word's .docx: the whole document, what its words are not told of, its title."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from rag.articles.clean_title import own_title
from rag.articles.grid import ROW
from rag.articles.load_word_numbers import Numbers
from rag.articles.load_word_text import Reading, W
from rag.articles.package import checked, parsed
from rag.articles.pictures_inside import Pictures, marked
from rag.wording import say

_NAMELESS = frozenset(("python-docx", "administrator", "user", "admin", "windows user", "微软用户"))
_LOOKED_AT = 20_000
"""Characters in which a stated title must be spoken of."""


def from_word(data: bytes, ocr_seconds: int = 0) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """A document's text, what it states about itself, and what of it could not be read.

    The words of its pictures stand at its end, recognised for ``ocr_seconds`` where not 0.

    Raises:
        LoadError: It is damaged, protected or a bomb.

    """
    checked(data, "docx")
    import docx

    document = docx.Document(io.BytesIO(data))
    parts = _parts(document)
    reading = Reading(Numbers(parts.get("numbering"), parts.get("styles")), {
        kind: {note.get(f"{W}id", ""): note for note in parts[kind] if _is_note(note)}
        for kind in ("footnotes", "endnotes", "comments") if kind in parts
    })  # fmt: skip
    lines = [line for line in reading.lines(document.element.body) if line.strip()]
    pictures = Pictures(ocr_seconds)
    if reading.found["image"]:
        lines += [line for data in _images(document) for line in marked(pictures.lines(data))]
    facts = document.core_properties
    metadata = {"author": facts.author or "", "title": facts.title or ""}
    metadata = {name: value.strip() for name, value in metadata.items() if value.strip()}
    if metadata.get("author", "").lower() in _NAMELESS:
        del metadata["author"]
    if "title" in metadata:
        prose = [line for line in lines if line[0] != ROW]
        metadata["title"] = own_title(metadata["title"], prose, "".join(lines)[:_LOOKED_AT])
    return (
        "\n\n".join(lines),
        metadata,
        (*pictures.notices(reading.found["image"]), *_notices(reading.found)),
    )


def _parts(document: Any) -> dict[str, Any]:
    """The roots of the parts beside the text that are of use, by their kind."""
    wanted = {"numbering", "styles", "footnotes", "endnotes", "comments"}
    found: dict[str, Any] = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in wanted and not relation.is_external:
            found.setdefault(kind, parsed(relation.target_part.blob))
    return found


def _images(document: Any) -> Iterator[bytes]:
    """The pictures that the text refers to, in the order of its relations."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/image") and not relation.is_external:
            yield relation.target_part.blob


def _is_note(note: Any) -> bool:
    return isinstance(note.tag, str) and note.get(f"{W}type") in (None, "normal")


def _notices(found: Counter[str]) -> tuple[str, ...]:
    """What a reader of the document sees and the text has not."""
    told: dict[str, Callable[[int], str]] = {
        "object": lambda n: say(f"{n} 个嵌入对象没有读", f"{n} embedded objects are not read"),
        "altChunk": lambda n: say(f"{n} 个嵌入文档没有读", f"{n} embedded documents are not read"),
        "chart": lambda n: say(f"{n} 个图表没有读", f"{n} charts are not read"),
        "diagram": lambda n: say(f"{n} 个 SmartArt 图形没有读", f"{n} diagrams are not read"),
        "deleted": lambda n: say(
            f"含修订：按接受修订读取，{n} 处删去",
            f"tracked changes read as accepted: {n} deletions",
        ),
    }
    return tuple(tell(found[kind]) for kind, tell in told.items() if found[kind])
