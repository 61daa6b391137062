"""The table of expressions: what each means in an article of Friday 29 July 2022."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.dates import ResolvedDate, resolve
from rag.wording import Language

FRIDAY = date(2022, 7, 29)

RELATIVE = """
今年1月 | 今年1月 | 2022-01-01..2022-01-31 | month | 2022年1月
去年底 | 去年底 | 2021-11-01..2021-12-31 | part_of_year~ | 2021年底
前年3月 | 前年3月 | 2020-03-01..2020-03-31 | month | 2020年3月
明年5月1日 | 明年5月1日 | 2023-05-01 | day | 2023年5月1日
大前年 | 大前年 | 2019-01-01..2019-12-31 | year | 2019年
本月18日 | 本月18日 | 2022-07-18 | day | 2022年7月18日
本月初 | 本月初 | 2022-07-01..2022-07-10 | part_of_month~ | 2022年7月初
上月 | 上月 | 2022-06-01..2022-06-30 | month | 2022年6月
上个月底 | 上个月底 | 2022-06-21..2022-06-30 | part_of_month~ | 2022年6月底
上上个月 | 上上个月 | 2022-05-01..2022-05-31 | month | 2022年5月
下月中旬 | 下月中旬 | 2022-08-11..2022-08-20 | part_of_month | 2022年8月中旬
下个月 | 下个月 | 2022-08-01..2022-08-31 | month | 2022年8月
上周五 | 上周五 | 2022-07-22 | day | 2022年7月22日
上上周三 | 上上周三 | 2022-07-13 | day | 2022年7月13日
本周 | 本周 | 2022-07-25..2022-07-31 | week | 2022年7月25日至31日
本周一 | 本周一 | 2022-07-25 | day | 2022年7月25日
下周二 | 下周二 | 2022-08-02 | day | 2022年8月2日
上周末 | 上周末 | 2022-07-23..2022-07-24 | range | 2022年7月23日至24日
上星期天 | 上星期天 | 2022-07-24 | day | 2022年7月24日
昨天 | 昨天 | 2022-07-28 | day | 2022年7月28日
昨晚 | 昨晚 | 2022-07-28 | day | 2022年7月28日
昨日凌晨 | 昨日凌晨 | 2022-07-28 | day | 2022年7月28日
今天上午 | 今天上午 | 2022-07-29 | day | 2022年7月29日
今晨 | 今晨 | 2022-07-29 | day | 2022年7月29日
前天夜里 | 前天夜里 | 2022-07-27 | day | 2022年7月27日
大前天 | 大前天 | 2022-07-26 | day | 2022年7月26日
明天 | 明天 | 2022-07-30 | day | 2022年7月30日
后天 | 后天 | 2022-07-31 | day | 2022年7月31日
近日 | 近日 | 2022-07-22..2022-07-29 | range~ | 2022年7月22日至29日
日前 | 日前 | 2022-07-22..2022-07-29 | range~ | 2022年7月22日至29日
连日来 | 连日来 | 2022-07-22..2022-07-29 | range~ | 2022年7月22日至29日
近期 | 近期 | 2022-06-29..2022-07-29 | range~ | 2022年6月29日至7月29日
不久前 | 不久前 | 2022-06-29..2022-07-29 | range~ | 2022年6月29日至7月29日
截至目前 | 截至目前 | 2022-07-29 | day~ | 2022年7月29日
截至发稿 | 截至发稿 | 2022-07-29 | day~ | 2022年7月29日
10月18日 | 10月18日 | 2021-10-18 | day | 2021年10月18日
7月19日 | 7月19日 | 2022-07-19 | day | 2022年7月19日
12月28日 | 12月28日 | 2021-12-28 | day | 2021年12月28日
将于10月18日开幕 | 10月18日 | 2022-10-18 | day | 2022年10月18日
7月28日至8月2日 | 7月28日至8月2日 | 2022-07-28..2022-08-02 | range | 2022年7月28日至8月2日
7月1日至8日 | 7月1日至8日 | 2022-07-01..2022-07-08 | range | 2022年7月1日至8日
18日至20日 | 18日至20日 | 2022-07-18..2022-07-20 | range | 2022年7月18日至20日
8月1日—3日将办 | 8月1日—3日 | 2022-08-01..2022-08-03 | range | 2022年8月1日至3日
28日 | 28日 | 2022-07-28 | day | 2022年7月28日
当天 | 当天 | 2022-07-29 | day | 2022年7月29日
今年以来 | 今年以来 | 2022-01-01..2022-07-29 | range~ | 2022年1月至7月
去年下半年 | 去年下半年 | 2021-07-01..2021-12-31 | half | 2021年下半年
去年第四季度 | 去年第四季度 | 2021-10-01..2021-12-31 | quarter | 2021年第四季度
去年同期 | 去年 | 2021-01-01..2021-12-31 | year | 2021年
今年前三季度 | 今年前三季度 | 2022-01-01..2022-09-30 | range | 2022年1月至9月
今年上半年 | 今年上半年 | 2022-01-01..2022-06-30 | half | 2022年上半年
上半年 | 上半年 | 2022-01-01..2022-06-30 | half | 2022年上半年
第一季度 | 第一季度 | 2022-01-01..2022-03-31 | quarter | 2022年第一季度
三季度将启动 | 三季度 | 2022-07-01..2022-09-30 | quarter | 2022年第三季度
第四季度 | 第四季度 | 2021-10-01..2021-12-31 | quarter | 2021年第四季度
前三季度 | 前三季度 | 2022-01-01..2022-09-30 | range | 2022年1月至9月
前7个月 | 前7个月 | 2022-01-01..2022-07-31 | range | 2022年1月至7月
1至7月 | 1至7月 | 2022-01-01..2022-07-31 | range | 2022年1月至7月
1-6月份 | 1-6月份 | 2022-01-01..2022-06-30 | range | 2022年1月至6月
去年3至5月 | 去年3至5月 | 2021-03-01..2021-05-31 | range | 2021年3月至5月
去年底到今年初 | 去年底到今年初 | 2021-11-01..2022-03-31 | range~ | 2021年11月至2022年3月
三月份 | 三月份 | 2022-03-01..2022-03-31 | month | 2022年3月
三月初 | 三月初 | 2022-03-01..2022-03-10 | part_of_month~ | 2022年3月初
六月底 | 六月底 | 2022-06-21..2022-06-30 | part_of_month~ | 2022年6月底
6月 | 6月 | 2022-06-01..2022-06-30 | month | 2022年6月
截至6月 | 6月 | 2022-06-01..2022-06-30 | month | 2022年6月
11月 | 11月 | 2021-11-01..2021-11-30 | month | 2021年11月
年初 | 年初 | 2022-01-01..2022-03-31 | part_of_year~ | 2022年初
年底 | 年底 | 2022-11-01..2022-12-31 | part_of_year~ | 2022年底
年内 | 年内 | 2022-01-01..2022-12-31 | year | 2022年
月底 | 月底 | 2022-07-21..2022-07-31 | part_of_month~ | 2022年7月底
上季度 | 上季度 | 2022-04-01..2022-06-30 | quarter | 2022年第二季度
本季度 | 本季度 | 2022-07-01..2022-09-30 | quarter | 2022年第三季度
周五 | 周五 | 2022-07-29 | day | 2022年7月29日
周一， | 周一 | 2022-07-25 | day | 2022年7月25日
将于周一上 | 周一 | 2022-08-01 | day | 2022年8月1日
周末 | 周末 | 2022-07-30..2022-07-31 | range~ | 2022年7月30日至31日
三年前 | 三年前 | 2019-01-01..2019-12-31 | year~ | 2019年
两个月前 | 两个月前 | 2022-05-01..2022-05-31 | month~ | 2022年5月
10天前 | 10天前 | 2022-07-19 | day | 2022年7月19日
5天后 | 5天后 | 2022-08-03 | day | 2022年8月3日
一周后 | 一周后 | 2022-08-01..2022-08-07 | week~ | 2022年8月1日至7日
近五年 | 近五年 | 2017-07-29..2022-07-29 | range~ | 2017年至2022年
过去三个月 | 过去三个月 | 2022-04-29..2022-07-29 | range~ | 2022年4月至7月
近10天 | 近10天 | 2022-07-19..2022-07-29 | range~ | 2022年7月19日至29日
五年来 | 五年来 | 2017-07-29..2022-07-29 | range~ | 2017年至2022年
近年来 | 近年来 | 2019-07-29..2022-07-29 | range~ | 2019年至2022年
春节期间 | 春节期间 | 2022-02-01..2022-02-07 | range~ | 2022年2月1日至7日
国庆节 | 国庆节 | 2022-10-01 | day | 2022年10月1日
五一假期 | 五一假期 | 2022-05-01..2022-05-05 | range~ | 2022年5月1日至5日
元旦 | 元旦 | 2022-01-01 | day | 2022年1月1日
次日 | 次日 | 2022-07-30 | day | 2022年7月30日
農曆以外：上週五 | 上週五 | 2022-07-22 | day | 2022年7月22日
January 5 | January 5 | 2022-01-05 | day | 2022年1月5日
March 3 to 5 | March 3 to 5 | 2022-03-03..2022-03-05 | range | 2022年3月3日至5日
first quarter | first quarter | 2022-01-01..2022-03-31 | quarter | 2022年第一季度
fourth quarter | fourth quarter | 2021-10-01..2021-12-31 | quarter | 2021年第四季度
the first half of last year | the first half of last year | 2021-01-01..2021-06-30 | half | 2021年上半年
late March | late March | 2022-03-21..2022-03-31 | part_of_month~ | 2022年3月底
the beginning of next year | the beginning of next year | 2023-01-01..2023-03-31 | part_of_year~ | 2023年初
earlier this year | earlier this year | 2022-01-01..2022-12-31 | year | 2022年
last year | last year | 2021-01-01..2021-12-31 | year | 2021年
this year | this year | 2022-01-01..2022-12-31 | year | 2022年
next year | next year | 2023-01-01..2023-12-31 | year | 2023年
last month | last month | 2022-06-01..2022-06-30 | month | 2022年6月
early this month | early this month | 2022-07-01..2022-07-10 | part_of_month~ | 2022年7月初
this week | this week | 2022-07-25..2022-07-31 | week | 2022年7月25日至31日
last week | last week | 2022-07-18..2022-07-24 | week | 2022年7月18日至24日
next week | next week | 2022-08-01..2022-08-07 | week | 2022年8月1日至7日
last weekend | last weekend | 2022-07-23..2022-07-24 | range | 2022年7月23日至24日
last quarter | last quarter | 2022-04-01..2022-06-30 | quarter | 2022年第二季度
last December | last December | 2021-12-01..2021-12-31 | month | 2021年12月
last Friday | last Friday | 2022-07-22 | day | 2022年7月22日
on Tuesday | Tuesday | 2022-07-26 | day | 2022年7月26日
next Monday | next Monday | 2022-08-01 | day | 2022年8月1日
this Wednesday | this Wednesday | 2022-07-27 | day | 2022年7月27日
due on Monday | Monday | 2022-08-01 | day | 2022年8月1日
yesterday | yesterday | 2022-07-28 | day | 2022年7月28日
today | today | 2022-07-29 | day | 2022年7月29日
tomorrow | tomorrow | 2022-07-30 | day | 2022年7月30日
last night | last night | 2022-07-28 | day | 2022年7月28日
three years ago | three years ago | 2019-01-01..2019-12-31 | year~ | 2019年
two weeks ago | two weeks ago | 2022-07-11..2022-07-17 | week~ | 2022年7月11日至17日
5 days ago | 5 days ago | 2022-07-24 | day | 2022年7月24日
in the past five years | in the past five years | 2017-07-29..2022-07-29 | range~ | 2017年至2022年
over the last three months | over the last three months | 2022-04-29..2022-07-29 | range~ | 2022年4月至7月
recently | recently | 2022-06-29..2022-07-29 | range~ | 2022年6月29日至7月29日
in recent days | in recent days | 2022-07-22..2022-07-29 | range~ | 2022年7月22日至29日
"""  # noqa: E501 - a row of the table is a line
"""Text, the expression in it, its days, its granularity (~: approximate), its Chinese display."""

ABSOLUTE = """
2022年7月29日 | 2022年7月29日 | 2022-07-29 | day | 2022年7月29日
2022年07月29日 | 2022年07月29日 | 2022-07-29 | day | 2022年7月29日
2022 年 7 月 29 日 | 2022 年 7 月 29 日 | 2022-07-29 | day | 2022年7月29日
２０２２年７月２９日 | ２０２２年７月２９日 | 2022-07-29 | day | 2022年7月29日
2022-07-29 | 2022-07-29 | 2022-07-29 | day | 2022年7月29日
2022/7/29 | 2022/7/29 | 2022-07-29 | day | 2022年7月29日
2022.7.29 | 2022.7.29 | 2022-07-29 | day | 2022年7月29日
二〇二二年七月二十九日 | 二〇二二年七月二十九日 | 2022-07-29 | day | 2022年7月29日
二零二二年七月 | 二零二二年七月 | 2022-07-01..2022-07-31 | month | 2022年7月
2022年7月 | 2022年7月 | 2022-07-01..2022-07-31 | month | 2022年7月
2022年7月上旬 | 2022年7月上旬 | 2022-07-01..2022-07-10 | part_of_month | 2022年7月上旬
2022年7月中旬 | 2022年7月中旬 | 2022-07-11..2022-07-20 | part_of_month | 2022年7月中旬
2022年7月底 | 2022年7月底 | 2022-07-21..2022-07-31 | part_of_month~ | 2022年7月底
2022年 | 2022年 | 2022-01-01..2022-12-31 | year | 2022年
2022年度 | 2022年度 | 2022-01-01..2022-12-31 | year | 2022年
2022年初 | 2022年初 | 2022-01-01..2022-03-31 | part_of_year~ | 2022年初
2022年底 | 2022年底 | 2022-11-01..2022-12-31 | part_of_year~ | 2022年底
2022年年中 | 2022年年中 | 2022-05-01..2022-08-31 | part_of_year~ | 2022年中
2022年上半年 | 2022年上半年 | 2022-01-01..2022-06-30 | half | 2022年上半年
2022年下半年 | 2022年下半年 | 2022-07-01..2022-12-31 | half | 2022年下半年
2022年第三季度 | 2022年第三季度 | 2022-07-01..2022-09-30 | quarter | 2022年第三季度
2022年四季度 | 2022年四季度 | 2022-10-01..2022-12-31 | quarter | 2022年第四季度
2022年前三季度 | 2022年前三季度 | 2022-01-01..2022-09-30 | range | 2022年1月至9月
2022年前5个月 | 2022年前5个月 | 2022-01-01..2022-05-31 | range | 2022年1月至5月
2022年春季 | 2022年春季 | 2022-03-01..2022-05-31 | season | 2022年春季
2022年冬天 | 2022年冬天 | 2022-12-01..2023-02-28 | season | 2022年冬季
2019年以来 | 2019年以来 | 2019-01-01..2022-07-29 | range~ | 2019年至2022年
2022年1-7月 | 2022年1-7月 | 2022-01-01..2022-07-31 | range | 2022年1月至7月
2021年9月至2022年3月 | 2021年9月至2022年3月 | 2021-09-01..2022-03-31 | range | 2021年9月至2022年3月
2021-2023年 | 2021-2023年 | 2021-01-01..2023-12-31 | range | 2021年至2023年
2021—2023年 | 2021—2023年 | 2021-01-01..2023-12-31 | range | 2021年至2023年
2021年至2023年 | 2021年至2023年 | 2021-01-01..2023-12-31 | range | 2021年至2023年
2019至2021年 | 2019至2021年 | 2019-01-01..2021-12-31 | range | 2019年至2021年
“十四五” | “十四五” | 2021-01-01..2025-12-31 | range | 2021年至2025年
“十四五”期间 | “十四五”期间 | 2021-01-01..2025-12-31 | range | 2021年至2025年
“十三五”规划 | “十三五”规划 | 2016-01-01..2020-12-31 | range | 2016年至2020年
“十四五”末 | “十四五”末 | 2025-01-01..2025-12-31 | year~ | 2025年
“十二五”时期 | “十二五”时期 | 2011-01-01..2015-12-31 | range | 2011年至2015年
20世纪90年代 | 20世纪90年代 | 1990-01-01..1999-12-31 | decade | 20世纪90年代
上世纪80年代 | 上世纪80年代 | 1980-01-01..1989-12-31 | decade | 20世纪80年代
90年代 | 90年代 | 1990-01-01..1999-12-31 | decade | 20世纪90年代
21世纪 | 21世纪 | 2001-01-01..2100-12-31 | century | 21世纪
本世纪初 | 本世纪初 | 2001-01-01..2010-12-31 | range~ | 2001年至2010年
2023年春节 | 2023年春节 | 2023-01-22..2023-01-28 | range~ | 2023年1月22日至28日
1985年春节 | 1985年春节 | 1985-02-20..1985-02-26 | range~ | 1985年2月20日至26日
2050年春节假期 | 2050年春节假期 | 2050-01-23..2050-01-29 | range~ | 2050年1月23日至29日
2023全球示例大会 | 2023 | 2023-01-01..2023-12-31 | year | 2023年
January 2022 | January 2022 | 2022-01-01..2022-01-31 | month | 2022年1月
Jan. 5, 2022 | Jan. 5, 2022 | 2022-01-05 | day | 2022年1月5日
5 January 2022 | 5 January 2022 | 2022-01-05 | day | 2022年1月5日
July 28-30, 2022 | July 28-30, 2022 | 2022-07-28..2022-07-30 | range | 2022年7月28日至30日
Q3 2022 | Q3 2022 | 2022-07-01..2022-09-30 | quarter | 2022年第三季度
the third quarter of 2022 | the third quarter of 2022 | 2022-07-01..2022-09-30 | quarter | 2022年第三季度
the second half of 2021 | the second half of 2021 | 2021-07-01..2021-12-31 | half | 2021年下半年
early 2022 | early 2022 | 2022-01-01..2022-03-31 | part_of_year~ | 2022年初
mid-2021 | mid-2021 | 2021-05-01..2021-08-31 | part_of_year~ | 2021年中
the end of 2024 | the end of 2024 | 2024-11-01..2024-12-31 | part_of_year~ | 2024年底
from 2021 to 2023 | from 2021 to 2023 | 2021-01-01..2023-12-31 | range | 2021年至2023年
2019-2021 | 2019-2021 | 2019-01-01..2021-12-31 | range | 2019年至2021年
since 2019 | 2019 | 2019-01-01..2019-12-31 | year | 2019年
in 2021 | 2021 | 2021-01-01..2021-12-31 | year | 2021年
the 1990s | the 1990s | 1990-01-01..1999-12-31 | decade | 20世纪90年代
"""  # noqa: E501 - a row of the table is a line
"""The same for expressions that need no publication date."""

NO_DATE = """
每周五
周一至周五
3.28亿元
120日元
5日内
3个月
周济
v1.2.3
每年一度
28 to 30
It may rise
八月桂花
三年级
2030可持续发展议程
第3号
星期五餐厅
"""


def _rows(table: str, relative: bool) -> list[tuple[str, str, str, str, str, bool]]:
    cells = [line.split(" | ") for line in table.strip().splitlines()]
    return [(a, b, c, d, e, relative) for a, b, c, d, e in cells]


ROWS = _rows(RELATIVE, relative=True) + _rows(ABSOLUTE, relative=False)


def test_the_table_is_long_enough() -> None:
    assert len(ROWS) >= 150


@pytest.mark.parametrize(
    ("text", "words", "days", "granularity", "shown", "relative"),
    ROWS,
    ids=[row[0] for row in ROWS],
)
def test_an_expression_in_an_article_of_july_2022(
    text: str, words: str, days: str, granularity: str, shown: str, relative: bool
) -> None:
    (found,) = resolve(text, FRIDAY)
    first, _, last = days.partition("..")
    assert (found.start_date, found.end_date) == (
        date.fromisoformat(first),
        date.fromisoformat(last or first),
    )
    assert found.text == words == text[found.start : found.end]
    assert found.granularity == granularity.rstrip("~")
    assert found.approximate == granularity.endswith("~")
    assert found.display("zh") == shown
    assert found.relative == relative


@pytest.mark.parametrize("row", _rows(ABSOLUTE, relative=False), ids=lambda row: str(row[0]))
def test_an_absolute_expression_needs_no_article_date(row: tuple[str, ...]) -> None:
    alone, beside = resolve(row[0]), resolve(row[0], FRIDAY)
    assert [found.start_date for found in alone] == [found.start_date for found in beside]
    assert [found.text for found in alone] == [found.text for found in beside]


@pytest.mark.parametrize("text", [row[0] for row in _rows(RELATIVE, relative=True)])
def test_a_relative_expression_without_an_article_date_is_left_out(text: str) -> None:
    assert resolve(text) == []


@pytest.mark.parametrize("text", NO_DATE.strip().splitlines())
def test_words_that_only_look_like_dates(text: str) -> None:
    assert resolve(text, FRIDAY) == []


def _days(text: str, published: date | None = FRIDAY) -> list[tuple[str, str]]:
    return [(str(found.start_date), str(found.end_date)) for found in resolve(text, published)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021年8月1日签约，当天生效", ["2021-08-01", "2021-08-01"]),
        ("2021年8月1日签约，次日生效", ["2021-08-01", "2021-08-02"]),
        ("2021年8月签约，同年12月生效", ["2021-08-01", "2021-12-01"]),
        ("2021年8月签约，12月生效", ["2021-08-01", "2021-12-01"]),
        ("2021年8月1日开会，8月3日发文", ["2021-08-01", "2021-08-03"]),
        ("2021年开工。8月3日完工", ["2021-01-01", "2022-08-03"]),
        ("7月19日签约，21日开会", ["2022-07-19", "2022-07-21"]),
        ("去年6月立项，12月验收", ["2021-06-01", "2021-12-01"]),
        ("去年底發布，今年開幕", ["2021-11-01", "2022-01-01"]),
        ("In 2021 it opened; in May 2022 it closed.", ["2021-01-01", "2022-05-01"]),
    ],
)
def test_a_date_takes_its_year_from_the_sentence(text: str, expected: list[str]) -> None:
    assert [first for first, _ in _days(text)] == expected


@pytest.mark.parametrize(
    ("published", "text", "expected"),
    [
        (date(2023, 1, 5), "12月28日", "2022-12-28"),
        (date(2022, 12, 20), "将于1月8日开幕", "2023-01-08"),
        (date(2023, 10, 11), "10月18日—20日，大会将举行", "2023-10-18"),
        (date(2023, 8, 2), "28日", "2023-07-28"),
        (date(2023, 1, 3), "上个月", "2022-12-01"),
        (date(2023, 1, 3), "去年12月", "2022-12-01"),
        (date(2023, 2, 3), "四季度", "2022-10-01"),
        (date(2024, 2, 29), "昨天", "2024-02-28"),
        (date(2024, 3, 1), "昨天", "2024-02-29"),
        (date(2024, 3, 1), "上个月底", "2024-02-21"),
        (date(2023, 1, 2), "last December", "2022-12-01"),
        (date(2023, 1, 2), "last quarter", "2022-10-01"),
    ],
)
def test_across_the_turn_of_a_year_or_month(published: date, text: str, expected: str) -> None:
    assert _days(text, published)[0][0] == expected


def test_without_any_year_nothing_is_invented() -> None:
    assert resolve("7月28日，论坛举行。") == []
    assert _days("2022年2月30日") == [("2022-02-01", "2022-02-28")], "no such day: its month"


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("7月29日", "29 July 2022"),
        ("今年1月", "January 2022"),
        ("第三季度将", "Q3 2022"),
        ("去年下半年", "the second half of 2021"),
        ("2021-2023年", "2021 to 2023"),
        ("上世纪80年代", "the 1980s"),
        ("21世纪", "the 21st century"),
        ("去年底", "late 2021"),
        ("本月中旬", "mid July 2022"),
        ("2022年冬天", "winter 2022"),
        ("2022年1-7月", "January to July 2022"),
        ("2021年9月至2022年3月", "September 2021 to March 2022"),
        ("7月1日至8日", "1 July 2022 to 8 July 2022"),
    ],
)
def test_displayed_in_english(text: str, english: str) -> None:
    assert resolve(text, FRIDAY)[0].display("en") == english


_PIECES = st.sampled_from(
    [
        *(row[0] for row in ROWS),
        "，",
        "。",
        "至",
        "到",
        "-",
        "将",
        "2022",
        "年",
        "月",
        "日",
        "3",
        " ",
    ]
)


@given(st.lists(_PIECES, max_size=12).map("".join), st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_any_text_gives_ordered_spans_that_slice_back(text: str, published: date) -> None:
    found: list[ResolvedDate] = resolve(text, published)
    for one in found:
        assert text[one.start : one.end] == one.text
        assert one.start_date <= one.end_date
        assert one.display("zh")
        assert one.display("en")
    for before, after in itertools.pairwise(found):
        assert before.end <= after.start


def test_every_day_of_a_year_is_read_back_from_its_own_display() -> None:
    languages: tuple[Language, ...] = ("zh", "en")
    for place in range(366):
        day = date(2024, 1, 1) + timedelta(days=place)
        for language in languages:
            shown = ResolvedDate(day, day, "day", 0, 0, "").display(language)
            (found,) = resolve(shown)
            assert (found.start_date, found.end_date, found.text) == (day, day, shown)
