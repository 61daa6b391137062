"""The office files of ``benchmarks.fidelity_files``: Word, PowerPoint, Excel and OpenDocument."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.rag.articles import office_files as office
from tests.rag.articles import open_files as opened

FIRST = "总投资为42.6亿元，由海洋工程公司承建。"
NUMBERED = ("第一条 本办法适用于全市。", "第二条 本办法自公布之日起施行。")
TABLE = ("乡镇 | 苹果产量（吨） | 备注", "红崖乡 | 8620 | 增产", "红崖乡 | 9130 | 同比持平")


@dataclass(frozen=True, slots=True)
class Made:
    """A file, what is hard about it, and the words that are and are not to be read."""

    name: str
    parts: str
    data: bytes
    kept: tuple[str, ...]
    wrong: tuple[str, ...] = ()


def docx() -> Made:
    """Tracked changes, boxes, controls, notes, comments, numbers, merged and nested tables."""
    p, run = office.paragraph, office.run
    inside = f"<w:txbxContent>{p('新购公交车346辆。')}</w:txbxContent>"
    box = (
        "<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>"
        f"{inside}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape>"
        f"<v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    number = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>"
    merged = [
        f"<w:tcPr><w:vMerge w:val='restart'/></w:tcPr>{p('红崖乡')}",
        "<w:tcPr><w:vMerge/></w:tcPr><w:p/>",
    ]
    inner = office.table([["季度", "吨"], ["一季度", "2100"]])
    body = (
        f"<w:p>{run('总投资为')}<w:del><w:r><w:delText>三十五亿元</w:delText></w:r></w:del>"
        f"<w:ins>{run('42.6亿元')}</w:ins>{run('，由海洋工程公司承建。')}</w:p>"
        f"<w:p><w:moveTo>{run('年吞吐能力为3200万吨。')}</w:moveTo></w:p>"
        f"<w:p>{run('正文在框前。')}<w:r>{box}</w:r></w:p>"
        f"<w:p><w:sdt><w:sdtContent>{run('合同号为乙七四。')}</w:sdtContent></w:sdt></w:p>"
        f"<w:p>{run('看得见的话。')}{run('藏起来的话。', '<w:vanish/>')}"
        "<w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:commentReference w:id='2'/></w:r></w:p>"
        + "".join(p(line.partition(" ")[2], number) for line in NUMBERED)
        + office.table([
            ["乡镇", "苹果产量（吨）", "备注"], [merged[0], "8620", "增产"],
            [merged[1], "9130", f"<w:p>{run('同比持平')}</w:p>{inner}<w:p/>"],
        ])
    )  # fmt: skip
    parts = {
        "footnotes": f"<w:footnote w:id='2'>{p('不含拆迁费用。')}</w:footnote>",
        "comments": f"<w:comment w:id='2' w:author='沈知夏'>{p('请再核对。')}</w:comment>",
        "numbering": "<w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:start w:val='1'/>"
        "<w:numFmt w:val='chineseCounting'/><w:lvlText w:val='第%1条'/></w:lvl></w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>",
    }
    kept = (
        FIRST, "年吞吐能力为3200万吨。", "正文在框前。", "新购公交车346辆。", "合同号为乙七四。",
        "看得见的话。", "不含拆迁费用。", "请再核对。", *NUMBERED, *TABLE, "季度 | 吨",
        "一季度 | 2100",
    )  # fmt: skip
    hard = "changes, box, control, notes, numbers, merged and nested cells"
    return Made("a.docx", hard, office.word(body, parts), kept, ("三十五亿元", "藏起来的话。"))


def pptx() -> Made:
    """Shapes out of order, a group, a table, notes and a hidden slide."""
    from pptx import Presentation
    from pptx.util import Cm

    deck: Any = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "地铁规划"
    for top, words in ((12, "下面的一句话。"), (5, "上面的一句话。")):
        slide.shapes.add_textbox(Cm(1), Cm(top), Cm(9), Cm(2)).text_frame.text = words
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(Cm(1), Cm(15), Cm(9), Cm(2)).text_frame.text = "组里的一句话。"
    table = slide.shapes.add_table(2, 2, Cm(1), Cm(8), Cm(9), Cm(2)).table
    for row, cells in enumerate((("线路", "公里"), ("三号线", "28"))):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words
    slide.notes_slide.notes_text_frame.text = "讲稿里的一句话。"
    hidden = deck.slides.add_slide(deck.slide_layouts[5])
    hidden.shapes.title.text = "隐藏的一张幻灯片"
    hidden._element.set("show", "0")
    kept = ("地铁规划", "上面的一句话。", "线路 | 公里", "三号线 | 28", "下面的一句话。",
            "组里的一句话。", "讲稿里的一句话。")  # fmt: skip
    parts = "group, table, notes, hidden slide"
    return Made("a.pptx", parts, office.saved(deck), kept, ("隐藏的一张幻灯片",))


def xlsx() -> Made:
    """Formats of numbers and days, a merged cell, a comment, a hidden sheet."""
    from datetime import date

    from openpyxl.comments import Comment

    rows: list[list[Any]] = [
        ["乡镇", "完成率", "开工日期", "投资"],
        ["红崖乡", 0.052, date(2021, 6, 8), 1234567.5],
        [None, 0.1, date(2021, 7, 9), 2000],
    ]
    book = office.workbook(("进度", rows), ("底稿", [["不该读的底稿"]]))
    book["底稿"].sheet_state = "hidden"
    sheet = book["进度"]
    for row in (2, 3):
        sheet.cell(row, 2).number_format = "0.0%"
        sheet.cell(row, 3).number_format = 'yyyy"年"m"月"d"日"'
        sheet.cell(row, 4).number_format = "#,##0.0"
    sheet.merge_cells("A2:A3")
    sheet["B2"].comment = Comment("数据待核实", "沈知夏")
    kept = ("乡镇 | 完成率 | 开工日期 | 投资", "红崖乡 | 5.2% | 2021年6月8日 | 1,234,567.5",
            "红崖乡 | 10.0% | 2021年7月9日 | 2,000.0", "数据待核实")  # fmt: skip
    parts = "formats, merged cell, comment, hidden sheet"
    return Made("a.xlsx", parts, office.saved(book), kept, ("不该读的底稿",))


def odt() -> Made:
    """As ``docx``, in OpenDocument."""
    p = opened.paragraph
    lists = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" '
        'style:num-format="一, 二, 三, ..." style:num-prefix="第" style:num-suffix="条"/>'
        '</text:list-style><style:style style:name="H" style:family="text">'
        '<style:text-properties text:display="none"/></style:style>'
    )
    items = "".join(
        f"<text:list-item>{p(line.partition(' ')[2])}</text:list-item>" for line in NUMBERED
    )
    inner = opened.table([["季度", "吨"], ["一季度", "2100"]])
    rows = [
        ["乡镇", "苹果产量（吨）", "备注"],
        [opened.cell("红崖乡", rows_spanned=2), "8620", "增产"],
        [opened.COVERED, "9130", opened.cell(f"{p('同比持平')}{inner}")],
    ]
    body = (
        f"<text:tracked-changes><text:deletion>{p('三十五亿元')}</text:deletion>"
        "</text:tracked-changes>"
        + p("总投资为<text:span>42.6亿元</text:span>，由海洋工程公司承建。")
        + p("看得见的话。<text:span text:style-name='H'>藏起来的话。</text:span>"
            f"<text:note text:note-class='footnote'><text:note-body>{p('不含拆迁费用。')}"
            f"</text:note-body></text:note><office:annotation>{p('请再核对。')}</office:annotation>"
            f"<draw:frame><draw:text-box>{p('新购公交车346辆。')}</draw:text-box></draw:frame>")
        + f"<text:list text:style-name='L1'>{items}</text:list>" + opened.table(rows)
    )  # fmt: skip
    kept = (FIRST, "看得见的话。", "不含拆迁费用。", "请再核对。", "新购公交车346辆。", *NUMBERED,
            *TABLE, "季度 | 吨", "一季度 | 2100")  # fmt: skip
    data = opened.open_document("odt", body, styles=lists)
    hard = "changes, box, notes, numbers, merged and nested cells"
    return Made("a.odt", hard, data, kept, ("三十五亿元", "藏起来的话。"))


def ods() -> Made:
    """As ``xlsx``, in OpenDocument: cells that are repeated, a hidden sheet."""
    hidden = (
        '<style:style style:name="t2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    note = f"<office:annotation>{opened.paragraph('数据待核实')}</office:annotation>"
    rows = [
        ["乡镇", "完成率", "投资"],
        [opened.cell("红崖乡", rows_spanned=2), opened.cell(f"{note}{opened.paragraph('5.2%')}"),
         "1,234,567.5"],
        [opened.COVERED, opened.cell("10.0", columns_repeated=2)],
    ]  # fmt: skip
    body = opened.table(rows, "进度") + opened.table([["不该读的底稿", "x"]], "底稿", "t2")
    kept = ("乡镇 | 完成率 | 投资", "红崖乡 | 5.2% | 1,234,567.5", "红崖乡 | 10.0 | 10.0",
            "数据待核实")  # fmt: skip
    data = opened.open_document("ods", body, styles=hidden)
    return Made("a.ods", "merged and repeated cells, comment, hidden sheet", data, kept,
                 ("不该读的底稿",))  # fmt: skip


def odp() -> Made:
    """As ``pptx``, in OpenDocument."""
    hidden = (
        '<style:style style:name="d2"><style:drawing-page-properties'
        ' presentation:visibility="hidden"/></style:style>'
    )
    table = opened.table([["线路", "公里"], ["三号线", "28"]])
    notes = opened.box("讲稿里的一句话。", kind="notes")
    shapes = (
        opened.box("下面的一句话。", "12cm") + opened.box("上面的一句话。", "5cm")
        + f"<draw:frame svg:y='8cm'>{table}</draw:frame>"
        + f"<draw:g svg:y='15cm'>{opened.box('组里的一句话。', '15cm')}</draw:g>"
        + opened.box("地铁规划", "1cm", "title")
        + f"<presentation:notes>{notes}</presentation:notes>"
    )  # fmt: skip
    body = opened.slide("1", shapes) + opened.slide("2", opened.box("隐藏的一张幻灯片"), "d2")
    kept = ("地铁规划", "上面的一句话。", "线路 | 公里", "三号线 | 28", "下面的一句话。",
            "组里的一句话。", "讲稿里的一句话。")  # fmt: skip
    data = opened.open_document("odp", body, styles=hidden)
    return Made("a.odp", "group, table, notes, hidden slide", data, kept, ("隐藏的一张幻灯片",))
