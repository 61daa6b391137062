"""BEIR and MTEB retrieval sets (Thakur et al. 2021): corpus, queries and graded judgements.

A folder with ``corpus.jsonl`` (``_id``, ``title``, ``text``), ``queries.jsonl`` (``_id``,
``text``) and ``qrels/SPLIT.tsv`` (query-id, corpus-id, score; one heading line).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.benchmarks.pool import ranked_articles
from eval.cases import CasesError, read_text
from eval.metrics import hit_at, ndcg_at, recall_at, reciprocal_rank_at
from eval.stats import Interval, mean_interval
from eval.system import SearchSystem

DEPTH = 100
"""How many passages are searched for; recall@100 is BEIR's second figure."""


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Corpus records ready for a pool, queries by id, and grades by query and article id."""

    corpus: tuple[dict[str, Any], ...]
    queries: Mapping[str, str]
    judged: Mapping[str, Mapping[str, float]]


def read_beir(folder: Path, split: str = "test") -> RetrievalSet:
    """Read a BEIR folder; queries without a positive judgement are left out, as BEIR does.

    Raises:
        CasesError: A file is missing or a line is not of the format.

    """
    corpus = tuple(
        {"id": str(one["_id"]), "title": str(one.get("title", "")), "text": str(one["text"])}
        for one in _records(folder / "corpus.jsonl", ("_id", "text"))
    )
    asked = {
        str(one["_id"]): str(one["text"])
        for one in _records(folder / "queries.jsonl", ("_id", "text"))
    }
    judged = _qrels(folder / "qrels" / f"{split}.tsv")
    kept = {
        query: grades
        for query, grades in judged.items()
        if query in asked and any(grade > 0 for grade in grades.values())
    }
    if not kept:
        raise CasesError(
            zh=f"{folder} 的 qrels 里没有与 queries 对应的正例。",
            en=f"No query of {folder} has a positive judgement.",
        )
    return RetrievalSet(corpus, {query: asked[query] for query in kept}, kept)


def run_beir(
    system: SearchSystem, data: RetrievalSet, watch: Callable[[int, int], None] | None = None
) -> dict[str, list[str]]:
    """The ranked article ids for every query."""
    ranked: dict[str, list[str]] = {}
    for query, text in data.queries.items():
        ranked[query] = ranked_articles(system.search(text, DEPTH))
        if watch:
            watch(len(ranked), len(data.queries))
    return ranked


def figures(
    ranked: Mapping[str, Sequence[str]], judged: Mapping[str, Mapping[str, float]]
) -> dict[str, Interval]:
    """nDCG@10, MRR@10, hit@1, recall@10 and recall@100 over the queries."""
    columns: dict[str, list[float]] = {}
    for query, grades in judged.items():
        graded = [grades.get(article, 0.0) for article in ranked.get(query, ())]
        gains = [int(grade > 0) for grade in graded]
        total = sum(grade > 0 for grade in grades.values())
        row = {
            "ndcg_at_10": ndcg_at(graded, list(grades.values()), 10),
            "mrr_at_10": reciprocal_rank_at(gains, 10),
            "hit_at_1": hit_at(gains, 1),
            "recall_at_10": recall_at(gains, total, 10),
            "recall_at_100": recall_at(gains, total, 100),
        }
        for name, value in row.items():
            columns.setdefault(name, []).append(value)
    return {
        name: interval
        for name, values in columns.items()
        if (interval := mean_interval(values)) is not None
    }


def _records(path: Path, needed: Sequence[str]) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as fault:
            raise _faulty(path, number, str(fault)) from None
        absent = [name for name in needed if not isinstance(record, dict) or name not in record]
        if absent:
            raise _faulty(path, number, f"缺少 (missing) {', '.join(absent)}")
        records.append(record)
    return records


def _qrels(path: Path) -> dict[str, dict[str, float]]:
    judged: dict[str, dict[str, float]] = {}
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        cells = line.split("\t")
        if not line.strip() or (number == 1 and not cells[-1].strip().isdigit()):
            continue
        try:
            query, article, grade = cells[0], cells[-2], float(cells[-1])
        except (ValueError, IndexError):
            raise _faulty(path, number, "应为 query-id⇥corpus-id⇥score") from None
        judged.setdefault(query, {})[article] = grade
    return judged


def _faulty(path: Path, number: int, reason: str) -> CasesError:
    return CasesError(
        zh=f"{path.name}:{number}: 不是 BEIR 的格式：{reason}",
        en=f"{path.name}:{number}: not BEIR's format: {reason}",
    )
