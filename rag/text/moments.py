"""Whether words tell when something is (9时, 周六), or only how long it takes (一周的时间)."""

from __future__ import annotations

import re

from rag.text.fold import fold
from rag.text.months import MONTHS

_LENGTH = re.compile(
    # 一周, 3个半月, 十多年, 90分钟; not 三天后, 一周内, 8月, 2022年
    r"(?:(?<![0-9])[0-9]{1,3}(?:\.[0-9])?|[一二两三四五六七八九十百半几数多]+)\s*[多余]?个?半?"
    r"(?:年|(?<=[个半])月|周|星期|礼拜|天|小时|钟头|分钟|秒)(?!\s*(?:之|以)?[前后内里]|[一二三四五六日末])"
    # two weeks, a year; not two weeks later, three years ago
    r"|\b(?:[0-9]+|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|few)[ -]"
    r"(?:years?|months?|weeks?|days?|hours?|minutes?)\b(?! (?:ago|later|after|before|from))"
)
_MOMENT = re.compile(
    # 9时, 八点, 上午, 今晚, 每月15日, 三季度, 月底; not 时间, 历时
    r"[年月日号点午晚晨夜季旬底]|(?<![历用耗费])时(?![间长])"
    # 周六, 礼拜天, 今天, 当天, 每周
    r"|周[一二三四五六日末]|星期|礼拜|[今明昨前后当同每]天|每周"
    # 完工后, 开学前, 年初, 暑假, 春节期间, 五一, 夏收
    r"|[前后初末内里]|以来|之际|假|节|五一|国庆|元旦|期间|[春夏秋冬]|朝|世纪"
    # 9:30, 3/12, 1895
    r"|[0-9][:/.-][0-9]|(?<![0-9])[12][0-9]{3}(?![0-9])"
    # 9 am, on Friday, in spring, once it opens
    rf"|\b[0-9]{{1,2}} ?[ap]\.?m\b|\b(?:{'|'.join(MONTHS)})|\b[a-z]{{2,6}}days?\b"
    r"|\b(?:noon|midnight|morning|afternoon|evening|night|weekend|spring|summer|autumn|fall|winter"
    r"|today|tonight|tomorrow|yesterday|now|after|before|ago|later|once|when|until|since|within"
    r"|during|by|every|next|last|end|early|late|mid)\b"
)


def tells_when(text: str) -> bool:
    """Whether anything of a time stands there beside lengths of time."""
    return bool(_MOMENT.search(_LENGTH.sub(" ", fold(text))))
