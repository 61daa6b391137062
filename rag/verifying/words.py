"""What a sentence's words must not do: deny, follow an instruction, speak of something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.answer_types import Citation
from rag.text.fold import fold
from rag.types import Document
from rag.verifying.evidence import Evidence

LEAST_SHARED = 0.2
"""The share of a sentence's character pairs (or English words) that its evidence must hold."""
SHORTEST_COMPARED = 6
"""Sentences with fewer pairs than this are held to their facts only."""
_CONTEXT = 80
"""How many characters before a quote an instruction may stand and still be taken to rule it."""
_DENIAL = re.compile(
    r"没有|并未|尚未|从未|未能|未曾|不是|并非|不再|不会|不能|无法|拒绝|否认|取消|停止"
    r"|\b(?:not|never|no longer|denied|cancel(?:l?ed)?|refused)\b|n't\b"
)
"""A denial in words: 尚未, 取消, was not."""
_ANY_DENIAL = re.compile(
    r"[不没未无非否拒莫勿停]|取消|\b(?:no|not|never|without|cancel\w*|den\w+|refus\w+)\b|n't"
)
"""Whatever may deny, a character of it too: 不, 无, denies."""
_STRONG_DENIAL = re.compile(
    r"没有|并未|尚未|从未|未能|未曾|不是|并非|不再|不会|\b(?:not|never|no longer|denied)\b|n't\b"
)
"""A denial that is nothing else: 并非, 从未, no longer."""
_NEGATION = re.compile(
    r"不(?![断仅少同过但止光只管论可])|没有?(?!收)|未(?!来|成年)|无(?!人机|线|锡|论|疑)"
)
"""A character that denies what follows; not in 不断, 未来, 无人机."""
_NOT_ASKED = re.compile(r"(?:不|无需|不用|不必|不需要?)[收交缴付要办带]([\u4e00-\u9fff]{2})")
"""What nobody is asked for: 不收押金, 无需缴费用."""
_SOFT = re.compile(r"[免难缺少禁]")
"""Other ways to deny: 免收押金 is 不收押金."""
_CLAUSE = re.compile(r"[，,。！？!?；;：:\n]|\.\s")
"""Where a clause ends."""
_TAKEN_UP = 0.75
"""The share of a clause's pairs that another clause must hold to be the one it takes up."""
_DENIAL_SHARE = 0.5
"""Below this a denying clause is taken to speak of the clause that follows it."""
_SHORT_CLAUSE = 8
"""Characters of a clause that only says how the next one is meant."""
_LEAST_PAIRS = 4
_LONG_CLAUSE = 8
"""Pairs of a clause that is held to sharing something with the evidence by itself."""
_NOTHING = 0.1
"""A share below this is what any two texts have in common."""
_DEMAND = 200
"""How many characters behind an instruction may be what it demands."""
_INSTRUCTION = re.compile(
    r"(?:忽略|无视|忘记|不要理会|抛开|disregard|ignore|forget)[^。.!?\n]{0,24}"
    r"(?:指令|指示|提示词?|要求|规则|设定|instructions?|prompts?|rules)"
    r"|(?:系统提示|system prompt|开发者模式|developer mode|越狱|jailbreak)"
    r"|(?:(?:ai|人工智能|智能|聊天|问答)(?:助手|模型|机器人)|大模型|语言模型|assistant|chatbot)[^。\n]{0,12}"
    r"(?:必须|务必|只能|只需|应当|请|must|should only|has to)"
)
"""Words to a model that an article has no use for: 忽略以上指令, system prompt, AI助手必须."""
_FIGURE = re.compile(r"(?:百分之)?[0-9零〇一二三四五六七八九十百千万亿两点.,%]{2,}|[0-9]")
"""A figure in digits or characters: 12.5%, 三十, 7."""
_HAN_PAIR = re.compile(r"(?=([\u3400-\u9fff]{2}))")
"""Each two Chinese characters in a row, overlapping: 青禾 and 禾市 of 青禾市."""
_ENGLISH_WORD = re.compile(r"[a-z]{4,}")
"""An English word of four letters or more: bridge."""


def obeys(sentence: str, citation: Citation, document: Document) -> bool:
    """Whether a sentence follows an instruction to a model that its article hides.

    Either the cited words hold or follow one, and are not just quoted; only what stands before
    is looked at: a fact is not spoilt by an instruction behind it. Or the sentence says what an
    instruction of the article demands, and cites a sentence beside it for that.
    """
    if citation.quote in sentence or _INSTRUCTION.search(fold(sentence)):
        return False
    start = max(document.text.rfind("\n", 0, citation.start) + 1, citation.start - _CONTEXT)
    if _INSTRUCTION.search(fold(document.text[start : citation.end])):
        return True
    said, quote = _compared(fold(sentence)), fold(citation.quote)
    return any(
        _held(said, demand) >= _TAKEN_UP and _held(said, demand) > _held(said, quote)
        for demand in _demands(document.text)
    )


def _requires(part: str, clauses: Sequence[str]) -> bool:
    """Whether a clause demands what the evidence says is not asked for: 要交押金, 不收押金."""
    if _ANY_DENIAL.search(part) or _SOFT.search(part):
        return False
    for clause in clauses:
        for match in _NOT_ASKED.finditer(clause):
            demand = re.compile(rf"[要需须应][\u4e00-\u9fff]{{0,3}}{match[1]}")
            if demand.search(part) and not any(demand.search(other) for other in clauses):
                return True
    return False


@lru_cache(maxsize=64)
def _demands(text: str) -> tuple[str, ...]:
    """What follows each instruction to a model in an article, to the end of its line, folded."""
    folded = fold(text)
    ends = [match.end() for match in _INSTRUCTION.finditer(folded)]
    return tuple(folded[end : end + _DEMAND].partition("\n")[0] for end in ends)


def contradicts(evidence: Evidence, claim: str) -> bool:
    """Whether a clause is denied where the clause it takes up is not, or the other way round.

    A denial is looked for in the one clause of the evidence that is most like the claim's:
    somewhere in a long quote there is always a 不.
    """
    clauses = [clause for clause in _CLAUSE.split(evidence.quotes) if clause.strip()]
    parts = [part for part in _CLAUSE.split(fold(claim)) if part.strip()]
    if not clauses:
        return False
    for place, part in enumerate(parts):
        best, share = _most_alike(part, clauses)
        if _DENIAL.search(part):
            if share < _DENIAL_SHARE and place + 1 < len(parts):
                # A denial in words of its own (目前并未证实，…): what follows must be denied.
                best, _ = _most_alike(parts[place + 1], clauses)
            near = [clauses[best]]
            if best and len(clauses[best - 1].strip()) <= _SHORT_CLAUSE:
                near.append(clauses[best - 1])  # 警方否认，…
            if not any(_ANY_DENIAL.search(clause) for clause in near):
                return True
        elif (
            share >= _TAKEN_UP
            and len(_compared(part)) >= _LEAST_PAIRS
            and _STRONG_DENIAL.search(clauses[best])
            and not _ANY_DENIAL.search(part)
        ):
            return True
        if _undoes(part, clauses[best]) or _undoes(clauses[best], part):
            return True
        if _requires(part, clauses):
            return True
    return False


def _undoes(plain: str, denied: str) -> bool:
    """Whether two clauses are the same but for a 不 or 没有 in the second: 不收押金, 要收押金."""
    if len(_NEGATION.findall(denied)) != 1 or _ANY_DENIAL.search(plain) or _SOFT.search(plain):
        return False
    bare = _compared(_NEGATION.sub("", denied))
    alike = _held(bare, plain) >= _TAKEN_UP and _held(_compared(plain), denied) >= _DENIAL_SHARE
    return len(bare) >= _LEAST_PAIRS and alike


def foreign_clause(evidence: Evidence, claim: str) -> str:
    """A clause of some length that shares nothing with the evidence; empty if there is none.

    A sentence can be borne out but for what is put behind it: …，引发社会各界广泛关注。
    """
    for clause in _CLAUSE.split(fold(claim)):
        said = _compared(_FIGURE.sub(" ", clause))
        if len(said) >= _LONG_CLAUSE and _held(said, evidence.folded) < _NOTHING:
            return clause.strip()
    return ""


def shared(evidence: Evidence, sentence: str) -> float:
    """The share of the sentence's pairs of Chinese characters and English words found."""
    said = _compared(_FIGURE.sub(" ", fold(sentence)))
    return 1.0 if len(said) < SHORTEST_COMPARED else _held(said, evidence.folded)


def _compared(text: str) -> set[str]:
    """The pairs of Chinese characters and longer English words of a folded text."""
    return set(_HAN_PAIR.findall(text)) | set(_ENGLISH_WORD.findall(text))


def _held(said: set[str], text: str) -> float:
    """The share of pairs and words that a folded text holds; English by its first letters."""
    kept = sum((words[:5] if words[0].isascii() else words) in text for words in said)
    return kept / len(said) if said else 0.0


def _most_alike(part: str, clauses: Sequence[str]) -> tuple[int, float]:
    """The place of the clause most like ``part``, and the share of its pairs that it holds."""
    pairs = _compared(part)
    shared = [sum(pair in clause for pair in pairs) for clause in clauses]
    best = max(range(len(clauses)), key=lambda place: shared[place])
    return best, shared[best] / len(pairs) if pairs else 0.0
