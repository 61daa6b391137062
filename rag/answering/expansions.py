"""Other names and other words: a small readable table of what readers treat as the same.

Five tables. ``COLLOQUIAL``: spoken forms. ``SAME_EVENT``: verbs by which newspapers and readers
name one event. ``SAME_NAME``: full and short names of institutions and events. ``SAME_THING``:
what a reader asks by one word and a sentence tells by another. ``REGIONS``: a region, the names
that stand for it, and the places inside it; evidence about one region does not answer for
another. What the articles themselves define in brackets is added by ``definitions``.
"""

from __future__ import annotations

import re
from itertools import accumulate

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

SAME_NAME: tuple[tuple[str, ...], ...] = (
    ("工信部", "工业和信息化部"),
    ("北京市经信局", "北京市经济和信息化局"),
    ("天津市工信局", "天津市工业和信息化局"),
    ("河北省工信厅", "河北省工业和信息化厅"),
    ("工联院", "中国工业互联网研究院"),
    ("发改委", "国家发展改革委", "国家发展和改革委员会"),
    ("中国科协", "中国科学技术协会"),
    ("网信办", "国家互联网信息办公室"),
    ("进博会", "中国国际进口博览会"),
    ("人社部", "人力资源和社会保障部"),
    ("卫健委", "国家卫生健康委员会"),
    ("央行", "中国人民银行"),
    ("证监会", "中国证券监督管理委员会"),
    ("统计局", "国家统计局"),
    ("全国人大", "全国人民代表大会"),
    ("全国政协", "中国人民政治协商会议"),
    ("国资委", "国务院国有资产监督管理委员会"),
    ("中科院", "中国科学院"),
    ("社科院", "中国社会科学院"),
    ("美联储", "美国联邦储备委员会"),
    ("世卫组织", "世界卫生组织"),
    ("上合组织", "上海合作组织"),
    ("APEC", "亚太经合组织"),
    ("冬奥会", "冬季奥林匹克运动会"),
    ("奥运会", "奥林匹克运动会"),
    ("亚运会", "亚洲运动会"),
    ("春晚", "春节联欢晚会"),
    ("国考", "国家公务员考试", "国家公务员录用考试"),
    ("广交会", "中国进出口商品交易会"),
    ("服贸会", "中国国际服务贸易交易会"),
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

REGIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # name: (other names, places inside)
    "京津冀": (("北京天津河北",), ("北京", "天津", "河北", "雄安")),
    "长三角": (("长江三角洲",), ("上海", "江苏", "浙江", "安徽")),
    "珠三角": (("珠江三角洲",), ("广东", "广州", "深圳", "佛山", "东莞", "珠海")),
    "大湾区": (("粤港澳",), ("广东", "香港", "澳门", "广州", "深圳")),
    "成渝": (("成渝地区", "川渝"), ("成都", "重庆", "四川")),
    "东北": ((), ("辽宁", "吉林", "黑龙江")),
}
_PLACES = (
    "北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海",
    "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南",
    "广东", "广西", "海南", "重庆", "四川", "贵州", "云南", "西藏", "陕西",
    "甘肃", "青海", "宁夏", "新疆", "香港", "澳门", "台湾", "雄安", "沈阳",
    "大连", "长春", "哈尔滨", "南京", "苏州", "杭州", "宁波", "合肥", "福州",
    "厦门", "南昌", "济南", "青岛", "郑州", "武汉", "长沙", "广州", "深圳",
    "南宁", "海口", "成都", "贵阳", "昆明", "拉萨", "西安", "兰州", "西宁",
    "银川", "乌鲁木齐", "石家庄", "太原", "呼和浩特",
)  # fmt: skip
REGION_NAMES: tuple[str, ...] = (*REGIONS, *_PLACES)
"""Every region and place the constraint check knows."""

PROVINCES = {
    "沈阳": "辽宁", "大连": "辽宁", "长春": "吉林", "哈尔滨": "黑龙江", "南京": "江苏",
    "苏州": "江苏", "杭州": "浙江", "宁波": "浙江", "合肥": "安徽", "福州": "福建",
    "厦门": "福建", "南昌": "江西", "济南": "山东", "青岛": "山东", "郑州": "河南",
    "武汉": "湖北", "长沙": "湖南", "广州": "广东", "深圳": "广东", "南宁": "广西",
    "海口": "海南", "成都": "四川", "贵阳": "贵州", "昆明": "云南", "拉萨": "西藏",
    "西安": "陕西", "兰州": "甘肃", "西宁": "青海", "银川": "宁夏", "乌鲁木齐": "新疆",
    "石家庄": "河北", "雄安": "河北", "太原": "山西", "呼和浩特": "内蒙古",
}  # fmt: skip
"""The province of each city among the places."""


def region_named(region: str, text: str) -> bool:
    """Whether ``text`` (folded) speaks of ``region``: by name, another name, or a whole part.

    京津冀 is named by 京津冀, or by all of 北京, 天津 and 河北 together; 辽宁 by 沈阳.
    """
    if region in text:
        return True
    others, inside = REGIONS.get(region, ((), ()))
    if any(other in text for other in others):
        return True
    if inside and sum(place in text for place in inside) >= min(3, len(inside)):
        return True
    return any(whole == region and part in text for part, whole in PROVINCES.items())


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
    borders = _word_borders(question)
    found = [*_named_in(question, SAME_EVENT, borders), *_named_in(question, SAME_NAME)]
    found += [
        (match.group(), (f"第{match[1]}次全国代表大会",)) for match in _CONGRESS.finditer(question)
    ]
    return tuple(found) + _named_in(question, SAME_THING, borders)


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


def _word_borders(text: str) -> frozenset[int]:
    """Where words of the segmenter's dictionary begin and end."""
    import rjieba

    return frozenset(accumulate(map(len, rjieba.cut(text, hmm=False)), initial=0))


def other_wordings(question: str, *, most: int = 3) -> tuple[str, ...]:
    """The question with one verb or name exchanged for another that means the same."""
    events = _named_in(question, SAME_EVENT, _word_borders(question))
    named = (*events, *_named_in(question, SAME_NAME))
    found = [question.replace(present, other) for present, others in named for other in others]
    found = [wording for wording in found if wording != question]
    return tuple(dict.fromkeys(found))[:most]


def related_names(question: str) -> Alternatives:
    """What the question names, with every other name or verb from the tables; search terms."""
    regions = ((region, others) for region, (others, _) in REGIONS.items() if region in question)
    return (*alternatives(question), *regions)
