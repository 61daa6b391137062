"""Who hosts, issues or builds: how it is asked, and how texts tell it.

The one place for these questions: their form (``question``), the answer that a sentence gives
away (``patterns``) and whether a text tells a host at all (``constraints``) are all decided by
what stands here.
"""

from __future__ import annotations

import re

_HOSTING = frozenset(("主办", "承办", "协办"))
_BODY = "单位|部门|机构|组织|公司|企业|学校|大学|研究院|协会"
_ACTS = (
    "主办|承办|协办|举办|发布|印发|编制|编写|制定|建设|承建|运营|研制|研发|牵头|起草|组织|投资|开发"
    "|批准|授予|颁发|打造"
)
_ASKED = re.compile(
    # 主办方是谁, 承办单位是哪家公司; not 主办方是谁的
    r"(?P<act>主办|承办|协办|运营|建设|投资|发起)(?:方|单位|机构)[是有为]?"
    r"(?:谁(?!的)|哪(?:[一两几]?[个家]|些)(?:单位|部门|机构|公司|企业)?(?=[？?]|$))"
    # 谁是论坛的主办方
    r"|谁是.{0,30}(?P<hosting>[主承协]办)(?:方|单位)(?!的)"
    # 由谁主办, 哪个组织发布了, 哪些单位联合承办; not 哪些运营商, 谁发布会
    rf"|(?:谁|哪[一两几]?[个家些](?:{_BODY})?|哪(?:{_BODY}))(?:来|共同|联合|负责|牵头)?(?P<acting>{_ACTS})"
    r"(?!商|方|人|区|项目|单位|会|者|部门|机构|公司|发布|认证)"
)
ASKS_A_BODY = (
    # 主办方是谁 and 建设单位谁 ask for a body, though they say 谁; 主办方是谁的 does not
    r"(?:主办|承办|协办|运营|建设|投资|发起)(?:方|单位|机构)是?谁(?!的)"
    # 谁是论坛的主办方; 谁是主办单位的负责人 asks for a person
    r"|谁是.{0,30}[主承协]办(?:方|单位)(?!的)"
    # 由谁主办, 谁联合承办
    r"|谁(?:来|共同|联合)?[主承协]办"
)
"""A part of a pattern: 谁 that asks for a body, not for a person."""
NAMES_A_HOST = "由谁?主办|主办方|承办方"
"""A part of a pattern: what a question about hosts names, in whatever way it asks."""
_TELLS_HOST = re.compile(
    # 主办, 联办, 牵头; 由国务院召开; 工信部举办, 市政府共同组织
    r"[主承协联]办|牵头|由[^，,。]+(?:举办|组织|召开)"
    r"|(?:[部局会协院委市省县]|集团|公司|大学|政府)(?:共同|联合)?(?:举办|组织)"
)


def act_asked(question: str) -> str:
    """What the one asked for does: 主办 in 主办方是谁; empty where no agent is asked for."""
    match = _ASKED.search(question)
    return (match["act"] or match["hosting"] or match["acting"]) if match else ""


def host_asked(question: str) -> bool:
    """Whether it is asked who hosts."""
    return act_asked(question) in _HOSTING


def host_told(text: str) -> bool:
    """Whether a Chinese text (simplified) may say who hosts."""
    return _TELLS_HOST.search(text) is not None


def agent_told(act: str, sentence: str) -> tuple[int, int] | None:
    """Where ``sentence`` names who does ``act``: between 由 and 主办, or behind 主办单位是."""
    patterns = [
        # 由大会组委会主办, 由A、B联合承办; not 理由, 由于, 由此
        r"(?<![自理经缘])由(?!于|此)([^，,。；;由]{2,90}?)(?:联合|共同|牵头|负责)?"
        rf"{act}(?!方|单位|者)"
    ]
    if act in _HOSTING:
        patterns += [
            # 论坛8月开幕，工信部主办。
            rf"(?:^|[，,。；;])([^，,。；;由于在将是]{{2,90}}?)(?:联合|共同)?{act}(?=[，,。；;]|的|$)",
            # 主办单位：A、B
            rf"{act}(?:单位|方)(?:为|是|：|:)\s*([^，,。；;]{{2,90}})",
        ]
    return next((told.span(1) for p in patterns if (told := re.search(p, sentence))), None)
