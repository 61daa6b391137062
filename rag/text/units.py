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
