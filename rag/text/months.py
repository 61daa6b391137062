"""The months by their English names, whole and shortened."""

from __future__ import annotations

NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
MONTHS = {name[:3].lower(): number for number, name in enumerate(NAMES, start=1)}
"""The number of each month by the first three letters of its name, in lower case."""
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
"""A month's name or its short form in lower case: july, jul, sept; no border at either end."""


def month_number(name: str) -> int:
    """1 to 12 for a month's name in any case, whole or shortened.

    Raises:
        KeyError: It is no month's name.
    """
    return MONTHS[name[:3].lower()]
