"""Questions that an article may answer, written so that they make sense by themselves.

A few patterns find what is told of something: that it was approved, opened, where it is held, how
much it came to, who holds a post. What it is told of must be a whole noun that says of itself what
is meant: its words are looked at, not only its characters. 高 and 新任统计局 are none: the one is
no noun, the other does not say of which place. Whoever shows such a question asks it first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from rag import Document
from rag.text.posts import POST
from rag.text.segment import PEOPLE, tagged

TEXT_READ = 8_000
"""Characters of an article that are looked through."""
_PER_PATTERN = 4
_LONGEST_TITLE = 30

_SUBJECT = r"(?P<subject>[\u4e00-\u9fff0-9A-Za-z“”《》·]{2,22}?)"
_BORDER = (
    r"(?:^|[。！？；：，、\n\s”])(?:由此|其中|目前|据悉|据了解|此前|日前|近日|当天|昨日|今天)?"
)
_WHEN = (
    r"(?:将于|已于|于|在|自)?(?:\d{4}年|今年|去年|明年)?(?:\d{1,2}月)?"
    r"(?:\d{1,2}日|上旬|中旬|下旬|底|初)?"
)
_HAPPENED = (
    "举行|召开|举办|开幕|闭幕|成立|揭牌|获批|开工|通车|投产|竣工|完工|开馆|开园|上市|首飞|启用|开通"
)
_MEASURES = (
    "总投资|投资额|投资|产值|总产值|营业收入|收入|销售额|成交额|交易额|客流量|发电量|产量|总量|面积|长度|"
    "全长|里程|人口|增加值|产业规模|规模|资金|经费|票价|价格|造价|库容|装机容量|票房"
)
_AMOUNT = (
    r"\d[\d.,]*\s?(?:万亿|亿|万)?"
    r"(?:元|美元|人次|人|吨|公里|千米|平方米|平方公里|公顷|亩|千瓦时|千瓦|立方米|辆|户|家|个|项|台|米)"
)
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.MULTILINE), form)
    for pattern, form in (
        # 江湾湿地修复工程(于3月)获批
        (
            rf"{_BORDER}{_SUBJECT}(?:由此|正式|宣布|已经|已|将)*{_WHEN}(?:在[^。，\n]{{2,12}})?"
            rf"(?:正式|宣布)?(?P<verb>{_HAPPENED})(?![\u4e00-\u9fff]?(?:的|前|后|以来|期间))",
            "{subject}是什么时候{verb}的？",
        ),
        # 江湾论坛(将)在江湾会展中心举行
        (
            rf"{_BORDER}{_SUBJECT}(?:将于|于|将)?{_WHEN}(?:将)?在(?!线)[^。，\n\d]{{2,16}}"
            r"(?P<verb>举行|召开|举办|开幕)",
            "{subject}在哪里{verb}？",
        ),
        # 江湾湿地修复工程总投资(为)12.6亿元
        (
            rf"{_BORDER}{_SUBJECT}的?(?P<verb>{_MEASURES})(?:已|将|预计|累计)*"
            rf"(?:达到|达|超过|超|突破|约为|约|为|是)?{_AMOUNT}",
            "{subject}的{verb}是多少？",
        ),
        # 江湾市统计局局长何汀(说)
        (
            rf"{_BORDER}{_SUBJECT}(?P<verb>副?(?:{POST}))(?P<name>[\u4e00-\u9fff]{{2,4}}?)"
            r"(?:说|表示|介绍|认为|解释|透露|指出|告诉|在)",
            "{subject}{verb}是谁？",
        ),
        # 江湾市统计局局长何汀(说)
        (
            rf"(?:{POST})(?P<subject>[\u4e00-\u9fff]{{2,4}}?)(?P<verb>说|表示|介绍|认为|指出|建议)",
            "{subject}说了什么？",
        ),
        (rf"{_BORDER}{_SUBJECT}由[^。，\n]{{2,20}}(?:主办|承办)", "{subject}由谁主办？"),
        (rf"{_BORDER}{_SUBJECT}的?主题[是为]“", "{subject}的主题是什么？"),
    )
)
_EVENT = re.compile(
    r"[\u4e00-\u9fff0-9A-Za-z]{2,18}?(?:大会|论坛|峰会|博览会|艺术节|电影节|展览会|文化节|运动会)"
)
"""An event by name: 青禾文化节."""
_THEME = re.compile(r"以“[^”\n]{4,30}”为(?:大会)?主题|主题[是为]“")
"""What tells an event's theme: 主题为“…, 以“水与城市”为主题."""
_ENGLISH: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"(?P<subject>The [A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,5}) "
            r"was (?P<verb>founded|launched|opened|approved)"  # "The Jiangwan Bridge was opened"
        ),
        "When was {subject} {verb}?",
    ),
    (
        re.compile(r"(?P<subject>[Tt]he (?:[A-Z0-9][\w’'-]* ?){2,6}) will be held"),
        "When will {subject} be held?",
    ),
)
_PROPER = frozenset(("ns", "nr", "nrt", "nrfg", "nt", "nz", "eng"))
_LOOSE = re.compile(r"p|c|d|r|u|y|e|o|k|vd")
"""Tags of words that no name has: 由, 和, 已, 该, 的."""
_LONG_NAME = 5
"""Words of a name that is taken to be one without a place or a person in it."""
_ENDS = re.compile(r"n|vn|eng|j")
"""Tags of the word a name ends with: n of 大桥, vn of 博览."""
_BEGINS = re.compile(r"n|eng|j|m|b|a|l|i|vn|t|s")
"""Tags of the word a name begins with: n of 江湾, m of 三."""


def questions_of(document: Document) -> Iterator[str]:
    """Questions about one article, the likeliest to please first; none of them is tried yet."""
    text, seen = document.text[:TEXT_READ], set[str]()
    event = _EVENT.search(document.title)
    if event and _THEME.search(text) and says_what(event[0]):
        yield f"{event[0]}的主题是什么？"
    forms = _ENGLISH if document.language == "en" else _PATTERNS
    found = [islice(_asked(pattern, form, text), _PER_PATTERN) for pattern, form in forms]
    for questions in found:
        for question, subject in questions:
            if subject not in seen:
                seen.add(subject)
                yield question


def about(document: Document) -> str:
    """The question that every article with a title answers: what it is about; else nothing."""
    title = " ".join(document.title.split())
    if not title or len(title) > _LONGEST_TITLE:
        return ""
    if document.language == "en":
        return f"What is “{title}” about?"
    return f"《{title}》讲了什么？"


def _asked(pattern: re.Pattern[str], form: str, text: str) -> Iterator[tuple[str, str]]:
    for match in pattern.finditer(text):
        subject = match["subject"].strip()
        verb = match.groupdict().get("verb") or ""
        sound = _is_name(subject) if form.endswith("说了什么？") else says_what(subject)
        if form.startswith("When") or sound:
            yield form.format(subject=subject, verb=verb), subject


def _is_name(text: str) -> bool:
    """Whether a text is one person's name."""
    return [tag in PEOPLE for _, tag in tagged(text)] == [True]


def says_what(subject: str) -> bool:
    """Whether a noun says of itself what is meant: 江湾湿地修复工程, not 新任统计局 nor 该工程."""
    if not 3 <= len(subject) <= 22 or subject.count("“") != subject.count("”"):
        return False
    if "的" in subject or subject.count("《") != subject.count("》"):
        return False
    words = [(word, tag) for word, tag in tagged(subject) if word.strip("“”《》·")]
    if not words or any(_LOOSE.match(tag) for _, tag in words):
        return False
    first, last = words[0][1], words[-1][1]
    begins = _BEGINS.match(first) and not _RELATIVE.fullmatch(words[0][0])
    named = any(_is_proper(word, tag) for word, tag in words) or len(words) >= _LONG_NAME
    named = named or bool(re.match(r"\d{4}", subject))
    whole = not re.search(r"\d[月日]$|^第[一二三四五]", subject)
    return bool(begins and _ENDS.match(last) and named and whole)


def _is_proper(word: str, tag: str) -> bool:
    """Whether a word names one thing: 江湾, Jiangwan; 统计局 is every town's."""
    return tag in _PROPER and (tag != "nt" or len(word) > 3)


_RELATIVE = re.compile(
    r"新任|现任|原|前|[今去明全]年|[年期]末|[上下]半年|该|各|双方|[两三]地|[全我各][市省国县]|全|本[届次]?|同期|当地|"
    r"[市省县区]"
)
"""Words after which one has to know the article to know what is meant."""
