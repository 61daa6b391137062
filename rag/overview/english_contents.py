"""What an English question is after in the articles: their points, times, words and likeness.

Everything works on a question that ``phrases.bare_english`` stripped.
"""

from __future__ import annotations

import re

from rag.overview.english import nouns, pattern
from rag.overview.request import Request
from rag.overview.which import which_of

_SUM = (
    r"(?:summari[sz]e|sum up|recap|outline|brief me on|condense|give "
    r"(?:me )?(?:a|an|the) (?:short |brief |quick |one-sentence )?"
    r"(?:summary|overview|digest|gist|recap|outline|rundown|synopsis)(?: "
    r"of)?|write (?:a|an) (?:short |brief )?(?:summary|overview|digest)"
    r"(?: of)?|(?:a |an |the )?(?:short |brief |quick )?(?:summary"
    r"|overview|digest|gist|recap|synopsis)(?: of)?)"
)
_SUMMARY = (
    pattern(rf"{_SUM}(?P<x>.*?)(?:,? ?in (?P<n>one|two|three|four|five|[1-5]) sentences?)?"),
    pattern(
        r"(?:(?:what(?:'s| is| are)|list|give me|show me|tell me) )?(?:the )?(?:main|key"
        r"|most important|central|essential) (?:points?|ideas?|contents?"
        r"|messages?|takeaways?|facts?|content|findings?|things?)(?: (?:of|in"
        r"|from)(?P<x>.+))?"
    ),
    pattern(
        r"what(?:'s| is| was| are| were)(?P<x> (?:this|that|it|these|those"
        r"|(?:this|that) (?:article|one|report|story|document)|they"
        r"|the (?:\w+ )?(?:articles?|reports?|story|stories|one|documents?|news)"
        r"|(?:article|number) \d+|“[^”]+”|《[^》]+》))(?: all"
        r"| mainly| mostly)? (?:about|talking about|saying)"
    ),
    pattern(
        r"what (?:do|does|did)(?P<x> (?:this|that|it|these|those|they|(?:all "
        r")?(?:the|your) (?:\w+ )?(?:articles?|reports?|story|stories|one"
        r"|documents?|news)|(?:article|number) \d+))(?: all| mainly)? (?:say"
        r"|talk about|cover|discuss|report|tell|contain|describe)"
    ),
    pattern(
        r"(?:what (?:happened|was discussed|was said|was decided|took place) "
        r"(?:at|in|during))(?P<x> (?:this|that|the) (?:meeting|conference"
        r"|forum|event|summit|press conference|symposium))"
    ),
    pattern(
        r"(?:what (?:are|is))(?P<x> (?:the|these|all the|your) (?:articles"
        r"|news|reports|stories)) about"
    ),
    pattern(r"(?:tl;?dr|in a nutshell|the gist)(?P<x>)(?: please)?"),
    pattern(
        r"what (?:topics|themes|subjects|stories)(?: .*(?:articles|here|cover"
        r"|covered|there|have|they).*)?(?P<x>)"
    ),
)
_TIMELINE = (
    pattern(
        r"(?:(?:give|show|make|draw|list|build|create|what(?:'s| is))(?: me)? )?"
        r"(?:a |the )?(?:timeline|chronology|history|time line)(?: of "
        r"events)?(?: (?:of|for|about|on) (?P<x>.+))?"
    ),
    pattern(
        r"(?:what happened|list (?:the )?events|tell me) (?:in|by) "
        r"(?:chronological|time|date) order(?P<x>)"
    ),
    pattern(r"how did (?P<x>.+?) (?:unfold|develop|come about|evolve)(?: over time)?"),
    pattern(
        r"(?:list|show|order|sort|arrange)(?: me)? (?P<x>.+?) (?:in "
        r"chronological order|by date|chronologically)"
    ),
)
_SAID = (
    pattern(
        r"what (?:did|does|has|have|do) (?P<who>.+?) (?:say|said|says|state"
        r"|stated|think|argue|claim|mention|announce|propose|stress|explain"
        r"|tell|talk|speak|comment)(?: (?:about|of|on|regarding|in|at|that "
        r"about) (?P<on>.+))?"
    ),
    pattern(
        r"what (?:was|were|is|are) (?P<who>.+?)(?:'s|’s|s') (?:view|views"
        r"|opinion|opinions|statements?|remarks?|comments?|speech|position"
        r"|words|take)(?: (?:on|about|of) (?P<on>.+))?"
    ),
    pattern(
        r"(?:quote|show me|list|summari[sz]e|give me)(?: what)? (?P<who>.+?)"
        r"(?:'s|’s)? (?:said|statements?|remarks?|words|speech|comments?)(?: "
        r"(?:on|about) (?P<on>.+))?"
    ),
    pattern(r"(?P<who>who) (?:said|says) what(?: (?:about|on) (?P<on>.+))?"),
    pattern(
        r"how (?:do|does|did) (?P<who>.+?) (?:see|view|comment on|assess|judge"
        r"|feel about) (?P<on>.+)"
    ),
)
_EVERYBODY = pattern(
    r"(?:the )?(?:speakers?|guests?|participants?|everyone|everybody|people|they|who|attendees)"
)
_NOT_A_SPEAKER = pattern(
    r"(?:you|i|we|it|this|that|one|the (?:articles?|reports?|document|text|plan|law|rules?|notice))"
)
_COMPARED = (
    pattern(
        r"(?:compare|contrast) (?P<a>.+?) (?:and|with|to|vs\.?|versus"
        r"|against) (?P<b>.+?)(?: (?:in terms of|by|with regard to|in) "
        r"(?P<aspect>.+))?"
    ),
    pattern(
        r"(?:what(?:'s| is| are)|tell me|explain|list)? ?(?:the )?(?:main "
        r"|key )?(?:differences?|similarit(?:y|ies)|distinctions?) (?:between"
        r"|of) (?P<a>.+?) and (?P<b>.+?)(?: (?:in terms of|in) "
        r"(?P<aspect>.+))?"
    ),
    pattern(
        r"how (?:do|does|did|is|are|was|were) (?P<a>.+?) (?:and|differ from"
        r"|different from|compare (?:with|to)|compared (?:with|to)) (?P<b>.+?)"
        r"(?: (?:differ|compare|different))?(?P<aspect>)"
    ),
    pattern(
        r"(?:which|who|which one)(?: (?:one|of them|city|company|line|year))?"
        r"(?: has| had| is| was| have| got)?(?: the| a)? (?P<aspect>.*?(?:more"
        r"|less|higher|lower|larger|bigger|smaller|longer|shorter|greater"
        r"|fewer|faster|slower|cheaper|older)[^,:]*?)[,:]? (?P<a>[^,:]+?) or "
        r"(?P<b>[^,]+)"
    ),
    pattern(r"(?P<a>.+?) (?:vs\.?|versus) (?P<b>.+?)(?P<aspect>)"),
)
_VAGUE = pattern(
    r"(?:tell me (?:more )?|what do you know |information |info |what do "
    r"(?:the|these|your) articles say |what(?:'s| is) (?:known|said"
    r"|reported) |show me (?:something|everything) |anything |what can "
    r"you tell me |let's talk |news |what(?:'s| is) (?:up|going on) )"
    r"(?:about|on|with) (?P<x>.+)|(?:introduce|describe|explain to me) "
    r"(?P<y>[^?]+)"
)
_ASKING = pattern(
    r"^(?:what|which|who|whose|when|where|why|how|is|are|was|were|did|does|do|has|have|can|will)\b"
)


def summary(q: str) -> Request | None:
    """Summarize the second article, what are these articles about, main points."""
    for form in _SUMMARY:
        found = form.fullmatch(q)
        if found is None:
            continue
        parts = found.groupdict()
        x = re.sub(r"^(?:of|in|from|for|on|about)\s+", "", (parts.get("x") or "").strip())
        most = _count(parts.get("n") or ("one" if "one-sentence" in q else ""))
        which = which_of(x)
        if which is not None:
            return Request("summary", q, "en", which=which, most=most)
        if x:
            return Request("summary", q, "en", topic=nouns(x), most=most)
    return None


def _count(word: str) -> int:
    return {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "": 0}.get(word) or int(word or 0)


def timeline(q: str) -> Request | None:
    """A timeline of the demonstration zone."""
    for form in _TIMELINE:
        if found := form.fullmatch(q):
            x = (found["x"] or "").strip()
            which = which_of(x)
            if which is not None:
                return Request("timeline", q, "en", which=which)
            if form is _TIMELINE[-1]:
                return None
            return Request("timeline", q, "en", topic=nouns(x))
    return None


def statements(q: str) -> Request | None:
    """What did Helen Qiu say, what are the experts' views on it."""
    for form in _SAID:
        found = form.fullmatch(q)
        if found is None:
            continue
        who = found["who"].strip()
        if _NOT_A_SPEAKER.fullmatch(who) or which_of(who) is not None:
            return None
        speaker = (
            "" if _EVERYBODY.fullmatch(who) else re.sub(r"^(?:the|a|an)\s+", "", who, flags=re.I)
        )
        on = found.groupdict().get("on") or ""
        return Request("statements", q, "en", speaker=speaker, topic=nouns(on))
    return None


def comparison(q: str) -> Request | None:
    """Compare A and B, the difference between A and B, which is longer, A or B."""
    for form in _COMPARED:
        found = form.fullmatch(q)
        if found and not _ASKING.search(found["a"]):
            sides = (nouns(found["a"]), nouns(found["b"]))
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
        return Request("topic", q, "en", topic=nouns(named))
    words = q.split()
    if (
        1 <= len(words) <= 3
        and not _ASKING.search(q)
        and re.fullmatch(r"[A-Za-z][\w' -]+", q)
        and len(q) > 2
    ):
        return Request("topic", q, "en", topic=nouns(q))
    return None
