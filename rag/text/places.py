"""Institutions and regions by their names: what is one by two names, and what lies in what.

The names stand in ``rag/data/places.toml``.
"""

from __future__ import annotations

from rag.text.tables import groups, table

SAME_NAME = groups("places", "same_name")
"""Full and short names of institutions and events, a row for each."""
REGIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    region: (tuple(told["names"]), tuple(told["places"]))
    for region, told in table("places")["regions"].items()
}
"""A region's other names, and the places inside it."""
REGION_NAMES: tuple[str, ...] = (*REGIONS, *table("places")["places"])
"""Every region and place that evidence is held to."""
PROVINCES: dict[str, str] = {
    city: province for province, cities in table("places")["provinces"].items() for city in cities
}
"""The province of each city among the places."""


def region_named(region: str, text: str) -> bool:
    """Whether ``text`` (folded) speaks of ``region``: by name, another name, or a whole part.

    京津冀 is named by 京津冀, or by all of 北京, 天津 and 河北 together; 辽宁 by 沈阳.
    """
    if region in text:
        return True
    others, inside = REGIONS.get(region, ((), ()))
    if any(other in text for other in others):
        return True
    if inside and sum(place in text for place in inside) >= min(3, len(inside)):
        return True
    return any(whole == region and part in text for part, whole in PROVINCES.items())
