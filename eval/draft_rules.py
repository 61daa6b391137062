"""Rules that turn a sentence into a question for a date, a figure, an office or a place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.cases import Case, Evidence
from rag import Document
from rag.text.posts import POST

# 新馆开放了。
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
# 2023年3月11日, 3月, 2023年
_DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|\d{4}年")
# ，参展企业超过1200家，
_FIGURE = re.compile(
    r"(?:^|[，。；：,;:])(?P<what>[^，。；：、“”（）,;:()\d]{4,25}?)"
    r"(?:为|达到|达|超过|突破|共有|有|增至|约)(?P<answer>\d[\d.,]*(?:万|亿)?(?:多)?[^，。；、,;\s\d（）()]{0,4})"
    r"(?=[，。；、（,;(])"
)
# 新桥全长12公里，
_MEASURE = re.compile(
    r"(?P<what>[^，。；：、“”（）,;:()]{0,16}(?:藏书|全长|面积|投资|时速|票价|收入|产量|人口))"
    r"(?P<answer>\d[\d.,]*(?:万|亿)?[^，。；、,;\s\d（）()]{0,4})(?=[，。；、（,;(])"
)
# 青禾新馆于3月11日正式开放，
_DONE_ON = re.compile(
    r"(?P<what>[^，。；：“”,;:]{3,25})[于在](?P<answer>(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?)"
    r"(?P<verb>[^，。；：“”,;:\d]{2,8})(?=[，。；,;])"
)
# 市图书馆馆长林知秋表示
_OFFICE = re.compile(
    rf"(?P<what>[\u4e00-\u9fff]{{2,16}}?(?:{POST}|总监))(?P<answer>[\u4e00-\u9fff]{{2,3}})"
    r"(?=说|表示|介绍|指出|认为|强调|透露|宣布|解释|提醒|[，、。,：:])"
)
# 读书节在青禾市举行
_PLACE = re.compile(
    r"(?P<what>[^，。；：“”,;:]{2,20})在(?P<answer>[\u4e00-\u9fffA-Za-z0-9]{2,16}?)"
    r"(?P<verb>举行|召开|举办|开幕|闭幕|揭牌)"
)
_VAGUE = re.compile(
    r"^(?:以来|还|也|又|并|将|其|该|此|这|那|它|他|她|我|本|上午|下午|晚上|当天|当日|同时|期间|成功|目前|"
    r"以后|以前|之前|之后|前|后|起|底|初|份|间|左右|从|到|自|在|对|把|被|由|和|与|及|等|的|是|有|今|去|上述)"
)
"""How a clause begins that does not stand for itself, torn from its sentence."""


def propose(document: Document) -> Iterator[Case]:
    """Rule-made candidates of one article, each with its sentence as evidence."""
    seen: set[str] = set()
    for match in _SENTENCE.finditer(document.text):
        sentence = match.group().strip()
        if not 10 <= len(sentence) <= 160:
            continue
        for kind, question, answer in _rules(sentence):
            torn = "〔" in question or _VAGUE.match(question) or _VAGUE.match(answer)
            if question not in seen and not torn:
                seen.add(question)
                yield case_of(document, kind, question, answer, sentence)


def case_of(document: Document, kind: str, question: str, answer: str, quote: str) -> Case:
    """A candidate of an article; its id is given when all are in order."""
    name = document.path.replace("\\", "/").rsplit("/", 1)[-1]
    return Case(
        id="",
        question=question,
        answers=((answer,),),
        articles=(name,),
        evidence=(Evidence(name, quote),),
        kind=kind,
    )


def _rules(sentence: str) -> Iterator[tuple[str, str, str]]:
    """(kind, question, answer) for everything the rules can ask of a sentence."""
    for found in _DATE.finditer(sentence):
        clause = re.match(r"[，,]?([^，。；：、“”,;: ]{6,40})", sentence[found.end() :])
        opens = sentence[: found.start()][-1:] in {"", "，", "；", "：", ",", ";", ":"}
        if opens and clause and not re.search(r"\d{1,2}月|^[至到—-]", clause[1]):
            asked = clause[1].replace("了", "", 1)
            yield "date", f"{asked}是在什么时候？", found.group()
    for found in _DONE_ON.finditer(sentence):
        yield "date", f"{found['what']}是什么时候{found['verb']}的？", found["answer"]
    for found in (*_FIGURE.finditer(sentence), *_MEASURE.finditer(sentence)):
        yield "number", f"{found['what']}是多少？", found["answer"]
    for found in _OFFICE.finditer(sentence):
        yield "person", f"{found['what']}是谁？", found["answer"]
    for found in _PLACE.finditer(sentence):
        yield "place", f"{found['what']}在哪里{found['verb']}？", found["answer"]
