"""Other names and other words: what readers treat as the same, in Chinese and between languages.

``COLLOQUIAL``: spoken forms. ``SAME_EVENT``: verbs by which newspapers and readers name one event.
``SAME_THING``: what a reader asks by one word and a sentence tells by another. ``ENGLISH``: the
words that questions about news are made of, with their Chinese. Institutions and regions by
other names are ``rag.text.places``'; what the articles themselves define in brackets is added by
``align``.

An English question is glossed in Chinese word by word: from the table, else by the bundled
vectors, which were trained on both languages, so that a word's nearest Chinese neighbours are its
translations (nodes: 节点 0.82). They do badly with words of many senses (held: 笏, zone: 时区);
those are in the table. A gloss is not grammar; it is enough to find a passage and to point in it.
"""

from __future__ import annotations

import re

from embeddings.words import WordVectors
from rag.text.places import REGIONS, SAME_NAME
from rag.text.segment import borders

SAME_EVENT: tuple[tuple[str, ...], ...] = (
    ("获批", "获支持创建", "复函支持创建", "批复", "获准", "获得批准", "批下来"),
    ("召开", "举行", "举办", "开幕"),
    ("发布", "印发", "出台", "公布"),
    ("签署", "签订", "签约"),
    ("成立", "设立", "组建"),
    ("启动", "启用", "上线", "开通"),
    ("制定", "编制", "审议通过"),
    ("接入", "连接"),
    ("担任", "任"),
    ("到访", "访问", "抵达"),
    ("开门", "开放"),
    ("花了", "投资", "耗资"),
    ("去世", "逝世", "病逝", "离世"),
    ("破产", "倒闭"),
    ("首播", "开播", "播出"),
    ("上映", "公映"),
    ("闭幕", "落幕"),
    ("枪击", "开枪", "行刺"),
    ("坠毁", "失事"),
)

SAME_THING: tuple[tuple[str, ...], ...] = (
    ("GDP", "国内生产总值", "地区生产总值"),
    ("增长率", "增速", "增幅", "增长"),
    ("营收", "营业收入"),
    ("死亡人数", "遇难人数", "死亡", "遇难", "丧生", "身亡"),
    ("冠军", "夺冠", "第一名", "头名"),
    ("不开门", "闭馆", "休馆", "关门", "不开放"),
    ("建的", "始建", "建于", "建成"),
    ("金牌得主", "金牌", "夺金", "摘金"),
    ("主演", "饰演", "出演"),
    ("导演", "执导"),
    ("震级", "级地震"),
    ("销量", "销售"),
    ("出口量", "出口"),
    ("交付量", "交付"),
    ("车站", "座站"),
    ("主办方", "主办单位", "主办者", "主办"),
    ("承办方", "承办单位", "承办"),
    ("协办方", "协办单位", "协办"),
    ("发起方", "发起单位", "发起人", "发起"),
    ("运营方", "运营单位", "运营商", "运营"),
    ("票价", "门票", "售价"),
    ("产量", "生产"),
    ("营业额", "销售额", "销售收入"),
    ("获奖者", "得主", "获奖", "获得者"),
    ("开工", "动工", "奠基"),
    ("完工", "竣工", "建成", "落成"),
)
"""Enough to take a sentence for one about the matter; not used to word a question anew."""

COLLOQUIAL: tuple[tuple[str, str], ...] = (
    ("啥时候", "什么时候"),
    ("啥时", "什么时候"),
    ("多会儿", "什么时候"),
    ("礼拜", "星期"),
    ("哪儿", "哪里"),
    ("咋样", "怎么样"),
    ("咋", "怎么"),
    ("啥", "什么"),
    ("多少钱儿", "多少钱"),
)
"""Spoken forms and the written ones that are searched and read."""

_HELD = re.compile(
    r"(哪里|什么地方|什么时候|何时|何地|哪[一]?[天年]|几[号月])(开|办)(?=的?[？?]?$)"
)
"""在哪里开的: of a meeting, 开 is 召开 and 办 is 举办."""


def written_form(question: str) -> str:
    """The question with spoken forms written out: 啥时候 is 什么时候."""
    for spoken, written in COLLOQUIAL:
        question = question.replace(spoken, written)
    return _HELD.sub(lambda match: match[1] + {"开": "召开", "办": "举办"}[match[2]], question)


Alternatives = tuple[tuple[str, tuple[str, ...]], ...]
"""Phrases of a question, each with its other names."""

_CONGRESS = re.compile(
    r"(二十|十[一二三四五六七八九]|(?<=党的)[一二三四五六七八九十]|(?<=中共)[一二三四五六七八九十]"
    r"|(?<![一-鿿])[一二三四五六七八九十](?=大(?:代表|召开|开幕|闭幕|会址|报告|精神)))大(?!会(?!址))"
)
"""Congresses of the party: 二十大, 党的七大, 一大会址; 三大部分 and 十大品牌 are none."""


def alternatives(question: str) -> Alternatives:
    """What the question names and the tables know by other names: (phrase, other names)."""
    within = borders(question)
    found = [*_named_in(question, SAME_EVENT, within), *_named_in(question, SAME_NAME)]
    found += [
        (match.group(), (f"第{match[1]}次全国代表大会",)) for match in _CONGRESS.finditer(question)
    ]
    return tuple(found) + _named_in(question, SAME_THING, within)


def _named_in(
    question: str, table: tuple[tuple[str, ...], ...], borders: frozenset[int] | None = None
) -> Alternatives:
    """The longest name of each group that the question has, with the group's others.

    With ``borders`` only names that begin and end there count: 任务 is no 任.
    """
    found = []
    for group in table:
        named = sorted(group, key=len, reverse=True)
        present = next((name for name in named if _stands(name, question, borders)), None)
        if present:
            rest = question.replace(present, " ")
            others = tuple(name for name in group if name != present and name not in rest)
            found.append((present, others))
    return tuple(found)


def _stands(name: str, question: str, borders: frozenset[int] | None) -> bool:
    if borders is None:
        return name in question
    places = (match.start() for match in re.finditer(re.escape(name), question))
    return any({start, start + len(name)} <= borders for start in places)


def other_wordings(question: str, *, most: int = 3) -> tuple[str, ...]:
    """The question with one verb or name exchanged for another that means the same."""
    events = _named_in(question, SAME_EVENT, borders(question))
    named = (*events, *_named_in(question, SAME_NAME))
    found = [question.replace(present, other) for present, others in named for other in others]
    found = [wording for wording in found if wording != question]
    return tuple(dict.fromkeys(found))[:most]


def related_names(question: str) -> Alternatives:
    """What the question names, with every other name or verb from the tables; search terms."""
    regions = ((region, others) for region, (others, _) in REGIONS.items() if region in question)
    return (*alternatives(question), *regions)


ENGLISH: dict[str, tuple[str, ...]] = {
    # what happens
    "approve": ("获批", "批准", "批复", "获准", "支持创建"),
    "hold": ("举行", "召开", "举办", "开幕"),
    "take place": ("举行", "召开", "举办"),
    "open": ("开放", "开幕", "启用", "开通"),
    "close": ("闭幕", "关闭"),
    "publish": ("发布", "印发", "公布", "出台"),
    "release": ("发布", "公布", "上映"),
    "issue": ("印发", "发布"),
    "sign": ("签署", "签订"),
    "establish": ("成立", "设立", "建立"),
    "found": ("成立", "创办"),
    "launch": ("启动", "上线", "发射"),
    "start": ("开始", "启动"),
    "begin": ("开始", "启动"),
    "end": ("结束",),
    "build": ("建设", "建成", "建"),
    "complete": ("完成", "建成", "竣工"),
    "connect": ("接入", "连接"),
    "serve": ("服务",),
    "host": ("主办", "举办", "承办"),
    "organize": ("主办", "组织"),
    "attend": ("出席", "参加"),
    "join": ("加入", "参加"),
    "speak": ("讲话", "发言", "致辞"),
    "win": ("获得", "夺得", "赢得"),
    "die": ("去世", "逝世", "死亡", "遇难"),
    "invest": ("投资",),
    "cost": ("耗资", "投资", "费用"),
    "increase": ("增长", "增加"),
    "grow": ("增长",),
    "rise": ("上升", "增长"),
    "fall": ("下降",),
    "promote": ("推动", "促进", "推进"),
    "adopt": ("通过", "审议通过"),
    "pass": ("通过",),
    "happen": ("发生",),
    "handle": ("处理", "完成"),
    "register": ("注册", "登记"),
    "registration": ("注册", "登记"),
    # gatherings and papers
    "conference": ("大会", "会议"),
    "forum": ("论坛",),
    "symposium": ("座谈会", "研讨会"),
    "meeting": ("会议", "座谈会"),
    "exhibition": ("展览", "展", "博览会"),
    "festival": ("节",),
    "ceremony": ("仪式", "典礼"),
    "theme": ("主题",),
    "agreement": ("协议", "协定"),
    "white paper": ("白皮书",),
    "action plan": ("行动计划",),
    "plan": ("计划", "规划", "方案"),
    "policy": ("政策",),
    "document": ("文件",),
    "report": ("报告",),
    # who
    "chairman": ("董事长", "主席"),
    "president": ("总裁", "主席", "总统", "院长"),
    "vice president": ("副总裁", "副主席", "副院长"),
    "director": ("主任", "局长", "馆长", "导演"),
    "deputy director": ("副主任", "副局长"),
    "minister": ("部长",),
    "vice minister": ("副部长",),
    "mayor": ("市长",),
    "secretary": ("书记", "秘书"),
    "general manager": ("总经理",),
    "spokesperson": ("发言人",),
    "enterprise": ("企业",),
    "company": ("公司", "企业"),
    "government": ("政府",),
    "ministry": ("部",),
    "bureau": ("局",),
    "institute": ("研究院", "院"),
    "academy": ("研究院", "院"),
    "university": ("大学",),
    "library": ("图书馆",),
    "hospital": ("医院",),
    "port": ("港",),
    "people": ("人",),
    # things
    "demonstration zone": ("示范区",),
    "industrial internet": ("工业互联网",),
    "artificial intelligence": ("人工智能", "AI"),
    "secondary node": ("二级节点",),
    "top-level node": ("顶级节点",),
    "node": ("节点",),
    "zone": ("区",),
    "platform": ("平台",),
    "industry": ("产业", "行业", "工业"),
    "economy": ("经济",),
    "project": ("项目", "工程"),
    "area": ("面积", "地区"),
    "population": ("人口",),
    "output": ("产量", "产值"),
    "revenue": ("收入", "营收", "营业收入"),
    "profit": ("利润",),
    "investment": ("投资",),
    "rate": ("率",),
    "global": ("全球",),
    "national": ("国家", "全国"),
    "city": ("市", "城市"),
    "province": ("省",),
    "beijing": ("北京",),
    "shanghai": ("上海",),
    "china": ("中国", "我国"),
}
"""A phrase comes before its words; a question is glossed with the first Chinese word."""
_IRREGULAR = {
    "held": "hold", "took": "take", "taken": "take", "built": "build", "began": "begin",
    "begun": "begin", "won": "win", "died": "die", "spoke": "speak", "grew": "grow", "rose": "rise",
    "fell": "fall", "companies": "company", "policies": "policy", "cities": "city",
    "founded": "found", "organised": "organize", "organized": "organize",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_KNOWN = {word for entry in ENGLISH for word in entry.split()}
_LONGEST = 2
"""Words in the longest phrase of the table."""


def translated(question: str) -> Alternatives:
    """Phrases of an English question, as written, each with its Chinese words, in its order."""
    words = list(_WORD.finditer(question))
    found: list[tuple[str, tuple[str, ...]]] = []
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST, len(words) - place), 0, -1):
            run = words[place : place + length]
            chinese = ENGLISH.get(" ".join(_stem(word.group()) for word in run))
            if chinese:
                found.append((question[run[0].start() : run[-1].end()], chinese))
                place += length - 1
                break
        place += 1
    return tuple(found)


def _stem(word: str) -> str:
    """A word as the table has it: without plural, -ed and -ing."""
    plain = word.lower()
    if plain in ENGLISH:
        return plain
    if plain in _IRREGULAR:
        return _IRREGULAR[plain]
    for ending, instead in (
        ("ies", "y"), ("ed", ""), ("d", ""), ("ing", ""), ("ing", "e"), ("es", ""), ("s", ""),
    ):  # fmt: skip
        stem = plain.removesuffix(ending) + instead
        if plain.endswith(ending) and stem in _KNOWN:
            return stem
    return plain


PER_WORD = 2
AT_LEAST = 0.5
"""Below this cosine the neighbour is a coincidence more often than a translation."""
_ASKED: tuple[tuple[str, str], ...] = (
    (r"how many|how much", "多少"),
    (r"\bwhen\b|what (?:date|day|year|time)", "何时"),
    (r"\bwhere\b", "哪里"),
    (r"\bwho(?:m|se)?\b", "谁"),
    (r"\bwhy\b", "为什么"),
    (r"\bhow\b", "如何"),
    (r"\bwhat\b|\bwhich\b", "什么"),
)


def glosses(question: str, words: WordVectors) -> list[str]:
    """Chinese words for the content words of an English question, in its order."""
    table = translated(question)
    found: list[str] = [chinese for _, names in table for chinese in names[:PER_WORD]]
    for word in words.words(_without_asking(_without(question, table))):
        found += [name for name, _ in words.gloss(word.row, most=PER_WORD, at_least=AT_LEAST)]
    return list(dict.fromkeys(found))


def glossed_question(question: str, words: WordVectors) -> str:
    """A Chinese stand-in for the question: the best gloss of each word, and what is asked.

    Words without a gloss (names, figures) stay as they are.
    """
    table = translated(question)
    parts: list[tuple[int, str]] = [(question.index(phrase), names[0]) for phrase, names in table]
    for word in words.words(_without_asking(_without(question, table))):
        best = words.gloss(word.row, most=1, at_least=AT_LEAST)
        parts.append((word.start, best[0][0] if best else question[word.start : word.end]))
    asked = next(
        (chinese for pattern, chinese in _ASKED if re.search(pattern, question, re.IGNORECASE)),
        "什么",
    )
    return "".join(part for _, part in sorted(parts)) + asked + "？"


def _without(question: str, table: Alternatives) -> str:
    """``question`` with blanks where the table has words for it."""
    for phrase, _ in table:
        question = question.replace(phrase, " " * len(phrase), 1)
    return question


_FUNCTION = re.compile(
    r"\b(?:how many|how much|what|when|where|who|whom|whose|which|why|how|is|are|was|were|did|does"
    r"|do|the|a|an|of|in|on|at|to|for|and|or|by|with|from|be|been|being|has|have|had|it|its|this"
    r"|that|these|those|there|will|would|can|could|many|much|as|into|about|his|her|their)\b|[?？.,]",
    re.IGNORECASE,
)


def _without_asking(question: str) -> str:
    return _FUNCTION.sub(lambda match: " " * len(match.group()), question)
