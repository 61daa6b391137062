"""What has the form that a question asks for: dates, spans of time, figures, names, places."""

from __future__ import annotations

import pytest

from rag.answering.forms import fits
from rag.answering.question import understand


def fitting(question: str, *texts: str) -> list[str]:
    """Those of ``texts`` that could be what is asked for."""
    asked = understand(question)
    return [text for text in texts if fits(asked, text)]


@pytest.mark.parametrize(
    ("question", "fit", "unfit"),
    [
        # Dates; a year that was asked with is none, and a day is asked for as a day.
        ("论坛何时召开？", "8月1日 去年 近日 下周 周三 春节 9:30 下半年 十四五 2021年 July",
         "三年以来 4号线 8月以来 海州 会展中心"),
        ("2022年论坛何时召开？", "2022年8月 8月1日 2021年", "2022年 2022 在2022年的大会"),
        ("2022年论坛何时召开？", "1月2022年1日", "2022年月"),
        ("论坛是哪天开的？", "8月1日 今天 星期三 周三 除夕 初一 29", "2022年 4号线 8月 下半年"),
        ("Which day did it open?", "8月1日", "8月"),
        ("What date is it?", "8月1日", "8月"),
        # Spans of time.
        ("培训持续多久？", "三天 5个月 半年 3届 12小时 至今", "周末 很久 海州"),
        ("How long did it last?", "5小时", "long"),
        # Names of persons: only where a person plays or makes something must it be one.
        ("电影的导演是谁？", "徐克 米歇尔·骆文 Tom 由徐克执导 孙悟空 王二", "双奥之城 商务部 徐"),
        ("主演有哪些？", "徐克 王志军", "收视长虹 讲座"),
        ("任务有哪些？", "建桥 收视长虹", ""),
        ("谁演了主角？", "王志军先生 “王志军”", "新馆主 王一二三四 徐a"),
        ("谁来了？", "王志军 米歇尔·骆文 Tom 海州队 商务部 青禾公司 联合国 奥林匹克 长江 约翰逊",
         "觉得 讲座"),
        # Places and bodies.
        ("新馆在哪里？", "海州市 会展中心举行 海州 联合国 奥林匹克 Haizhou 线上", "建桥 48岁"),
        ("论坛由谁主办？", "商务部 青禾公司 环保组织 联盟 王志军 奥林匹克 国务院 SAP", "建桥 很好"),
        ("哪家单位得奖？", "华为 清华 新华社 王志军", "很好 建桥"),
        # Documents; any other title may be anything.
        ("通过了什么文件？", "《方案》 工作细则 指南 “互联网+”", "座谈会 讲座"),
        ("哪个方案获批？", "甲方案", "座谈会"),
        ("论坛的主题是什么？", "共建共享 座谈会", "论坛 主题"),
        ("通过了哪些报告？", "座谈会 甲", ""),
        # What asks for a sentence takes anything, even what it says itself.
        ("论坛办了吗？", "论坛 办了", ""),
        ("论坛为什么推迟？", "论坛 下雨", ""),
        ("论坛如何推迟？", "论坛 下雨", ""),
        ("论坛怎么样", "下雨", ""),
        ("论坛讲了什么？", "下雨", "论坛 论，坛！ ……"),
    ],
)  # fmt: skip
def test_what_fits_the_form(question: str, fit: str, unfit: str) -> None:
    assert fitting(question, *fit.split(), *unfit.split()) == fit.split()


@pytest.mark.parametrize(
    ("question", "fit", "unfit"),
    [
        # What is counted decides, in the order of the table.
        ("增长率是多少？", "8.1% 百分之八 两成 3倍", "3万人 500"),
        ("占比多少？", "8.1%", "3万人"),
        ("门票多少？", "20元 3美金 2万", "30 2万人 2万平方米 3万册 4届"),
        ("震级多少？", "6.2级 6级 6.2", "6 60"),
        ("面积多少？", "3平方公里 127公顷 9亩 2万", "500"),
        ("票房多少？", "1.9亿元 5亿 3兹罗提 20% 500个 3平方", "500"),
        ("就业人数多少？", "500人 3名 12例 36", "3"),
        ("水稻产量多少？", "3吨 4公斤 8立方 9TEU", "4500万亩 30"),
        ("距离多少？", "504米 12km 12公里 3厘米", "504 3万"),
        ("出口量多少？", "3万辆 5200 3万", "520 3米"),
        ("新馆有多少座？", "三座 12 seven", "很多 03 2022"),
        # A figure in another family's unit.
        ("考了多少分？", "632分 632", "18岁 3分钟"),
        ("有几万人？", "3万人 3万", "3万元"),
        ("来了多少人？", "500人，3岁", "3岁"),
        ("市值多少元？", "800亿美元", "3余户"),
        # A calendar day or year is no figure, unless years are asked for.
        ("新馆有多少座？", "2022年12座", "2022年 8月1日 7月28日至30日 7月28日—8月1日 8月12日"),
        ("有多少？", "12022年 112月3日", "12月3日"),
        ("多少年了？", "2022年", "很多"),
        ("How many years is it?", "2022年 12", "old"),
    ],
)
def test_what_fits_as_a_figure(question: str, fit: str, unfit: str) -> None:
    assert fitting(question, *fit.split(), *unfit.split()) == fit.split()


def test_a_figure_on_both_sides_of_a_year_is_not_joined() -> None:
    assert fitting("新馆有多少座？", "0 2022年 3") == ["0 2022年 3"]
