"""Whose post it is, as far as words tell: the post beside a name stands beside it in the quotes.

    the quote: 商务厅副厅长宋以宁说       a sentence: 商务厅厅长宋以宁说

Whom a post belongs to is asked of the reader too (``heard``), which sees no difference between a
director and a deputy director, nor which title a person lacks where nobody has it there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from rag.text.fold import fold
from rag.verifying.called import POSTS, people_in
from rag.verifying.rewording import same_as

_POST = re.compile(rf"(?:前任?|原|代理?|常务|名誉|执行|联席)?副?总?(?:{POSTS})")
"""A post with what makes it less, former or temporary: 副局长, 前任教授."""
_TAKES = re.compile(
    r"[,，]?(?:他|她)?(?:现|曾|仍|将|也|于?\d+年)*(?:当选|担任|兼任|出任|升任|接任|任|是|为)"
)
"""What leads from a name to its post: 顾明远是…总经理, 林晓棠任副书记."""
_ASSERTS = re.compile(r"(?:的|一职)?(?:仍|将|就)?(?:是|为|由|:|叫)")
"""What leads from a post to whom has it: 理事长是陈敬之, 理事长由…苏晚晴担任."""
_GENERAL = frozenset(
    ("负责人", "专家", "先生", "女士", "记者", "学者", "嘉宾", "代表", "领导", "作者")
)
"""What may be said of whoever has a post."""
_BORDER = re.compile(r"[,，。;；!?！？\n]")
"""Where a clause ends."""
_ITEM = re.compile(r"[,，、;；]")
"""What parts the members of a list: 局长韩素清、教授陆明."""
_SENTENCE = re.compile(r"[。！？!?\n]")
"""Where a sentence ends."""
_REACH = 24
"""Characters beside a name in which its posts stand."""


def another_s_post(claim: str, texts: Sequence[str]) -> str:
    """The first post of a sentence that nothing gives its person; empty if there is none.

    Args:
        claim: The sentence.
        texts: The quotes with what stands around them.
    """
    said = fold(claim)
    held = [sentence for text in texts for sentence in _SENTENCE.split(fold(text))]
    people = {*people_in(claim), *(n for text in texts for n in people_in(text))}
    for name in people:
        told = [near for sentence in held for near in _near(sentence, name, people)]
        if not told:
            continue
        for post in _given(said, name):
            if post not in _GENERAL and not any(_has(sentence, post) for sentence in told):
                return f"{post}{name}"
    return ""


def _near(sentence: str, name: str, people: Collection[str]) -> Iterator[str]:
    """What stands around a person in its clause and the next ones, up to anybody else's part."""
    others = [other for other in people if other not in name and name not in other]
    spans = [m.span() for other in others for m in re.finditer(re.escape(other), sentence)]
    for match in re.finditer(re.escape(name), sentence):
        begins = [m.end() for m in _BORDER.finditer(sentence, 0, match.start())]
        begins += [end for _, end in spans if end <= match.start()]
        stop = min((start for start, _ in spans if start >= match.end()), default=None)
        if stop is not None:
            # 甲当选理事长，某校副校长乙: what stands right before the next one is the next one's
            borders = [m.start() for m in _ITEM.finditer(sentence, match.end(), stop)]
            stop = borders[-1] if borders else match.end()
        yield sentence[max(begins, default=0) : stop]


def _given(said: str, name: str) -> Iterator[str]:
    """The posts that stand right before a name, or behind what leads from it to one."""
    for match in re.finditer(re.escape(name), said):
        before = said[max(0, match.start() - _REACH) : match.start()]
        for post in _POST.finditer(before):
            rest = before[post.end() :]
            if not rest or (_ASSERTS.match(rest) and not _BORDER.search(rest)):
                yield post.group()
        behind = _BORDER.split(said[match.end() : match.end() + _REACH].lstrip("，,"))[0]
        if _TAKES.match(behind) and (posts := list(_POST.finditer(behind))):
            yield posts[-1].group()


def _has(sentence: str, post: str) -> bool:
    """Whether a sentence names this post, and not only its deputy."""
    words = {match.group() for match in _POST.finditer(sentence)}
    bare = {word.removeprefix("副") for word in words if not word.startswith("副")} | words
    return post in bare or bool(same_as(post) & words) or any(o in sentence for o in same_as(post))
