"""English words of news and their Chinese: a small readable table for questions in English.

The bundled vectors translate names of things well (nodes: 节点) and words of many senses badly
(held: 笏, zone: 时区). These are the words that questions about news are made of. A phrase comes
before its words; the first Chinese word is the one a question is glossed with.
"""

from __future__ import annotations

import re

from rag.answering.synonyms import Alternatives

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
