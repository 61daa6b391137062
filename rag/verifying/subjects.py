"""Who and where: a person, house or place put where the evidence has another one.

    the quote: 平川市总产量最高，岭东市单产最高       a sentence: 岭东市总产量最高

A clause of a sentence is held against the clause of the evidence that it takes up. It is at fault
where it names somebody whom that clause does not name, and that clause somebody whom the sentence
does not, both of one kind; where the same words stand behind another word of the same kind
(口腔科增设…, 儿科增设…); where two names have changed places; where what is done by one
(由…研制) is done by another there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from rag.text.fold import fold
from rag.text.segment import tagged
from rag.text.tables import table
from rag.verifying.called import houses_in, people_in
from rag.verifying.clauses import Clause, Taken, clauses_of, likest
from rag.verifying.rewording import TELLING, same_as

_TAKEN_UP = 0.3
_PLACE = re.compile(
    r"(?:(?<=[,，。、;；:：\"是在由于到])|^|(?<=\n))(?P<name>(?![各本该新老两三几多城乡旧某])(?:(?![全今去前明这那是在为的和与由])[\u4e00-\u9fff]){2,3}[市县区镇乡村站队])"
    r"(?!长|委|民|场|政|级|域|间|员|里)"
)
"""映山区, 柳林镇: places and teams that no dictionary has, where a clause or a list begins them."""
_GENERIC = frozenset(table("rewording")["called_again"].split())
"""Nouns by which an article calls again what it named before."""
_CODE = re.compile(
    r"(?<![a-z])[a-z]{1,6}-?\d{1,3}(?: (?:pro|max|plus|mini|ultra|lite|s))?(?![a-z\d])"
)
"""x2, x2 pro."""
_COPULA = re.compile("是|为")
"""What says that one is the other: 冠军是, 主任为."""
_TIME = re.compile(r"[年月日]|季度|\d")
"""A time or a figure in what looks like a name: 三月, 二季度."""
_NUMBERED = re.compile(r"\d+号[\u4e00-\u9fff]|第[一二三四五六七八九十\d]+[届期批代]")
"""3号线, 第二届."""
_TAILS = frozenset(table("rewording")["houses"].split())
"""What a name goes on with behind the place it begins with."""
_QUOTED = re.compile(r"[\"《]([^\"《》]{2,20})[\"》]")
"""What is called by a name in marks: 《春汛》."""
_EVERYWHERE = re.compile(r"全([市省县区国镇村校])")
"""All of a place or school: 全市, 全校."""
_HAN = re.compile("[\u4e00-\u9fff]")
"""A Chinese character: 青."""
_LEVELS = frozenset("村县市省区镇乡")
_NUMERALS = frozenset("一二两三四五六七八九十百千万半0123456789")
_SHORT = 4
"""Letters of a clause that says one thing: 夺得冠军."""
_COMMON = 4
"""Characters in a row that two clauses must share for what stands before them to be compared."""
_PARTIES = re.compile("原告|被告|甲方|乙方|买方|卖方|主队|客队|供方|需方")
"""Sides called by their part in a matter: 原告, 客队."""
_BY = re.compile(r"由(?P<who>[^,，。;；]{2,16}?)(?P<deed>[\u4e00-\u9fff]{2})(?=[,，。;；]|$)")
"""By whom something is done: 由青禾大学研制."""


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name and of what kind: ``person`` or ``house`` (institutions and places)."""

    text: str
    kind: str


def displaced(
    parts: Sequence[Taken], evidence: Sequence[Clause], around: Sequence[str], titles: str
) -> str:
    """The first name or subject in a sentence that stands where another should; empty if none.

    Args:
        parts: The clauses of the sentence.
        evidence: The clauses of the quotes.
        around: The quotes with what stands around them, for the names in them.
        titles: The titles of their articles, folded.
    """
    whole = "".join(part.clause.text for part in parts)
    known = _known(whole, around, titles)
    for part in parts:
        places, share = likest(part, evidence)
        if by := _by_another(part.clause.text, evidence):
            return by
        if share < _TAKEN_UP:
            continue
        for judged in (places, part.holding_last(places, evidence)):
            wrong = [_wrong(part, evidence, place, whole, known, titles) for place in judged]
            if all(wrong):
                return wrong[0]
        if borrowed := _borrowed(part, parts, evidence, places):
            return borrowed
    return ""


def _known(claim: str, around: Sequence[str], heads: str) -> tuple[Name, ...]:
    people = {name for text in (claim, *around) for name in people_in(text)}
    houses = {name for text in (claim, *around) for name in houses_in(text)} - people
    houses |= {name for name in repeated("\n".join(around), heads) if name not in people}
    titles = {name for text in (claim, *around) for name in _QUOTED.findall(fold(text))}
    found = [Name(name, "person") for name in people]
    found += [
        Name(name, "house")
        for name in houses - titles
        if not any(name in p for p in people) and not _TIME.search(name)
    ]
    found += [Name(name, "title") for name in titles]
    found += [
        Name(name, "title")
        for text in (claim, *around)
        for name in dict.fromkeys(_CODE.findall(fold(text)))
    ]
    numbered = {m for text in (claim, *around) for m in _NUMBERED.findall(fold(text))}
    found += [Name(name, "number") for name in numbered]
    return tuple(sorted(found, key=lambda name: (-len(name.text), name.text)))


@lru_cache(maxsize=256)
def repeated(text: str, title: str) -> tuple[str, ...]:
    """The words of a title that open a clause of its article, as its houses do: 清源能源."""
    clauses = [clause.text.strip(' "') for clause in clauses_of(text)]
    found = set()
    for start in range(len(title) - 2):
        for stop in range(min(len(title), start + 8), start + 2, -1):
            name = title[start:stop]
            if all(_HAN.match(c) for c in name) and any(c.startswith(name) for c in clauses):
                found.add(name)
                break
    return tuple(sorted(n for n in found if not any(n != o and n in o for o in found)))


def _wrong(
    part: Taken,
    evidence: Sequence[Clause],
    place: int,
    whole: str,
    known: Sequence[Name],
    titles: str,
) -> str:
    """What of a clause stands in another's place, if it takes up this clause of the evidence."""
    here = evidence[place]
    said, told = _named(part.clause.text, known), _named(here.text, known)
    if not told:
        # What a title names may be meant where a sentence of the article names nobody.
        in_title = any(name.text in titles for name in said)
        lead = _lead(evidence, place, known) or _last_numbered(evidence, place, known)
        lead = lead or [name for name in _named(titles, known) if name.kind == "number"]
        told = [name for name in lead if not in_title or name.text in titles]
    for name in said:
        if name.text in here.text or _before(name, evidence, place, told, known):
            continue
        if name.kind == "house" and not _region(name, whole, _everywhere(evidence, place)):
            return name.text
        for rival in told:
            if rival.kind == name.kind and not _same(name, rival, whole):
                return name.text
    if other := _another_lead(part.clause.text, evidence, place, whole):
        return other
    if other := _another_complement(part.clause.text, here.text, evidence):
        return other
    return (
        _swapped_edge(part.clause.text, here.text, evidence)
        or _another_kind(part, here, whole)
        or _turned_round(part, here, evidence, known)
    )


def _everywhere(evidence: Sequence[Clause], place: int) -> str:
    """What a clause is said of as a whole: 市 of 全市, in it or before it in its sentence."""
    for clause in reversed(evidence[: place + 1]):
        if clause.sentence != evidence[place].sentence:
            return ""
        if found := _EVERYWHERE.findall(clause.text):
            return str(found[-1])
    return ""


def _region(name: Name, whole: str, everywhere: str) -> bool:
    """Whether a name may stand for 全市, or the sentence says 全市 itself."""
    ends = name.text.endswith(everywhere) if everywhere else True
    return ends or f"全{everywhere}" in whole


def _named(text: str, known: Sequence[Name]) -> list[Name]:
    """The names in a text, the longest of those that overlap."""
    found: list[Name] = []
    left = text
    for name in known:
        if name.text in left:
            found.append(name)
            left = left.replace(name.text, "#")
    return found


def _same(name: Name, other: Name, whole: str) -> bool:
    """Whether the other name is the same one's, or the sentence has it too."""
    return other.text in whole or name.text in other.text or other.text in name.text


def _lead(evidence: Sequence[Clause], place: int, known: Sequence[Name]) -> list[Name]:
    """The names that open the nearest clause of the same sentence before."""
    for clause in reversed(evidence[:place]):
        if clause.sentence != evidence[place].sentence:
            break
        names = _named(clause.text, known)
        start = clause.text.strip(' "《')
        opening = [n for n in names if n.kind != "house" or start.startswith(n.text)]
        if opening:
            return opening
    return []


def _last_numbered(evidence: Sequence[Clause], place: int, known: Sequence[Name]) -> list[Name]:
    """The last 5号线 or 第三届 before a clause: what follows is said of it, sentences on."""
    for clause in reversed(evidence[:place]):
        if names := [name for name in _named(clause.text, known) if name.kind == "number"]:
            return names
    return []


def _before(
    name: Name, evidence: Sequence[Clause], place: int, told: Sequence[Name], known: Sequence[Name]
) -> bool:
    """Whether the name stands before in the same sentence, and nobody of its kind in between."""
    start = evidence[place].text.strip(' "《')
    if any(o.kind == name.kind and start.startswith(o.text) for o in told):
        return False
    for clause in reversed(evidence[:place]):
        if clause.sentence != evidence[place].sentence:
            return False
        if name.text in clause.text:
            return True
        if any(other.kind == name.kind for other in _named(clause.text, known)):
            return False
    return False


def _another_lead(claim: str, evidence: Sequence[Clause], place: int, whole: str) -> str:
    """The subject of a clause that in the evidence is that of another: 永泰化工 for 恒丰皮革."""
    subject = _subject(claim)
    if len(subject) < 3 or not any(
        _subject(c.text) == subject for c in evidence if c is not evidence[place]
    ):
        return ""
    for clause in reversed(evidence[: place + 1]):
        if clause.sentence != evidence[place].sentence:
            break
        lead = _subject(clause.text)
        if subject in clause.text:
            return ""
        if len(lead) >= 3 and lead not in whole:
            rival = lead[0] not in "全该本其" and not set(subject) & set(lead[-2:])
            return subject if rival or lead[-1] == subject[-1] else ""
    return ""


@lru_cache(maxsize=512)
def _subject(text: str) -> str:
    """What a clause begins with, up to its verb: 永泰化工 of 永泰化工被罚款."""
    found = ""
    for word, tag in tagged(text.strip(' "')):
        if not tag.startswith(("n", "j", "b", "s", "l", "z")) or not _HAN.match(word):
            break
        found += word
    return found


def _another_complement(claim: str, told: str, evidence: Sequence[Clause]) -> str:
    """Who or what is said to be one thing that another is: 女子冠军是基普图."""
    one, other = _COPULA.split(claim, 1), _COPULA.split(told, 1)
    if len(one) < 2 or len(other) < 2 or min(len(one[0]), len(one[1]), len(other[1])) < 2:
        return ""
    if any(c.isdigit() for c in one[1] + other[1]) or _shared(one[0], other[0]) < 0.75:
        return ""
    elsewhere = any(one[1][-3:] in c.text for c in evidence if c.text != told)
    return one[1] if elsewhere and _shared(one[1], other[1]) < 0.34 else ""


def _shared(one: str, other: str) -> float:
    """The share of the shorter text's pairs that the other has."""
    one, other = sorted((_bare(one), _bare(other)), key=len)
    pairs = [one[n : n + 2] for n in range(len(one) - 1)]
    return sum(pair in other for pair in pairs) / len(pairs) if pairs else 0.0


def _swapped_edge(claim: str, told: str, evidence: Sequence[Clause]) -> str:
    """A word before common words that is another in the evidence: 口腔科 for 儿科, 新 for 老."""
    claim, told = _bare(claim), _bare(told)
    match = SequenceMatcher(None, claim, told, autojunk=False).find_longest_match()
    if match.size < 3:
        return ""
    left, other = claim[: match.a], told[: match.b]
    if left and other and _apart(left[-1], other[-1]):
        return left[-1] + claim[match.a : match.a + match.size]
    right, beyond = claim[match.a + match.size :], told[match.b + match.size :]
    if right and beyond and _apart(right[0], beyond[0]):
        return claim[match.a : match.a + match.size] + right[0]
    # The last common character may belong to both words: 口腔科|增设, 儿科|增设.
    if match.size < _COMMON:
        return ""
    head = claim[match.a]
    word, rival = (left + head)[-4:], (other + head)[-4:]
    if 2 <= len(left) + 1 <= 8 and 1 <= len(other) <= 7 and word != rival:
        stands = any(left + head in _bare(c.text) for c in evidence)
        if (
            stands
            and not left.endswith(other)
            and not other.endswith(left)
            and left + head not in told
        ):
            return left + head
    return ""


def _another_kind(part: Taken, here: Clause, whole: str) -> str:
    """A noun of the sentence where the clause has another of its kind: 诗歌奖 for 新人奖."""
    rivals = [
        word
        for word, tag in tagged(here.text)
        if len(word) >= 2 and tag.startswith("n") and word not in whole
        if word[0] not in "全该本" and word not in _GENERIC
    ]
    for run, _ in part.outside(here):
        for rival in rivals:
            alike = set(rival) <= set(run) or set(run) <= set(rival) or rival in same_as(run[-2:])
            if rival[-1] == run[-1] and rival[-2:] != run[-2:] and not alike:
                return run
    return ""


def _apart(one: str, other: str) -> bool:
    """Whether two characters tell different things: 新 and 老, 首 and 再; not 旧 and 老."""
    alike = {one, other} <= TELLING or {one, other} <= _LEVELS
    return one != other and alike and other not in same_as(one)


def _borrowed(
    part: Taken, parts: Sequence[Taken], evidence: Sequence[Clause], places: Sequence[int]
) -> str:
    """Words of a later clause of which the sentence takes up little else: 主要靠|连阴雨.

    What a clause says is said of what stands before it, not behind.
    """
    for place in places:
        for run, behind in part.outside(evidence[place]):
            holding = [n for n, clause in enumerate(evidence) if run[-2:] in clause.letters]
            if not behind or not holding or min(holding) <= place:
                continue
            if not part.clause.text.rstrip().endswith(run) or run[0] in _NUMERALS:
                continue
            if not any(
                each.covers(evidence[n]) or len(evidence[n].letters) <= _SHORT
                for n in holding
                for each in parts
            ):
                return run
    return ""


def _bare(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _turned_round(
    part: Taken, here: Clause, evidence: Sequence[Clause], known: Sequence[Name]
) -> str:
    """Two that changed places around what one does to the other: 原告赔偿被告."""
    text = " ".join(c.text for c in evidence if c.sentence == here.sentence)
    claim = part.clause.text
    if re.search("被(?!告)|[由受向]", claim):
        return ""
    sides = [name.text for name in _named(claim, known)] + _PARTIES.findall(claim)
    for one in sides:
        for two in sides:
            between = re.search(rf"{re.escape(one)}(.+){re.escape(two)}", claim)
            if not between or one == two:
                continue
            for verb, tag in tagged(between[1]):
                if _does(verb, tag) and _crossed(text, one, verb, two):
                    return f"{one}{verb}{two}"
    return ""


def _does(word: str, tag: str) -> bool:
    """Whether a word is what one does to another: 战胜, which the segmenter takes for a noun."""
    return len(word) > 1 and (tag.startswith("v") or bool(same_as(word)))


def _crossed(text: str, one: str, verb: str, two: str) -> bool:
    return _order(text, two, verb, one) and not _order(text, one, verb, two)


def _order(text: str, first: str, verb: str, last: str) -> bool:
    """Whether the three stand in this order, the last right behind the verb's clause."""
    return bool(
        re.search(
            rf"{re.escape(first)}[^。]*?{re.escape(verb)}[^,，。]{{0,6}}{re.escape(last)}", text
        )
    )


def _by_another(claim: str, evidence: Sequence[Clause]) -> str:
    """Who is said to have done what another did: 由商桥精工研制."""
    for match in _BY.finditer(claim):
        who, deed = match["who"], match["deed"]
        others = [
            m["who"] for clause in evidence for m in _BY.finditer(clause.text) if m["deed"] == deed
        ]
        if others and not any(
            who in other or other in who or who[-3:] in other for other in others
        ):
            return who
    return ""
