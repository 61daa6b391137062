"""The words that ask, for the patterns of those who look for them or past them.

The lists stand in ``rag/data/question_words.toml``. Each name here is a part of a pattern:
alternatives, the longer first, without brackets around them.
"""

from __future__ import annotations

from rag.text.tables import table
from rag.text.units import COUNTERS

ASKING_ALONE = "|".join(table("question_words")["chinese"])
"""何时, 哪里, 多少: what asks in Chinese and says nothing else."""
ASKING = "|".join((*table("question_words")["chinese_calendar"], ASKING_ALONE))
"""With 哪年 and 几月: what asks in Chinese wherever it stands."""
HOW_MANY = f"(?<!十)几[{COUNTERS}天年月日点号枚]"
"""几家, 几月: 几 where it asks for a count; 十几个 tells one."""
HOW_MUCH = "多[大高长远深重宽快久]"
"""多高, 多久: 多 where it asks for a measure."""
ENGLISH_ASKING = "|".join(table("question_words")["english"])
"""what, when, which: to be put between word borders."""
ENGLISH_FUNCTION = "|".join(table("question_words")["english_function"])
"""is, the, of: words without a meaning of their own; to be put between word borders."""
ATTRIBUTES = frozenset(table("question_words")["attributes"])
"""主题, 时间: nouns that are of something and name no subject by themselves."""
