"""Files of every kind with known words, for the measurement of what reading keeps and loses.

Each ``Made`` is a file with the words a reader of it sees, each piece once or more (``kept``),
and words that no reader sees (``wrong``): what was deleted, hidden, or is furniture. The hard
parts of each format are in it; their writers are those of the tests.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage

from benchmarks.fidelity_office import Made, docx, odp, ods, odt, pptx, xlsx
from tests.rag.articles.msg_files import attachment, compound, forwarded, message, narrow, text
from tests.rag.articles.pdf_files import PdfPage, pdf

FIRST = "青禾市今年1月开通地铁三号线，全长28公里。"
SECOND = "沿线共设19座车站，预计每天运送旅客32万人次。"
ROWS = (("区", "人口（万人）", "占比"), ("红崖区", "38.5", "47.8%"), ("白杨区", "42.1", "52.2%"))


def made() -> Iterator[Made]:
    """All of them."""
    yield from (docx(), pptx(), xlsx(), odt(), ods(), odp())
    yield from (
        _pdf(),
        _pdf_of_one_page(),
        _page(),
        _saved_page(),
        _markdown(),
        _rich_text(),
        _book(),
    )
    yield from (_eml(), _msg(), _archive())
    yield from (_csv(), _json(), _lines(), _plain(), _big5())
    yield from (_srt(), _vtt(), _calendar(), _tex(), _rst(), _org(), _log())


def _table(rows: tuple[tuple[str, ...], ...] = ROWS) -> tuple[str, ...]:
    return tuple(" | ".join(row) for row in rows)


LEFT = (
    "新线分三段施工，东段由第二工程局承建，工期二十四个月，"
    "其余两段于次年完工，届时全线十九座车站一并启用。"
)
RIGHT = (
    "同日公布了公交调整方案，新开线路十四条，停运三条，涉及"
    "站点二百六十个，自下月起执行，由运输公司负责。"
)
Texts = list[tuple[float, float, float, str]]


def _columns() -> Texts:
    found: Texts = [(50, 60, 18, "地铁通报")]
    for x, column in ((50.0, LEFT), (320.0, RIGHT)):
        lines = [column[place : place + 14] for place in range(0, len(column), 14)]
        found += [(x, 120.0 + 15 * row, 10, line) for row, line in enumerate(lines)]
    return found


def _grid(top: float) -> Texts:
    return [
        (50.0 + 160 * at, top + 20 * row, 10, cell)
        for row, cells in enumerate(ROWS)
        for at, cell in enumerate(cells)
    ]


def _pdf() -> Made:
    head, foot = (50.0, 20.0, 8.0, "内部资料不得外传"), (300.0, 780.0, 8.0, "3")
    said: tuple[Texts, ...] = (
        _columns(), _grid(60), [(50, 60, 10, FIRST)], [(50, 60, 10, SECOND)]
    )  # fmt: skip
    data = pdf(*(PdfPage([head, *texts, foot]) for texts in said))
    kept = ("地铁通报", LEFT, RIGHT, *_table(), FIRST, SECOND)
    return Made("a.pdf", "columns, broken lines, table, head", data, kept, (head[3],))


def _pdf_of_one_page() -> Made:
    data = pdf(PdfPage([*_columns(), *_grid(260)]))
    kept = ("地铁通报", LEFT, RIGHT, *_table())
    return Made("b.pdf", "columns right above a table without lines", data, kept)


def _page() -> Made:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
    page = (
        "<html><head><title>地铁开通</title><script>var a = '看不见的脚本';</script></head>"
        "<body>"
        "<nav><a href='/'>首页导航栏目</a></nav><article><h1>地铁开通</h1>"
        f"<p>{FIRST}</p><p style='display:none'>藏起来的一句话</p><p>{SECOND}</p>"
        f"<table>{rows}</table></article><footer>版权所有：示例网站</footer></body></html>"
    )
    wrong = ("看不见的脚本", "首页导航栏目", "藏起来的一句话", "版权所有：示例网站")
    kept = ("地铁开通", FIRST, SECOND, *_table())
    return Made("a.html", "page furniture, hidden, table", page.encode(), kept, wrong)


def _saved_page() -> Made:
    mail = EmailMessage()
    mail["Snapshot-Content-Location"] = "https://example.org/a"
    mail["Subject"] = "夜市开放"
    mail.set_content(f"<html><body><h1>夜市开放</h1><p>{FIRST}</p></body></html>", subtype="html")
    mail.add_related("p { color: rebeccapurple }", subtype="css", filename="a.css")
    return Made("a.mht", "page in MIME", mail.as_bytes(), ("夜市开放", FIRST), ("rebeccapurple",))


def _markdown() -> Made:
    table = "\n".join(f"| {' | '.join(row)} |" for row in ROWS).replace(
        "\n", "\n|---|---|---|\n", 1
    )
    body = (
        f"---\ntitle: 地铁开通\ndraft: secretkey\n---\n# 概况\n\n**{FIRST}**\n\n{table}\n\n"
        "[链接](http://x.example)\n"
    )
    kept = ("地铁开通", "概况", FIRST, *_table(), "链接")
    return Made("a.md", "front matter, table, marks", body.encode(), kept, ("secretkey",))


def _rich_text() -> Made:
    words = "".join(f"\\u{ord(sign)}?" for sign in FIRST)
    raw = "".join(f"\\'{byte:02x}" for byte in SECOND.encode("gbk"))
    head = "{\\rtf1\\ansi\\ansicpg936{\\info{\\title secrettitle}}\\uc1 "
    body = f"{head}{words}\\par {raw}\\par}}"
    return Made("a.rtf", "Unicode and code page", body.encode(), (FIRST, SECOND), ("secrettitle",))


def _book() -> Made:
    file = io.BytesIO()
    chapters = {"a.xhtml": FIRST, "b.xhtml": SECOND}
    items = "".join(f"<item id='{name[0]}' href='{name}'/>" for name in chapters)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", "<container><rootfiles>"
                         "<rootfile full-path='o.opf'/></rootfiles></container>")  # fmt: skip
        archive.writestr("o.opf", f"<package><metadata/><manifest>{items}</manifest><spine>"
                         "<itemref idref='b'/><itemref idref='a'/></spine></package>")  # fmt: skip
        for name, words in chapters.items():
            archive.writestr(name, f"<html><body><p>{words}</p></body></html>")
    return Made("a.epub", "chapters in reading order", file.getvalue(), (FIRST, SECOND))


def _mail(subject: str, words: str) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, "shen@example.org", "li@example.org"
    mail.set_content(words)
    return mail


def _eml() -> Made:
    mail = _mail("周报转来", FIRST)
    mail.add_attachment("附件写在另一种编码里。".encode("gbk"), maintype="text", subtype="plain",
                        filename="附.txt")  # fmt: skip
    mail.add_attachment(_mail("原信标题", SECOND))
    kept = ("周报转来", FIRST, "附件写在另一种编码里。", "原信标题", SECOND)
    return Made("a.eml", "attachment, forwarded mail", mail.as_bytes(), kept)


def _msg() -> Made:
    inner = message("原信标题", text(0x1000, SECOND), head=24)
    hung = [attachment("附.txt", "附件写在另一种编码里。".encode("gbk")), forwarded(inner)]
    tree = message("周报转来", narrow(0x1000, FIRST.encode("gbk")), attached=hung,
                   values=[(3, 0x3FFD, 936)])  # fmt: skip
    kept = ("周报转来", FIRST, "附件写在另一种编码里。", "原信标题", SECOND)
    return Made("a.msg", "code page, attachment, forwarded mail", compound(tree), kept)


def _archive() -> Made:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("甲/一.txt", FIRST.encode("gbk"))
        archive.writestr("二.eml", _mail("信里的标题", SECOND).as_bytes())
    return Made("a.zip", "members of each kind", file.getvalue(), (FIRST, "信里的标题", SECOND))


def _csv() -> Made:
    body = "\n".join(";".join(row) for row in ROWS)
    return Made("a.csv", "GBK, semicolons", body.encode("gbk"), _table())


RECORDS = [{"id": n, "title": f"第{n}条", "text": words} for n, words in enumerate((FIRST, SECOND))]


def _json() -> Made:
    body = json.dumps(RECORDS, ensure_ascii=False)
    return Made("a.json", "records", body.encode(), ("第0条", FIRST, "第1条", SECOND))


def _lines() -> Made:
    pages = [record | {"text": f"<p>{record['text']}</p>"} for record in RECORDS]
    body = "\n".join(json.dumps(page, ensure_ascii=False) for page in pages)
    return Made("a.jsonl", "records with HTML", body.encode(), ("第0条", FIRST, "第1条", SECOND))


def _plain() -> Made:
    wrapped = f"　　{FIRST[:12]}\r\n{FIRST[12:]}\r\n　　{SECOND}\r\n"
    return Made("a.txt", "GB18030, hard line ends", wrapped.encode("gb18030"), (FIRST, SECOND))


def _big5() -> Made:
    words = "青禾市今年一月開通地鐵，全長二十八公里。"
    return Made("b.txt", "Big5", (words * 3).encode("big5"), (words,))


def _srt() -> Made:
    body = (
        f"1\n00:00:01,000 --> 00:00:03,000\n<i>{FIRST[:12]}</i>\n{FIRST[12:]}\n\n"
        f"2\n00:00:04,000 --> 00:00:06,000\n{SECOND}\n"
    )
    return Made("a.srt", "broken cues", body.encode(), (FIRST, SECOND), ("00:00:01", "00:00:03"))


def _vtt() -> Made:
    body = (
        f"WEBVTT\n\nNOTE 看不见的说明\n\n00:01.000 --> 00:03.000\n<v 沈知夏>{FIRST}\n\n"
        f"00:04.000 --> 00:06.000\n{SECOND}\n"
    )
    kept = ("沈知夏", FIRST, SECOND)
    return Made("a.vtt", "speaker, note", body.encode(), kept, ("看不见的说明", "00:01.000"))


def _calendar() -> Made:
    body = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:secretuid\r\nSUMMARY:评审会\r\n"
        "DTSTART;TZID=Asia/Shanghai:20250305T140000\r\nLOCATION:三楼会\r\n 议室\r\n"
        f"DESCRIPTION:{FIRST}\\n{SECOND}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    kept = ("评审会", "2025年3月5日14:00", "三楼会议室", FIRST, SECOND)
    return Made("a.ics", "folded lines, day", body.encode(), kept, ("secretuid",))


def _tex() -> Made:
    rows = " \\\\\n".join(" & ".join(row).replace("%", "\\%") for row in ROWS)
    body = (
        "\\documentclass{ctexart}\\usepackage{geometry}\\newcommand{\\city}{青禾市}\n"
        "\\title{地铁规划}\\begin{document}\\maketitle\\section{概况}\\label{sec:secret}\n"
        f"\\city{FIRST[3:]} % 看不见的注释\n{SECOND}\\footnote{{不含支线。}}\n\n"
        f"\\begin{{tabular}}{{lrr}}\n{rows} \\\\\n\\end{{tabular}}\\end{{document}}"
    )
    kept = ("地铁规划", "概况", FIRST, SECOND, "不含支线。", *_table())
    wrong = ("看不见的注释", "secret", "geometry")
    return Made("a.tex", "macro, footnote, table, comment", body.encode(), kept, wrong)


def _rst() -> Made:
    rows = "\n".join("  ".join(row) for row in ROWS[1:])
    rule = "======  ============  ====="
    body = (
        f"概况\n====\n\n:Author: 沈知夏\n\n**{FIRST}** {SECOND}\n\n.. 看不见的注释\n\n"
        f"{rule}\n{'  '.join(ROWS[0])}\n{rule}\n{rows}\n{rule}\n"
    )
    kept = ("概况", FIRST, SECOND, *_table())
    return Made("a.rst", "heading, table, comment", body.encode(), kept, ("看不见的注释",))


def _org() -> Made:
    rows = "\n".join(f"| {' | '.join(row)} |" for row in ROWS)
    body = (
        f"#+TITLE: 地铁规划\n* TODO 概况 :secrettag:\n{FIRST} [[http://x.example][链接]]\n"
        f"{rows}\n# 看不见的注释\n{SECOND}\n"
    )
    kept = ("地铁规划", "概况", FIRST, "链接", SECOND, *_table())
    wrong = ("看不见的注释", "secrettag")
    return Made("a.org", "heading, table, comment", body.encode(), kept, wrong)


def _log() -> Made:
    lines = ("2025-03-05 10:00:00 启动完成 id=1", "2025-03-05 10:00:01 磁盘已满 path=data")
    return Made("a.log", "every line", "\n".join(lines).encode(), lines)
