"""Subtitles, calendars, TeX, reStructuredText, Org and logs: text without their marks."""

from __future__ import annotations

import pytest

from rag.articles.clean import clean
from rag.articles.kinds import kind_of
from rag.articles.load_plain import article_from_bytes
from rag.errors import LoadError
from rag.types import Document

SRT = """1
00:00:01,000 --> 00:00:03,000
<i>青禾市今年开通地铁，</i>
全长28公里。

2
00:01:05,000 --> 00:01:06,000
{\\an8}票价三元

3
00:01:07,000 --> 00:01:09,000
起步。
"""
CALENDAR = (
    "BEGIN:VCALENDAR\r\nX-WR-CALNAME:项目日程\r\nX-WR-TIMEZONE:Asia/Shanghai\r\nBEGIN:VEVENT\r\n"
    "SUMMARY:评审会\r\nDTSTART;TZID=Asia/Shanghai:20250305T140000\r\n"
    "DTEND;TZID=Asia/Shanghai:20250305T160000\r\nLOCATION:三楼\\, 会议室\r\n"
    "DESCRIPTION:请带材\r\n 料。\\n第二行。\r\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4\r\n"
    "BEGIN:VALARM\r\nDESCRIPTION:提醒\r\nEND:VALARM\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n"
    "SUMMARY:Holiday\r\nDTSTART;VALUE=DATE:20250501\r\nDTEND;VALUE=DATE:20250504\r\n"
    "ATTACH:a.pdf\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:线上会\r\n"
    "DTSTART:20250601T020000Z\r\nDURATION:PT1H\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n"
)
TEX = r"""% !TeX program = xelatex
\documentclass[12pt]{ctexart}
\newcommand{\proj}{青禾项目}
\title{青禾市\textbf{地铁}规划\thanks{基金}}
\author{沈知夏}
\date{2024年3月5日}
\begin{document}
\maketitle
\section{总体情况}\label{sec:a}
\proj 全长28公里，占比12\%。 % 注释不读
第二句说明情况\footnote{见附录{一}。}，
换行后继续。
\begin{enumerate}
\item 第一条线
\item 第二条线 $x \leq 3$
\end{enumerate}
\begin{tabular}{l|r}
\hline
线路 & 长度（公里） \\ \hline
1号线 & 28 \\
\end{tabular}
\begin{verbatim}
a & b % kept
\end{verbatim}
Caf\'e; \href{http://x.y}{链接文字}\cite{abc}
\includegraphics[width=3cm]{a.png} \input{b}
\end{document}
不读
"""


def read(name: str, text: str) -> Document:
    return clean(article_from_bytes(name, text.encode())).document


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.txt", SRT, "subtitles"),
        ("a", "WEBVTT\n\n00:01.000 --> 00:02.000\nx\n", "subtitles"),
        ("a.txt", CALENDAR, "calendar"),
        ("a.txt", TEX, "tex"),
        ("a.tex", "\\section{a}{b}{c}{d}{e}{f}{g}" * 9, "tex"),
        ("a.rst", "x", "rst"),
        ("a.org", "x", "org"),
        ("a.log", "[a] (b) {c} <d> e=1;" * 30, "text"),
        ("a.md", "TeX begins with \\documentclass{article}.", "text"),
        ("package-lock.json", "{}", "code"),
    ],
)
def test_the_kind_of_a_text_is_its_content_first(name: str, text: str, kind: str) -> None:
    assert kind_of(name, text.encode()) == kind


def test_subtitles_are_sentences_without_numbers_and_times() -> None:
    document = read("地铁 纪录片.zh-CN.srt", SRT)
    assert document.title == "地铁 纪录片"
    assert document.text == "青禾市今年开通地铁，全长28公里。\n票价三元起步。"
    assert str(document.places.of(20, 25)) == "0:01:05"


def test_subtitles_without_full_stops_are_lines_and_repeated_ones_are_said_once() -> None:
    rolling = (
        "WEBVTT\n\nNOTE 说明\n\nSTYLE\n::cue{}\n\n00:01.000 --> 00:02.000 align:start\n"
        "<v 沈知夏>你好\n\n00:03.000 --> 00:04.000\n<v 沈知夏>你好\n第二<00:03.5>句\n\n"
        "00:05.000 --> 00:06.000\n点击关注公众号\n"
    )
    assert read("a.vtt", rolling).text == "沈知夏：你好\n第二句\n点击关注公众号"


def test_events_say_what_when_and_where_in_one_sentence() -> None:
    document = read("a.ics", CALENDAR)
    assert document.title == "项目日程"
    assert document.text.split("\n") == [
        "评审会：2025年3月5日14:00–16:00，每2周重复共4次，地点：三楼, 会议室。",
        "请带材料。",
        "第二行。",
        "Holiday: 2025-05-01–2025-05-03.",
        "线上会：2025年6月1日10:00–11:00，已取消。",
    ]
    assert document.published is None  # the days of events are none of publication
    assert document.notices == ("1 个附件没有读",)


def test_tex_is_read_as_it_is_printed() -> None:
    document = read("a.tex", TEX)
    assert (document.title, document.author) == ("青禾市地铁规划", "沈知夏")
    assert str(document.published) == "2024-03-05"
    assert document.text.split("\n") == [
        "总体情况",
        "青禾项目全长28公里，占比12%。 第二句说明情况（脚注：见附录一。），换行后继续。",
        "1. 第一条线",
        "2. 第二条线 x ≤ 3",
        "线路 | 长度（公里）",
        "1号线 | 28",
        "a & b % kept",
        "Café; 链接文字",
    ]
    assert document.notices == ("1 张图片中的文字没有读", "1 处引入的其他文件没有读（\\input）")


def test_restructured_text() -> None:
    text = (
        "========\n地铁规划\n========\n\n:Author: 沈知夏\n:Date: 2024-03-05\n\n"
        "第一段 **重点** 与 `链接 <http://x>`_ 和 ``代码``，\n续行内容。\n\n线路\n----\n\n"
        ".. note:: 注意事项\n   第二行。\n\n.. image:: a.png\n   :alt: x\n\n"
        "+------+------+\n| 线路 | 长度 |\n+======+======+\n| 1号  | 28   |\n+------+------+\n\n"
        "=====  =====\n站名    票价\n=====  =====\n城东    3\n城西    5\n=====  =====\n\n"
        "- 甲项\n- 乙项\n\n命令如下::\n\n   make all\n   make test\n"
    )
    document = read("a.rst", text)
    assert (document.title, document.author) == ("地铁规划", "沈知夏")
    assert document.text.split("\n") == [
        "第一段 重点 与 链接 和 代码，续行内容。",
        "线路",
        "注意事项第二行。",
        "线路 | 长度",
        "1号 | 28",
        "站名 | 票价",
        "城东 | 3",
        "城西 | 5",
        "- 甲项",
        "- 乙项",
        "命令如下:",
        "make all",
        "make test",
    ]


def test_org() -> None:
    text = (
        "#+TITLE: 地铁规划\n#+AUTHOR: 沈知夏\n* TODO 线路 :tag:\n:PROPERTIES:\n:END:\n"
        "第一段 *重点* 与 [[http://x][链接]]。\n| 线路 | 长度 |\n|------+------|\n| 1号 | 28 |\n"
        "- 甲项\n# 注释\n"
    )
    document = read("a.org", text)
    assert (document.title, document.author) == ("地铁规划", "沈知夏")
    assert document.text == "线路\n第一段 重点 与 链接。\n线路 | 长度\n1号 | 28\n- 甲项"


def test_a_log_is_called_as_its_file_and_no_line_of_it_is_lost() -> None:
    text = "2024-03-05 10:00:00 启动\n2024-03-05 10:00:01 磁盘已满 path=/a\n"
    document = read("服务.log", text)
    assert (document.title, document.published) == ("服务", None)
    assert document.text == text.strip()


@pytest.mark.parametrize("name", ["a.srt", "a.vtt", "a.ics", "a.tex", "a.rst", "a.org", "a.log"])
def test_an_empty_one_is_named_and_one_that_is_only_called_so_is_text(name: str) -> None:
    with pytest.raises(LoadError, match="空"):
        article_from_bytes(name, b" \n")
    assert "青禾市" in read(name, "青禾市今年1月开通地铁，全长28公里。").text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>\n"),
        ("a.ics", "BEGIN:VCALENDAR\nEND:VCALENDAR\n"),
        ("a.tex", "\\documentclass{article}\n\\begin{document}\\maketitle\\end{document}"),
        ("a.rst", ".. 注释\n"),
        ("a.org", "# 注释\n"),
    ],
)
def test_one_that_says_nothing_is_named(name: str, text: str) -> None:
    with pytest.raises(LoadError):
        article_from_bytes(name, text.encode())
