"""What tells which days and years of a text are its own, and which are plans or memories.

The signs that ``rag.articles.published_inferred`` weighs; what stands before and behind a day.
"""

from __future__ import annotations

import re

from rag.articles.published_dateline import HELD

_NAMED = (
    r"大会|论坛|峰会|博览会|展览会|年会|锦标赛|公开赛|联赛|赛季|榜单|排行榜|百强|500强|工作方案|工作要点"
    r"|运动会|马拉松|电影节|文学节|艺术节|服贸会|进博会|消博会|夏令营|挑战赛"
)
_YEAR = r"(?P<y>19[89]\d|20[0-4]\d)"
# 2022年全球数据大会, 2023年上半年, 2022年青禾马拉松
EVENT = re.compile(
    rf"(?<![\d.-]){_YEAR}(?:\s?年度?(?:上半年|第?[一二三四1-4]季|半年|中期|暑期|[\u4e00-\u9fff“]{{0,12}}?(?:{_NAMED}))"
    rf"|\s?(?:全球|中国|世界|国际|全国|[\u4e00-\u9fff]{{1,10}}?(?:{_NAMED})))"
)
# 2023年一季度, 上半年
PERIOD = re.compile(r"季|半年|中期|暑期")
# 备战, 较, 到, 自 right before 2022年…: not of the present
NOT_NOW = re.compile(
    r"(?:备战|入选|获得|曾[在于]?|早在|自|从|原定|此前|往年|首届|面向|迎接|(?:预计|计划|有望)(?:将|可)?(?:在|于)?|到|至|较于?|比|—|－|-|~)\s?[“《]?$"
)
# 2022年7月, 2022年7月21日
MONTH = re.compile(
    rf"(?<![\d.]){_YEAR}\s?年\s?(?P<m>1[0-2]|0?[1-9])\s?月(?:\s?(?P<d>[12]\d|3[01]|0?[1-9])\s?[日号])?"
)
# 到, 预计, 力争 right before 2025年12月
PLANNED_BEFORE = re.compile(r"(?:(?<!截)[到至]|预计|计划|力争|最快|最迟|[-－—–~])\s?$")
# 底, 前, 起施行 right after 2025年12月
PLANNED_AFTER = re.compile(r"^\s?(?:底|末|前|之前|以前|将|起施行|起实施|实现|到期)")
# 7月21日, 2022年7月21日
DAY = re.compile(
    r"(?<![\d.])(?:(?P<y>(?:19|20)\d\d)\s*年\s*)?(?P<m>1[0-2]|0?[1-9])\s?月\s?"
    r"(?P<d>[12]\d|3[01]|0?[1-9])\s?[日号]"
)
LATEST_DAY_WITHIN = 200
"""A report names its own day so early; one that stands later is of something it tells of."""
NOT_ITS_DAY = re.compile(r"(?:截[至止]|摄于|[自从由])(?:19|20)?\d{0,2}年?\s?$")
"""Before the end of a period and the day of a picture: 截至6月30日, 摄于7月24日."""
QUARTER_END = re.compile(  # 截至2023年6月30日
    r"截[至止]\s?(?:20\d\d\s?年)?\s?(?P<m>3|6|9|12)\s?月\s?(?P<d>3[01])\s?日(?!收盘|发稿)"
)
UNTIL = re.compile(  # 17日—22日, 7月17日至22日: the last day of it is the latest that has come
    r"\s?(?:[—–~－-]{1,2}|[至到])\s?(?P<d>[12]\d|3[01]|0?[1-9])\s?[日号]"
)
BARE_DAY = re.compile(  # 26日，…; 26日上午, without a month
    r"(?:^|[，。,：:】）)\s]|记者|获悉)(?P<d>[12]\d|3[01]|0?[1-9])日(?=[，,上下晚凌])"
)
BARE_WITHIN = 120
BARE_LATER = 5
# 资料图：…摄
PICTURED = re.compile(r"资料图|资料照片|图源|拍摄时间")
TOLD_LATER = re.compile(
    r"[今昨]日|[今昨]天|[一二两三四五六七八九十\d]\s?(?:周|个?月|天)前|此前|日前|近日|近期"
)
"""What says that the report is of another day than the full date that follows."""
# 2019年, 去年, 次年
OTHER_YEAR = re.compile(r"(?:19|20)\d\d\s?年|去年|前年|同年|当年|明年|次年")
# 距离大会开幕还有一周, 离开赛不到30天
COUNTDOWN = re.compile(
    r"(?:距离?|离)[^。！？\n]{0,30}?(?:还有|还剩|仅剩|只剩|不到|不足|仅有)(?:不到|约|大约)?\s*"
    r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})\s*个?(?P<unit>天|日|周|星期|月)"
)
# 将, 定于, 届时
COMING = re.compile(r"将|拟|即将|定于|预计|计划|要在|届时|欢迎|报名")
TITLED = re.compile(r"《[^》]*》?")  # 《…行动计划》 is no plan of the text's own
FRESH = re.compile(r"截[至止]|发布|印发|公布|召开|举行")
# 自2019年以来, 曾, 出生, 任职
REMEMBERED = re.compile(
    r"[自从]|早在|曾|以来|至今|期间|起任|任职|加入|正式|开工|出生|成立|一天|某天|之[后前]|原来|立案|实施|管理"
)
PUBLISHED_THEN = re.compile(r"(?:发布|印发|公布)的")
"""Of something that was published before: 2021年6月28日发布的裁定书显示."""
# 生于
BORN = re.compile(r"出生|生日|生于")
ENDED_OR_RECALLED = re.compile(r"截[至止]|今年")
"""A period that has ended; 今年1月29日, as a day of some months ago is called."""
LOOKING_BACK = re.compile(r"调查报告|[一二]审|判决|审理|案情|回顾")
"""What tells of an incident long after its day."""
MADE = re.compile(
    r"(?:开发|制作|执导|创作|编写)的[^。！？\n]{0,60}?于\s?(?:19|20)\d\d\s?年[^。！？\n]{0,40}?(?:发[行售]|上映|出版|播出)"
)
"""What a work is introduced by: 由星河开发的游戏《远山》于2020年4月10日发行."""
ENDING = re.compile(r"截[至止]|当地时间|摄")
"""A period that has ended is reported of weeks later, a picture is older than its text."""
REPORTED = re.compile(r"发布|公布|披露|报|业绩|数据|举行|召开|仪式|会|活动|评|营收|利润|收入")
"""What is said of a period that has just ended."""
# 召开, 举行; 将, 定于
ANNOUNCED = re.compile(rf"{HELD.pattern}|{COMING.pattern}")
# 满15周年, 十周年
ANNIVERSARY = re.compile(r"周年")
# 日常售价为2399元, 到手价, 下单立减
SOLD = re.compile(r"日常售价|到手价|下单|券后")
