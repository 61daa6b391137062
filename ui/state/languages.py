"""Which of the languages spoken here a reader asks for: by the page's switch, or by the browser."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ui.words import Language

CHOSEN = re.compile(r"(?:^|;) *youju_language=(zh|en) *(?:;|$)")
"""The cookie that the page's switch sets (``assets/page.js``): ``youju_language=en; other=1``."""
MOST_NAMED = 20
"""Languages that are looked at; a browser names some five."""


def wanted(headers: Mapping[str, str]) -> Language | None:
    """What a reader chose on the page, else what the browser asks for; ``None`` for neither."""
    chosen = CHOSEN.search(headers.get("cookie", ""))
    if chosen is None:
        return spoken(headers.get("accept-language", ""))
    return "zh" if chosen[1] == "zh" else "en"


def spoken(accepted: str) -> Language | None:
    """The first of the most wanted languages that is Chinese or English (RFC 9110, 12.5.4).

    >>> spoken("fr-CH, en;q=0.4, zh-TW;q=0.8")
    'zh'
    """
    wanted: list[tuple[float, Language]] = []
    for each in accepted.split(",")[:MOST_NAMED]:
        name, _, weight = each.partition(";")
        primary = name.strip().lower().replace("_", "-").partition("-")[0]
        if primary in {"zh", "en"}:
            wanted.append((_weight(weight), "zh" if primary == "zh" else "en"))
    best = max(wanted, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] > 0 else None


def _weight(parameter: str) -> float:
    """The number in ``q=0.8``; 1 where there is none, 0 where it is none."""
    if not parameter.strip():
        return 1.0
    name, _, value = parameter.partition("=")
    try:
        return min(max(float(value), 0.0), 1.0) if name.strip().lower() == "q" else 0.0
    except ValueError:
        return 0.0
