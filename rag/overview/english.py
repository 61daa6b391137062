"""What an English question is after, where it asks for no fact: one pattern a way of asking.

Everything works on a question that ``phrases.bare_english`` stripped.
"""

from __future__ import annotations

import re

from rag.overview.days import limits_of
from rag.overview.request import Request
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


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_COUNT = _pattern(
    rf"how many {_ARTICLES}{_OF_ALL}|(?:what is )?the (?:total )?number "
    rf"of {_ARTICLES}{_OF_ALL}|count (?:all )?(?:the )?{_ARTICLES}"
)
_LIST = _pattern(
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
_FRESH = _pattern(
    rf"what(?:'s| is) (?:new|the latest|recent|happening)(?: {_WHERE})?|"
    rf"(?:what are )?(?:the )?(?:latest|newest|most recent|recent) "
    rf"(?:articles|news|reports|stories)"
    rf"|(?:any|what) (?:new|recent|latest) {_ARTICLES}{_OF_ALL}|(?:any"
    rf"|what) news|what(?:'s| is) (?:the )?(?:latest|recent) news"
)
_END = _pattern(
    rf"(?:what(?:'s| is| are| was)|which is|show(?: me)?|give me"
    rf"|which {_ARTICLES} is) ?(?P<x>the (?:latest|newest|most recent"
    rf"|oldest|earliest) ?(?:two|three|five|[2-9])? ?(?:{_ARTICLES}|one)?)"
    rf"(?: (?:about|here))?"
)
_LENGTH = _pattern(
    rf"(?:what(?:'s| is)|which is|which {_ARTICLES} is) the (longest|shortest)(?: {_ARTICLES})?"
)
_SOURCES = _pattern(
    rf"(?:what|which) (?:are the )?(?:sources|publishers|outlets|newspapers"
    rf"|media)(?: (?:are (?:there|they from|these from)|do (?:you have"
    rf"|they come from)|of .*|did they come from|.*{_ARTICLES}.*))?"
    rf"|where (?:do|did|are) (?:the|these|all the|your|they) ?{_ARTICLES}? "
    rf"?(?:come )?from|(?:list|show)(?: me)?(?: all)? (?:the )?sources|who "
    rf"published (?:these|the|them|all).*"
)
_AUTHORS = _pattern(
    rf"who (?:wrote|are the authors of) (?:these|the|all the|all"
    rf"|your) {_ARTICLES}|(?:list|which|what)(?: are)?(?: all)?(?: the)? "
    rf"authors.*"
)
_DAYS = _pattern(
    rf"(?:what|which) (?:dates?|days?|period|time (?:range|span|period)"
    rf"|years?|months?|date range|timeframe)(?: .*)?(?:cover(?:ed)?"
    rf"|{_ARTICLES}|they|these|span)(?: .*)?|from when (?:to when )?are "
    rf".*{_ARTICLES}.*|(?:what(?:'s| is) the )?(?:date|time) (?:range"
    rf"|span).*"
)
_ABOUT = (
    _pattern(
        rf"(?:what|which|how many|list|show|find|give|get|are there|is there"
        rf"|do you have|have you got|any|search for|look for|i'm looking for)"
        rf"(?: me| all| the| any| other)*(?: {_ARTICLES})(?: {_THERE})?(?: that"
        rf"| which)?(?: is| are| have| do you have| you have)?(?: there)? "
        rf"(?:mentions?|mentioning|about|on|discuss(?:es)?|cover(?:s|ing)?"
        rf"|concern(?:s|ing)?|talks? about|reports? on|refers? to|deal(?:s)? "
        rf"with|related to|regarding|contain(?:s)?|speaks? of|is about|are "
        rf"about|describes?)(?: the topic of| anything about)? (?P<topic>.+)"
    ),
    _pattern(
        rf"(?:is|are|was) (?P<topic>.+?) (?:mentioned|covered|reported"
        rf"|discussed) (?:in|by) (?:which|what|any|how many) (?:of the "
        rf")?{_ARTICLES}"
    ),
    _pattern(
        rf"(?:in )?(?:which|what|how many) {_ARTICLES} (?:is|are|was|were|does"
        rf"|do) (?P<topic>.+?) (?:mentioned|covered|reported|appear|occur"
        rf"|discussed)(?: in)?"
    ),
    _pattern(
        r"(?:what|any|show me|find|list|do you have any|are there any|search)"
        r"(?: is| are)?(?: the)?(?: all)? (?P<topic>.+?)(?:-related)? "
        r"(?:articles|news|reports|stories)(?: are there| do you have| is "
        r"there)?"
    ),
    _pattern(
        r"(?:articles|news|reports|stories|anything|something) (?:about|on"
        r"|mentioning) (?P<topic>.+)"
    ),
    _pattern(
        r"(?:do you have|is there|have you got|got|what is there) ?(?:|anything|something|any "
        r"information|any news) (?:about|on) (?P<topic>.+)"
    ),
)
_SUM = (
    r"(?:summari[sz]e|sum up|recap|outline|brief me on|condense|give "
    r"(?:me )?(?:a|an|the) (?:short |brief |quick |one-sentence )?"
    r"(?:summary|overview|digest|gist|recap|outline|rundown|synopsis)(?: "
    r"of)?|write (?:a|an) (?:short |brief )?(?:summary|overview|digest)"
    r"(?: of)?|(?:a |an |the )?(?:short |brief |quick )?(?:summary"
    r"|overview|digest|gist|recap|synopsis)(?: of)?)"
)
_SUMMARY = (
    _pattern(rf"{_SUM}(?P<x>.*?)(?:,? ?in (?P<n>one|two|three|four|five|[1-5]) sentences?)?"),
    _pattern(
        r"(?:(?:what(?:'s| is| are)|list|give me|show me|tell me) )?(?:the )?(?:main|key"
        r"|most important|central|essential) (?:points?|ideas?|contents?"
        r"|messages?|takeaways?|facts?|content|findings?|things?)(?: (?:of|in"
        r"|from)(?P<x>.+))?"
    ),
    _pattern(
        r"what(?:'s| is| was| are| were)(?P<x> (?:this|that|it|these|those"
        r"|(?:this|that) (?:article|one|report|story|document)|they|the (?:\w+ )?(?:articles?|reports?|story|stories|one"
        r"|documents?|news)|(?:article|number) \d+|“[^”]+”|《[^》]+》))(?: all"
        r"| mainly| mostly)? (?:about|talking about|saying)"
    ),
    _pattern(
        r"what (?:do|does|did)(?P<x> (?:this|that|it|these|those|they|(?:all "
        r")?(?:the|your) (?:\w+ )?(?:articles?|reports?|story|stories|one"
        r"|documents?|news)|(?:article|number) \d+))(?: all| mainly)? (?:say"
        r"|talk about|cover|discuss|report|tell|contain|describe)"
    ),
    _pattern(
        r"(?:what (?:happened|was discussed|was said|was decided|took place) "
        r"(?:at|in|during))(?P<x> (?:this|that|the) (?:meeting|conference"
        r"|forum|event|summit|press conference|symposium))"
    ),
    _pattern(
        r"(?:what (?:are|is))(?P<x> (?:the|these|all the|your) (?:articles"
        r"|news|reports|stories)) about"
    ),
    _pattern(r"(?:tl;?dr|in a nutshell|the gist)(?P<x>)(?: please)?"),
    _pattern(
        r"what (?:topics|themes|subjects|stories)(?: .*(?:articles|here|cover"
        r"|covered|there|have|they).*)?(?P<x>)"
    ),
)
_TIMELINE = (
    _pattern(
        r"(?:(?:give|show|make|draw|list|build|create|what(?:'s| is))(?: me)? )?"
        r"(?:a |the )?(?:timeline|chronology|history|time line)(?: of "
        r"events)?(?: (?:of|for|about|on) (?P<x>.+))?"
    ),
    _pattern(
        r"(?:what happened|list (?:the )?events|tell me) (?:in|by) "
        r"(?:chronological|time|date) order(?P<x>)"
    ),
    _pattern(r"how did (?P<x>.+?) (?:unfold|develop|come about|evolve)(?: over time)?"),
    _pattern(
        r"(?:list|show|order|sort|arrange)(?: me)? (?P<x>.+?) (?:in "
        r"chronological order|by date|chronologically)"
    ),
)
_SAID = (
    _pattern(
        r"what (?:did|does|has|have|do) (?P<who>.+?) (?:say|said|says|state"
        r"|stated|think|argue|claim|mention|announce|propose|stress|explain"
        r"|tell|talk|speak|comment)(?: (?:about|of|on|regarding|in|at|that "
        r"about) (?P<on>.+))?"
    ),
    _pattern(
        r"what (?:was|were|is|are) (?P<who>.+?)(?:'s|’s|s') (?:view|views"
        r"|opinion|opinions|statements?|remarks?|comments?|speech|position"
        r"|words|take)(?: (?:on|about|of) (?P<on>.+))?"
    ),
    _pattern(
        r"(?:quote|show me|list|summari[sz]e|give me)(?: what)? (?P<who>.+?)"
        r"(?:'s|’s)? (?:said|statements?|remarks?|words|speech|comments?)(?: "
        r"(?:on|about) (?P<on>.+))?"
    ),
    _pattern(r"(?P<who>who) (?:said|says) what(?: (?:about|on) (?P<on>.+))?"),
    _pattern(
        r"how (?:do|does|did) (?P<who>.+?) (?:see|view|comment on|assess|judge"
        r"|feel about) (?P<on>.+)"
    ),
)
_EVERYBODY = _pattern(
    r"(?:the )?(?:speakers?|guests?|participants?|everyone|everybody|people|they|who|attendees)"
)
_NOT_A_SPEAKER = _pattern(
    r"(?:you|i|we|it|this|that|one|the (?:articles?|reports?|document|text|plan|law|rules?|notice))"
)
_COMPARED = (
    _pattern(
        r"(?:compare|contrast) (?P<a>.+?) (?:and|with|to|vs\.?|versus"
        r"|against) (?P<b>.+?)(?: (?:in terms of|by|with regard to|in) "
        r"(?P<aspect>.+))?"
    ),
    _pattern(
        r"(?:what(?:'s| is| are)|tell me|explain|list)? ?(?:the )?(?:main "
        r"|key )?(?:differences?|similarit(?:y|ies)|distinctions?) (?:between"
        r"|of) (?P<a>.+?) and (?P<b>.+?)(?: (?:in terms of|in) "
        r"(?P<aspect>.+))?"
    ),
    _pattern(
        r"how (?:do|does|did|is|are|was|were) (?P<a>.+?) (?:and|differ from"
        r"|different from|compare (?:with|to)|compared (?:with|to)) (?P<b>.+?)"
        r"(?: (?:differ|compare|different))?(?P<aspect>)"
    ),
    _pattern(
        r"(?:which|who|which one)(?: (?:one|of them|city|company|line|year))?"
        r"(?: has| had| is| was| have| got)?(?: the| a)? (?P<aspect>.*?(?:more"
        r"|less|higher|lower|larger|bigger|smaller|longer|shorter|greater"
        r"|fewer|faster|slower|cheaper|older)[^,:]*?)[,:]? (?P<a>[^,:]+?) or "
        r"(?P<b>[^,]+)"
    ),
    _pattern(r"(?P<a>.+?) (?:vs\.?|versus) (?P<b>.+?)(?P<aspect>)"),
)
_VAGUE = _pattern(
    r"(?:tell me (?:more )?|what do you know |information |info |what do "
    r"(?:the|these|your) articles say |what(?:'s| is) (?:known|said"
    r"|reported) |show me (?:something|everything) |anything |what can "
    r"you tell me |let's talk |news |what(?:'s| is) (?:up|going on) )"
    r"(?:about|on|with) (?P<x>.+)|(?:introduce|describe|explain to me) "
    r"(?P<y>[^?]+)"
)
_FIELDS = (
    ("author", _pattern(r"who (?:wrote|is the author of|authored) (?P<x>.+)")),
    (
        "published",
        _pattern(
            r"when was (?P<x>.+?) (?:published|written|posted|released)|what(?:'s"
            r"| is) the (?:date|publication date) of (?P<y>.+)"
        ),
    ),
    (
        "source",
        _pattern(
            r"where (?:was|is|does) (?P<x>.+?) (?:published|from|come from)|what"
            r"(?:'s| is) the source of (?P<y>.+)|who published (?P<z>.+)"
        ),
    ),
    ("length", _pattern(r"how long is (?P<x>.+)")),
    ("title", _pattern(r"what(?:'s| is) the title of (?P<x>.+)")),
)
_ASKING = _pattern(
    r"^(?:what|which|who|whose|when|where|why|how|is|are|was|were|did|does|do|has|have|can|will)\b"
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


def _catalogue(q: str) -> Request | None:
    for intent, pattern in (
        ("count", _COUNT), ("sources", _SOURCES), ("authors", _AUTHORS), ("days", _DAYS),
    ):  # fmt: skip
        if pattern.fullmatch(q):
            return Request(intent, q, "en")  # type: ignore[arg-type]  # the four above are intents
    end = _END.fullmatch(q)
    which = which_of((end["x"] if end else q).strip())
    if which and (which.newest or which.oldest):
        order = "newest" if which.newest else "oldest"
        return Request("listing", q, "en", most=which.newest or which.oldest, order=order)
    if length := _LENGTH.fullmatch(q):
        order = "longest" if length[1].lower() == "longest" else "shortest"
        return Request("listing", q, "en", most=1, order=order)
    if _FRESH.fullmatch(q):
        return Request("listing", q, "en", most=5)
    if _LIST.fullmatch(q):
        return Request("listing", q, "en")
    return _field(q)


def _field(q: str) -> Request | None:
    for wanted, pattern in _FIELDS:
        found = pattern.fullmatch(q)
        named = next((part for part in found.groups() if part), "") if found else ""
        which = which_of(named.strip()) if named else None
        if which and not which.event and named.lower() not in {"it", "this", "that"}:
            return Request("about_file", q, "en", which=which, wanted=wanted)
    return None


def about(q: str) -> Request | None:
    """Which articles mention the demonstration zone, any news about the flood."""
    for pattern in _ABOUT:
        found = pattern.fullmatch(q)
        topic = found["topic"].strip(" \"'“”") if found else ""
        if topic and not re.fullmatch(
            r"(?:the |all |any |new |latest |recent |me |there|here|it|this|that)+",
            topic + " ",
            re.I,
        ):
            limits, rest = limits_of(topic)
            counted = re.match(r"how many", q, re.I)
            return Request(
                "count" if counted else "listing",
                q,
                "en",
                topic=_nouns(rest if limits else topic),
                limits=limits,
            )
    return None


def summary(q: str) -> Request | None:
    """Summarize the second article, what are these articles about, main points."""
    for pattern in _SUMMARY:
        found = pattern.fullmatch(q)
        if found is None:
            continue
        parts = found.groupdict()
        x = re.sub(r"^(?:of|in|from|for|on|about)\s+", "", (parts.get("x") or "").strip())
        most = _count(parts.get("n") or ("one" if "one-sentence" in q else ""))
        which = which_of(x)
        if which is not None:
            return Request("summary", q, "en", which=which, most=most)
        if x:
            return Request("summary", q, "en", topic=_nouns(x), most=most)
    return None


def _count(word: str) -> int:
    return {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "": 0}.get(word) or int(word or 0)


def timeline(q: str) -> Request | None:
    """A timeline of the demonstration zone."""
    for pattern in _TIMELINE:
        if found := pattern.fullmatch(q):
            x = (found["x"] or "").strip()
            which = which_of(x)
            if which is not None:
                return Request("timeline", q, "en", which=which)
            if pattern is _TIMELINE[-1]:
                return None
            return Request("timeline", q, "en", topic=_nouns(x))
    return None


def statements(q: str) -> Request | None:
    """What did Helen Qiu say, what are the experts' views on it."""
    for pattern in _SAID:
        found = pattern.fullmatch(q)
        if found is None:
            continue
        who = found["who"].strip()
        if _NOT_A_SPEAKER.fullmatch(who) or which_of(who) is not None:
            return None
        speaker = (
            "" if _EVERYBODY.fullmatch(who) else re.sub(r"^(?:the|a|an)\s+", "", who, flags=re.I)
        )
        on = found.groupdict().get("on") or ""
        return Request("statements", q, "en", speaker=speaker, topic=_nouns(on))
    return None


def comparison(q: str) -> Request | None:
    """Compare A and B, the difference between A and B, which is longer, A or B."""
    for pattern in _COMPARED:
        found = pattern.fullmatch(q)
        if found and not _ASKING.search(found["a"]):
            sides = (_nouns(found["a"]), _nouns(found["b"]))
            return Request("comparison", q, "en", sides=sides, aspect=found["aspect"] or "")
    return None


def topic(q: str) -> Request | None:
    """Tell me about the metro; a name alone: Lanwan Port."""
    vague = _VAGUE.fullmatch(q)
    if vague:
        named = next(part for part in vague.groups() if part)
        which = which_of(named)
        if which is not None:
            return Request("summary", q, "en", which=which)
        return Request("topic", q, "en", topic=_nouns(named))
    words = q.split()
    if (
        1 <= len(words) <= 3
        and not _ASKING.search(q)
        and re.fullmatch(r"[A-Za-z][\w' -]+", q)
        and len(q) > 2
    ):
        return Request("topic", q, "en", topic=_nouns(q))
    return None


def _nouns(text: str) -> str:
    return re.sub(r"^(?:the|a|an)\s+", "", text.strip(" \"'“”?."), flags=re.IGNORECASE)
