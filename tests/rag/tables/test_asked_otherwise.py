"""Tables asked as people ask: by a verb, a day, a price, a kind; the last check lets it pass."""

from __future__ import annotations

import pytest

from rag.answering.judge import Judgement
from rag.answering.question import understand
from rag.tables.answers import found_in_tables, without_headings
from rag.types import Document
from rag.verifying.verify import verify
from tests.rag.answering.cases import reading

ALLOWANCES = "城市级别 | 住宿（元/晚） | 餐补（元/天）\n一线城市 | 550 | 120\n省会城市 | 420 | 100"
DEVICES = (
    "序号 | 设备名称 | 数量（台） | 单价（元）\n1 | 色谱仪 | 2 | 386000\n2 | 电子天平 | 12 | 14800"
)
STOCK = "货位 | 品名 | 账面数\nA-01 | 保温杯 | 1260\nB-07 | 硅胶铲 | 2300\nC-11 | 不锈钢盆 | 415"
TRAINS = (
    "车站 | 首班车（往火车站） | 末班车（往火车站） | 末班车（往大学城）\n"
    "体育中心 | 6:15 | 22:55 | 23:27\n鼓楼 | 6:24 | 23:04 | 23:18"
)
PEOPLE = "乡镇 | 常住人口 男（人） | 常住人口 女（人）\n白沙镇 | 9870 | 9655\n黄荆乡 | 4033 | 4118"
CHECKS = "套餐 | 男（元） | 女（元）\n基础套餐 | 398 | 458\n全面套餐 | 1180 | 1360"
LESSONS = (
    "节次 | 星期一 | 星期二 | 星期五\n第一节 | 语文 | 数学 | 语文\n第四节 | 音乐 | 体育 | 体育\n"
    "第五节 | 地理 | 英语 | 班会"
)
PARCELS = "目的地 | 首重（元） | 续重（元/公斤）\n青溪县 | 9 | 2\n白杨滩区 | 10 | 2.5"
WATER = (
    "用水类别 | 价格 基本水价（元/立方米） | 价格 到户价（元/立方米）\n"
    "居民第二阶梯 | 3.08 | 4.03\n居民第三阶梯 | 6.15 | 7.10"
)


DUTY = (
    "科室 | 诊室 | 上午 周一 | 上午 周二 | 下午 周一 | 下午 周二\n"
    "眼科 | 201 | 穆青 | 停诊 | 穆青 | 祁连\n牙科 | 305 | 车帘 | 车帘 | 温故 | 温故"
)
STATIONS = (
    "网点名称 | 所在街道 | 是否上门取件 | 日均件量（件）\n柳荫站 | 南街街道 | 是 | 640\n"
    "石桥站 | 河东街道 | 否 | 388\n塔下站 | 南街街道 | 是 | 512"
)
GAIN = (
    "类别 | 项目 | 金额（元） | 经手人\n"
    "收入 | 鱼塘承包 | 86000 | 甄实\n"
    "支出 | 修路 | 52400 | 乐山\n"
    "支出 | 清运 | 21600 | 乐山"
)
ARRIVALS = (
    "车次 | 始发站 | 到达 | 开车 | 检票口\n"
    "G15 | 徐州东 | 07:42 | 07:44 | A1\n"
    "D22 | 郑州东 | 09:15 | 09:21 | A3"
)
CARDS = "卡号尾号 | 余额（元） | 保管人\n3381 | 2650 | 石磊\n7704 | 918 | 路遥"
BIRDS = "月份 | 记录只次 | 优势种\n1月 | 18420 | 豆雁\n7月 | 2915 | 池鹭"
LIFTS = (
    "楼号 | 品牌 | 部数 | 单价（元） | 小计（元）\n"
    "1号楼 | 东升 | 2 | 268000 | 536000\n"
    "合计 | | 2 | | 536000"
)
SIGNS = "故障码 | 含义 | 处理\nE1 | 传感器开路 | 更换\nE4 | 风机不转 | 查电容"
PITCHES = "营位 | 平日（元/晚） | 容纳人数\n草地位 | 88 | 4\n泡泡屋 | 580 | 2"
LOTS = "标段 | 最高限价（万元）\n一标段 | 7820\n二标段 | 4360"
GOODS = "材料 | 数量 | 进场日期\n花岗岩板 | 1200块 | 9月2日\n混凝土 | 80方 | 9月5日"


def _said(title: str, table: str, question: str) -> str | None:
    """What is told and stands the last check; ``None`` where nothing is told."""
    document = Document(id="d0", path="a", title=title, text=f"{title}\n{table}")
    readings = [reading(document.text[:9], number=0)]
    found = found_in_tables(understand(question), readings, lambda _: document)
    if found is None:
        return None
    stood = verify(found.draft, lambda _: document, question)
    assert [fault.kind for fault in stood.dropped] == []
    return found.text


@pytest.mark.parametrize(
    ("title", "table", "question", "said"),
    [
        ("报销办法", ALLOWANCES, "出差省会城市的住宿标准是多少？", "420元/晚：省会城市，住宿"),
        ("设备台账", DEVICES, "台账里哪种设备数量最多？", "电子天平：数量12台"),
        ("二号仓盘点", STOCK, "二号仓哪种货品的账面数最多？", "硅胶铲：账面数2300"),
        ("首末班车", TRAINS, "体育中心站开往大学城的末班车时间是多少？",
         "23:27：体育中心，末班车（往大学城）"),
        ("人口统计", PEOPLE, "白沙镇的女性常住人口有多少人？", "白沙镇：常住人口 女9655人"),
        ("人口统计", PEOPLE, "哪个乡镇男性常住人口最少？", "黄荆乡：常住人口 男4033人"),
        ("体检价目", CHECKS, "全面套餐女的多少钱？", "全面套餐：女1360元"),
        ("七年级2班课程表", LESSONS, "七年级2班星期五第五节是什么？", "班会：第五节，星期五"),
        ("七年级2班课程表", LESSONS, "七年级2班哪天有音乐课？", "音乐：星期一"),
        ("排班", DUTY, "周二下午眼科是谁坐诊？", "祁连：眼科，下午 周二"),
        ("排班", DUTY, "眼科哪个半天停诊？", "停诊：上午 周二"),
        ("快递网点", STATIONS, "柳荫站能上门取件吗？", "是：柳荫站，是否上门取件"),
        ("快递网点", STATIONS, "南街街道有几个快递网点？", "2个：柳荫站、塔下站"),
        ("村务公开", GAIN, "鱼塘承包有多少？", "鱼塘承包：金额86000元"),
        ("村务公开", GAIN, "哪项支出最大？", "修路：金额52400元"),
        ("时刻表", ARRIVALS, "G15几点到？", "07:42：G15，到达"),
        ("时刻表", ARRIVALS, "D22在几号检票口检票？", "A3：D22，检票口"),
        ("油卡", CARDS, "尾号7704的余额多少？", "7704：余额918元"),
        ("鸟类调查", BIRDS, "7月份的优势种是什么？", "池鹭：7月，优势种"),
        ("鸟类调查", BIRDS, "哪个月记录的鸟最多？", "1月：记录只次18420"),
        ("电梯公示", LIFTS, "换电梯总共要花多少钱？", "合计：小计536000元"),
        ("空调", SIGNS, "空调显示E4是什么意思？", "风机不转：E4，含义"),
        ("营地", PITCHES, "泡泡屋能住几个人？", "泡泡屋：容纳人数2人"),
        ("招标", LOTS, "二标段的最高限价是多少？", "二标段：最高限价4360万元"),
        ("进场", GOODS, "花岗岩板进场了多少块？", "花岗岩板：数量1200块"),
        ("七年级2班课程表", LESSONS, "七年级2班哪天有体育课？", "体育：星期二、星期五"),
        ("飞燕快递", PARCELS, "飞燕快递到白杨滩区的续重怎么收？", "2.5元/公斤：白杨滩区，续重"),
        ("水价", WATER, "居民第二阶梯水价到户是多少？", "4.03元/立方米：居民第二阶梯，价格 到户价"),
    ],
    ids=["verb_beside", "unit_in_a_word", "kind", "way_and_time", "sex_cell", "sex_least",
         "sex_column", "lesson", "day", "half_of_a_day", "day_of_a_row", "whether", "count_in",
         "only_figures", "most_of_a_kind", "arrival", "number_of_a_gate", "called_by_number",
         "month", "month_of_most", "sum_to_spend", "meaning", "room_for", "name_like_a_most",
         "pieces", "days", "price", "to_the_door"],
)  # fmt: skip
def test_what_people_ask_of_a_table(title: str, table: str, question: str, said: str) -> None:
    assert _said(title, table, question) == said


@pytest.mark.parametrize(
    ("title", "table", "question"),
    [
        ("报销办法", ALLOWANCES, "岚桥公司省会城市的住宿标准是多少？"),  # another's
        ("飞燕快递", PARCELS, "飞燕快递为什么白杨滩区的续重贵？"),
        ("七年级2班课程表", LESSONS, "七年级2班哪天有美术课？"),
    ],
    ids=["named", "why", "no_such_lesson"],
)
def test_what_the_table_does_not_say_is_not_told(title: str, table: str, question: str) -> None:
    assert _said(title, table, question) is None


def test_a_row_of_monday_is_no_answer_for_saturday() -> None:
    menu = "星期 | 午餐主菜\n周一 | 红烧狮子头\n周二 | 糖醋里脊"
    document = Document(id="d0", path="a", title="食堂菜单", text=menu)
    read = reading(menu, "红烧狮子头")
    start = menu.index("周一")
    item = Judgement(read, start, menu.index("\n", start), read.spans[0], 0.9, (), {})

    def kept(question: str) -> bool:
        return bool(without_headings(understand(question), [item], lambda _: document, None))

    assert not kept("食堂周六的午餐主菜是什么？")
    assert kept("食堂周一的午餐主菜是什么？")
