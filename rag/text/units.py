"""What figures are counted in; the words stand in ``rag/data/units.toml``."""

from __future__ import annotations

from rag.text.tables import table

COUNTERS: str = table("units")["counters"]
"""What things are counted with, one character each, for a pattern's brackets: 家 in 三家."""
CLASSIFIERS = frozenset(COUNTERS + table("units")["other_classifiers"]) | {"分之", "个月", "%"}
"""What may follow a single Chinese numeral that is meant as a figure (三家, not 三亚)."""
MEASURES = frozenset(table("units")["measures"])
"""Units that cannot stand for one another or for a count, as 个, 家 and 座 can; 平 is 平方米."""
COUNT_WORDS = frozenset(table("units")["count_words"])
"""What stands behind a figure that a list of so many things bears out: 三个, 三类."""
FAMILIES: dict[str, str] = table("units")["families"]
"""Families of units as parts of a pattern; a figure in one does not answer for another."""
MEASURES_ASKED: tuple[tuple[str, str], ...] = tuple(
    (row["asked"], row["told"]) for row in table("units")["measures_asked"]
)
"""Words of a question and what its figure is counted in, both patterns; the first row decides."""
