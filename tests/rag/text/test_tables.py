"""The tables in rag/data: each is read, holds what its readers expect, and nothing twice."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import resources
from itertools import pairwise

import pytest

from rag.text.places import PROVINCES, REGION_NAMES, REGIONS
from rag.text.surnames import ALL_SURNAMES, SURNAMES
from rag.text.tables import groups, table

NAMES = [
    entry.name.removesuffix(".toml")
    for entry in resources.files("rag").joinpath("data").iterdir()
    if entry.name.endswith(".toml")
]


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_table_is_read_once(name: str) -> None:
    assert table(name)
    assert table(name) is table(name)


@pytest.mark.parametrize(
    ("name", "key"),
    [("places", "same_name"), ("english", "endings")],
)
def test_groups_are_of_several_different_words(name: str, key: str) -> None:
    for group in groups(name, key):
        assert len(set(group)) == len(group) > 1


def test_each_city_and_its_province_are_places() -> None:
    assert set(PROVINCES) | set(PROVINCES.values()) <= set(REGION_NAMES)
    assert len(set(REGION_NAMES)) == len(REGION_NAMES)
    assert all(len(inside) > 1 for _, inside in REGIONS.values())


def test_each_surname_is_one_character_in_one_list() -> None:
    rarer = table("surnames")["rarer"]
    assert len(ALL_SURNAMES) == len(SURNAMES) + len(rarer) == len(SURNAMES | set(rarer))
    assert {"王", "曾", "肖"} <= SURNAMES
    assert all("\u4e00" <= name <= "\u9fff" for name in ALL_SURNAMES)


def test_lunar_years_have_twelve_or_thirteen_moons() -> None:
    told = table("spring_festival")
    begins = [
        date(year, 1, 1) + timedelta(days=day - 1)
        for year, day in enumerate(told["days"], start=told["first_year"])
    ]
    assert (begins[0].year, begins[-1].year) == (1900, 2100)
    assert all((1, 21) <= (day.month, day.day) <= (2, 21) for day in begins)
    assert {(b - a).days for a, b in pairwise(begins)} <= {353, 354, 355, 383, 384, 385}
