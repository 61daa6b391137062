"""Answers that news style gives away: a name after its post, a theme in its quotation marks.

Each rule looks at one question and one sentence and returns the span of the answer in the
sentence, or nothing. They are few, general and precise; the reader handles the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.answering.agents import act_asked, agent_told
from rag.answering.forms import ASKS_DOCUMENT, fits
from rag.answering.question import Question
from rag.text.fold import fold
from rag.text.posts import POST_END
from rag.text.segment import tagged
from rag.text.surnames import SURNAMES
from rag.text.units import COUNTERS

Found = tuple[int, int] | None

# 米歇尔·骆文
_FOREIGN = r"[\u4e00-\u9fffA-Za-z]{1,6}(?:[·・][\u4e00-\u9fffA-Za-z]{1,8}?)+"
# What may follow a name: 高远致辞, 高远，
_AFTER_NAME = (
    r"(?=在|表示|说|称|出席|指出|强调|介绍|致辞|先生|女士|同志|发表|作|等|为|担任|主持|认为|透露|宣布|参加"
    r"|[，,。、；;：:\s（(]|$)"
)
_NAME = re.compile(rf"({_FOREIGN}|[\u4e00-\u9fff]{{2,4}}?){_AFTER_NAME}")
# 集团董事长
_ROLE_END = re.compile(f"[{POST_END}]$")
# 总裁、大中华区首席运营官米歇尔: titles between the one asked for and the name
_MORE_TITLES = re.compile(
    r"(?:[、兼][\u4e00-\u9fffA-Za-z]{1,14}[长裁官员任记师](?![\u4e00-\u9fff]?·))*的?"
)
# 云帆集团董事长是谁, 谁担任馆长
_ASKS_HOLDER = re.compile(
    r"^(?:请问)?(?P<role>.{2,40}?)(?:的名字)?(?:是谁|是哪[一]?位|叫什么名字?|由谁担任)[？?]*$"
    r"|^谁(?:是|担任)(?P<second>.{2,40}?)[？?]*$"
)
# 周明担任什么职务, 周明的头衔是什么
_ASKS_POST = re.compile(
    r"^(?P<who>[\u4e00-\u9fffA-Za-z·]{2,12}?)(?:现在|目前|当时)?(?:担任|任|是)?的?"
    r"(?:什么|何|哪个)?(?:职务|职位|头衔|身份)(?:是什么)?[？?]*$"
)
# 周明现任信息司司长
_POST_AFTER = re.compile(r"[，,]?(?:现任|担任|任|是|为)([^，,。；;]{3,30})")
# 会议审议通过了什么文件, 论坛发布了哪些成果
_ASKS_OBJECT = re.compile(
    r"^(?P<before>.{2,60}?)(?:了|过)?(?:什么|哪些|哪个|哪几[个项]|哪份)[^，。]{0,8}[？?]*$"
)
# behind 审议通过: 了秘书处工作细则
_OBJECT_AFTER = re.compile(r"(?:了|的|过)?([^，,。；;\n]{3,60})")
_THEMES = (
    # 以“共建共享”为主题
    re.compile(
        r"以[“\"「『《]([^”\"」』》]{2,40})[”\"」』》]为(?:大会|论坛|活动|会议|本次)?(?:的)?主题"
    ),
    # 主题为“共建共享”, 围绕“共建共享”
    re.compile(r"(?:围绕|主题(?:为|是|：|:)?)\s*[“\"「『《]([^”\"」』》]{2,40})[”\"」』》]"),
    # “共建共享”主题论坛; not 《路径》的主题演讲
    re.compile(r"[“\"「『《]([^”\"」』》]{2,40})[”\"」』》](?:主题|的主题)(?!演讲|报告|发言)"),
)
# 在海州研究院召开, 在海州成功举办
_HELD_IN = re.compile(
    r"在([^，,。；;在]{2,25}?)(?:成功|隆重|正式)?(?:召开|举行|举办|开幕|拉开帷幕|揭幕|落幕|闭幕)"
)
# 在近日召开的, 在7月28日召开
_NOT_A_PLACE = re.compile(r"会上|近日|期间|同时|基础上|开幕式|框架|背景|[0-9]+[日月年]|〔")
# 多少所院校, 几家企业; not 哪几家企业, 几人次
_ASKS_COUNT = re.compile(
    rf"(?:多少|(?<!哪)几)(?P<unit>(?![人次套])[{COUNTERS}])(?P<noun>[\u4e00-\u9fff]{{2}})"
)
# 百余所, 近20所, 1.5万家
_COUNT = r"(?:超过|近|约|逾)?(?:[0-9][0-9,.]*[万亿]?|[一二两三四五六七八九十百千万]+)[余多]?"
# 《关于数字赋智的意见》
_TITLE = re.compile(r"《[^《》]{4,60}》")
_HELD = re.compile(r"召开|举行|举办|开幕|揭幕")


def pointed_out(question: Question, sentence: str) -> Found:
    """The span in ``sentence`` that a rule says answers ``question``, or ``None``."""
    return next((found for rule in _RULES if (found := rule(question, sentence))), None)


_ASKS_HOLDER_ENGLISH = re.compile(
    r"^who(?:'s| is| was) (?:the )?(?P<role>[A-Za-z \-]+?)(?: (?:of|at|for|in) .*)?\?*$",
    re.IGNORECASE,
)


def _holder_english(question: Question, sentence: str) -> Found:
    """``Who is the port director of Lanwan?``: the name behind ``Port director``."""
    match = _ASKS_HOLDER_ENGLISH.match(question.text)
    if not match:
        return None
    behind = re.search(
        rf"(?i:{re.escape(match['role'])}),? ([A-Z][a-z]+(?: [A-Z][A-Za-z\-]+)+)", sentence
    )
    return behind.span(1) if behind else None


def _holder(question: Question, sentence: str) -> Found:
    """``青禾集团董事长是谁``: the name right behind 青禾集团董事长."""
    match = _ASKS_HOLDER.match(question.text)
    if not match:
        return None
    role = fold(match["role"] or match["second"]).strip(" 的")
    plain = fold(sentence)
    if not _ROLE_END.search(role):
        return None
    for start in range(max(1, len(role) - 3)):
        tail = role[start:]
        place = plain.find(tail)
        while place >= 0:
            found = _name_at(sentence, place + len(tail))
            # A short tail (董事长) fits any company's: it must carry its owner's name.
            if found and (start == 0 or _owner_near(role[:start], plain[:place])):
                return found
            place = plain.find(tail, place + 1)
    return None


def _owner_near(owner: str, before: str) -> bool:
    """Whether the words dropped from a role stand in the same clause before it."""
    clause = re.split(r"[,，。;；、]", before)[-1]
    return owner.strip(" 的") in clause


def _name_at(sentence: str, place: int) -> Found:
    more = _MORE_TITLES.match(sentence, place)
    match = _NAME.match(sentence, more.end() if more else place)
    if not match:
        return None
    name = match.group(1)
    return match.span(1) if "·" in name or name[0] in SURNAMES else None


def _post(question: Question, sentence: str) -> Found:
    """``林知秋担任什么职务``: what stands right before 林知秋, or after 林知秋任."""
    match = _ASKS_POST.match(question.text)
    if not match:
        return None
    who = match["who"]
    place = sentence.find(who)
    if place < 0:
        return None
    clause = re.split(r"[，,。；;：:“”\n]", sentence[:place])[-1].strip()
    if len(clause) >= 3:
        return place - len(clause), place
    after = _POST_AFTER.match(sentence, place + len(who))
    return after.span(1) if after else None


def _theme(question: Question, sentence: str) -> Found:
    """``论坛的主题是什么``: 以“…”为主题."""
    if not re.search(r"主题|\btheme\b", question.text, re.IGNORECASE):
        return None
    told = (pattern.search(sentence) for pattern in _THEMES)
    return next((match.span(1) for match in told if match), None)


def _held_in(question: Question, sentence: str) -> Found:
    """``座谈会在哪里召开``: 在…召开."""
    if question.form != "where" or not _HELD.search(question.text):
        return None
    for match in _HELD_IN.finditer(sentence):
        if fits(question, match.group(1)) and not _NOT_A_PLACE.search(match.group(1)):
            return match.span(1)
    return None


def _object(question: Question, sentence: str) -> Found:
    """``审议通过了什么文件``: what stands behind 审议通过 in the clause."""
    if question.form not in {"title", "what", "list"}:
        return None
    match = _ASKS_OBJECT.match(question.text)
    verb = _last_verb(match["before"]) if match else ""
    if not verb or verb not in sentence:
        return None
    after = _OBJECT_AFTER.match(sentence, sentence.index(verb) + len(verb))
    return after.span(1) if after else None


def _counted(question: Question, sentence: str) -> Found:
    """``有多少所院校``: the figure before 所院校, not another one in the sentence."""
    asked = _ASKS_COUNT.search(question.text)
    if not asked:
        return None
    told = re.search(rf"({_COUNT}{asked['unit']}){re.escape(asked['noun'])}", sentence)
    return told.span(1) if told else None


def _agent(question: Question, sentence: str) -> Found:
    """``主办方是谁``: what stands between 由 and 主办, or behind 主办单位是."""
    act = act_asked(question.text)
    return agent_told(act, sentence) if act else None


def _document(question: Question, sentence: str) -> Found:
    """``哪个文件推动“互联网+”``: the title in 《》 that holds the words in quotation marks."""
    if question.form != "title" or not ASKS_DOCUMENT.search(question.text):
        return None
    for match in _TITLE.finditer(sentence):
        if any(name in fold(match.group()) for name in question.names if len(name) >= 4):
            return match.span()
    return None


def _last_verb(text: str) -> str:
    """The verb or run of verbs that ``text`` ends with, at least two characters; else empty."""
    verb = ""
    for word, tag in reversed(tagged(text)):
        if not (tag.startswith("v") or word == "通过") or word in _EMPTY_VERBS:
            break
        verb = word + verb
    return verb if len(verb) >= 2 else ""


_EMPTY_VERBS = frozenset(("有", "是", "包括", "属于", "讲", "说", "叫", "做"))

_RULES: tuple[Callable[[Question, str], Found], ...] = (
    _holder, _holder_english, _post, _theme, _held_in, _counted, _agent, _document,
    _object,
)  # fmt: skip
