"""Proper names in a sentence: people, places, organisations, and Latin words and codes."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from rag.text.fold import fold
from rag.text.tokens import load_encoding
from rag.text.written_dates import MONTHS

_LATIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9+&._'-]*[A-Za-z0-9+]|[A-Za-z]")
UNIT_CODE = re.compile(
    r"(?![2-6]g$)\d+(?:km|kg|g|m|cm|mm|nm|gb|tb|mb|kb|kw|mw|gw|kwh|gwh|w|v|mah|hz|khz|mhz|ghz|ml|l|t|k|x"
    r"|s|ms|h|th|st|nd|rd|am|pm|bn|fps|dpi|usd|rmb|bps|mbps|gbps)"
)
"""Latin letters behind digits that are a unit: 20km is a figure, 5g is a name."""
# Words of at most 60 characters: any of the hyphens in A-A-A-… may begin one.
_MULTIWORD = re.compile(
    r"\b[A-Z][\w'-]{1,60}+"
    r"(?:\s++(?:of|the|de|van|von|and|for|&)\s++[A-Z][\w'-]{1,60}+|\s++[A-Z][\w'-]{1,60}+)+"
)
_CAPITAL = re.compile(r"(?<![.?!:;\"“”‘(\[]\s)(?<!^)\b[A-Z][A-Z'-]{0,60}+[a-z][A-Za-z'-]{0,60}\b")
_PERSON_AFTER = re.compile(
    r"(?:是|表示|指出|介绍|认为|强调|透露|称|说|致辞|出席|宣布|坦言|告诉|回应|担任|当选|出任|获得|夺得)"
)
_TITLE_BEFORE = re.compile(
    r"(?:部长|主任|主席|书记|市长|省长|县长|区长|司长|局长|厅长|处长|院长|校长|会长|董事长|总裁"
    r"|总经理|首席执行官|CEO|教授|院士|记者|导演|演员|作者|发言人|秘书长|总统|总理|首相|教练|队员"
    r"|选手|研究员|负责人|专家|巡视员|先生|女士)$"
)
_GIVEN = re.compile(r"(?!某|先生|女士|老师|家|氏|姓|总|老|小)[\u4e00-\u9fff]{1,2}")
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
    "鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄"
    "和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭"
    "梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚"
    "程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
    "宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘"
    "党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎"
    "戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧"
)
_ENGLISH_COMMON = frozenset(
    (
        "the", "a", "an", "in", "on", "at", "of", "for", "and", "or", "but", "by", "with", "from",
        "to", "as", "it", "its", "this", "that", "these", "those", "he", "she", "they", "we", "i",
        "according", "however", "moreover", "meanwhile", "chinese", "english", "china", "article",
        "articles", "report",
    )
)  # fmt: skip


def names(text: str) -> list[str]:
    """Proper names in a sentence, folded.

    Latin words with capitals or digits; people, places and organisations in Chinese. Words
    that anybody may use (中国, 全球) are left out.
    """
    found: dict[str, None] = {}
    chinese = any("\u4e00" <= character <= "\u9fff" for character in text)
    for name in _latin_names(text, chinese):
        found[name] = None
    if chinese:
        for name in _chinese_names(fold(text)):
            found[name] = None
    return list(found)


def _latin_names(text: str, chinese: bool) -> list[str]:
    """In Chinese any capitalised or coded Latin word; in English what capitals mark inside."""
    if chinese:
        words = [match.group() for match in _LATIN.finditer(text)]
        return [
            fold(word)
            for word in words
            if any(c.isupper() for c in word)
            or (any(c.isalpha() for c in word) and any(c.isdigit() for c in word))
            if not UNIT_CODE.fullmatch(word.lower())
        ]
    found = [fold(match.group()) for match in _MULTIWORD.finditer(text)]
    covered = set(" ".join(found).split())
    found += [
        fold(match.group())
        for match in _CAPITAL.finditer(text)
        if fold(match.group()) not in covered
    ]
    found += [fold(word) for word in re.findall(r"\b[A-Z][A-Z0-9-]*[A-Z0-9]\b", text)]
    kept = []
    for name in found:
        words_left = [word for word in name.split() if word not in _ENGLISH_COMMON]
        if words_left and not any(
            word[:3] in MONTHS and len(words_left) == 1 for word in words_left
        ):
            kept.append(" ".join(words_left))
    return kept


def _chinese_names(text: str) -> list[str]:
    import rjieba

    tagged: list[tuple[str, str]] = rjieba.tag(text)
    found = []
    before = ""
    for place, (word, tag) in enumerate(tagged):
        after = tagged[place + 1][0] if place + 1 < len(tagged) else ""
        if _is_name(word, tag, before, after):
            found.append(word)
        elif tag == "nr" and word in _SURNAMES and _GIVEN.fullmatch(after):
            found.append(word + after)  # a name the dictionary does not have: 赵 + 立新
        before = word
    return found


def _is_name(word: str, tag: str, before: str, after: str) -> bool:
    if len(word) < 2 or word in _common_words() or not "\u4e00" <= word[0] <= "\u9fff":
        return False
    if tag in {"ns", "nt", "nrt"}:
        return True
    if tag == "nr":
        marked = _PERSON_AFTER.match(after) or _TITLE_BEFORE.search(before)
        if word[0] not in _SURNAMES or not (marked or len(word) == 3):
            return False
        return bool(marked) or not _is_word(word)
    return False


@cache
def _is_word(word: str) -> bool:
    """Whether three characters are a common word: 安全感 and 成果展 are not people.

    Common is what our token ranks, counted over news, have as one token, whole or its first two
    characters, unless those are tagged as a name too.
    """
    import rjieba

    encoding = load_encoding()
    if len(encoding.encode_ordinary(word)) == 1:
        return True
    head: list[tuple[str, str]] = rjieba.tag(word[:2])
    common = len(encoding.encode_ordinary(word[:2])) == 1
    return common and len(head) == 1 and not head[0][1].startswith("nr")


@cache
def _common_words() -> frozenset[str]:
    """Words tagged as names that anybody may use."""
    lines = resources.files("rag").joinpath("data/common_words.txt").read_text("utf-8")
    return frozenset(
        word for line in lines.splitlines() if not line.startswith("#") for word in line.split()
    )
