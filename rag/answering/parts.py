"""Take a question of several parts apart, each part a question that stands by itself.

大会什么时候召开，主题是什么？ asks two things, and the second leaves its subject out: it gets what
the first is about put in front. 甲和乙分别在哪里举行 asks of each by itself.
"""

from __future__ import annotations

import re

from rag.answer_types import Turn
from rag.answering.followup import rewrite
from rag.text.numerals import YEAR
from rag.text.question_words import ASKING, ATTRIBUTES, ENGLISH_ASKING, HOW_MANY, HOW_MUCH
from rag.text.segment import tagged

MOST_PARTS = 5
"""What has more parts is taken for running text and left whole."""
# ？ ；, a comma before Chinese, ", and when"
_BREAK = re.compile(
    r"[？?；;]+\s*|[，,]\s*(?=[^A-Za-z\s])|,?\s+and\s+(?=(?:when|where|who|why|how|what|which)\b)",
    re.IGNORECASE,
)
# 何时, 几家, 多高, 吗？, when
_ASKS = re.compile(
    rf"{ASKING}|{HOW_MANY}|{HOW_MUCH}|第几|哪|[吗呢][？?]?$|\b(?:{ENGLISH_ASKING})\b", re.IGNORECASE
)
_BARE = re.compile(rf"(?:[在于]?(?:{ASKING})|{ENGLISH_ASKING})$", re.IGNORECASE)
"""A piece that is nothing but a question word, with 在 or 于: 何时 in 何时、由谁发布."""
# 这是为什么？
_BARE_WHY = re.compile(r"(?:这是|那是)?(?:为什么|为何|什么原因|原因是什么)[？?]?$")
_OF_IT = re.compile(r"其中|一共|总共|共有|合计|分别")
"""What begins so goes on with what was asked before."""
# 又在哪里 without 又; not 又是
_LINKING = re.compile(r"^(?:又|还|以及|同时|另外|并且|而)(?=\S{3})")
# 甲市和乙市分别在哪里举行
_RESPECTIVELY = re.compile(
    r"^(?P<subjects>.{2,60}?(?:[和与及]|、).{2,40}?)(?:分别|各自|各)(?P<ask>.{2,40})$"
)
# 2023年上半年, 三季度, 7月29日
_TIME = re.compile(r"(?:(?:19|20)\d\d年)?(?:[上下]半年|[一二三四]季度|\d{1,2}月(?:\d{1,2}日)?)?")
# the segmenter's nr, ns, nt: proper names
_PROPER = re.compile(r"nr|ns|nt|nz|eng|j")
# n, vn, t: what a subject may end with
_NOMINAL = re.compile(r"n|vn|j|t|eng|m|q|l|i|an|b")


def parts_of(text: str) -> list[str]:
    """The parts of the question ``text`` (simplified), in order; empty for a single question."""
    spread = _distributed(text)
    if spread:
        return spread
    pieces = _asking_pieces(text)
    if not 2 <= len(pieces) <= MOST_PARTS:
        return []
    whole: list[str] = []
    for piece in pieces:
        whole.append(_made_whole(_LINKING.sub("", piece), whole))
    return whole


def _asking_pieces(text: str) -> list[str]:
    """What lies between breaks; what asks nothing stays with what follows it, or with the last."""
    start, pieces = 0, []
    for end in (*(match.end() for match in _BREAK.finditer(text)), len(text)):
        piece = re.sub(r"\s+and$", "", text[start:end].strip(" ，,；;"))
        if _ASKS.search(piece) and (end == len(text) or not _BARE.match(piece)):
            pieces.append(piece)
            start = end
    if pieces:
        pieces[-1] += text[start:].strip()
    return pieces


def _made_whole(piece: str, before: list[str]) -> str:
    """``piece`` with what it leaves to the parts before it."""
    if not before:
        return piece
    stem = _stem(before[0])
    if _BARE_WHY.match(piece) and stem:
        asking = _ASKS.search(before[0])
        said = before[0][: asking.start() if asking else None].rstrip("到于在是有了")
        return f"为什么{said}？"
    if _OF_IT.match(piece) and stem:
        return stem + piece
    rewritten = rewrite(piece, [Turn(part, part, "") for part in before])
    asking = _ASKS.search(piece)
    own = piece[: asking.start() if asking else None]
    if not stem or _names_something(own):
        return rewritten
    if rewritten == piece and before[0].endswith(("？", "?", "；", ";")):
        return piece  # a sentence with a subject of its own
    if rewritten != piece and not rewritten.endswith(piece):
        return rewritten  # a pronoun, or one thing for another
    whose, _, attribute = stem.rpartition("的")
    if whose and attribute in ATTRIBUTES and tagged(piece)[0][1][0] in "nb":
        stem = whose
    if YEAR.search(piece):
        stem = re.sub(r"(?:19|20)\d\d年", "", stem)
    return stem + piece


def _stem(question: str) -> str:
    """What a Chinese question says before it asks, up to its last noun; empty where that is none.

    四川山洪预警 of 四川山洪预警是什么级别; nothing of 谁签署了协议.
    """
    asking = _ASKS.search(question)
    words = tagged(question[: asking.start()]) if asking else []
    while words and not _NOMINAL.match(words[-1][1]):
        words.pop()
    stem = "".join(word for word, _ in words)
    return stem if len(stem) >= 2 and re.search(r"[\u4e00-\u9fff]", stem) else ""


def _names_something(text: str) -> bool:
    return bool(re.search(r"[《“]", text)) or any(_PROPER.match(tag) for _, tag in tagged(text))


def _distributed(text: str) -> list[str]:
    """``A和B分别是哪天举行的`` as ``A是哪天举行的`` and ``B是哪天举行的``."""
    match = _RESPECTIVELY.match(text.rstrip("？?"))
    if not match:
        return []
    subjects = _listed(match["subjects"])
    if not 2 <= len(subjects) <= MOST_PARTS or any(len(name) < 2 for name in subjects):
        return []
    return [f"{name}{match['ask']}？" for name in _completed(subjects)]


def _listed(text: str) -> list[str]:
    """What stands between the words 和, 与, 及 and commas; not inside words such as 和平."""
    found = [""]
    for word, _ in tagged(text):
        if word in {"和", "与", "及", "以及", "、"}:
            found.append("")
        else:
            found[-1] += word
    return found


def _completed(subjects: list[str]) -> list[str]:
    """Each of the subjects with what the first says for all, or the last.

    青禾市2022年 and 2023年的人口 share both ends; 城东公司利润 and 增速 the beginning; 张三 and
    李四在会上 the end.
    """
    first, last = subjects[0], subjects[-1]
    time = _TIME.match(last)
    if time and time.group():
        old = [m for m in _TIME.finditer(first) if m.group() and m.end() == len(first)]
        tail = last[time.end() :]
        if not old:
            return subjects
        stem = first[: old[-1].start()]
        bare = [name if name != last else time.group() for name in subjects[1:]]
        return [first + tail, *(stem + name + tail for name in bare)]
    words = tagged(last)
    if words[0][1].startswith("nr") and tagged(first)[-1][1].startswith("nr"):
        tail = last[len(words[0][0]) :]
        return [*(name + tail for name in subjects[:-1]), last]
    head = "".join(word for word, _ in tagged(first)[:-1])
    return [first, *(_of_first(name, first, head) for name in subjects[1:])]


def _of_first(name: str, first: str, head: str) -> str:
    """A later subject with what it shares of the first, where it does not say all itself."""
    if name[0] in "他她它其":
        return first + name[1:]
    own = _names_something(name) or YEAR.search(name) or len(name) >= len(first)
    return name if own else head + name
