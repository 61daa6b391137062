"""What turns a clause round: a denial, a bound, a rise for a fall, a plan for a deed.

Each is held against the clause of the evidence that the sentence's clause takes up: somewhere in
a long quote there is always a 不.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.verifying.amounts import amounts_turned, change_turned
from rag.verifying.clauses import Clause, Taken, likest

_TAKEN_UP = 0.4
"""The share of a clause that the evidence's clause must hold to be the one it takes up."""
_ALSO = 0.35
_MASKED = re.compile(
    r"不[断仅少同过但止光只管论久大小错多如及比等]|不(?:低于|高于|超过|少于|多于|得低于|得高于|得超过|能超过|能低于)|不足|不到(?=[\d一二三四五六七八九十百千半])|不可或缺"
    r"|无(?:人机|线|锡|论|疑|障碍)|未(?:来|成年)|非(?:遗|物质|常|洲|营利|公有)|没收|否则|停(?:车|留|机)|对不起|未注明|是否|能否|可否|有没有|是不是"
)
"""What looks like a denial and is none, or is a bound: 不断, 不低于, 无人机."""
_DENIES = re.compile(
    r"不|没|未|无|非(?!遗)|否认|否|拒绝|禁止|严禁|取消|停止|暂停|除外|免[收交缴除去押]|辟谣|停(?=[业课诊播售运])|缺席|撤销|避开|避免|休[诊馆市]|闭馆"
)
"""What denies, refuses or ends something: 不, 免收, 停业; not the 非 of 非遗."""
_STRONG = re.compile(r"否认|拒绝|取消|停止|禁止|不属实|不实|辟谣|撤销")
"""What denies whatever stands by: 否认, 撤销."""
_DENIED_WORD = re.compile(
    r"(?:不[能得可准许会予再]?|没有?|未[能曾]?|无[需须]?)(?P<word>[\u4e00-\u9fff]{2})"
)
"""A denial with the two characters it denies: 不得携带, 没有开放."""
_BARE_DENIAL = re.compile(r"(?:不|没有?|未能?|无)$")
"""A denial that ends what stands before a word: 仍未 before 开放."""
_UNTRUE = re.compile(r"否认|不实|不属实|辟谣|谣言|并非事实|不是真的|传言|网传|误传")
"""What makes of a clause beside it a thing that was only said."""
_HEARSAY = re.compile(r"否认|不实|属实|辟谣|谣言|传言|网传|误传|说法|没有|未|不|并非|无")
"""What tells that something is only said: 网传, 不实."""


_DONE = re.compile(r"已|(?<=[\u4e00-\u9fff])了|完成|完毕|曾")
"""What has come to pass: 已开通, 建成了."""
_PLANNED = re.compile(
    r"将|计划|预计|拟|力争|争取|目标|有望|即将|打算|尚需|尚待|有待|仍需|还需|要(?![求闻素点])|必须|须|预期|要求|希望|商定|约定|决定|明年|后年|下周|下月|届时|暂定"
)
"""What is still to come: 计划, 将于, 明年."""
_NOT_PLANNED = re.compile(r"将近|将军|主要|重要|需要|不要|只要|要求")
"""Words that hold such a character and plan nothing: 将近, 主要."""


def turned(parts: Sequence[Taken], evidence: Sequence[Clause]) -> tuple[str, str]:
    """The first thing in a sentence that its evidence says the other way round.

    Returns:
        What kind of thing (``denial``, ``bound``, ``change``, ``plan``) and the words; two empty
        strings where there is none.
    """
    for part in parts:
        places, share = likest(part, evidence)
        if share < _TAKEN_UP:
            continue
        kind, words = _clause_turned(part, parts, evidence, places)
        if kind:
            return kind, words
    if word := _denied_there(parts, evidence):
        return "denial", word
    return amounts_turned(parts, evidence)


def _clause_turned(
    part: Taken, parts: Sequence[Taken], evidence: Sequence[Clause], places: Sequence[int]
) -> tuple[str, str]:
    """As ``turned``, of one clause against those that are likest to it."""
    said = part.clause.text
    whole = "".join(each.clause.text for each in parts)
    beside = [other.clause.text for other in parts if _TOPIC.search(said) and other is not part]
    if _denied_otherwise(part, evidence, places, beside):
        return "denial", said
    if all(_only_said(evidence, n) for n in places) and not _HEARSAY.search(whole):
        return "denial", said
    if all(_HEDGED.search(evidence[n].text) for n in places) and not _HEDGES.search(whole):
        return "plan", said
    if word := change_turned(said, [evidence[n].text for n in places]):
        return "change", word
    judged = part.holding_last(places, evidence)
    if all(_only_planned(part.clause, evidence, n) for n in judged):
        return "plan", said
    return "", ""


_HEDGED = re.compile(r"可能|或许|也许|疑似|似乎|初步(?:判断|认为)|有望|据推测|大概率")
"""What is not certain: 可能, 初步判断."""
_HEDGES = re.compile(r"可能|或|也许|疑|似乎|初步|有望|推测|估计|认为|大概|不能确定|看来")
"""What a sentence may tell a guess as."""


_TOPIC = re.compile(r"^(?:在|对于|关于|就|针对|对).*(?:上|方面|中|问题|项目|说法|时|后|前)$")
"""A clause that only says of what the next one speaks."""


def _borne(text: str, evidence: Sequence[Clause], places: Sequence[int]) -> bool:
    """Whether a verb that denies (否认) stands in a sentence of the evidence that is taken up."""
    words = {match.group() for match in _STRONG.finditer(text)}
    words |= {match.group() for match in _DENIED_WORD.finditer(_MASKED.sub("", text))}
    sentences = {evidence[n].sentence for n in places}
    return any(
        word in clause.text and not _BARE_DENIAL.search(clause.text.partition(word)[0])
        for clause in evidence
        if clause.sentence in sentences
        for word in words
    )


def _denied_otherwise(
    part: Taken, evidence: Sequence[Clause], places: Sequence[int], beside: Sequence[str]
) -> bool:
    """Whether a clause denies what its evidence does not, or the other way round."""
    said = part.clause.text
    if _borne(said, evidence, places):
        return False
    if denies(said) and any(_same_denied(said, evidence[n].text) for n in places):
        return False
    if not denies(said) and any(_denied_word_in(evidence[n].text, said) for n in places):
        return True
    judged = part.holding_last(places, evidence)
    near = [evidence[n] for n in judged] if judged != list(places) else _near(part, evidence)
    if any(denies(said) == denies(clause.text) for clause in near):
        return False
    # 在海底电缆项目上，双方没有…: what is denied of it stands in the next clause.
    return denies(said) or not any(denies(other) for other in beside)


def _same_denied(one: str, other: str) -> bool:
    """Whether two clauses deny the same word: 不能进入, 不得进入."""
    said = {m["word"] for m in _DENIED_WORD.finditer(_MASKED.sub("", one))}
    return any(m["word"] in said for m in _DENIED_WORD.finditer(_MASKED.sub("", other)))


def _denied_word_in(told: str, said: str) -> bool:
    """Whether a clause says what the other denies: 可以进入 of 不得进入."""
    return denies(told) and any(
        m["word"] in said for m in _DENIED_WORD.finditer(_MASKED.sub("", told))
    )


def _near(part: Taken, evidence: Sequence[Clause]) -> list[Clause]:
    """The clauses that may be the one taken up: the likest, and what holds a good part of it."""
    held = [part.found_in(clause) for clause in evidence]
    best, least = max(held) - 0.01, _ALSO * part.weight(evidence)
    return [
        clause
        for clause, each in zip(evidence, held, strict=True)
        if each >= best or (each >= least and part.covers(clause))
    ]


def denies(text: str) -> bool:
    """Whether a clause denies: an odd number of words that do."""
    return len(_DENIES.findall(_MASKED.sub("", text))) % 2 == 1


def _denied_there(parts: Sequence[Taken], evidence: Sequence[Clause]) -> str:
    """A word that the evidence has only behind a denial, the sentence without: 造成 of 未造成."""
    text = "\n".join(_MASKED.sub("", clause.text) for clause in evidence)
    for part in parts:
        if _DENIES.search(_MASKED.sub("", part.clause.text)):
            continue
        for piece in part.content:
            for n in range(piece.start, piece.end - 1):
                word = part.clause.text[n - part.clause.start :][:2]
                found = [m.start() for m in re.finditer(re.escape(word), text)]
                if found and all(_BARE_DENIAL.search(text, max(0, n - 2), n) for n in found):
                    return word
    return ""


def _only_said(evidence: Sequence[Clause], place: int) -> bool:
    """Whether the clause is told as a rumour: what stands right before or behind it denies it."""
    here = evidence[place]
    near = [
        other
        for other in evidence[max(0, place - 1) : place + 2]
        if other.sentence == here.sentence
    ]
    return any(_UNTRUE.search(other.text) for other in near) and not denies(here.text)


def _only_planned(claim: Clause, evidence: Sequence[Clause], place: int) -> bool:
    """Whether the sentence tells as done what the evidence tells as planned."""
    if not _DONE.search(claim.text) or _plans(claim.text):
        return False
    here = evidence[place]
    if _DONE.search(here.text):
        return False
    before = [e for e in evidence[: place + 1] if e.sentence == here.sentence]
    return any(_plans(clause.text) for clause in before)


def _plans(text: str) -> bool:
    return bool(_PLANNED.search(_NOT_PLANNED.sub("", text)) or "要求" in text)
