"""What an article is called, who wrote it, where it appeared, and in which language.

``title_of``, ``author_of``, ``source_of``, ``language_of``, ``categories_of``: each pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rag.articles.limits import MAX_METADATA_CHARACTERS, MAX_TITLE_CHARACTERS
from rag.text.fold import fold

_TITLE_LENGTH = 70
_LEAD_LENGTH = 40
# 标题：全文如下; Date: 2025-03-04
_LABELLED = re.compile(
    r"(?P<name>标题|題目|题目|标\s+题|Title|作者|Author|By|来源|來源|Source|发布时间|发布日期|发表时间|日期|时间|發布時間"
    r"|Date|Published|栏目|分类|Category|关键词|Keywords|原文链接|链接|URL)\s*[:：]\s*(?P<value>\S.{0,300})",
    re.IGNORECASE,
)
_LABELS = {
    "标题": "title",
    "题目": "title",
    "題目": "title",
    "title": "title",
    "作者": "author",
    "author": "author",
    "by": "author",
    "来源": "source",
    "來源": "source",
    "source": "source",
    "发布时间": "date",
    "发布日期": "date",
    "发表时间": "date",
    "發布時間": "date",
    "日期": "date",
    "时间": "date",
    "date": "date",
    "published": "date",
    "栏目": "categories",
    "分类": "categories",
    "category": "categories",
    "关键词": "keywords",
    "keywords": "keywords",
    "原文链接": "url",
    "链接": "url",
    "url": "url",
}
# " - 新华网", "_新浪财经", " | The Times"
_SITE_SUFFIX = re.compile(r"(?<!\s)\s*+(?:[_|｜—–]|(?<=\s)-\s|(?<!-)-{2,})\s*+[^_|｜—–]{2,24}$")
_LABEL_WORD = r"(?!字号|来源|编辑|责编|通讯员|摄影|报道|发布|时间|日期|打印|作者|记者|分享|阅读)"
_NAME = rf"{_LABEL_WORD}[\u4e00-\u9fff·]{{2,5}}(?:[、 ]{_LABEL_WORD}[\u4e00-\u9fff·]{{2,5}}){{0,3}}"
# 记者 沈知夏, 文/沈知夏, 撰文丨沈知夏
_REPORTER = re.compile(
    r"(?:(?:记者|記者|通讯员|特约记者|撰文|撰稿|作者)(?:\s*[:：丨|/]\s*|\s+)|文\s*[/｜|丨]\s*)"
    rf"(?P<name>{_NAME})"
)
# （记者 沈知夏） at the end of a text
_SIGNED = re.compile(
    r"[（(]\s*+(?:(?:记者|文|作者|本报记者|通讯员)\s*+)?(?:[:：/]\s*+)?"
    r"(?P<name>[\u4e00-\u9fff](?: ?[\u4e00-\u9fff]){1,3})\s*+[）)]$"
)
# By Jane Doe, Staff | By J. Doe
_ENGLISH_AUTHOR = re.compile(r"(?:^|\|\s*)By\s+(?P<name>[A-Z][\w.'-]+(?:\s+[A-Z][\w.'-]+){1,3})")
# 来源：青禾日报, Source: Example News
_SOURCE = re.compile(
    r"(?:来源|來源|稿源|信息来源|文章来源|转自|Source)\s*[:：丨|]\s*(?P<name>[^\s|丨，。,；;（(）)】]{2,30}(?:[（(][^）)\s]{1,12}[）)])?)",
    re.IGNORECASE,
)
# 青禾日报讯, 【青禾客户端 |
_OUTLET = re.compile(
    r"^[（(【]?(?P<name>[\u4e00-\u9fffA-Za-z]{2,16}?(?:客户端|日报|晚报|新闻网|时报|早报|周刊|新闻社|通讯社|网|报))"
    r"\s*(?:[|丨｜]|讯|电)"
)
# 新华社某地7月21日电, 青禾网讯
_DATELINE = re.compile(
    r"^[（(【]?(?P<name>新华社|中新社|中新网|人民网|央视网|[\u4e00-\u9fffA-Za-z]{2,10}?(?:网|社|报|家))"
    r"[\u4e00-\u9fff]{0,8}\s*(?:\d{1,2}\s*月\s*\d{1,2}\s*日)?\s*(?:电|讯|消息)"
)
# 青禾: a run of Chinese characters
_WIDE = re.compile(r"[\u3400-\u9fff]+")
# Youju: a run of letters
_LATIN = re.compile(r"[A-Za-z]+")


def labelled_lines(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """A header of lines such as 标题：… at the very top: its values, and how many lines it takes.

    Two lines or more with different labels make a header; a single one is a byline.
    """
    values: dict[str, str] = {}
    taken = 0
    for place, line in enumerate(lines[:14]):
        if not line:
            continue
        match = _LABELLED.fullmatch(line)
        if not match:
            break
        key = _LABELS.get(re.sub(r"\s", "", match["name"]).lower(), "title")
        values.setdefault(key, match["value"].strip())
        taken = place + 1
    return (values, taken) if len(values) >= 2 else ({}, 0)


def stated_title(metadata: Mapping[str, str], page: Mapping[str, str]) -> str:
    """The title its metadata or page states, without the site's name; empty when none does."""
    for value in (
        metadata.get("title"),
        page.get("h1"),
        page.get("og:title"),
        page.get("ld:headline"),
        page.get("twitter:title"),
    ):
        if value and value.strip():
            return _one_line(value)
    title = _one_line(page.get("title-element", ""))
    while (shorter := _SITE_SUFFIX.sub("", title)) != title and len(shorter) >= 4:
        title = shorter
    return title


def _one_line(value: str) -> str:
    """A stated value on one line; it goes with every passage, so an endless one is cut."""
    line = " ".join(value.split())
    if len(line) > MAX_TITLE_CHARACTERS:
        line = line[:MAX_TITLE_CHARACTERS].rstrip() + "…"
    return line


def is_title(line: str, following: str) -> bool:
    """Whether a plain text's first line reads as its title: short, not a sentence, then text."""
    return (
        2 <= len(line) <= _TITLE_LENGTH
        and bool(following)
        and line[-1] not in "。；，、：:;,.!！”"
        and not re.search(r"[。！]\s*\S", line)
        and len(re.findall(r"[,，]", line)) <= 2
        and not re.match(r"(?:来源|來源|作者|记者|原标题|编者按|图|\d{4}[-/年.])", line)
    )


# 原标题：; 青禾网7月21日讯（记者 沈知夏），
_LEAD_IN = re.compile(
    r"(?:原标题|标题)\s*[:：]\s*"
    r"|[^，。；\n]{0,24}?\d{1,2}\s?月\s?\d{1,2}\s?日\s?(?:消息|讯|电|报道)(?:\s?[（(][^（）()\n]{1,30}[）)])?[，,：:\s]*"
)


def lead_title(text: str) -> str:
    """For a text without a title: its first clause without the dateline, at most 40 characters."""
    first = text[:200].partition("\n")[0]
    lead = _LEAD_IN.match(first)
    if lead and len(first) - lead.end() >= 4:
        first = first[lead.end() :]
    first = re.split(r"(?<=[。！？!?；])|(?<=\.)\s", first)[0].strip("。；")
    if len(first) <= _LEAD_LENGTH:
        return first
    cut = max(first.rfind(mark, 0, _LEAD_LENGTH) for mark in "，,：: 、")
    return first[: cut if cut >= 10 else _LEAD_LENGTH] + "…"


def author_of(
    metadata: Mapping[str, str], page: Mapping[str, str], head: Sequence[str], text: str
) -> str:
    """The writer: a byline or signature in the article first, then what the metadata says."""
    for line in head[:8]:
        if len(line) <= 120 and (match := _REPORTER.search(line) or _ENGLISH_AUTHOR.search(line)):
            return match["name"].strip()
    opening = text[:120]
    if match := re.search(rf"[（(](?:记者|記者)\s*(?P<name>{_NAME})[）)]", opening):
        return match["name"]
    for line in text.rsplit("\n", 2)[-2:]:
        if match := _SIGNED.search(line):
            return match["name"].replace(" ", "")
    return _one_line(
        metadata.get("author")
        or metadata.get("作者")
        or page.get("author")
        or page.get("article:author")
        or page.get("ld:author")
        or ""
    )


def source_of(
    metadata: Mapping[str, str], page: Mapping[str, str], head: Sequence[str], text: str
) -> str:
    """Where it appeared: metadata, a 来源 line, an outlet's byline, a dateline."""
    stated = metadata.get("source") or metadata.get("来源")
    if stated:
        return _one_line(stated)
    for line in head[:8]:
        if len(line) > 160:
            continue
        for pattern in (_SOURCE, _OUTLET):
            if match := pattern.search(line):
                return match["name"]
    if match := _DATELINE.match(text[:60]) or _OUTLET.match(text[:60]):
        return match["name"]
    for name in ("mediaid", "source", "contentsource", "og:site_name", "ld:publisher"):
        if value := page.get(name):
            return _one_line(value)
    return ""


def categories_of(metadata: Mapping[str, str], page: Mapping[str, str]) -> tuple[str, ...]:
    """Categories or tags, in order, each once."""
    listed = metadata.get("categories") or metadata.get("category") or metadata.get("tags") or ""
    listed = listed or page.get("article:section", "") or page.get("columnname", "")
    listed = listed[:MAX_METADATA_CHARACTERS]
    parts = listed.split("\n") if "\n" in listed else re.split(r"[,，;；、|]", listed)
    return tuple(dict.fromkeys(part.strip(" []'\"") for part in parts if part.strip(" []'\"")))


def url_of(metadata: Mapping[str, str], page: Mapping[str, str]) -> str:
    """The article's original address where one is stated; only http(s)."""
    for value in (
        metadata.get("url"),
        metadata.get("link"),
        metadata.get("original_url"),
        page.get("canonical"),
        page.get("og:url"),
    ):
        address = (value or "").strip()
        if len(address) <= MAX_METADATA_CHARACTERS and re.match(r"https?://\S+$", address):
            return address
    return ""


def language_of(text: str) -> str:
    """``en`` when Latin words prevail; ``zh-Hant`` when Traditional characters do; else zh-Hans."""
    sample = text[:2_000]
    wide = "".join(_WIDE.findall(sample))
    if len(_LATIN.findall(sample)) > 2 * len(wide):
        return "en"
    joined = wide[:500]
    changed = sum(map(str.__ne__, joined, fold(joined)))
    return "zh-Hant" if changed * 12 > len(joined) else "zh-Hans"
