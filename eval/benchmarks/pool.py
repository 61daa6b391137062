"""Index a pool of texts for a retrieval benchmark, and rank its articles for a query."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.cases import CasesError, read_text
from eval.fields import wrong
from eval.system import SearchSystem
from eval.target import open_system
from rag import Passage

if TYPE_CHECKING:
    from rag import Settings


def write_pool(settings: Settings, records: Iterable[dict[str, Any]]) -> Path:
    """Write records (``id``, ``text``, perhaps ``title`` and ``published``) as one JSONL file.

    The file lies under the data folder, named by its content: the same pool is indexed once.
    """
    lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()[:12]
    folder = settings.data_dir / "evaluation" / f"pool-{digest}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "pool.jsonl"
    if not path.exists():
        part = path.with_suffix(".part")
        part.write_text("".join(lines), encoding="utf-8")
        part.replace(path)
    return path


def open_pool(settings: Settings, pool: Path) -> SearchSystem:
    """An assistant over a pool file in an index of its own."""
    return open_system(settings.with_(jsonl_fields="id,title,published,text"), pool)


def read_distractors(path: Path, limit: int) -> list[dict[str, Any]]:
    """The first ``limit`` records of a JSONL file (also ``.xz``) with ``id`` and ``text``.

    Raises:
        CasesError: A line is not a record.

    """
    records: list[dict[str, Any]] = []
    lines = (line for line in read_text(path).split("\n") if line.strip())
    for number, line in enumerate(islice(lines, limit), start=1):
        try:
            record = json.loads(line)
            kept = {"id": f"other-{record['id']}", "text": str(record["text"])}
        except (ValueError, KeyError, TypeError) as fault:
            raise CasesError(
                zh=f"{path.name}:{number}: 不是文章（{wrong(fault)}）。",
                en=f"{path.name}:{number}: not an article ({wrong(fault)}).",
            ) from None
        if record.get("published"):
            kept["published"] = str(record["published"])
        records.append(kept)
    return records


def ranked_articles(passages: Sequence[Passage]) -> list[str]:
    """The ids of the articles that passages stand in, best first, each once."""
    return list(dict.fromkeys(passage.path.rsplit("!/", 1)[-1] for passage in passages))
