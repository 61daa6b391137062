"""The sentences of an article that may be quoted alone: no headings, no bylines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.overview.page import Said, citation
from rag.text.fold import fold
from rag.text.sentences import sentence_spans
from rag.types import Document

MOST_SENTENCES = 600
"""Of a longer article the beginning is looked at."""
_SHORTEST, _LONGEST = 8, 600
_ENDED = re.compile(r"[。！？!?.…;；][”’」』\"')）]*$")
"""An end mark, with the quotation marks behind it: 。” !)"""
_LEADING = re.compile(
    r"^(?:[-*•·●○■□▪►]\s*|\d{1,2}[.、)）]\s*|[（(][一二三四五六七八九十\d]{1,2}[)）]\s*"
    r"|[一二三四五六七八九十]{1,3}、\s*)"
)
"""- , 3. , （二）, 四、: the mark of an item before its words."""
_FURNITURE = re.compile(
    r"^(?:责任?编辑|编辑|来源|作者|记者|原标题|转载|版权|摄影?|图片|图为|图源|本文来源|发布(?:日期|时间)|点击|扫码|关注|更多|相关(?:阅读|新闻)|"
    r"分享到|字号|打印|上一篇|下一篇|抄送|附件|索引号|主题分类|发文机关|成文日期|发文字号|主题词|关键词|标题|https?:|www\.)"
    r"|^[（(].*[）)]$|(?:免责声明|仅供参考|保留所有权利|all rights "
    r"reserved|subscribe|copyright|投稿|示例文章|招人|邮件联系)|^[\W\d_]+$",
    re.IGNORECASE,
)
"""责任编辑：…, （示例文章：…）, All rights reserved: what stands around an article."""
_COURTESY = re.compile(
    r"^(?:谢谢|感谢|大家(?:上午|下午|晚上)?好|各位|女士们|先生们|尊敬的|下面[,，]?请|首先[,，]?请|请.{0,20}(?:回答|介绍|提问)|欢迎|我(?:先)?(?:来)?回答|好的|"
    r"thank you|ladies and gentlemen|good (?:morning|afternoon)|welcome)",
    re.IGNORECASE,
)
"""谢谢大家！ 下面，请高峰副秘书长介绍情况。"""
_HEADED = re.compile(r"(?<=[\u4e00-\u9fff])[ 　]+(?=[\u4e00-\u9fff“《]|\d{1,2}月|\d{4}年)")
"""产业协同发展进一步深化 7月19日，…: a heading; 以某品牌的 8000mAh is none."""
_LONGEST_HEAD = 24


@dataclass(frozen=True, slots=True)
class Sentence:
    """``document.text[start:end]``, the sentence number ``place`` in line number ``paragraph``."""

    document: Document
    start: int
    end: int
    place: int
    paragraph: int

    @property
    def text(self) -> str:
        """The words, verbatim."""
        return self.document.text[self.start : self.end]

    def said(self, lead: str = "") -> Said:
        """The sentence to be quoted."""
        return Said(citation(self.document, self.start, self.end), lead)


def sentences_of(document: Document) -> tuple[Sentence, ...]:
    """The sentences that may stand alone, in their order; empty where there is none."""
    return _sentences(document.id, document)


@lru_cache(maxsize=64)
def _sentences(_id: str, document: Document) -> tuple[Sentence, ...]:
    text = document.text
    lines = [0, *(match.end() for match in re.finditer(r"\n", text))]
    found: list[Sentence] = []
    title = fold(document.title).strip()
    for start, end in sentence_spans(text)[: 2 * MOST_SENTENCES]:
        begin = start + _skipped(text[start:end])
        words = text[begin:end]
        if not _quotable(words) or fold(words).strip(" 。") == title:
            continue
        found.append(Sentence(document, begin, end, len(found), bisect_right(lines, begin) - 1))
        if len(found) == MOST_SENTENCES:
            break
    return tuple(found)


_DATELINE = re.compile(
    r"^[^。，,]{2,24}(?:讯|电|消息)[ 　]*(?:[（(][^（）()]{1,24}[）)]|[ "
    r"　])[ 　]*|^[（(]?(?:本报)?记者[^）)，。]{1,14}[）)][ 　]*"
)
"""上证报中国证券网讯（记者 宋薇萍）: who sent the report."""


def _skipped(words: str) -> int:
    """How many characters of a mark, a dateline or a heading stand before the sentence."""
    if dateline := _DATELINE.match(words):
        return dateline.end()
    mark = _LEADING.match(words)
    begin = mark.end() if mark and not re.match(r"\d", words) else 0
    head = None
    for gap in _HEADED.finditer(words):
        if gap.start() > _LONGEST_HEAD or re.search(r"[（(][^）)]*$", words[: gap.start()]):
            break
        if re.search(r"[，。：；,;:、]|^(?:根据|按照|依据|经|据)", words[: gap.start()]):
            break
        rest = words[gap.end() :]
        if all(rest.count(a) >= rest.count(b) for a, b in ("《》", "（）", "“”", "〈〉")):
            head = gap
    return max(begin, head.end()) if head else begin


def _quotable(words: str) -> bool:
    plain = words.strip()
    if not _SHORTEST <= len(plain) <= _LONGEST or " | " in plain or "\t" in plain:
        return False
    if _FURNITURE.search(plain) or plain.endswith(("：", ":")):
        return False
    ended = _ENDED.search(plain)
    return bool(ended) or (len(plain) >= 30 and "，" in plain)


def is_courtesy(sentence: Sentence) -> bool:
    """Whether a sentence only greets, thanks or hands over."""
    return bool(_COURTESY.match(sentence.text))


def first_sentence(document: Document) -> Said | None:
    """How the article begins; ``None`` for an article without a word."""
    found = sentences_of(document)
    if found:
        return next((one for one in found if not is_courtesy(one)), found[0]).said()
    spans = sentence_spans(document.text)
    return Said(citation(document, *spans[0])) if spans else None


def mentions(text: str, groups: Sequence[Sequence[str]]) -> int:
    """How many rows of words have one that stands in the text."""
    plain = fold(text)
    return sum(any(fold(name) in plain for name in names) for names in groups)


def showing(document: Document, groups: Sequence[Sequence[str]]) -> Sentence | None:
    """The first of the sentences that mention most of what is looked for."""
    best, most = None, 0
    for sentence in sentences_of(document):
        count = mentions(sentence.text, groups)
        if count > most:
            best, most = sentence, count
    return best
