"""The forms of English expressions of time, each with what resolves it; folded lower-case text."""

from __future__ import annotations

import re

from rag.text.dates_calendar import Rule
from rag.text.dates_en import (
    NUMBERS,
    ago,
    bare_year,
    day_found,
    decade,
    month_found,
    period_found,
    recently,
    relative_day,
    weekday_found,
    within_year,
    year_found,
    years_found,
)
from rag.text.months import MONTH

_MONTH = rf"(?P<m>{MONTH})\b(?:\.(?=\s*\d))?"
_DAY = r"(?P<wd>monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_Y = r"(?P<y>(?:19|20)\d\d)"
_N = rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_PART = r"(?P<part>early(?: in)?|mid-?|late(?: in)?|(?:the )?(?:beginning|start|middle|end) of)"
_WHICH_OF = r"(?P<which>last|this|next|previous)"
_FIGURE = r"(?:[12]\d|3[01]|0?[1-9])"

RULES: tuple[Rule, ...] = tuple(
    Rule(re.compile(pattern), resolve)
    for pattern, resolve in (
        (
            rf"\b(?P<d>{_FIGURE})(?:st|nd|rd|th)?(?:\s?-\s?(?P<e>{_FIGURE}))?\s+(?:of\s+)?"
            rf"{_MONTH}(?:,?\s+{_Y}\b)?",
            day_found,
        ),
        (
            rf"\b{_MONTH}\s+(?P<d>{_FIGURE})(?:st|nd|rd|th)?\b"
            rf"(?:\s?(?:-|to)\s?(?P<e>{_FIGURE})\b)?(?:,?\s+{_Y}\b)?",
            day_found,
        ),
        (
            rf"\b(?:{_PART}\s*)?(?:{_WHICH_OF}\s+)?{_MONTH}(?:,?\s+(?:of\s+)?{_Y}\b)?"
            r"(?!\s+\d{1,2}\b)",
            month_found,
        ),
        (rf"\b(?:{_PART}\s*)(?:{_Y}\b|{_WHICH_OF} year)", year_found),
        (rf"\b{_Y}\b(?!\s?-\s?\d)", bare_year),
        (r"\b(?P<part>)(?P<y>)(?:earlier |later )?(?P<which>last|this|next) year\b", year_found),
        (
            r"\b(?:q(?P<q>[1-4])|(?:the )?(?:(?P<o>first|second|third|fourth) quarter"
            r"|(?P<h>first|second) half))"
            rf"(?:(?: of| in)?,? (?:(?:the )?{_Y}\b|{_WHICH_OF} year|the year(?P<any>)))?",
            within_year,
        ),
        (
            r"\b(?:from |between )?(?P<a>(?:19|20)\d\d)\s?(?:-|to|and|through|until)\s?"
            r"(?P<b>(?:19|20)\d\d)\b",
            years_found,
        ),
        (
            r"\b(?:the day before yesterday|the day after tomorrow|yesterday|today|tomorrow"
            r"|tonight|last night|this (?:morning|afternoon|evening))\b",
            relative_day,
        ),
        (rf"\b(?:{_WHICH_OF} )?{_DAY}\b", weekday_found),
        (
            r"\b(?:(?P<part>earlier|later|early|late|(?:the )?(?:beginning|start|middle|end) of) )?"
            rf"{_WHICH_OF} (?P<unit>weekend|week|month|quarter)\b",
            period_found,
        ),
        (rf"\b(?P<past>){_N} (?P<unit>day|week|month|year)s? (?:ago|earlier)\b", ago),
        (
            rf"\b(?P<past>(?:in|over|during|for|within) the (?:past|last) ){_N} "
            r"(?P<unit>day|week|month|year)s?\b",
            ago,
        ),
        (
            r"\b(?:recently|in recent (?:days|weeks|months)|in the past few days|lately)\b",
            recently,
        ),
        (r"\b(?:the )?(?P<decade>(?:19|20)\d0)s\b", decade),
    )
)
"""Every English form; where two match at one place the longer wins."""
