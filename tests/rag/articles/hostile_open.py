"""OpenDocument files and marked texts that were made to stop whoever reads them.

Each function writes one into a folder; ``hostile_files.EVERY`` lists them with the others.
"""

from __future__ import annotations

from pathlib import Path

from tests.rag.articles.open_files import cell, open_document, paragraph, slide, table

SENTENCE = "青禾市今年1月开通地铁，全长28公里。"
_ENTITIES = '<!ENTITY e0 "哈哈哈哈哈哈哈哈哈哈">' + "".join(
    f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)
)


def _bytes(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def _text(folder: Path, name: str, text: str) -> Path:
    return _bytes(folder, name, text.encode())


def odt_bomb(folder: Path) -> Path:
    """A text of 200 MB of space."""
    return _bytes(folder, "bomb.odt", open_document("odt", " " * 200_000_000))


def odt_paragraphs(folder: Path) -> Path:
    """Two million empty paragraphs."""
    return _bytes(folder, "paragraphs.odt", open_document("odt", "<text:p/>" * 2_000_000))


def odt_entities(folder: Path) -> Path:
    """A billion laughs in a paragraph."""
    before = f"<!DOCTYPE x [{_ENTITIES}]>"
    return _bytes(folder, "entities.odt", open_document("odt", paragraph("&e9;"), before=before))


def odt_outside(folder: Path) -> Path:
    """An entity that would be another file of this machine."""
    before = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    body = paragraph(f"{SENTENCE}&e;")
    return _bytes(folder, "outside.odt", open_document("odt", body, before=before))


def odt_deep(folder: Path) -> Path:
    """Lists in lists, ten thousand deep."""
    body = "<text:list><text:list-item>" * 10_000 + "</text:list-item></text:list>" * 10_000
    return _bytes(folder, "deep.odt", open_document("odt", body))


def odt_spaces(folder: Path) -> Path:
    """Spaces that claim to be a billion, and numbers that begin there."""
    spaces = "<text:s text:c='1000000000'/>" * 1_000
    item = (
        f"<text:list-item text:start-value='{'9' * 5_000}'>{paragraph(SENTENCE)}</text:list-item>"
    )
    body = paragraph(SENTENCE + spaces) + f"<text:list>{item * 100}</text:list>"
    return _bytes(folder, "spaces.odt", open_document("odt", body))


def odt_spans(folder: Path) -> Path:
    """A table whose cells claim to span and to be repeated a billion times."""
    one = cell("甲", rows_spanned=10**9, columns_spanned=10**9, columns_repeated=10**9)
    body = paragraph(SENTENCE) + table([[one] * 20] * 100)
    return _bytes(folder, "spans.odt", open_document("odt", body))


def ods_repeated(folder: Path) -> Path:
    """One cell that is a million rows of sixteen thousand."""
    row = cell("1", columns_repeated=16_000)
    rows = f"<table:table-row table:number-rows-repeated='1000000'>{row}</table:table-row>"
    body = f"<table:table table:name='表'>{rows}</table:table>"
    return _bytes(folder, "repeated.ods", open_document("ods", body))


def ods_bomb(folder: Path) -> Path:
    """A sheet of 60 MB that is within every other limit."""
    rows = "".join(f"<table:table-row>{cell(f'{n}号')}</table:table-row>" for n in range(700_000))
    body = f"<table:table table:name='表'>{rows}</table:table>"
    return _bytes(folder, "bomb.ods", open_document("ods", body))


def ods_merged(folder: Path) -> Path:
    """Cells that each cover the whole sheet."""
    wide = cell("甲", rows_spanned=1_048_576, columns_spanned=16_384)
    body = table([[wide] * 20] * 100, "表")
    return _bytes(folder, "merged.ods", open_document("ods", body))


def odp_groups(folder: Path) -> Path:
    """Groups of shapes in groups, and a place that is no length."""
    shapes = "<draw:g>" * 100 + "</draw:g>" * 100
    odd = f"<draw:rect svg:y='{'9' * 5_000}cm'>{paragraph(SENTENCE)}</draw:rect>"
    return _bytes(folder, "groups.odp", open_document("odp", slide("1", odd) + slide("2", shapes)))


def many_cues(folder: Path) -> Path:
    """A million cues that are all times."""
    return _text(folder, "cues.srt", "1\n00:00:01,000 --> 00:00:02,000\n" * 500_000 + SENTENCE)


def cue_tags(folder: Path) -> Path:
    """A cue of marks that are opened and never closed."""
    return _text(
        folder, "tags.vtt", f"WEBVTT\n\n00:01.000 --> 00:02.000\n{SENTENCE}{'<v ' * 300_000}"
    )


def endless_events(folder: Path) -> Path:
    """Events in events, more than are read."""
    return _text(folder, "events.ics", "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nSUMMARY:会\n" * 50_000)


def odd_days(folder: Path) -> Path:
    """Days that are none, spans beyond all time, and a zone that is a path."""
    event = (
        "BEGIN:VEVENT\nSUMMARY:{}\nDTSTART:99991231T235959Z\nDURATION:P9999W\n"
        "RRULE:FREQ=DAILY;INTERVAL=99999999999;COUNT=9999999\nEND:VEVENT\n"
    )
    zone = "X-WR-TIMEZONE:../../../etc/passwd\n"
    return _text(folder, "days.ics", "BEGIN:VCALENDAR\n" + zone + event.format(SENTENCE) * 500)


def deep_tex(folder: Path) -> Path:
    """Braces in braces, tables in tables, groups that never end."""
    text = "{" * 200_000 + "\\begin{tabular}{l}" * 3_000 + "\\footnote{" * 50_000 + SENTENCE
    return _text(folder, "deep.tex", "\\documentclass{article}\\begin{document}" + text)


def tex_verbatim(folder: Path) -> Path:
    """Verbatim parts that are opened and never closed, and comments of backslashes."""
    text = "\\begin{verbatim}" * 20_000 + "\\" * 200_000 + "%" + SENTENCE
    return _text(folder, "verbatim.tex", "\\documentclass{a}\\begin{document}" + text)


def ruled_rst(folder: Path) -> Path:
    """Rules and borders of tables that never become one."""
    text = "===== =====\n" * 3 + "+--+--+\n" * 40_000 + "`" * 100_000 + "\n" + "*a " * 100_000
    return _text(folder, "ruled.rst", f"{SENTENCE}\n\n{text}")


def org_links(folder: Path) -> Path:
    """Links that are opened and never closed."""
    return _text(folder, "links.org", f"{SENTENCE}\n{'[[a][' * 100_000}\n{'| ' * 100_000}\n")


OPEN = (
    odt_bomb, odt_paragraphs, odt_entities, odt_outside, odt_deep, odt_spaces, odt_spans,
    ods_repeated, ods_bomb, ods_merged, odp_groups, many_cues, cue_tags, endless_events, odd_days,
    deep_tex, tex_verbatim, ruled_rst, org_links,
)  # fmt: skip
"""All of them."""
