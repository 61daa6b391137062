"""Why a file of a kind that is not read is passed over, and what its owner can do about it."""

from __future__ import annotations

from rag.errors import LoadError

READABLE = (
    "txt, md, html, json, jsonl, docx, doc, wps, pptx, xlsx, xls, et, odt, ods, odp, csv, tsv, "
    "rtf, epub, fb2, pdf, ofd, eml, msg, mbox, mht, zip, srt, vtt, ics, vcf, tex, log, rst, org, "
    "adoc, ipynb"
)
"""What can be read, as it is listed to users."""
READABLE_ZH = READABLE.replace(", ", "、")

_PICTURES = frozenset(("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP"))

_ADVICE: dict[str, tuple[str, str]] = {
    "code": (
        "是程序、源代码或网页的附件，不是文章，已跳过。",
        "It is a program, source code or a part of a web page, no article.",
    ),
    "settings": (
        "是程序的配置或数据（yaml、toml、ini、xml 等），不是文章，已跳过。",
        "It holds settings or data of programs (yaml, toml, ini, xml, …), no article.",
    ),
    "link": (
        "只是一个网址的快捷方式，里面没有文章。请在浏览器里打开，另存为 html 或 pdf。",
        "It is a shortcut to an address and holds no article. Open it in a browser and save the "
        "page as html or pdf.",
    ),
    "references": (
        "是文献题录（bib、ris 等），不是文章。请收入文献本身，或导出为 csv。",
        "It is a list of references (bib, ris, …), no article. Add the works themselves, or export "
        "it as csv.",
    ),
    "locked": (
        "有打开密码。请去掉密码另存一份。",
        "It needs a password. Save it without one.",
    ),
    "Word/Excel 97": (
        "是旧版 Office 或 WPS 的文件（doc、xls、ppt、wps 等），已损坏或不是文档。"
        "请打开后另存为 docx、xlsx 或 pptx。",
        "It is a file of Office before 2007 or of WPS (doc, xls, ppt, wps, …), damaged or no "
        "document. Open it and save it as docx, xlsx or pptx.",
    ),
    "PowerPoint 97": (
        "是旧版 PowerPoint 或 WPS 文稿（ppt、dps）。请另存为 pptx。",
        "It is a PowerPoint deck of before 2007, or one of WPS (ppt, dps). Save it as pptx.",
    ),
    "Word 2003 XML": (
        "是 Word 2003 的 XML 文档。请在 Word 或 WPS 里另存为 docx。",
        "It is an XML document of Word 2003. Save it as docx.",
    ),
    "Excel 2003 XML": (
        "是 Excel 2003 的 XML 表格（网站导出的 xls 常是这种）。请在 Excel 或 WPS 里另存为 xlsx。",
        "It is an XML workbook of Excel 2003, as sites export it for xls. Open it and save it as "
        "xlsx.",
    ),
    "xlsb": (
        "是二进制的 Excel 工作簿（xlsb）。请另存为 xlsx。",
        "It is a binary workbook of Excel (xlsb). Save it as xlsx.",
    ),
    "UOF": (
        "是标文通（UOF）文件。请在 WPS 里另存为 docx、xlsx 或 pptx。",
        "It is in the Chinese office format UOF. Save it as docx, xlsx or pptx.",
    ),
    "iWork": (
        "是苹果 Pages、Numbers 或 Keynote 文件。请在该软件里导出为 docx、xlsx、pptx 或 pdf。",
        "It is of Apple's Pages, Numbers or Keynote. Export it there as docx, xlsx, pptx or pdf.",
    ),
    "Visio": ("是 Visio 图。请导出为 pdf。", "It is a drawing of Visio. Export it as pdf."),
    "OPC": (
        "是 Visio、XPS 等 Office 的其他格式。请导出为 pdf。",
        "It is of Visio, XPS or another program of Office. Export it as pdf.",
    ),
    "mind map": (
        "是思维导图。请在该软件里导出为 docx 或 md。",
        "It is a mind map. Export it as docx or md.",
    ),
    "notes": (
        "是印象笔记（Evernote）的导出文件。请在该软件里导出为 html。",
        "It is an export of Evernote. Export the notes as html.",
    ),
    "CAJ": (
        "是知网的 CAJ 文件。请在知网下载 pdf，或用 CAJViewer 打印为 pdf。",
        "It is a CAJ file of CNKI. Download the pdf there, or print it as pdf with CAJViewer.",
    ),
    "CHM": (
        "是编译的帮助文件（chm）。请用 7-Zip 解压，收入其中的 html。",
        "It is compiled help (chm). Unpack it with 7-Zip and add the html files.",
    ),
    "MOBI": (
        "是 Kindle 电子书（mobi、azw3）。请用 Calibre 转成 epub。",
        "It is a book for Kindle (mobi, azw3). Turn it into epub with Calibre.",
    ),
    "DjVu": (
        "是 DjVu 扫描件。请转成 pdf（没有文字层的还要打开 YOUJU_OCR）。",
        "It is a scan in DjVu. Turn it into pdf (without a text layer also set YOUJU_OCR).",
    ),
    "PostScript": (
        "是 PostScript 文件。请用 ps2pdf 转成 pdf。",
        "It is PostScript. Turn it into pdf with ps2pdf.",
    ),
    "PST": (
        "是 Outlook 的数据文件（pst、ost）。请在 Outlook 里把邮件另存为 msg 或 eml。",
        "It is a data file of Outlook (pst, ost). Save the mails as msg or eml.",
    ),
    "database": (
        "是数据库，不是文章。请把要用的表导出为 csv。",
        "It is a database, no article. Export the tables that matter as csv.",
    ),
}
_ARCHIVES = frozenset(("gzip", "bzip2", "xz", "zstd", "lz4", "7z", "RAR", "tar", "CAB"))


def is_picture(kind: str) -> bool:
    """Whether text recognition may read it."""
    return kind in _PICTURES


def refusal(kind: str) -> LoadError:
    """Why a kind is not read, and what to do."""
    if is_picture(kind):
        return LoadError(
            zh=f"是图片（{kind}），不是文章。要读出其中的字：pip install 'youju[ocr]'，"
            "并设 YOUJU_OCR=true。",
            en=f"A picture ({kind}), no article. To read what is written in it: pip install "
            "'youju[ocr]' and set YOUJU_OCR=true.",
        )
    if kind in _ARCHIVES:
        return LoadError(
            zh=f"是压缩包（{kind}），只有 zip 会展开。请先解压，或重新打包为 zip。",
            en=f"An archive ({kind}); only zip is unpacked. Unpack it, or pack it as zip.",
        )
    if kind in _ADVICE:
        zh, en = _ADVICE[kind]
        return LoadError(zh=zh, en=en)
    return LoadError(
        zh=f"不是文章格式（{kind}）。可读：{READABLE_ZH}。",
        en=f"Not an article format ({kind}). Readable: {READABLE}.",
    )
