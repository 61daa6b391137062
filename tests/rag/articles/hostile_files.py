"""Files that were made to stop whoever reads them: each function writes one into a folder.

``EVERY`` are files of the usual kind, which could also be dropped on the page; ``ON_DISK`` need
the file system's help (pipes, devices, links, odd names). What each aims at stands in its name
and below it; most are a few kilobytes.
"""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.rag.articles.hostile_msg import MESSAGES
from tests.rag.articles.hostile_office import OFFICE
from tests.rag.articles.hostile_open import OPEN

SENTENCE = "青禾市今年1月开通地铁，全长28公里。"
Make = Callable[[Path], Path]


def _text(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _bytes(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


# Text, Markdown and front matter


def bracket_bomb(folder: Path) -> Path:
    """libyaml builds nested lists by recursion in C."""
    return _text(folder, "bracket_bomb.md", f"---\ntitle: x\na: {'[' * 25_000}\n---\n{SENTENCE}\n")


def dash_bomb(folder: Path) -> Path:
    """The same in block style, on one line."""
    return _text(folder, "dash_bomb.md", f"---\na:\n  {'- ' * 25_000}x\n---\n{SENTENCE}\n")


def question_bomb(folder: Path) -> Path:
    """The same by keys that are mappings."""
    return _text(folder, "question_bomb.md", f"---\ntitle: x\n{'? ' * 25_000}x\n---\n{SENTENCE}\n")


def alias_bomb(folder: Path) -> Path:
    """Nine lists of nine references to the list before."""
    lists = ["l0: &l0 [哈,哈,哈,哈,哈,哈,哈,哈,哈]"]
    lists += [f"l{n}: &l{n} [{','.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10)]
    header = "\n".join(lists)
    return _text(folder, "alias_bomb.md", f"---\n{header}\n---\n{SENTENCE}\n")


def repeated_keys(folder: Path) -> Path:
    """Comparing each key of a header with each other one."""
    return _text(folder, "repeated_keys.md", "---\n" + "a: b\n" * 12_000 + f"---\n{SENTENCE}\n")


def mail_of_marks(folder: Path) -> Path:
    """Headings with very much space, for rules that go back over it."""
    return _text(folder, "heading_spaces.md", f"# 题{' ' * 60_000}x\n\n{SENTENCE}\n")


def open_brackets(folder: Path) -> Path:
    """Links that are opened and never closed."""
    return _text(folder, "open_brackets.md", f"{SENTENCE}\n\n{'[a](' * 40_000}\n")


def many_comments(folder: Path) -> Path:
    """A pattern that may end a comment in two ways tries all of them."""
    return _text(folder, "many_comments.txt", "<!-- -->" * 40 + SENTENCE)


def abbreviations(folder: Path) -> Path:
    """Each could end a sentence, so each is looked at with all before it."""
    return _text(folder, "abbreviations.txt", f"{SENTENCE}\n{'Mr. ' * 60_000}\n")


def one_line(folder: Path) -> Path:
    """One line of 50 MB."""
    return _text(folder, "one_line.txt", "a long line " * 4_200_000)


def only_nuls(folder: Path) -> Path:
    """A megabyte of nothing."""
    return _bytes(folder, "only_nuls.txt", bytes(1_000_000))


def noise(folder: Path) -> Path:
    """Bytes that are no text, neither in any encoding nor quickly found to be none."""
    seed = zlib.compress(b"youju")
    return _bytes(folder, "noise.txt", b"".join(seed * 3 + bytes([n % 251]) for n in range(30_000)))


def empty(folder: Path) -> Path:
    """No byte at all."""
    return _bytes(folder, "empty.txt", b"")


def invisible(folder: Path) -> Path:
    """A million characters nobody sees, and no other."""
    return _text(folder, "invisible.txt", "\u200b\u202e\u2066" * 300_000)


# HTML


def many_attributes(folder: Path) -> Path:
    """Each attribute is compared with all before it."""
    names = " ".join(f"a{n}=1" for n in range(200_000))
    return _text(folder, "many_attributes.html", f"<p {names}>{SENTENCE}</p>")


def quoted_attributes(folder: Path) -> Path:
    """The same, with marks in the values that look like the end of the tag."""
    names = " ".join(f"a{n}='>'" for n in range(400_000))
    return _text(folder, "quoted_attributes.html", f"<p {names}>{SENTENCE}</p>")


def deep_html(folder: Path) -> Path:
    """Elements in elements."""
    return _text(folder, "deep.html", "<div>" * 200_000 + SENTENCE)


def deep_emphasis(folder: Path) -> Path:
    """Formatting that is opened again for each paragraph."""
    return _text(folder, "deep_emphasis.html", "<b>" * 50_000 + f"<p>{SENTENCE}</p>" * 500)


def hiding_styles(folder: Path) -> Path:
    """A style sheet that hides twenty thousand classes, each looked for in the whole page."""
    rules = "".join(f".c{n}{{display:none}}" for n in range(20_000))
    body = f"<p>{SENTENCE}</p>" * 3_000
    return _text(
        folder, "hiding_styles.html", f"<html><style>{rules}</style><body>{body}</body></html>"
    )


def shared_parts(folder: Path) -> Path:
    """Named parts within named parts, each counted with all it holds."""
    body = '<div class="share">x' * 390 + SENTENCE
    return _text(folder, "shared_parts.html", f"<html><body>{body * 40}</body></html>")


def deep_linked_data(folder: Path) -> Path:
    """Metadata in JSON that nests."""
    data = "[" * 90_000
    page = f'<html><script type="application/ld+json">{data}</script><body><p>{SENTENCE}</p>'
    return _text(folder, "deep_linked_data.html", page)


# Records


def _records(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def gzip_bomb(folder: Path) -> Path:
    """A line of 100 MB in 100 KB."""
    return _bytes(folder, "gzip_bomb.jsonl.gz", gzip.compress(b" " * 100_000_000, 6))


def xz_bomb(folder: Path) -> Path:
    """Lines that say nothing, 100 MB of them in 15 KB."""
    return _bytes(folder, "xz_bomb.jsonl.xz", lzma.compress(b"\n" * 100_000_000, preset=0))


def xz_dictionary(folder: Path) -> Path:
    """A header that asks for a dictionary of a gigabyte and a half."""
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 16}]
    data = bytearray(lzma.compress(_records({"text": SENTENCE}), filters=filters))
    block = 12  # after the stream's header; byte 2, 3 and 4 of it: filter, size, dictionary
    data[block + 4] = 37
    size = 4 * (data[block] + 1)
    data[block + size - 4 : block + size] = struct.pack(
        "<I", zlib.crc32(bytes(data[block : block + size - 4]))
    )
    return _bytes(folder, "xz_dictionary.jsonl.xz", bytes(data))


def empty_members(folder: Path) -> Path:
    """Gzip members that hold nothing, one after the other."""
    return _bytes(folder, "empty_members.jsonl.gz", gzip.compress(b"") * 200_000)


def deep_record(folder: Path) -> Path:
    """A record that nests beyond all recursion."""
    return _bytes(folder, "deep_record.jsonl", b'{"text": ' + b"[" * 200_000 + b"\n")


def long_record(folder: Path) -> Path:
    """A record of 12 MB."""
    return _bytes(folder, "long_record.jsonl", _records({"text": "x" * 12_000_000}))


def rubbish_lines(folder: Path) -> Path:
    """Very many lines, each of which would be named."""
    return _bytes(folder, "rubbish_lines.jsonl", b"x\n" * 200_000)


def long_names(folder: Path) -> Path:
    """Titles and ids of half a megabyte, for what keeps one with every passage."""
    record = {"id": "x" * 500_000, "title": "题" * 500_000, "text": SENTENCE * 3_000}
    return _bytes(folder, "long_names.jsonl", _records(record))


def odd_names(folder: Path) -> Path:
    """Ids that a terminal would act on, and half a surrogate pair."""
    names = ["\x1b[2J\x1b]0;x\x07", "a\r\nb", "\ud800", "\u202egnp.exe"]
    records = [{"id": name, "title": name, "text": SENTENCE + f"{n}号。"} for n, name in
               enumerate(names)]  # fmt: skip
    return _bytes(folder, "odd_names.jsonl", _records(*records))


def poisoned_record(folder: Path) -> Path:
    """One record among good ones that takes ten seconds: more paragraphs than any article has."""
    poison = {"id": "poison", "text": f"<p>{SENTENCE}</p>" + "<p>一</p>" * 600_000}
    records = [{"id": f"r{n}", "text": f"第{n}条记录。{SENTENCE}"} for n in range(9)]
    return _bytes(folder, "poisoned_record.jsonl", _records(*records[:4], poison, *records[4:]))


# Word


def _docx(folder: Path, name: str, document: bytes, method: int = zipfile.ZIP_DEFLATED) -> Path:
    import docx

    file = io.BytesIO()
    docx.Document().save(file)
    path = folder / name
    with zipfile.ZipFile(file) as made, zipfile.ZipFile(path, "w", method) as archive:
        for member in made.namelist():
            data = document if member == "word/document.xml" else made.read(member)
            archive.writestr(member, data)
    return path


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _word(body: str, before: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{before}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body>'
        "</w:document>"
    ).encode()


def empty_paragraphs(folder: Path) -> Path:
    """Two million paragraphs in 18 KB."""
    return _docx(folder, "empty_paragraphs.docx", _word("<w:p/>" * 2_000_000))


def stored_paragraphs(folder: Path) -> Path:
    """As many as pass for text, since they are not even packed."""
    return _docx(folder, "paragraphs.docx", _word("<w:p/>" * 700_000), zipfile.ZIP_STORED)


def entity_bomb(folder: Path) -> Path:
    """Entities of entities: a billion laughs."""
    entities = '<!ENTITY e0 "哈哈哈哈哈哈哈哈哈哈">'
    entities += "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)
    )  # fmt: skip
    body = "<w:p><w:r><w:t>&e9;</w:t></w:r></w:p>"
    return _docx(folder, "entity_bomb.docx", _word(body, f"<!DOCTYPE x [{entities}]>"))


def outside_entity(folder: Path) -> Path:
    """An entity that would be another file of this machine."""
    before = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    body = f"<w:p><w:r><w:t>{SENTENCE}&e;</w:t></w:r></w:p>"
    return _docx(folder, "outside_entity.docx", _word(body, before))


def deep_tables(folder: Path) -> Path:
    """Tables in tables."""
    opened = "<w:tbl><w:tr><w:tc>" * 3_000
    closed = "</w:tc></w:tr></w:tbl>" * 3_000
    return _docx(folder, "deep_tables.docx", _word(opened + closed))


def docx_bomb(folder: Path) -> Path:
    """A document of 200 MB of space."""
    return _docx(folder, "bomb.docx", _word(" " * 200_000_000))


# PDF


def _pdf(folder: Path, name: str, objects: list[bytes], *, trailer: bytes = b"") -> Path:
    body = b"%PDF-1.5\n"
    places = []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    size = len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    start = body.rindex(b"xref")
    body += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        trailer,
        start,
    )
    return _bytes(folder, name, body)


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    head = b"<< /Length %d /Filter /FlateDecode %s >>" % (len(packed), entries)
    return b"%s\nstream\n%s\nendstream" % (head, packed)


_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << "
    b"/F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
)
_SHOWN = (
    b"BT /F1 12 Tf " + b"1 0 0 1 50 700 Tm (The port opened a berth in July.) Tj " * 400 + b"ET"
)


def one_page_often(folder: Path) -> Path:
    """A page that is listed 2,900 times."""
    kids = b" ".join([b"3 0 R"] * 2_900)
    pages = b"<< /Type /Pages /Kids [%s] /Count 2900 >>" % kids
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    return _pdf(folder, "one_page_often.pdf", [catalog, pages, _PAGE, _stream(_SHOWN)])


def one_stream_often(folder: Path) -> Path:
    """The same with pages of their own that share what they show."""
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(2_900))
    pages = b"<< /Type /Pages /Kids [%s] /Count 2900 >>" % kids
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects = [catalog, pages, _PAGE, _stream(_SHOWN * 3), *[_PAGE] * 2_900]
    return _pdf(folder, "one_stream_often.pdf", objects)


def stream_bomb(folder: Path) -> Path:
    """A page whose content unpacks to 500 MB."""
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    return _pdf(folder, "stream_bomb.pdf", [catalog, pages, _PAGE, _stream(b" " * 500_000_000)])


def page_loop(folder: Path) -> Path:
    """A page tree that holds itself."""
    pages = b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>"
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    return _pdf(folder, "page_loop.pdf", [catalog, pages, _PAGE, _stream(_SHOWN)])


def table_loop(folder: Path) -> Path:
    """A cross-reference table that names itself as the one before."""
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects = [catalog, pages, _PAGE, _stream(_SHOWN)]
    path = _pdf(folder, "table_loop.pdf", objects)
    start = path.read_bytes().rindex(b"xref\n0")
    return _pdf(folder, "table_loop.pdf", objects, trailer=b"/Prev %d" % start)


def deep_arrays(folder: Path) -> Path:
    """Arrays in arrays, in the file and in a page."""
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 /X " + b"[" * 100_000 + b" >>"
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects = [catalog, pages, _PAGE, _stream(b"[" * 200_000)]
    return _pdf(folder, "deep_arrays.pdf", objects)


def _one_page(folder: Path, name: str, content: bytes) -> Path:
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    return _pdf(folder, name, [catalog, pages, _PAGE, _stream(content)])


def scattered_letters(folder: Path) -> Path:
    """A hundred thousand letters, each at a place of its own: every line has gaps to follow."""
    shown = (b"1 0 0 1 %d %d Tm (x) Tj" % (n * 37 % 600, n * 53 % 780) for n in range(100_000))
    return _one_page(folder, "scattered_letters.pdf", b"BT /F1 4 Tf " + b" ".join(shown) + b" ET")


def many_gaps(folder: Path) -> Path:
    """As many gaps between columns as a page that is still looked at can have."""
    shown = (
        b"1 0 0 1 %d %d Tm (ab) Tj" % (20 + n % 40 * 14 + n // 40 % 3, 780 - n // 40 * 7)
        for n in range(3_900)
    )
    return _one_page(folder, "many_gaps.pdf", b"BT /F1 5 Tf " + b" ".join(shown) + b" ET")


def ruled_through(folder: Path) -> Path:
    """A grid of thousands of lines with a letter in each cell."""
    rules = b" ".join(
        b"%d 0 m %d 780 l S 0 %d m 600 %d l S" % (n, n, n, n) for n in range(0, 600, 4)
    )
    letters = (b"1 0 0 1 %d %d Tm (x) Tj" % (n % 60 * 10, n // 60 * 12) for n in range(3_900))
    text = b"BT /F1 5 Tf " + b" ".join(letters) + b" ET"
    return _one_page(folder, "ruled_through.pdf", rules + b" " + text)


def apart_rules(folder: Path) -> Path:
    """Twenty thousand lines that touch no other."""
    rules = (
        b"%d %d m %d %d l S" % (n % 200 * 3, n // 200 * 7, n % 200 * 3, n // 200 * 7 + 3)
        for n in range(20_000)
    )
    return _one_page(folder, "apart_rules.pdf", b" ".join(rules) + b" " + _SHOWN)


def deep_json(folder: Path) -> Path:
    """Lists in lists, and a record with a name that is an archive's."""
    return _text(folder, "deep_json.json", "[" * 100_000 + SENTENCE)


# Mail


def deep_mail(folder: Path) -> Path:
    """Parts within parts, 1,500 deep."""
    lines = ["Subject: x"]
    for level in range(1_500):
        lines += [f'Content-Type: multipart/mixed; boundary="b{level}"', "", f"--b{level}"]
    lines += ["Content-Type: text/plain; charset=utf-8", "", SENTENCE]
    return _text(folder, "deep_mail.eml", "\n".join(lines))


def folded_subject(folder: Path) -> Path:
    """A subject of 600 KB over many lines."""
    return _text(
        folder, "folded_subject.eml", "Subject: a\n" + " =?utf-8?q?=E5=9C=B0?=\n" * 28_000 +
        f"\n{SENTENCE}\n"
    )  # fmt: skip


def long_subject(folder: Path) -> Path:
    """A subject of 600 KB on one line."""
    words = "(" * 300_000 + "a " * 150_000
    return _text(folder, "long_subject.eml", f"Subject: {words}\nFrom: {words}\n\n{SENTENCE}\n")


def many_parameters(folder: Path) -> Path:
    """A content type with a hundred thousand parameters."""
    given = "".join(f"; p{n}*{n}*=utf-8''%41" for n in range(100_000))
    return _text(folder, "many_parameters.eml", f"Content-Type: text/plain{given}\n\n{SENTENCE}\n")


def many_parts(folder: Path) -> Path:
    """A hundred thousand empty parts."""
    head = 'Content-Type: multipart/mixed; boundary="b"\n\n'
    return _text(
        folder, "many_parts.eml", head + "--b\n\n" * 100_000 + f"--b\n\n{SENTENCE}\n--b--\n"
    )


def packed_mail(folder: Path) -> Path:
    """A body that claims a packing and a charset that do not exist."""
    body = base64.b64encode(b"\xff" * 300_000).decode()
    head = "Content-Type: text/plain; charset=x-nothing\nContent-Transfer-Encoding: base64\n\n"
    return _text(folder, "packed_mail.eml", head + body)


# Archives


def _zip(path: Path, members: Iterable[tuple[str, bytes]], method: int) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def bzip2_bombs(folder: Path) -> Path:
    """4 KB of members that each unpack to 100 MB and are then refused."""
    path = folder / "bzip2_bombs.zip"
    packed = bz2.compress(bytes(100_000_000))
    fitting = bz2.compress(b"")
    members = [(f"{n:02}.txt", b"") for n in range(25)]
    _zip(path, members, zipfile.ZIP_BZIP2)
    data = path.read_bytes()
    assert data.count(fitting) == 25
    return _bytes(folder, path.name, _with_stored(members, packed))


def _with_stored(members: list[tuple[str, bytes]], packed: bytes) -> bytes:
    """An archive whose members all claim to be ``packed`` by bzip2, and small."""
    body = b""
    directory = b""
    for name, _ in members:
        fields = (20, 0, zipfile.ZIP_BZIP2, 0, 0, 0, len(packed), 100, len(name), 0)
        directory += (
            b"PK\x01\x02\x14\x00" + struct.pack("<HHHHHIIIHH", *fields)
            + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name.encode()
        )  # fmt: skip
        body += b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", *fields) + name.encode() + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def flat_bombs(folder: Path) -> Path:
    """Members below every single limit that are no articles, 300 MB together."""
    members = [(f"{n:03}.bin", b"\x89PNG" + bytes(980_000)) for n in range(300)]
    return _zip(folder / "flat_bombs.zip", members, zipfile.ZIP_DEFLATED)


def many_bombs(folder: Path) -> Path:
    """Members of 900 KB in 1 KB, each small enough to pass for text."""
    members = [(f"{n:03}.txt", f"{n}号。{'哈' * 300_000}".encode()) for n in range(200)]
    return _zip(folder / "many_bombs.zip", members, zipfile.ZIP_DEFLATED)


def overlapping(folder: Path) -> Path:
    """Five thousand members that are the same bytes of the archive."""
    path = _zip(folder / "overlapping.zip", [("a.txt", b"x" * 4_000_000)], zipfile.ZIP_DEFLATED)
    data = path.read_bytes()
    start = data.index(b"PK\x01\x02")
    entry = data[start : data.index(b"PK\x05\x06")]
    count = 5_000
    end = struct.pack("<HHHHIIH", 0, 0, count, count, count * len(entry), start, 0)
    return _bytes(folder, path.name, data[:start] + entry * count + b"PK\x05\x06" + end)


def tricky_names(folder: Path) -> Path:
    """Names that leave the archive, repeat, or act on a terminal."""
    names = ["../../evil.txt", "/etc/passwd", "C:\\x.txt", "a\nb.txt", "\x1b[2Jc.txt", "d" * 5_000]
    members = [(name, f"{SENTENCE}{n}号。".encode()) for n, name in enumerate(names)]
    return _zip(folder / "tricky_names.zip", members, zipfile.ZIP_STORED)


def too_many_members(folder: Path) -> Path:
    """More members than are read."""
    members = ((f"{n}", b"") for n in range(100_001))
    return _zip(folder / "too_many_members.zip", members, zipfile.ZIP_STORED)


def cut_archive(folder: Path) -> Path:
    """An archive that ends in the middle."""
    path = _zip(folder / "cut.zip", [("a.txt", os.urandom(50_000))], zipfile.ZIP_DEFLATED)
    return _bytes(folder, path.name, path.read_bytes()[:30_000])


EVERY: tuple[Make, ...] = (
    bracket_bomb, dash_bomb, question_bomb, alias_bomb, repeated_keys, mail_of_marks,
    open_brackets, many_comments, abbreviations, one_line, only_nuls, noise, empty, invisible,
    many_attributes, quoted_attributes, deep_html, deep_emphasis, hiding_styles, shared_parts,
    deep_linked_data, gzip_bomb, xz_bomb, xz_dictionary, empty_members, deep_record, long_record,
    rubbish_lines, long_names, odd_names, poisoned_record, empty_paragraphs, stored_paragraphs,
    entity_bomb, outside_entity, deep_tables, docx_bomb, one_page_often, one_stream_often,
    stream_bomb, page_loop, table_loop, deep_arrays, scattered_letters, many_gaps, ruled_through,
    apart_rules, deep_json, deep_mail, folded_subject, long_subject,
    many_parameters, many_parts, packed_mail, bzip2_bombs, flat_bombs, many_bombs, overlapping,
    tricky_names, too_many_members, cut_archive, *OFFICE, *OPEN, *MESSAGES,
)  # fmt: skip
"""Plain files, whatever folder or page they come by."""


# What only a file system can do


def waiting_pipe(folder: Path) -> Path:
    """A pipe that nobody writes to."""
    os.mkfifo(folder / "pipe.txt")
    return folder / "pipe.txt"


def endless_device(folder: Path) -> Path:
    """A link to a device without an end."""
    (folder / "endless.txt").symlink_to("/dev/zero")
    return folder / "endless.txt"


def endless_records(folder: Path) -> Path:
    """The same where files of any size are read."""
    (folder / "endless.jsonl").symlink_to("/dev/zero")
    return folder / "endless.jsonl"


def huge_records(folder: Path) -> Path:
    """A file with a hole of a terabyte."""
    path = folder / "huge.jsonl"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    return path


def folder_loop(folder: Path) -> Path:
    """A folder that holds a link to what holds it."""
    (folder / "inner").mkdir()
    (folder / "inner" / "up").symlink_to(folder)
    return folder / "inner" / "up"


def broken_link(folder: Path) -> Path:
    """A link to nothing."""
    (folder / "broken.txt").symlink_to(folder / "nothing")
    return folder / "broken.txt"


def unprintable_name(folder: Path) -> Path:
    """A name that a terminal would act on."""
    path = folder / "\x1b[2J\x1b]0;x\x07\r\na\u202e.txt"
    path.write_bytes(b"\x89PNG")
    return path


ON_DISK: tuple[Make, ...] = (
    waiting_pipe, endless_device, endless_records, huge_records, folder_loop, broken_link,
    unprintable_name,
)  # fmt: skip
