"""Whose post it is: a person given another's, or one that nobody has there.

    the quote: 局长贺兰舟称，…       a sentence: 镇长贺兰舟称，…

All posts of a sentence's clause that names one person are held against what stands beside that
person in the evidence: 局长贺兰舟, 贺兰舟任局长, 尹浩，他是院士. A post with
its house (北京市经信局副局长) must be said of the same house.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.text.fold import fold
from rag.text.places import SAME_NAME
from rag.text.segment import PEOPLE, tagged
from rag.text.surnames import ALL_SURNAMES, RAREST_SURNAMES, SURNAMES
from rag.text.tables import table
from rag.verifying.clauses import clauses_of
from rag.verifying.rewording import same_as

_WORDS = {*table("posts")["roles"], *table("posts")["posts"], *table("posts")["callings"]}
_POSTS = "|".join((*sorted(_WORDS, key=len, reverse=True), f"[{table('posts')['headed']}]长"))
_POST = re.compile(
    rf"(?P<house>[\u4e00-\u9fff]{{0,24}}?)(?P<post>(?:前|原|代|常务|名誉|执行|联席)?[副总]?(?:{_POSTS}))"
)
_GENERAL = frozenset(
    ("负责人", "专家", "先生", "女士", "记者", "学者", "嘉宾", "代表", "领导", "作者")
)
"""What may be said of whoever has a post."""
_POSTED = re.compile(
    rf"(?:{_POSTS})(?P<name>[\u4e00-\u9fff]{{2,3}}?)"
    r"(?=[,。、;:!?\"《(在就对表说指强介认透坦提出致发随和与主的当任称讲宣要也将则还曾获都向为分通获批谈拿到投送写带走打拍摄做建创研开展用给把被让从参负牵率回来去仍再又没不\s]|$)"
)
_PLAYER = re.compile(
    r"(?:选手|球员|队员|歌手|演员)(?P<name>[\u4e00-\u9fff]{2,4}?)(?=[,，。以获夺]|$)"
)
"""Whoever plays, of whatever family name: 肯尼亚选手基普图."""
_NICKNAME = re.compile(
    rf"(?<=[支书记长,，、。])[老小阿](?:[{''.join(sorted(SURNAMES))}])(?![\u4e00-\u9fff]?[家师板])"
)
"""村支书老姜, 老姜: people called by their family name."""
_NO_PERSON = re.compile(r"[镇市县区乡村省州站路街队院校司局部厅委会店厂]$|^(?:表示|介绍|指出)")
_BEFORE, _AFTER = 28, 30
"""Characters beside a name in which its posts stand."""
_BORDER = re.compile(r"[,，。;；!！?？:：\n]|[和与及](?!平)|由|是|为")
_TAKES = re.compile(
    r"^(?:[,，]?(?:他|她|两人|二人)?的?(?:职务)?(?:现|都|均|曾|将|也)?(?:当选|担任|兼任|出任|升任|继续担任|任|是|为|获|被聘为|被选为|被授予))"
)
_ASSERTS = re.compile(r"(?:的|一职)?(?:仍|将|就|正|便|则)?(?:是|为|由|:|：|叫|属于)")


def another_s_post(claim: str, texts: Sequence[str]) -> str:
    """The post in a sentence that its person does not have in the evidence; empty if none.

    Args:
        claim: The sentence.
        texts: The quotes with what stands around them.
    """
    claim, held = _short(claim), [_short(text) for text in texts]
    known = set(people_in(claim)).union(*(people_in(text) for text in held))
    for clause in clauses_of(claim):
        here = {name for name in known if name in clause.text}
        here = {name for name in here if not any(name != o and name in o for o in here)}
        if len(here) != 1:
            continue
        (name,) = here
        for house, post in _given(clause.text, name):
            if post in _GENERAL:
                continue
            if not any(_has(text, name, house, post) for text in held):
                return house + post
    return ""


def _short(text: str) -> str:
    """The folded text with institutions by their short names: 工信部, not 工业和信息化部."""
    folded = fold(text)
    for short, *full in SAME_NAME:
        for name in sorted(full, key=len, reverse=True):
            folded = folded.replace(fold(name), fold(short))
    return folded


@lru_cache(maxsize=256)
def people_in(text: str) -> tuple[str, ...]:
    """The people a text names: behind a post, or as the segmenter knows them."""
    folded = fold(text)
    found = {m["name"] for m in _POSTED.finditer(folded) if m["name"][0] in RAREST_SURNAMES}
    words = tagged(folded)
    for place, (word, tag) in enumerate(words):
        if tag in PEOPLE and len(word) in {2, 3} and word[0] in ALL_SURNAMES:
            found.add(word)
        elif word in ALL_SURNAMES and tag in PEOPLE and place + 1 < len(words):
            after = words[place + 1][0]
            if re.fullmatch("[\u4e00-\u9fff]{1,2}", after):
                found.add(word + after)
    found |= {m["name"] for m in _PLAYER.finditer(folded)}
    found |= set(_NICKNAME.findall(folded))
    found |= set(re.findall(r"[\u4e00-\u9fff]{2,8}·[\u4e00-\u9fff]{1,8}", folded))
    return tuple(sorted(name for name in found if not _NO_PERSON.search(name)))


def _given(text: str, name: str) -> Iterator[tuple[str, str]]:
    """The posts that a clause gives its one person, each with its house."""
    place = text.index(name)
    before, after = text[:place], text[place + len(name) :]
    posts = list(_POST.finditer(before))
    if posts:
        last = posts[-1]
        rest = before[last.end() :]
        # 局长贺兰舟; 会长、院士贺兰舟; 理事长是陈敬之; 理事长由某校副校长苏晚晴担任
        if not rest or _ASSERTS.match(rest) or len(posts) > 1:
            yield from ((_house(m["house"]), m["post"]) for m in posts)
    if taken := _TAKES.match(after):
        yield from ((_house(m["house"]), m["post"]) for m in _POST.finditer(after, taken.end()))


def _house(text: str) -> str:
    """What a post is held at: the run before it, to what cannot belong to it."""
    return re.split(r"[、,，\"]|得|了|是|为|由|和|与|及|的|据|任|当选|担任", text)[-1]


def _has(text: str, name: str, house: str, post: str) -> bool:
    """Whether a person has a post, at this house, in a text."""
    for match in re.finditer(re.escape(name), text):
        for other_house, other in _beside(text, match.start(), match.end()):
            if _same_post(post, other) and _same_house(house, other_house, text, match.start()):
                return True
        clause = re.split(r"[,，。;；!?]", text[max(0, match.start() - _BEFORE) : match.start()])[
            -1
        ]
        if re.search(
            rf"{re.escape(house + post)}(?:称号|奖)?(?:由|授予|颁给|给了|归|落入|是|为)", clause
        ):
            return True
        behind = re.split(r"[,，。;；!?]", text[match.end() : match.end() + _AFTER])[0]
        ahead = re.split(r"[,，。;；!?]", text[max(0, match.start() - 12) : match.start()])[-1]
        if (
            any(word in behind for word in same_as(post))
            and (not house or house in text)
            and not _POST.search(ahead + name + behind.split("的")[0][:0])
        ):
            return True
        if ahead.endswith("由") and any(word in behind for word in same_as(post)):
            return True
        if any(word in behind for word in same_as(post)) and post not in text:
            return True
    return False


def _beside(text: str, start: int, end: int) -> Iterator[tuple[str, str]]:
    """The posts that stand beside a name: before it, or behind 任, 当选, 他是."""
    before = text[max(0, start - _BEFORE) : start]
    cut = [m.end() for m in _BORDER.finditer(before)]
    before = before[cut[-1] :] if cut else before
    posts = list(_POST.finditer(before))
    if posts and posts[-1].end() == len(before):
        # 评委会主席、作家江离: both are hers; 李硕、百度副总裁朱冰: the second name's only.
        yield from ((_house(m["house"]), m["post"]) for m in _own(posts, before))
    after = text[end : end + _AFTER]
    if taken := _TAKES.match(after):
        stop = re.search(r"[。;；!?\n]|[,，](?!他|她)", after[taken.end() :])
        told = after[taken.end() : taken.end() + stop.start()] if stop else after[taken.end() :]
        yield from ((_house(m["house"]), m["post"]) for m in _POST.finditer(told))
    elif between := re.match(
        r"(?:[、和与及][\u4e00-\u9fff]{2,4})+[,，]?(?:都|均|两人都|二人都)?是", after
    ):
        told = re.split(r"[,，。;；]", after[between.end() :])[0]
        yield from ((_house(m["house"]), m["post"]) for m in _POST.finditer(told))


def _own(posts: list[re.Match[str]], before: str) -> list[re.Match[str]]:
    """The posts right before a name that are joined by 、 only."""
    own = [posts[-1]]
    for one, other in zip(posts[-2::-1], posts[:0:-1], strict=True):
        between = before[one.end() : other.start()]
        if between not in {"", "、", "兼"}:
            break
        own.append(one)
    return own


def _same_post(one: str, other: str) -> bool:
    return one == other or other in same_as(one)


def _same_house(house: str, other: str, text: str, at: int) -> bool:
    """Whether both are one house; one left out is the one spoken of before."""
    if not house:
        return True
    if not other:
        place = text.find(house)
        return place < at
    if house in other or other in house or other in same_as(house):
        return True
    pairs = {house[n : n + 2] for n in range(len(house) - 1)}
    return bool(pairs) and sum(pair in other for pair in pairs) * 2 >= min(
        len(pairs), max(1, len(other) - 1)
    )
