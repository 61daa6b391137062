"""Text, pages, mail, records, books and archives of what is written."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from email.message import EmailMessage
from html import escape

from benchmarks.documents.written import Block, Part, Table, Written, merged, pieces, plain

_COLUMNS = "article p { margin: 0 0 8px } .text { column-count: 2; column-gap: 24px }"
_STYLE = "body { font-family: 'Noto Sans CJK SC', sans-serif; font-size: 13px } table { border-collapse: collapse } td, th { border: 1px solid #666; padding: 3px 8px }"  # noqa: E501


def _part(blocks: list[Block | Table], name: str = "") -> Written:
    return Written(name, (), [Part("", blocks)])


def delimited(file: Written) -> bytes:
    """Rows parted by what the options say, in their encoding."""
    signs = {";": ";", "tab": "\t", "bar": "|"}
    above = [each.removeprefix("above:") for each in file.options if each.startswith("above:")]
    encoding = next((e for e in file.options if e not in signs and ":" not in e), "utf-8")
    usual = "\t" if file.kind == "tsv" else ","
    sign = next((signs[each] for each in file.options if each in signs), usual)
    out = io.StringIO()
    out.writelines(f"{line}\r\n" for line in above)
    for table in file.parts[0].tables:
        csv.writer(out, delimiter=sign).writerows(table.rows)
    return out.getvalue().encode(encoding)


def body_html(part: Part) -> str:
    """The paragraphs and tables of a part as HTML."""
    said = []
    for block in part.blocks:
        if isinstance(block, Table):
            said.append(_html_table(block))
        elif block.text:
            tag = {"title": "h1", "heading": "h2"}.get(block.kind, "p")
            said.append(f"<{tag}>{escape(plain(block.text))}</{tag}>")
    return "\n".join(said)


def _html_table(table: Table) -> str:
    lines = []
    for at, cells in enumerate(merged(table)):
        tag = "th" if at < table.heads else "td"
        lines.append("".join(
            f"<{tag} rowspan={cell[1]} colspan={cell[2]}>{escape(cell[0])}</{tag}>"
            for cell in cells if cell is not None
        ))  # fmt: skip
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def page(file: Written) -> str:
    """A page with the furniture of a site around it."""
    part = file.parts[0]
    title = next(block.text for block in part.blocks if isinstance(block, Block))
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}_门户网站</title>"
        "<script>var visits = 88231;</script><style>.nav{color:red}</style></head><body>"
        "<div class='nav'><a href='/'>首页</a><a href='/zw'>政务公开</a>"
        "<a href='/hd'>互动交流</a></div>"
        f"<div class='content'>{body_html(part)}</div>"
        "<div class='share'>分享到：微信 微博</div><div class='footer'>主办：办公室　"
        "备案号：京ICP备00000001号　浏览次数：20514</div></body></html>"
    )


def printed(file: Written) -> str:
    """A page to be printed, in two columns where the options say so."""
    style = _STYLE + (_COLUMNS if "columns" in file.options else "")
    return (
        f"<html><head><meta charset='utf-8'><style>{style}</style></head><body><article "
        f"class='text'>{body_html(file.parts[0])}</article></body></html>"
    )


def html(file: Written) -> bytes:
    """A page."""
    return page(file).encode()


def mht(file: Written) -> bytes:
    """A page as a browser saves it in one file."""
    mail = EmailMessage()
    mail["Snapshot-Content-Location"] = "https://news.example.org/a/1.html"
    mail["MIME-Version"] = "1.0"
    mail.set_content(page(file), subtype="html", charset="utf-8", cte="quoted-printable")
    mail.add_related("p { margin: 0 }", subtype="css", filename="a.css")
    return mail.as_bytes()


def md(file: Written) -> bytes:
    """Markdown."""
    said: list[str] = []
    for block in file.parts[0].blocks:
        if isinstance(block, Table):
            lines = [f"| {' | '.join(row)} |" for row in block.rows]
            lines.insert(1, "|---" * len(block.rows[0]) + "|")
            said.append("\n".join(lines))
        elif block.text:
            said.append({"title": "# ", "heading": "## "}.get(block.kind, "") + block.text)
    return "\n\n".join(said).encode()


def txt(file: Written) -> bytes:
    """The lines as they are, in the encoding of the options."""
    title = {"title": "", "heading": "", "item": "", "text": ""}
    lines = [title[block.kind] + block.text for block in file.parts[0].blocks
             if isinstance(block, Block)]  # fmt: skip
    encoding = file.options[0] if file.options else "utf-8"
    return "\r\n".join(lines).encode(encoding)


def rtf(file: Written) -> bytes:
    """Rich text, half of it in Unicode and half in the code page."""
    said = []
    for at, text in enumerate(filter(None, file.parts[0].texts)):
        raw = "".join(f"\\'{byte:02x}" for byte in text.encode("gbk"))
        coded = "".join(f"\\u{ord(sign)}?" for sign in text)
        said.append((raw if at % 2 else coded) + "\\par\n")
    return ("{\\rtf1\\ansi\\ansicpg936\\uc1 " + "".join(said) + "}").encode()


def epub(file: Written) -> bytes:
    """A book of chapters."""
    names = [f"c{at}.xhtml" for at in range(len(file.parts))]
    items = "".join(f"<item id='{name}' href='{name}' media-type='application/xhtml+xml'/>"
                    for name in names)  # fmt: skip
    spine = "".join(f"<itemref idref='{name}'/>" for name in names)
    title = file.name.rpartition(".")[0]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", "<container><rootfiles>"
                         "<rootfile full-path='o.opf'/></rootfiles></container>")  # fmt: skip
        archive.writestr("o.opf", "<package xmlns:dc='http://purl.org/dc/elements/1.1/'>"
                         f"<metadata><dc:title>{title}</dc:title></metadata><manifest>{items}"
                         f"</manifest><spine>{spine}</spine></package>")  # fmt: skip
        for name, part in zip(names, file.parts, strict=True):
            archive.writestr(
                name, f"<html><body><h1>{part.name}</h1>{body_html(part)}</body></html>"
            )
    return out.getvalue()


def eml(file: Written) -> bytes:
    """A mail with its attachments."""
    first, *attached = file.parts
    subject, sender, *lines = first.texts
    mail = EmailMessage()
    mail["Subject"], mail["From"] = subject, sender
    mail["To"], mail["Date"] = "all@example.org", "Tue, 05 Aug 2025 09:12:00 +0800"
    mail.set_content("\n".join(lines))
    for part in attached:
        data = made(_part(part.blocks, part.name))
        mail.add_attachment(data, maintype="application", subtype="octet-stream",
                            filename=part.name)  # fmt: skip
    return mail.as_bytes()


def archive(file: Written) -> bytes:
    """A zip of files of several kinds, in folders."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in file.parts:
            packed.writestr(part.name, made(_part(part.blocks, part.name)))
    return out.getvalue()


def records(file: Written) -> bytes:
    """Records in one list, or one a line."""
    found = []
    for part in file.parts:
        dates = [text.removeprefix("date: ") for text in part.texts if text.startswith("date: ")]
        text = "\n".join(text for text in part.texts if not text.startswith("date: "))
        found.append({"title": part.name, "published": dates[0], "text": text})
    if file.kind == "jsonl":
        return "\n".join(json.dumps(each, ensure_ascii=False) for each in found).encode()
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def subtitles(file: Written) -> bytes:
    """Cues of three seconds; a bar begins the next cue of a sentence."""
    cues = [cue for text in filter(None, file.parts[0].texts) for cue in text.split("|")]
    point = "." if file.kind == "vtt" else ","
    lines = []
    for at, cue in enumerate(cues):
        begin, end = ((at * 3 + more) for more in (0, 3))
        times = [f"00:{second // 60:02}:{second % 60:02}{point}000" for second in (begin, end)]
        lines.append(f"{at + 1}\n{times[0]} --> {times[1]}\n{cue}\n")
    return (("WEBVTT\n\n" if file.kind == "vtt" else "") + "\n".join(lines)).encode()


def calendar(file: Written) -> bytes:
    """Events with their hours, place and description."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for at, part in enumerate(file.parts):
        hours, place, *said = part.texts
        begin, end = hours.split()
        lines += ["BEGIN:VEVENT", f"UID:{at}@example.org", f"SUMMARY:{part.name}",
                  f"DTSTART;TZID=Asia/Shanghai:{begin}", f"DTEND;TZID=Asia/Shanghai:{end}",
                  f"LOCATION:{place.partition('：')[2]}",
                  "DESCRIPTION:" + "\\n".join(said), "END:VEVENT"]  # fmt: skip
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def tex(file: Written) -> bytes:
    """A document of ctex."""
    said = ["\\documentclass{ctexart}", "\\usepackage{booktabs}"]
    begun = False
    for block in file.parts[0].blocks:
        if isinstance(block, Table):
            rows = [" & ".join(row).replace("%", "\\%") + " \\\\" for row in block.rows]
            rows.insert(block.heads, "\\midrule")
            columns = "l" * len(block.rows[0])
            said += [f"\\begin{{tabular}}{{{columns}}}\\toprule", *rows, "\\bottomrule",
                     "\\end{tabular}"]  # fmt: skip
        elif block.kind == "title":
            said += [f"\\title{{{block.text}}}", "\\begin{document}", "\\maketitle"]
            begun = True
        elif block.kind == "heading":
            said.append(f"\\section{{{block.text}}}")
        elif block.text:
            words = "".join(
                f"\\footnote{{{piece}}}" if kind == "note" else piece
                for kind, piece in pieces(block.text)
            )
            said += [words.replace("%", "\\%"), ""]
    assert begun, file.name
    return "\n".join([*said, "\\end{document}"]).encode()


def made(file: Written) -> bytes:
    """The bytes of a file, by its ending; a PDF is printed elsewhere."""
    from benchmarks.documents import office

    writers = {
        "docx": office.docx, "xlsx": office.xlsx, "pptx": office.pptx, "odt": office.odt,
        "ods": office.ods, "odp": office.odp, "csv": delimited, "tsv": delimited, "html": html,
        "mht": mht, "md": md, "txt": txt, "rtf": rtf, "epub": epub, "eml": eml, "zip": archive,
        "json": records, "jsonl": records, "srt": subtitles, "vtt": subtitles, "ics": calendar,
        "tex": tex,
    }  # fmt: skip
    return writers[file.kind](file)
