"""Word documents: all that a reader sees is read once, what is deleted is not."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from rag.articles.load_plain import article_from_bytes
from rag.articles.load_word_numbers import numeral
from rag.errors import LoadError
from rag.wording import choose_language
from tests.rag.articles.office_files import lines, paragraph, read, run, saved, table, word

HEAD = paragraph("港口扩建工程公告")


def test_a_text_box_is_read_once_though_it_is_there_twice() -> None:
    inside = f"<w:txbxContent>{paragraph('新购公交车346辆。')}</w:txbxContent>"
    box = (
        "<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>"
        f"{inside}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape>"
        f"<v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    body = HEAD + f"<w:p>{run('正文在前。')}<w:r>{box}</w:r></w:p>" + paragraph("正文在后。")
    assert lines(word(body)) == ["正文在前。", "新购公交车346辆。", "正文在后。"]


def test_an_old_text_box_without_a_newer_form() -> None:
    inside = f"<w:txbxContent>{paragraph('旧式文本框。')}</w:txbxContent>"
    box = f"<w:r><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict></w:r>"
    assert lines(word(HEAD + f"<w:p>{box}</w:p>" + paragraph("正文。"))) == [
        "旧式文本框。",
        "正文。",
    ]


def test_tracked_changes_are_read_as_accepted_and_said() -> None:
    choose_language("en")
    body = HEAD + (
        f"<w:p>{run('总投资为')}<w:del><w:r><w:delText>35亿元</w:delText></w:r></w:del>"
        f"<w:ins>{run('42.6亿元')}</w:ins>{run('。')}</w:p>"
        f"<w:p><w:ins>{run('由海洋工程公司承建。')}</w:ins></w:p>"
        f"<w:p><w:moveTo>{run('能力为3200万吨。')}</w:moveTo></w:p>"
        f"<w:p><w:moveFrom>{run('能力为3200万吨。')}</w:moveFrom></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('这一段')}</w:p>"
        + paragraph("接到下一段。")
    )
    assert lines(word(body)) == [
        "总投资为42.6亿元。",
        "由海洋工程公司承建。",
        "能力为3200万吨。",
        "这一段接到下一段。",
    ]
    assert "1 deletions" in article_from_bytes("a.docx", word(body)).notices[0]


def test_a_deleted_row_is_left_out_and_an_inserted_one_is_not() -> None:
    gone, new = (
        table([row])
        .removeprefix("<w:tbl>")
        .removesuffix("</w:tbl>")
        .replace("<w:tr>", f"<w:tr><w:trPr><w:{kind}/></w:trPr>")
        for row, kind in ((["旧", "1"], "del"), (["新", "2"], "ins"))
    )
    rows = table([["名称", "数量"]]).replace("</w:tbl>", gone + new + "</w:tbl>")
    assert lines(word(HEAD + rows)) == ["名称 | 数量", "新 | 2"]


def test_content_controls_links_fields_and_formulas() -> None:
    body = (
        f"<w:sdt><w:sdtContent>{HEAD}</w:sdtContent></w:sdt>"
        f"<w:p><w:sdt><w:sdtPr/><w:sdtContent>{run('2025年')}</w:sdtContent></w:sdt>"
        f"<w:hyperlink>{run('5月1日')}</w:hyperlink><w:fldSimple>{run('开工')}</w:fldSimple>"
        f"<w:r><w:instrText>PAGE</w:instrText></w:r>{run('，')}"
        "<m:oMath><m:r><m:t>x=3</m:t></m:r></m:oMath></w:p>"
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        f"{paragraph('单击此处输入文字。')}</w:sdtContent></w:sdt>"
    )
    document = read(word(body))
    assert document.title == "港口扩建工程公告"
    assert document.text == "2025年5月1日开工，x=3"


def test_notes_and_comments_stand_below_their_paragraph_marked() -> None:
    choose_language("zh")
    refer = "<w:r><w:{}Reference w:id='2'/></w:r>"
    kinds = ("footnote", "endnote", "comment")
    body = HEAD + "".join(
        f"<w:p>{run(f'第{n}段。')}{refer.format(kind)}</w:p>" for n, kind in enumerate(kinds, 1)
    )
    parts = {
        "footnotes": f"<w:footnote w:id='0' w:type='separator'>{paragraph('线')}</w:footnote>"
        f"<w:footnote w:id='2'>{paragraph('不含拆迁费用。')}</w:footnote>",
        "endnotes": f"<w:endnote w:id='2'>{paragraph('见附件。')}</w:endnote>",
        "comments": f"<w:comment w:id='2' w:author='沈知夏'>{paragraph('请核对。')}</w:comment>",
    }
    assert lines(word(body, parts)) == [
        "第1段。",
        "脚注：不含拆迁费用。",
        "第2段。",
        "尾注：见附件。",
        "第3段。",
        "批注（沈知夏）：请核对。",
    ]


def test_headers_and_footers_are_furniture() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.sections[0].footer.paragraphs[0].text = "第1页"
    document.add_paragraph("正文只有这一句话。")
    assert lines(saved(document)) == ["正文只有这一句话。"]


def test_hidden_runs_and_the_small_letters_above_a_word() -> None:
    letters = f"<w:rt>{run('qīng')}</w:rt><w:rubyBase>{run('青')}</w:rubyBase>"
    ruby = f"<w:r><w:ruby>{letters}</w:ruby></w:r>"
    shown = run("看得见", "<w:vanish w:val='0'/>")
    body = HEAD + f"<w:p>{ruby}{run('看不见', '<w:vanish/>')}{shown}{run('的话。')}</w:p>"
    assert lines(word(body)) == ["青看得见的话。"]


NUMBERING = (
    "<w:abstractNum w:abstractNumId='1'>"
    "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCountingThousand'/>"
    "<w:lvlText w:val='第%1条'/></w:lvl>"
    "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:pStyle w:val='Sub'/>"
    "<w:lvlText w:val='（%2）'/></w:lvl></w:abstractNum>"
    "<w:abstractNum w:abstractNumId='2'><w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/>"
    "<w:lvlText w:val='·'/></w:lvl></w:abstractNum>"
    "<w:num w:numId='5'><w:abstractNumId w:val='1'/></w:num>"
    "<w:num w:numId='6'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='0'>"
    "<w:startOverride w:val='9'/></w:lvlOverride></w:num>"
    "<w:num w:numId='7'><w:abstractNumId w:val='2'/></w:num>"
)
STYLES = (
    "<w:style w:styleId='Base'><w:pPr><w:numPr><w:numId w:val='5'/></w:numPr></w:pPr></w:style>"
    "<w:style w:styleId='Sub'><w:basedOn w:val='Base'/></w:style>"
)


def _numbered(number: int, level: int = 0) -> str:
    return f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>"


def test_automatic_numbers_as_they_show() -> None:
    body = HEAD + "".join(
        (
            paragraph("一。", _numbered(5)),
            paragraph("二。", _numbered(5)),
            paragraph("二之一。", "<w:pStyle w:val='Sub'/>"),
            paragraph("二之二。", _numbered(5, 1)),
            paragraph("三。", "<w:pStyle w:val='Base'/>"),
            paragraph("三之一。", _numbered(5, 1)),
            paragraph("点。", _numbered(7)),
            paragraph("", _numbered(5)),
            paragraph("没有号。", "<w:pStyle w:val='Base'/>" + _numbered(0)),
            paragraph("九。", _numbered(6)),
            paragraph("十。", _numbered(6)),
        )
    )
    assert lines(word(body, {"numbering": NUMBERING, "styles": STYLES})) == [
        "第一条 一。",
        "第二条 二。",
        "（1）二之一。",
        "（2）二之二。",
        "第三条 三。",
        "（1）三之一。",
        "点。",
        "没有号。",
        "第九条 九。",
        "第十条 十。",
    ]


@pytest.mark.parametrize(
    ("value", "kind", "written"),
    [
        (1, "decimal", "1"),
        (12, "chineseCounting", "十二"),
        (20, "chineseCounting", "二十"),
        (105, "chineseCountingThousand", "一百零五"),
        (1010, "japaneseCounting", "一千零一十"),
        (21, "ideographDigital", "二一"),
        (11, "chineseLegalSimplified", "壹拾壹"),
        (3, "ideographTraditional", "丙"),
        (28, "lowerLetter", "bb"),
        (4, "upperRoman", "IV"),
        (9, "lowerRoman", "ix"),
        (7, "decimalZero", "07"),
        (2, "decimalEnclosedCircleChinese", "②"),
        (5, "unheardOf", "5"),
    ],
)
def test_how_a_count_is_written(value: int, kind: str, written: str) -> None:
    assert numeral(value, kind) == written


def test_a_table_keeps_equal_and_empty_cells() -> None:
    rows = [
        ["区", "增速", "人口", "率"],
        ["西岭区", "5.2", "5.2", "60.3"],
        ["南浦区", "", "61.0", ""],
    ]
    assert lines(word(HEAD + table(rows))) == [
        "区 | 增速 | 人口 | 率",
        "西岭区 | 5.2 | 5.2 | 60.3",
        "南浦区 | | 61.0 |",
    ]


def test_merged_cells_say_their_words_in_each_place() -> None:
    def merged(kind: str, words: str) -> str:
        return f"<w:tcPr>{kind}</w:tcPr>{paragraph(words)}"

    two, down, on = "<w:gridSpan w:val='2'/>", "<w:vMerge w:val='restart'/>", "<w:vMerge/>"
    rows = [
        [merged(down, "乡镇"), merged(two, "苹果（吨）")],
        [merged(on, ""), "产量", "外销"],
        [merged(down, "红崖乡"), "12", "8"],
        [merged(on, ""), "13", "9"],
        [merged("<w:gridSpan w:val='3'/>", "二、其他")],
        ["白杨镇", "5", "4"],
    ]
    assert lines(word(HEAD + table(rows))) == [
        "乡镇 | 苹果 产量（吨） | 苹果 外销（吨）",
        "红崖乡 | 12 | 8",
        "红崖乡 | 13 | 9",
        "二、其他",
        "乡镇 | 苹果 产量（吨） | 苹果 外销（吨）",
        "白杨镇 | 5 | 4",
    ]


def test_a_table_within_a_table_follows_it() -> None:
    choose_language("zh")
    inner = table([["负责人", "柳书明"]])
    outer = table([["附注", f"{inner}{paragraph('见下。')}"]])
    assert lines(word(HEAD + outer)) == ["附注 | 见下。", "表中的表：", "负责人 | 柳书明"]


def test_a_table_of_one_column_is_a_frame_around_text() -> None:
    assert lines(word(HEAD + table([["第一句话。"], ["第二句话。"]]))) == [
        "第一句话。",
        "第二句话。",
    ]


@pytest.mark.parametrize(
    ("stated", "first", "title"),
    [
        ("Microsoft Word 文档", "溪口乡第1号公告", "溪口乡第1号公告"),
        ("关于报送2019年度总结的函", "溪口乡第2号公告", "溪口乡第2号公告"),
        (
            "关于报送2019年度总结的函",
            "溪口乡发布公告，修复水渠三公里。",
            "溪口乡发布公告，修复水渠三公里",
        ),
        ("水渠修复公告", "溪口乡发布公告，修复水渠三公里。", "水渠修复公告"),
        ("C:\\docs\\a.docx", "溪口乡发布公告，修复水渠三公里。", "溪口乡发布公告，修复水渠三公里"),
    ],
    ids=["program", "copied", "copied_over_a_sentence", "own", "path"],
)
def test_the_title_is_this_documents(stated: str, first: str, title: str) -> None:
    body = paragraph(first) + paragraph("2025年5月1日，溪口乡修复水渠。")
    assert read(word(body, title=stated)).title == title


def test_what_could_not_be_read_is_said(tmp_path: Path) -> None:
    from PIL import Image

    choose_language("en")
    picture = tmp_path / "a.png"
    Image.new("RGB", (2, 2)).save(picture)
    document = docx.Document()
    document.add_paragraph("正文只有这一句话。")
    document.add_picture(str(picture))
    assert article_from_bytes("a.docx", saved(document)).notices == (
        "words in 1 pictures are not read",
    )


def test_a_password_and_an_old_format_are_told_apart() -> None:
    choose_language("en")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    with pytest.raises(LoadError, match="password"):
        article_from_bytes("a.docx", ole + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(LoadError, match="2007"):
        article_from_bytes("a.docx", ole)


@pytest.mark.parametrize("name", ["a.doc", "a.txt", "a"])
def test_a_word_document_under_another_name(name: str) -> None:
    file = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("粮库储粮19万吨。")
    document.save(file)
    assert lines(file.getvalue(), name) == ["粮库储粮19万吨。"]
