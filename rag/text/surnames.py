"""First characters of Chinese family names; the lists stand in ``rag/data/surnames.toml``."""

from __future__ import annotations

from rag.text.tables import table

SURNAMES = frozenset(table("surnames")["frequent"])
"""Those that make a person of two to four characters by themselves: others need a title or tag."""
ALL_SURNAMES = SURNAMES | frozenset(table("surnames")["rarer"])
"""With those that are common words too."""
RAREST_SURNAMES = ALL_SURNAMES | frozenset(table("surnames")["rarest"])
"""With rare ones and first characters of pen names: these count right behind a post only."""
