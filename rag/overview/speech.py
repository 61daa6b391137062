"""Who says what in an article: each statement with its speaker, from report or transcript.

Two ways of telling it are known. In a report a sentence names the speaker before a verb of
saying (王志军在致辞时表示，…), and what follows in the paragraph is still said by the same one,
until somebody else speaks or the narrator does (据悉, 资料显示, a heading). In a transcript a line
that ends in a colon names the speaker (沈阳市政府副秘书长高峰：), and all up to the next such
line is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.overview.phrases import ROLES, alternatives
from rag.overview.sentences import Sentence, is_courtesy, sentences_of
from rag.text.fold import fold, simplify
from rag.text.posts import TITLE
from rag.text.segment import tagged
from rag.text.surnames import ALL_SURNAMES
from rag.text.tables import table
from rag.types import Document

_SAID = alternatives(table("speech")["said"])
_SAID_EN = alternatives(table("speech")["said_english"])
_NOBODY = alternatives(table("speech")["nobody"])
_VERB = re.compile(_SAID)
_ENGLISH = re.compile(
    rf"(?P<who>[A-Z][\w.'-]+(?: [A-Z][\w.'-]+)*|[Hh]e|[Ss]he|[Tt]hey)(?:,"
    rf"[^,]*,)? {_SAID_EN}\b|\b{_SAID_EN} (?P<behind>[A-Z][\w.'-]+(?: "
    rf"[A-Z][\w.'-]+)*)"
    rf"|[,?!][”\"’'] {_SAID_EN} (?:[a-z][\w-]* ){{1,6}}(?P<posted>[A-Z][\w.'-]+(?: [A-Z][\w.'-]+)*)"
)
"""Zhao Lan said, said Zhao Lan, “…,” says local guide Zhao Lan."""
_TRANSCRIPT = re.compile(r"^[ 　]*(?P<who>[^。！？，,\n：:]{2,40})[：:][ 　]*$", re.M)
"""市政府副秘书长高峰：, alone in its line."""
_INLINE = re.compile(
    r"^[ 　]*(?P<who>(?:记者|主持人|问|答|[\u4e00-\u9fffA-Za-z·]{2,20}))[：:][ 　]*(?=\S)", re.M
)
"""记者： or 刘文卿：, before the words in the same line."""
_PRONOUN = re.compile(
    r"^(?:对此[，,])?(?:他们|她们|他|她|[Hh]e|[Ss]he|[Tt]hey)(?:还|也|同时|又|并|进一步|特别|在|说|认为|表示|介绍|\W)"
)
"""他还说, 对此，她表示, He said: whoever was named before."""
_NARRATOR = re.compile(
    r"^(?:据悉|据了解|据介绍|据统计|资料显示|数据显示|记者(?:了解|获悉|注意)|另据|此前|会议(?:强调|指出|听取|讨论|审议|要求)|论坛(?:由|还|上|期间)|在论坛|大会|本次|当天|当日|\d{1,2}月\d{1,2}日|截至|今年\d|围绕.{2,12}[，,]三地)"
)
"""据悉，…; 会议强调，…; 7月19日，…: the article itself speaks again."""
_FOLLOWING = 6
"""Sentences of a paragraph that a speaker is still credited with."""
_MOST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Statement:
    """What one speaker says in one stretch; ``label`` is name and post as the article has them."""

    document: Document
    label: str
    name: str
    sentences: tuple[Sentence, ...]


def statements_of(document: Document, known: frozenset[str] = frozenset()) -> tuple[Statement, ...]:
    """All statements of an article, in order; ``known``: names the segmenter may not know."""
    return _statements(document.id, document, known)


@lru_cache(maxsize=64)
def _statements(_id: str, document: Document, known: frozenset[str]) -> tuple[Statement, ...]:
    transcript = _transcribed(document)
    found = transcript if len(transcript) >= _FEWEST_TURNS else _reported(document, known)
    return tuple(found)


_FEWEST_TURNS = 2
"""A text with so many lines that name a speaker is a transcript."""


def _transcribed(document: Document) -> list[Statement]:
    """The turns of a transcript; what stands before the first speaker is nobody's."""
    marks = [
        (match.start(), match.end(), match["who"].strip())
        for pattern in (_TRANSCRIPT, _INLINE)
        for match in pattern.finditer(document.text)
        if not _VERB.search(match["who"][-4:])
        if not re.match("各位|女士|尊敬|大家|以上|综上", match["who"].strip())
        if _names_a_speaker(match["who"].strip())
    ]
    marks = sorted({mark[0]: mark for mark in marks}.values())
    found = []
    for place, (_, end, label) in enumerate(marks):
        until = marks[place + 1][0] if place + 1 < len(marks) else len(document.text)
        own = tuple(
            s
            for s in sentences_of(document)
            if end <= s.start and s.end <= until and not is_courtesy(s)
        )
        if own:
            found.append(Statement(document, label, person_in(label), own))
    return found


def _names_a_speaker(label: str) -> bool:
    return bool(
        re.search(rf"(?:{TITLE}|{ROLES})", label)
        or re.fullmatch("记者|主持人|问|答", label)
        or person_in(label)
    )


def _reported(document: Document, names: frozenset[str]) -> list[Statement]:
    found: list[tuple[str, str, list[Sentence]]] = []
    paragraph, open_to, before, first = -1, 0, "", True
    quote: Sentence | None = None
    known = people_of(document) | {simplify(name) for name in names}
    for sentence in sentences_of(document):
        if sentence.paragraph != paragraph:
            paragraph, open_to, before, first = sentence.paragraph, 0, "", True
        plain = simplify(sentence.text)
        label = _as_written(sentence, known) or _announced(sentence, known)
        if label and _PRONOUN.match(label + "，"):
            near = bool(found) and first and _may_be(sentence, found[-1])
            named = before or (found[-1][0] if near else "")
            if near and named == found[-1][0]:
                found[-1][2].append(sentence)
            elif named:
                found.append((named, person_in(named), [sentence]))
            open_to = _FOLLOWING if named else 0
        elif label:
            quoted = [] if quote is None or first else [quote]
            found.append((label, person_in(label), [*quoted, sentence]))
            open_to = _FOLLOWING
        elif open_to and _goes_on(sentence, found[-1][1], known):
            found[-1][2].append(sentence)
            open_to -= 1
        elif _PRONOUN.match(plain) and found and _may_be(sentence, found[-1]):
            found[-1][2].append(sentence)
        else:
            open_to = 0
        quote = sentence if first and not label and _QUOTE.match(sentence.text) else None
        before, first = _named_in(plain, known) or before, False
    return [
        Statement(document, label, name or _called(label, known), tuple(own))
        for label, name, own in found
    ]


_QUOTE = re.compile(r"[“「『\"].*[”」』\"]\s*$", re.S)
"""“桥上不收费。” and then 局长顾长风说，…: words whose speaker is named behind them."""


def _as_written(sentence: Sentence, known: frozenset[str]) -> str:
    """Who says a sentence, found in Simplified characters and given as the article has it."""
    plain = simplify(sentence.text)
    label = speaker_of(plain, known)
    place = plain.find(label) if label else -1
    same = place >= 0 and len(plain) == len(sentence.text)
    return sentence.text[place : place + len(label)] if same else label


def _called(label: str, known: frozenset[str]) -> str:
    return next((name for name in known if label.endswith(name)), "")


def _may_be(sentence: Sentence, last: tuple[str, str, list[Sentence]]) -> bool:
    """Whether 他 may be the last speaker: one line on at most, and not somebody who names him."""
    _, name, own = last
    beside = sentence.paragraph - own[-1].paragraph <= 1
    return beside and not (name and name in sentence.text)


def _announced(sentence: Sentence, known: frozenset[str]) -> str:
    """Who the line before says speaks here: 马斯克补充说： and then the words."""
    before = sentence.document.text[: sentence.start].rstrip(' 　“"')
    if not before.endswith("\n"):
        return ""
    line = before.rstrip().rpartition("\n")[2]
    return (
        speaker_of(line, known) if line.endswith(("：", ":")) and len(line) < _LONGEST_LINE else ""
    )


_LONGEST_LINE = 60


def _goes_on(sentence: Sentence, name: str, known: frozenset[str]) -> bool:
    """Whether the same one still speaks: no heading, no narrator, nobody else named first."""
    if not re.search(r"[\u3400-\u9fff]", sentence.text):
        return sentence.text.startswith(('"', "“"))
    plain = simplify(sentence.text)
    if _NARRATOR.match(plain) or _headed(sentence):
        return False
    other = _named_in(plain, known)
    return not other or not name or other == name


def _headed(sentence: Sentence) -> bool:
    """Whether a heading stands between this sentence and the one before, in one line."""
    before = sentence.document.text[max(0, sentence.start - 30) : sentence.start]
    return bool(re.search(r"[。！？” ][^。，！？]{4,26} $", before))


_POSTED = re.compile(
    rf"(?P<post>(?:[\u4e00-\u9fff]{{0,24}}?)(?:{TITLE}|{ROLES}))(?P<name>[\u4e00-\u9fff]{{2,3}}?)(?=[，,。、；在就对表说指强介认透坦提出致发随和与主的]|$)"
)
"""Post and name: 馆长林知秋, before 说 or a mark."""


def people_of(document: Document) -> frozenset[str]:
    """The names, in Simplified characters, that the article gives with a post."""
    text = simplify(document.text[:_PEOPLE_READ])
    found = {match["name"] for match in _POSTED.finditer(text) if match["name"][0] in ALL_SURNAMES}
    found |= {
        match["name"] for match in _OPENED_BY.finditer(text) if match["name"][0] in ALL_SURNAMES
    }
    return frozenset(found)


_OPENED_BY = re.compile(r"由(?P<name>[\u4e00-\u9fff]{2,3})(?=开场|主持|致辞|主讲|作报告|发言)")
"""由江小涓开场, 由林知秋主持."""
_PEOPLE_READ = 30_000


def _named_in(text: str, known: frozenset[str]) -> str:
    """The person a sentence names before its verb: what 她 means in the next; empty for none."""
    head = re.split(r"(?:发表|表示|说|出席|介绍|，|。)", text, maxsplit=1)[0]
    return next((name for name in known if name in head), "") or person_in(head[-_MOST_LABEL:])


def speaker_of(text: str, known: frozenset[str] = frozenset()) -> str:
    """Who a sentence says is speaking, post and all; empty where it reports no words.

    ``known`` are names of the article that the segmenter may not know.

    >>> speaker_of("馆长林知秋说，老馆建于1986年。"), speaker_of("新馆周二到周日开放。")
    ('馆长林知秋', '')
    """
    english = _ENGLISH.search(text) if not re.search(r"[\u3400-\u9fff]", text) else None
    if english:
        return (english["who"] or english["behind"] or english["posted"] or "").rstrip(". ")
    if view := re.match(r"^(?:在)?([^。，,]{1,24}?)看来[，,]", text):
        return view[1]
    head = re.split(r"[，,：:。“]", text, maxsplit=1)[0]
    for match in _VERB.finditer(text[: len(head) + 24]):
        before = text[: match.start()]
        if re.search(r"[。！？；：:“”]", before):
            break
        label = _label(before, known)
        if label:
            return label
    return ""


_TRIMMED = re.compile(
    r"(?:在|就|对|于|向|从|用|以|代表|首先|随后|接着|最后|还|也|则|又|并|曾|都|再|昨天|今天|近日|日前|同时|特别|进一步|此前|当天|现场|没有|先|到场|到会|开场|作为|上台|为此|对此|通过|出席).*$"
)
"""What is no part of a speaker behind the name: 在论坛上, 昨天, 随后."""


def _label(before: str, known: frozenset[str] = frozenset()) -> str:
    """The speaker at the end of what stands before the verb; empty where none is named."""
    clause = re.split(r"[，,]", before)
    for part in (clause[-1], clause[0]):
        plain = _TRIMMED.sub("", part).strip()
        if not plain or len(plain) > _MOST_LABEL or re.match(rf"{_NOBODY}$", plain):
            continue
        if re.fullmatch(r"(?:他|她|他们|她们)", plain):
            return _named_in(clause[0], known) if len(clause) > 1 else plain
        if person_in(plain) or any(plain.endswith(name) for name in known):
            return plain
        if re.search(
            rf"(?:{TITLE}|{ROLES}|公司|集团|部|局|委|厅|协会|政府|公安|警方|法院|组织|大学|院|气象台|平台)$",
            plain,
        ):
            return plain
        name = re.search(
            r"([\u4e00-\u9fff]·[\u4e00-\u9fff]+|[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+)*)$", plain
        )
        if name:
            return plain
    return ""


def person_in(label: str) -> str:
    """The name in a label, last in it: 市经信局副局长王立勋 is 王立勋; empty where none is."""
    foreign = re.findall(
        r"[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff]{1,8}|[A-Z][a-z]+(?: [A-Z][a-z]+)+", label
    )
    if foreign:
        return str(foreign[-1])
    found = ""
    plain = simplify(label)
    pieces = tagged(plain)
    for place, (word, tag) in enumerate(pieces):
        if tag in ("nr", "nrt", "nrfg") and word[0] in ALL_SURNAMES and len(word) > 1:
            after = pieces[place + 1][0] if place + 1 < len(pieces) else ""
            found = word + after if len(word) == 2 and len(after) == 1 else word
    if found:
        start = plain.rfind(found)
        return label[start : start + len(found)] if len(plain) == len(label) else found
    behind = re.search(rf"(?:{TITLE}|{ROLES})([\u4e00-\u9fff]{{2,3}})$", label)
    return behind[1] if behind and behind[1][0] in ALL_SURNAMES else ""


def said_by(document: Document, speaker: str, everybody: Sequence[str] = ()) -> list[Statement]:
    """The statements of whoever is called ``speaker`` there; of all where it is empty.

    A name must be the speaker's own, a post one that the label has: the deputy is not meant
    where the head is asked for.
    """
    names = [fold(each).removesuffix("们") for each in re.split("[、，,和与及/]", speaker) if each]
    names = list(dict.fromkeys(map(simplify, names)))
    if len(names) > 1:
        several = [said_by(document, name, everybody) for name in names]
        return list(dict.fromkeys(one for statements in several for one in statements))
    wanted = names[0] if names else ""
    every = statements_of(document, frozenset(names))
    found = []
    for statement in every:
        label, name = simplify(fold(statement.label)), simplify(fold(statement.name))
        if not wanted:
            fits = bool(name) or not re.fullmatch("记者|主持人|问|答", label)
        elif wanted in everybody or wanted in ("专家", "expert", "experts"):
            fits = bool(
                re.search(
                    r"院士|专家|教授|学者|研究员|分析师|首席|博士|院长|所长|工程师|会长", label
                )
            )
        elif wanted in ("官员", "领导"):
            fits = bool(
                re.search(r"[部局厅处市省县镇司]长|主任|书记|秘书长|巡视员|[部委局厅]$", label)
            )
        else:
            fits = _same(wanted, label, name) or _posted(statement, every, wanted)
        if fits:
            found.append(statement)
    return found


def _posted(statement: Statement, every: Sequence[Statement], wanted: str) -> bool:
    """Whether the article gives the one who speaks here the post elsewhere: 馆长林知秋, 林知秋."""
    return bool(statement.name) and any(
        one.name == statement.name and _same(wanted, simplify(fold(one.label)), "") for one in every
    )


def _same(wanted: str, label: str, name: str) -> bool:
    if name and (wanted == name or (len(wanted) > len(name) and wanted.endswith(name))):
        return True
    if wanted not in label:
        return False
    before = label[: label.index(wanted)]
    return not before.endswith(("副", "原", "前", "代"))
