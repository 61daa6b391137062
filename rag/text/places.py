"""Institutions and regions by their names: what is one by two names, and what lies in what.

``SAME_NAME``: full and short names of institutions and events. ``REGIONS``: a region, the names
that stand for it, and the places inside it; evidence about one region does not answer for
another.
"""

from __future__ import annotations

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
