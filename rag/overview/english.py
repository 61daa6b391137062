"""What an English question is after among the articles: which there are, or one's particulars.

Everything works on a question that ``phrases.bare_english`` stripped.
"""

from __future__ import annotations

import re

from rag.overview.days import limits_of
from rag.overview.request import Intent, Order, Request
from rag.overview.which import which_of

_ARTICLES = (
    r"(?:news(?: articles| stories| reports)?|articles?|reports?"
    r"|documents?|stories|story|files?|texts?|pieces?)"
)
_THERE = (
    r"(?:(?:do you|have you got|did you|can you)(?: have| know| hold| "
    r"contain| read| indexed)?|are there|is there"
    r"|there are|you have|you know|exist|are (?:in )?(?:here|indexed"
    r"|available|stored)|have you|is here|i have)"
)
_WHERE = (
    r"(?:(?:in|from|of) (?:here|this (?:collection|folder|index|corpus"
    r"|library)|the (?:collection|folder|index|corpus|library|database)"
    r"|your (?:collection|index|library|database))|here|available|indexed"
    r"|altogether|in total|overall)"
)
_OF_ALL = rf"(?: (?:{_THERE}|{_WHERE}|got|about))*"


def pattern(text: str) -> re.Pattern[str]:
    """A pattern in either case."""
    return re.compile(text, re.IGNORECASE)


_COUNT = pattern(
    rf"how many {_ARTICLES}{_OF_ALL}|(?:what is )?the (?:total )?number "
    rf"of {_ARTICLES}{_OF_ALL}|count (?:all )?(?:the )?{_ARTICLES}"
)
_LIST = pattern(
    rf"(?:what|which)(?: kinds? of| sorts? of)? {_ARTICLES}{_OF_ALL}|"
    rf"(?:list|show|display|give)(?: me)?(?: all| every| of| the| a list of"
    rf"| your| available)* {_ARTICLES}{_OF_ALL}"
    rf"|what(?:'s| is| do you have| have you got)(?: {_WHERE}| in (?:it"
    rf"|there))|what(?:'s| is) in(?:side)? (?:here|it|this|there|the "
    rf"(?:index|folder|collection))|(?:the )?(?:table of )?contents|(?:a "
    rf")?list of (?:all )?(?:the )?{_ARTICLES}|all (?:the )?{_ARTICLES}"
    r"|what (?:do you|can you) (?:have|know|contain|hold)|what(?:'s| is) "
    r"(?:this|your) (?:collection|library|index)"
)
_FRESH = pattern(
    rf"what(?:'s| is) (?:new|the latest|recent|happening)(?: {_WHERE})?|"
    rf"(?:what are )?(?:the )?(?:latest|newest|most recent|recent) "
    rf"(?:articles|news|reports|stories)"
    rf"|(?:any|what) (?:new|recent|latest) {_ARTICLES}{_OF_ALL}|(?:any"
    rf"|what) news|what(?:'s| is) (?:the )?(?:latest|recent) news"
)
_END = pattern(
    rf"(?:what(?:'s| is| are| was)|which is|show(?: me)?|give me"
    rf"|which {_ARTICLES} is) ?(?P<x>the (?:latest|newest|most recent"
    rf"|oldest|earliest) ?(?:two|three|five|[2-9])? ?(?:{_ARTICLES}|one)?)"
    rf"(?: (?:about|here))?"
)
_LENGTH = pattern(
    rf"(?:what(?:'s| is)|which is|which {_ARTICLES} is) the (longest|shortest)(?: {_ARTICLES})?"
)
_SOURCES = pattern(
    rf"(?:what|which) (?:are the )?(?:sources|publishers|outlets|newspapers"
    rf"|media)(?: (?:are (?:there|they from|these from)|do (?:you have"
    rf"|they come from)|of .*|did they come from|.*{_ARTICLES}.*))?"
    rf"|where (?:do|did|are) (?:the|these|all the|your|they) ?{_ARTICLES}? "
    rf"?(?:come )?from|(?:list|show)(?: me)?(?: all)? (?:the )?sources|who "
    rf"published (?:these|the|them|all).*"
)
_AUTHORS = pattern(
    rf"who (?:wrote|are the authors of) (?:these|the|all the|all"
    rf"|your) {_ARTICLES}|(?:list|which|what)(?: are)?(?: all)?(?: the)? "
    rf"authors.*"
)
_DAYS = pattern(
    rf"(?:what|which) (?:dates?|days?|period|time (?:range|span|period)"
    rf"|years?|months?|date range|timeframe)(?: .*)?(?:cover(?:ed)?"
    rf"|{_ARTICLES}|they|these|span)(?: .*)?|from when (?:to when )?are "
    rf".*{_ARTICLES}.*|(?:what(?:'s| is) the )?(?:date|time) (?:range"
    rf"|span).*"
)
_ABOUT = (
    pattern(
        rf"(?:what|which|how many|list|show|find|give|get|are there|is there"
        rf"|do you have|have you got|any|search for|look for|i'm looking for)"
        rf"(?: me| all| the| any| other)*(?: {_ARTICLES})(?: {_THERE})?(?: that"
        rf"| which)?(?: is| are| have| do you have| you have)?(?: there)? "
        rf"(?:mentions?|mentioning|about|on|discuss(?:es)?|cover(?:s|ing)?"
        rf"|concern(?:s|ing)?|talks? about|reports? on|refers? to|deal(?:s)? "
        rf"with|related to|regarding|contain(?:s)?|speaks? of|is about|are "
        rf"about|describes?)(?: the topic of| anything about)? (?P<topic>.+)"
    ),
    pattern(
        rf"(?:is|are|was) (?P<topic>.+?) (?:mentioned|covered|reported"
        rf"|discussed) (?:in|by) (?:which|what|any|how many) (?:of the "
        rf")?{_ARTICLES}"
    ),
    pattern(
        rf"(?:in )?(?:which|what|how many) {_ARTICLES} (?:is|are|was|were|does"
        rf"|do) (?P<topic>.+?) (?:mentioned|covered|reported|appear|occur"
        rf"|discussed)(?: in)?"
    ),
    pattern(
        r"(?:what|any|show me|find|list|do you have any|are there any|search)"
        r"(?: is| are)?(?: the)?(?: all)? (?P<topic>.+?)(?:-related)? "
        r"(?:articles|news|reports|stories)(?: are there| do you have| is "
        r"there)?"
    ),
    pattern(
        r"(?:articles|news|reports|stories|anything|something) (?:about|on"
        r"|mentioning) (?P<topic>.+)"
    ),
    pattern(
        r"(?:do you have|is there|have you got|got|what is there) ?(?:|anything|something|any "
        r"information|any news) (?:about|on) (?P<topic>.+)"
    ),
)
_FIELDS = (
    ("author", pattern(r"who (?:wrote|is the author of|authored) (?P<x>.+)")),
    (
        "published",
        pattern(
            r"when was (?P<x>.+?) (?:published|written|posted|released)|what(?:'s"
            r"| is) the (?:date|publication date) of (?P<y>.+)"
        ),
    ),
    (
        "source",
        pattern(
            r"where (?:was|is|does) (?P<x>.+?) (?:published|from|come from)|what"
            r"(?:'s| is) the source of (?P<y>.+)|who published (?P<z>.+)"
        ),
    ),
    ("length", pattern(r"how long is (?P<x>.+)")),
    ("title", pattern(r"what(?:'s| is) the title of (?P<x>.+)")),
)


def catalogue(q: str) -> Request | None:
    """What articles are there, what's new, the latest article, which sources, of a time or not."""
    limits, rest = limits_of(q)
    if limits:
        rest = " ".join(
            re.sub(r"\b(?:were|was|are|published|from|written|dated)\s*$", "", rest.strip()).split()
        )
        found = _catalogue(rest)
        if found is None or found.intent not in ("listing", "count", "sources", "authors"):
            return None
        return Request(found.intent, q, "en", limits=limits, order=found.order, most=found.most)
    return _catalogue(q)


_PLAIN: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    ("count", _COUNT), ("sources", _SOURCES), ("authors", _AUTHORS), ("days", _DAYS),
)  # fmt: skip


def _catalogue(q: str) -> Request | None:
    for intent, form in _PLAIN:
        if form.fullmatch(q):
            return Request(intent, q, "en")
    end = _END.fullmatch(q)
    which = which_of((end["x"] if end else q).strip())
    if which and (which.newest or which.oldest):
        order: Order = "newest" if which.newest else "oldest"
        return Request("listing", q, "en", most=which.newest or which.oldest, order=order)
    if length := _LENGTH.fullmatch(q):
        end_wanted: Order = "longest" if length[1].lower() == "longest" else "shortest"
        return Request("listing", q, "en", most=1, order=end_wanted)
    if _FRESH.fullmatch(q):
        return Request("listing", q, "en", most=5)
    if _LIST.fullmatch(q):
        return Request("listing", q, "en")
    return _field(q)


def _field(q: str) -> Request | None:
    for wanted, form in _FIELDS:
        found = form.fullmatch(q)
        named = next((part for part in found.groups() if part), "") if found else ""
        which = which_of(named.strip()) if named else None
        if which and not which.event and named.lower() not in {"it", "this", "that"}:
            return Request("about_file", q, "en", which=which, wanted=wanted)
    return None


def about(q: str) -> Request | None:
    """Which articles mention the demonstration zone, any news about the flood."""
    for form in _ABOUT:
        found = form.fullmatch(q)
        topic = found["topic"].strip(" \"'“”") if found else ""
        if topic and not re.fullmatch(
            r"(?:the |all |any |new |latest |recent |me |there|here|it|this|that)+",
            topic + " ",
            re.I,
        ):
            limits, rest = limits_of(topic)
            intent: Intent = "count" if re.match(r"how many", q, re.I) else "listing"
            return Request(
                intent,
                q,
                "en",
                topic=nouns(rest if limits else topic),
                limits=limits,
            )
    return None


def nouns(text: str) -> str:
    """A phrase without its article and quotation marks."""
    return re.sub(r"^(?:the|a|an)\s+", "", text.strip(" \"'“”?."), flags=re.IGNORECASE)
