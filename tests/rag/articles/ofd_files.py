"""Files in OFD, written for tests after GB/T 33190-2016."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import escape

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text(words: str, x: float, y: float, size: float = 4.0, more: str = "") -> str:
    """A text whose characters stand ``size`` millimetres apart."""
    apart = f'DeltaX="g {max(1, len(words) - 1)} {size}"' if len(words) > 1 else ""
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y} 180 {size + 2}" Font="1" Size="{size}" {more}>'
        f'<ofd:TextCode X="0" Y="{size}" {apart}>{escape(words)}</ofd:TextCode></ofd:TextObject>'
    )


def line(x: float, y: float, to_x: float, to_y: float) -> str:
    """A ruled line."""
    return (
        f'<ofd:PathObject ID="1" Boundary="0 0 210 297" Stroke="true"><ofd:AbbreviatedData>'
        f"M {x} {y} L {to_x} {to_y}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def _content(inner: str, template: bool) -> str:
    uses = '<ofd:Template TemplateID="90" ZOrder="Background"/>' if template else ""
    return (
        f"<ofd:Page {NS}>{uses}<ofd:Content><ofd:Layer ID='2'>{inner}</ofd:Layer></ofd:Content>"
        "</ofd:Page>"
    )


def ofd(pages: Sequence[str], template: str = "", members: dict[str, bytes] | None = None) -> bytes:
    """An .ofd of these pages, each over the same ``template``."""
    listed = "".join(
        f'<ofd:Page ID="{at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages))
    )
    shared = '<ofd:TemplatePage ID="90" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else ""
    parts = {
        "OFD.xml": f'<ofd:OFD {NS} Version="1.0"><ofd:DocBody><ofd:DocInfo/>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NS}><ofd:CommonData>{shared}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    for at, page in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{at}/Content.xml"] = _content(page, bool(template))
    if template:
        parts["Doc_0/Tpls/Tpl_0/Content.xml"] = _content(template, False)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)
        for name, data in (members or {}).items():
            archive.writestr(name, data)
    return file.getvalue()
