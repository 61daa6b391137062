"""The words of ``rag/data/intents.toml`` as parts of patterns, and a question stripped of courtesy.

Each name in capitals is a group of alternatives with brackets around it, ready for a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.text.fold import fold, simplify
from rag.text.tables import table

_CHINESE = table("intents")["chinese"]


def alternatives(words: Sequence[str]) -> str:
    """A group that matches any of the words, the longest first."""
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})"


ARTICLES = alternatives(_CHINESE["articles"])
HERE = alternatives(_CHINESE["here"])
ALL = alternatives(_CHINESE["all"])
SUM_UP = alternatives(_CHINESE["sum_up"])
GIST = alternatives(_CHINESE["gist"])
EVENTS = alternatives(_CHINESE["events"])
TIMELINE = alternatives(_CHINESE["timeline"])
ROLES = alternatives(_CHINESE["roles"])
EVERYBODY = alternatives(_CHINESE["everybody"])
COMPARED = alternatives(_CHINESE["compared"])

_POLITE = re.compile(
    rf"^(?:(?:好的?|嗯+|对了|话说|那么?|哦)[，,、 ]+|{alternatives(_CHINESE['polite'])}[，, ]*)"
)
"""请帮我, 能不能给我, 好的，: what stands before a request."""
_TAIL = re.compile(rf"[，, ]*(?:{alternatives(_CHINESE['tail'])})$")
_EDGES = " 　，,。.？?！!、；;：:~～…—-\"“”'"
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])[ 　]+(?=[\u3400-\u9fff])")
_POLITE_EN = re.compile(
    r"^(?:please|can you(?: please)?|could you(?: please)?|would you(?: please)?|will you"
    r"|i(?:'d| would) like to (?:know|see)|i want to (?:know|see)|let me (?:know|see)|ok(?:ay)?,?"
    r"|so,?|and|now,?|hey,?|hi,?|just)\s+",
    re.IGNORECASE,
)
_TAIL_EN = re.compile(
    r"[, ]+(?:please|thanks|thank you|for me|then|exactly|now|here)$", re.IGNORECASE
)
_UTTERANCES = {
    **{phrase: (name, "talk") for name, row in table("intents")["talk"].items() for phrase in row},
    **{phrase: (name, "more") for name, row in table("intents")["more"].items() for phrase in row},
}
_SMALL = re.compile(r"(?:[啊呀吗呢哦哈啦吧嘛哟喔]|谢谢)+$")


def bare_chinese(text: str) -> str:
    """A Chinese question in Simplified characters, without courtesy, spaces and end marks.

    >>> bare_chinese("请帮我总结 一下這篇文章，好吗？")
    '总结一下这篇文章'
    """
    plain = _BETWEEN_HAN.sub("", " ".join(simplify(text).split())).strip(_EDGES)
    before = ""
    while before != plain:
        before = plain
        plain = _TAIL.sub("", _POLITE.sub("", plain)).strip(_EDGES) or plain
    return plain


def bare_english(text: str) -> str:
    """An English question without courtesy and end marks.

    >>> bare_english("Could you please summarize this article for me?")
    'summarize this article'
    """
    plain = " ".join(text.split()).strip(_EDGES)
    before = ""
    while before != plain:
        before = plain
        plain = _TAIL_EN.sub("", _POLITE_EN.sub("", plain)).strip(_EDGES) or plain
    return plain


def utterance(text: str) -> tuple[str, str]:
    """What a whole utterance is, and of which table; two empty strings for any other.

    >>> utterance("您好啊！"), utterance("再短一点。")
    (('greeting', 'talk'), ('briefer', 'more'))
    """
    plain = re.sub(r"[^\w\s'’;]", " ", fold(simplify(text)))
    plain = " ".join(plain.replace("’", "'").split())
    joined = _BETWEEN_HAN.sub("", plain)
    for tried in (joined, _SMALL.sub("", joined).strip(), joined.removeprefix("请").strip()):
        if tried in _UTTERANCES:
            return _UTTERANCES[tried]
    parts = {
        _UTTERANCES.get(part, ("", "")) for part in re.split(r"[，,。！!？?~ ]+", text) if part
    }
    return parts.pop() if len(parts) == 1 else ("", "")
