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


def pattern(text: str) -> re.Pattern[str]:
    """A pattern in either case."""
    return re.compile(text, re.IGNORECASE)


def nouns(text: str) -> str:
    """An English phrase without its article and quotation marks."""
    return re.sub(r"^(?:the|a|an)\s+", "", text.strip(" \"'“”?."), flags=re.IGNORECASE)


ARTICLES = alternatives(_CHINESE["articles"])
GENRES = alternatives(_CHINESE["genres"])
HERE = alternatives(_CHINESE["here"])
ALL = alternatives(_CHINESE["all"])
SUM_UP = alternatives(_CHINESE["sum_up"])
EVENTS = alternatives(_CHINESE["events"])
ROLES = alternatives(_CHINESE["roles"])
EVERYBODY = alternatives(_CHINESE["everybody"])
SPEECH = "(?:讲话|发言|致辞|演讲|谈话)"
COMPARED = alternatives(_CHINESE["compared"])

_POLITE = re.compile(
    rf"^(?:(?:好的?|嗯+|对了|话说|那么?|哦)[，,、 ]+|{alternatives(_CHINESE['polite'])}[，, ]*)"
)
"""请帮我, 能不能给我, 好的，: what stands before a request."""
_TAIL = re.compile(rf"[，, ]*(?:{alternatives(_CHINESE['tail'])})$")
"""好吗, 谢谢, 呢: what stands behind a request."""
_GREETED = re.compile(r"^(?:你好|您好|嗨|哈喽|早上好|下午好|晚上好)[啊呀]?[，,！!。 ]+")
"""您好，: a greeting before a question."""
_EDGES = " 　，,。.？?！!、；;：:~～…—-\"“”'"
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])[ 　]+(?=[\u3400-\u9fff])")
"""The space of 总结 一下."""
_POLITE_EN = re.compile(
    r"^(?:please|can you(?: please)?|could you(?: please)?|would you(?: please)?|will you"
    r"|i(?:'d| would) like to (?:know|see)|i want to (?:know|see)|let me (?:know|see)|ok(?:ay)?,?"
    r"|so,?|and|now,?|hey,?|hi,?|just)\s+",
    re.IGNORECASE,
)
"""Could you please, I would like to know, okay: what stands before a request."""
_TAIL_EN = re.compile(r"[, ]+(?:please|thanks|thank you|for me|then|exactly|now)$", re.IGNORECASE)
"""please, thanks, for me: what stands behind it."""
_UTTERANCES = {
    **{phrase: (name, "talk") for name, row in table("intents")["talk"].items() for phrase in row},
    **{phrase: (name, "more") for name, row in table("intents")["more"].items() for phrase in row},
}
_SMALL = re.compile(r"(?:[啊呀吗呢哦哈啦吧嘛哟喔]|谢谢)+$")
"""啊, 吗, 啦, 谢谢 at the end of an utterance."""

_LANGUAGE = re.compile(
    r"(?:能不能|可以|请|麻烦)?(?:再|改|换成|翻译?成|译成|切换?[到成])?用?(?:(?P<english>英[文语])|[中汉][文语])"
    r"(?:版本?|的)?(?:再|重新)?(?:说|讲|写|答|回答|来|总结|概括|翻译|复述)?(?:一遍|一下|一次|一份)?"
)
"""用英文说一遍, 换成中文, 英文版: in which language the answer before is wanted again."""


def bare_chinese(text: str) -> str:
    """A Chinese question in Simplified characters, without courtesy, spaces and end marks.

    >>> bare_chinese("请帮我总结 一下這篇文章，好吗？")
    '总结一下这篇文章'
    """
    spaced = re.split("(《[^《》]*》)", " ".join(simplify(text).split()))
    joined = (part if part.startswith("《") else _BETWEEN_HAN.sub("", part) for part in spaced)
    plain = "".join(joined).strip(_EDGES)
    plain = _GREETED.sub("", plain)
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
        if asked := _LANGUAGE.fullmatch(tried):
            return ("english" if asked["english"] else "chinese"), "more"
    return _of_parts(text)


_PRAISE = re.compile(
    r"你?(?:真|太|好|很|非常|挺)(?:好用|棒|厉害|聪明|不错|有用|强|贴心|好|牛|赞|方便|快)了?"
    r"|(?:you are|you're|that's|this is) (?:great|good|helpful|awesome|amazing|very helpful|useful)"
    r"|做得好"
)
"""你真好用, 太棒了, this is helpful."""
_ABLE = re.compile(
    r"那?[你您](?:都|到底|究竟)?(?:能|会|可以)(?:帮我|替我|为我|给我)?(?:做|干|干嘛|回答|解答|帮|提供)"
    r"(?:些|点)?(?:什么|啥|嘛|哪些)?(?:事情?|问题|忙|服务)?|[你您](?:是|叫)(?:谁|什么|啥)(?:名字)?"
)
"""你能帮我干嘛, 你会做些什么; 你叫啥."""


def _of_parts(text: str) -> tuple[str, str]:
    """An utterance of several parts, all of them talk: what is asked in them, else the first.

    >>> _of_parts("你好呀，你能帮我干嘛"), _of_parts("你好，示范区何时获批？")
    (('help', 'talk'), ('', ''))
    """
    kinds: list[tuple[str, str]] = []
    for part in re.split(r"[，,。！!？?~；;\n]+", fold(simplify(text))):
        plain = " ".join(part.split())
        if not plain:
            continue
        small = _SMALL.sub("", plain).strip() or plain
        found = _UTTERANCES.get(plain) or _UTTERANCES.get(small.removeprefix("请问"))
        if found is None and _PRAISE.fullmatch(small):
            found = ("pleased", "talk")
        if found is None and _ABLE.fullmatch(small):
            found = ("who" if re.search("谁|叫", small) else "help", "talk")
        if found is None:
            return "", ""
        kinds.append(found)
    asked = [kind for kind in kinds if kind[0] in ("help", "who")]
    changes = [kind for kind in kinds if kind[1] == "more"]
    return (*asked, *changes, *kinds, ("", ""))[0]
