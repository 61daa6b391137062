"""Files with tables, lists and notes, written for ``benchmarks.tables``: invented, of every form.

Each function writes one file into a folder. The first half of them was looked at while the
reading of tables was made, the second half only measured.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Rows = Sequence[Sequence[str]]


def _filled(document: Any, rows: Rows) -> Any:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    return table


def schools(folder: Path) -> None:
    """Word: a merged first column, an empty cell, a total."""
    import docx

    document = docx.Document()
    document.add_paragraph("宁州市2024年中小学基本情况")
    document.add_paragraph("2025年2月20日，宁州市教育局公布了各校的基本情况。")
    rows = [
        ("学段", "学校", "在校学生（人）", "专任教师（人）", "占地面积（亩）"),
        ("小学", "梧桐小学", "1280", "76", "31.5"),
        ("", "云杉小学", "965", "61", "24.0"),
        ("初中", "梧桐中学", "1530", "118", "52.3"),
        ("", "临江中学", "1102", "94", ""),
        ("合计", "合计", "4877", "349", ""),
    ]
    table = _filled(document, rows)
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 0).merge(table.cell(4, 0))
    document.save(str(folder / "中小学.docx"))


def hospitals(folder: Path) -> None:
    """Excel: a heading of two levels, percentages by their format, two sheets."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "床位"
    sheet.append(["医院", "床位（张）", None, "床位使用率"])
    sheet.append([None, "核定", "开放", None])
    for row in (("市立第一医院", 1200, 1350, 0.934), ("妇幼保健院", 480, 455, 0.817),
                ("中医院", 600, 612, 0.885)):  # fmt: skip
        sheet.append(list(row))
        sheet.cell(sheet.max_row, 4).number_format = "0.0%"
    for area in ("A1:A2", "B1:C1", "D1:D2"):
        sheet.merge_cells(area)
    second = book.create_sheet("设备")
    second.append(["设备", "数量（台）", "单价（万元）", "购置日期"])
    second.append(["核磁共振仪", 3, 1180, "2021-06-08"])
    second.append(["直线加速器", 1, 2350, "2023-03-15"])
    book.save(folder / "医院.xlsx")


def museums(folder: Path) -> None:
    """CSV in GB18030, parted by semicolons."""
    rows = [
        ("馆名", "馆长", "藏品数量（件）", "年接待观众（万人次）"),
        ("陶瓷博物馆", "邵清和", "18450", "62.8"),
        ("航海博物馆", "戴云帆", "9320", "104.5"),
        ("民俗博物馆", "罗景行", "27610", "48.1"),
    ]
    text = "\r\n".join(";".join(row) for row in rows)
    (folder / "博物馆名录.csv").write_bytes(text.encode("gb18030"))


def ferries(folder: Path) -> None:
    """HTML: cells over rows and columns."""
    body = (
        "<p>2025年5月6日，海东港务公布夏季航线。</p><table>"
        "<tr><th rowspan=2>港口</th><th rowspan=2>航线</th><th colspan=2>票价（元）</th></tr>"
        "<tr><th>平日</th><th>周末</th></tr>"
        "<tr><td rowspan=2>北港</td><td>北港—长屿</td><td>85</td><td>98</td></tr>"
        "<tr><td>北港—鹿岛</td><td>120</td><td>138</td></tr>"
        "<tr><td>南港</td><td>南港—灯塔礁</td><td>45</td><td>52</td></tr></table>"
    )
    page = f"<html><head><meta charset=utf-8><title>海东夏季航线票价</title></head><body><article><h1>海东夏季航线票价</h1>{body}</article></body></html>"  # noqa: E501
    (folder / "航线.html").write_text(page, encoding="utf-8")


def minutes(folder: Path) -> None:
    """Word: insertions, deletions, a footnote-like comment and numbered items."""
    import docx
    from docx.oxml import parse_xml

    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = docx.Document()
    document.add_paragraph("松阳图书馆读者座谈会纪要")
    document.add_paragraph("2025年6月3日，松阳图书馆召开读者座谈会。")
    body = document.add_paragraph("会议决定，周末闭馆时间由")._p
    for kind, words, text in (("del", "delText", "18时"), ("ins", "t", "20时延长至21时30分。")):
        run = f"<w:r><w:{words}>{text}</w:{words}></w:r>"
        body.append(parse_xml(f"<w:{kind} {word} w:id='1' w:author='a'>{run}</w:{kind}>"))
    document.add_paragraph("新增自助借还机6台，由馆长裴文舟负责。", style="List Number")
    document.add_paragraph("每月第二个周六举办古籍修复体验。", style="List Number")
    document.save(str(folder / "纪要.docx"))


def orchards(folder: Path) -> None:
    """Word: a heading of two levels with merged cells."""
    import docx

    document = docx.Document()
    document.add_paragraph("沙坡县2024年果业统计")
    document.add_paragraph("2025年1月22日，沙坡县林果中心发布果业统计。")
    table = _filled(document, [
        ("乡镇", "苹果", "", "梨", ""),
        ("", "产量（吨）", "面积（亩）", "产量（吨）", "面积（亩）"),
        ("红崖乡", "8620", "5400", "1310", "980"),
        ("白杨镇", "7945", "5110", "2205", "1460"),
        ("沙柳镇", "9130", "6020", "860", "715"),
    ])  # fmt: skip
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 3).merge(table.cell(0, 4))
    document.save(str(folder / "果业.docx"))


def libraries(folder: Path) -> None:
    """Excel: a title and a line of units above the heading, a total below."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "借阅"
    for row in (
        ["平原省各馆2024年借阅统计"], ["单位：万册次"],
        ["图书馆", "少儿", "文学", "科技"], ["省图书馆", 58.2, 96.4, 41.7],
        ["泉城分馆", 33.9, 27.5, 12.8], ["河西分馆", 21.6, 30.3, 15.2],
        ["合计", 113.7, 154.2, 69.7],
    ):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    book.save(folder / "借阅.xlsx")


def prices(folder: Path) -> None:
    """Tabs in UTF-16."""
    rows = [
        ("品名", "规格", "批发价（元/公斤）", "产地"),
        ("富士苹果", "80mm", "7.2", "红崖"),
        ("雪花梨", "特级", "5.6", "白杨"),
        ("巨峰葡萄", "一级", "11.8", "临泽"),
    ]
    text = "\n".join("\t".join(row) for row in rows)
    (folder / "批发价.tsv").write_bytes(text.encode("utf-16"))


def slides(folder: Path) -> None:
    """PowerPoint: text, a table and notes."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "石桥水库除险加固工程汇报"
    slide.placeholders[1].text = "工程于2025年3月10日开工，总工期14个月。"
    slide.notes_slide.notes_text_frame.text = "项目经理为谭远征。"
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "分部工程投资"
    rows = [("分部工程", "投资（万元）", "完成比例（%）"), ("大坝防渗", "3260", "72"),
            ("溢洪道改造", "1845", "40"), ("放水隧洞", "970", "88")]  # fmt: skip
    shape = second.shapes.add_table(4, 3, Inches(1), Inches(2), Inches(6), Inches(2))
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            shape.table.cell(row, column).text = text
    deck.save(str(folder / "水库.pptx"))


def races(folder: Path) -> None:
    """Markdown: places, names and times; and a list without a heading."""
    text = (
        "# 滨湖马拉松成绩公报\n\n2025年4月20日，滨湖马拉松在滨湖新区开跑。\n\n"
        "| 名次 | 选手 | 代表队 | 成绩 |\n|---|---|---|---|\n| 1 | 韩跃 | 北原队 | 2:14:35 |\n"
        "| 2 | 苏牧 | 青禾队 | 2:15:02 |\n| 3 | 穆野 | 北原队 | 2:16:48 |\n\n"
        "| 参赛人数 | 12600 |\n|---|---|\n| 完赛人数 | 11874 |\n| 志愿者 | 3200 |\n"
    )
    (folder / "马拉松.md").write_text(text, encoding="utf-8")


def rules(folder: Path) -> None:
    """A page of CSV with a quoted comma, and a blank cell."""
    out = io.StringIO()
    csv.writer(out).writerows([
        ("岗位", "招聘人数", "学历要求", "月薪（元）"),
        ("护理员", "24", "中专及以上", "5200"),
        ("康复师", "6", "本科，康复专业", "8300"),
        ("营养师", "3", "本科", ""),
    ])  # fmt: skip
    (folder / "养老院招聘.csv").write_text(out.getvalue(), encoding="utf-8-sig")


FIRST: tuple[Callable[[Path], None], ...] = (schools, hospitals, museums, ferries, minutes)
SECOND: tuple[Callable[[Path], None], ...] = (orchards, libraries, prices, slides, races, rules)


def budgets(folder: Path) -> None:
    """Two years' tables of one kind, items in rows and years in columns."""
    for year, figures in ((2023, ("1820.5", "640.2", "215")), (2024, ("1910.0", "702.8", "198"))):
        body = (
            f"# 岚山区{year}年财政收支表\n\n{year + 1}年1月15日，岚山区财政局公布收支情况。\n\n"
            "| 项目 | 单位 | 年初预算 | 实际完成 |\n|---|---|---|---|\n"
            f"| 一般公共预算收入 | 亿元 | 1800 | {figures[0]} |\n"
            f"| 教育支出 | 亿元 | 600 | {figures[1]} |\n| 公务用车 | 辆 | 220 | {figures[2]} |\n"
        )
        (folder / f"收支{year}.md").write_text(body, encoding="utf-8")


def weather(folder: Path) -> None:
    """Excel: months in columns, real dates, a station without a figure."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "降水"
    for row in (
        ["气象站", "1月（毫米）", "2月（毫米）", "3月（毫米）", "建站日期"],
        ["鹤鸣站", 12.4, 30.1, 55.7, "1958年6月"], ["牛背岭站", 8.9, None, 61.2, "1983年10月"],
        ["清水站", 15.0, 27.6, 49.8, "2006年3月"],
    ):  # fmt: skip
        sheet.append(row)
    book.save(folder / "雨量.xlsx")


def staff(folder: Path) -> None:
    """Word: departments merged over rows, people, telephones; a form of names and values."""
    import docx

    document = docx.Document()
    document.add_paragraph("望江县政务大厅值班表")
    document.add_paragraph("2025年6月1日起，政务大厅按下表值班。")
    table = _filled(document, [
        ("科室", "值班人", "联系电话", "窗口"),
        ("户籍科", "钟叔衡", "0556-7001", "3号窗口"), ("", "陆曼青", "0556-7002", "4号窗口"),
        ("不动产科", "欧阳澈", "0556-7010", "9号窗口"),
    ])  # fmt: skip
    table.cell(1, 0).merge(table.cell(2, 0))
    document.add_paragraph("大厅基本信息如下。")
    _filled(
        document,
        [("办公地址", "望江县滨河路18号"), ("服务热线", "12345"), ("建筑面积", "6400平方米")],
    )
    document.save(str(folder / "值班表.docx"))


THIRD: tuple[Callable[[Path], None], ...] = (budgets, weather, staff)
