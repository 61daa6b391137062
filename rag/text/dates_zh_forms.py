"""The forms of Chinese expressions of time, each with the function that says what it means.

Patterns see text folded to Simplified, half width and lower case, with every dash a hyphen;
where two match at one place the longer wins.
"""

from __future__ import annotations

import re

from rag.text import dates_zh as zh
from rag.text import dates_zh_relative as relative
from rag.text.dates_calendar import Resolver, Rule

_C = r"[〇零○一二两三四五六七八九十]"
_N = rf"(?:\d{{1,2}}|{_C}{{1,3}})"
_YEAR = (
    r"(?:(?P<y>(?:19|20)\d\d)\s*(?:年度?|度)|(?P<cy>[一二][〇零○一二三四五六七八九]{3})年"
    r"|(?P<ry>大前|[今去前明后本来])年(?:度)?|(?P<same>同|当)年)"
)
_MONTH = r"(?:(?P<m>1[0-2]|0?[1-9])\s*月|(?P<cm>十[一二]?|[一二三四五六七八九])月)"
_PART = r"(?:(?P<xun>[上中下])旬|(?P<edge>初|底|末|中(?![旬央国心]))|份)"
_S = r"\s?"
_DAY = r"(?P<d>[12]\d|3[01]|0?[1-9]|(?:[二三]?十)?[一二三四五六七八九]|[二三]?十)\s?[日号](?!线)"
_WITHIN = (
    r"(?:(?P<half>[上下])半年|(?:第|的第)?(?P<q>[一二三四1-4])季度|前(?P<fq>[二两三23])季度"
    rf"|前(?P<fm>{_N})个?月|(?P<part>年?[初底末]|年中|年末|岁末)|(?P<season>[春夏秋冬])(?:季|天)"
    r"|(?P<since>以来))"
)
_HOUR = r"(?:晚间|晚上|上午|下午|凌晨|中午|早上|早晨|清晨|深夜|夜里|夜间|傍晚|早|晚|夜)?"
_WEEK = r"(?:周|星期|礼拜)"
_NOT_AFTER_NUMBER = r"(?<![\d一二三四五六七八九十今去前明后来同当度全过多少几半老])"
_EVENTS = r"大会|论坛|峰会|博览会|展会|年会|大奖"
_SPAN = r"(?:年|个月|天|周|个星期)"

_FORMS: tuple[tuple[str, Resolver, str], ...] = (
    (rf"(?:{_YEAR}{_S})?{_MONTH}{_S}{_DAY}", zh.day, "月"),
    (
        r"(?<![\d.])(?P<y>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m>1[0-2]|0?[1-9])(?P=sep)"
        r"(?P<d>[12]\d|3[01]|0?[1-9])(?![\d.]\d|\d)",
        zh.numeric,
        "12",
    ),
    (rf"{_YEAR}{_S}{_MONTH}{_PART}?", zh.month, "月"),
    (
        r"(?<![\d.个])(?P<m>1[0-2]|0?[1-9])\s?月(?P<cm>)(?!\d|球|亮|饼|薪|租|卡|均|光)"
        rf"{_PART}?",
        zh.month,
        "月",
    ),
    (
        rf"(?<![\u4e00-\u9fff]个)(?P<m>)(?P<cm>十[一二]?|[一二三四五六七八九])月{_PART}",
        zh.month,
        "月",
    ),
    (rf"{_YEAR}{_S}{_WITHIN}", zh.year_alone, "年"),
    (
        rf"{_YEAR}(?!{_S}(?:前|后)?(?:级|龄|糕|轮|画|代|味|薪|货|夜|报[^告道]))",
        zh.year_alone,
        "年度",
    ),
    (
        r"(?<![\u4e00-\u9fff\d]年)(?:(?<![\d万千])(?:(?P<half>[上下])半年"
        r"|第?(?P<q>[一二三四1-4])季度|前(?P<fq>[二两三23])季度"
        rf"|前(?P<fm>{_N})个?月)|{_NOT_AFTER_NUMBER}(?P<part>年[初底末]|岁末))"
        r"(?P<season>)(?P<since>)",
        zh.part_without_year,
        "年季月岁",
    ),
    (
        rf"(?:{_YEAR}{_S})?(?<![\d.])(?P<a>{_N})\s?(?:月份?)?\s?[-至到~]\s?(?P<b>{_N})\s?月"
        r"(?!\s?\d)份?",
        zh.months,
        "月",
    ),
    (
        r"(?<!\d)(?P<a>(?:19|20)\d\d)\s?(?:年)?\s?[-至到~]{1,2}\s?(?P<b>(?:19|20)?\d\d)\s?年(?!代)",
        zh.years,
        "年",
    ),
    (
        r"\"?(?P<plan>十[一二三四五六七八九]?|[六七八九]|二十)五\"?"
        r"(?:规划|计划|时期|期间|以来|(?P<planedge>末期?|期末|初期?|期初))",
        zh.five_years,
        "五",
    ),
    (
        r"\"(?P<plan>十[一二三四五六七八九]?|[六七八九]|二十)五\"(?P<planedge>)",
        zh.five_years,
        "五",
    ),
    (
        r"(?P<century>上|本|[12]\d|二十一?)个?世纪(?P<decade>[1-9]0)年代(?P<centuryedge>)",
        zh.decade,
        "世",
    ),
    (r"(?<!\d)(?P<century>)(?P<decade>[1-9]0)年代(?P<centuryedge>)", zh.decade, "代"),
    (r"(?P<century>上|本|[12]\d)世纪(?P<decade>)(?P<centuryedge>初|末)?", zh.decade, "世"),
    (rf"(?P<rd>大前|大后|[今昨前明后])(?:天|日(?!头|后)){_HOUR}", relative.relative_day, "天日"),
    (r"(?P<rd>[今昨明])(?:晚|晨|夜|早)(?!会|报|间|期|年)", relative.relative_day, "今昨明"),
    (r"(?P<next>次日|翌日|第二天)|(?:当天|当日|同日|同一天)", relative.same_day, "天日"),
    (
        r"(?P<shang>上(?=上)|)(?P<rm>[上下本这当同])(?:个)?月(?!球|台|薪)"
        rf"(?:{_S}(?P<d>{_N})\s?[日号]|{_PART})?",
        relative.relative_month,
        "月",
    ),
    (
        rf"(?P<shang>上(?=上)|)(?P<rw>[上下本这])(?:个)?{_WEEK}"
        r"(?:(?P<wd>[一二三四五六日天])|(?P<end>末)|(?P<start>初))?(?!年|岁|期)",
        relative.relative_week,
        "周星礼",
    ),
    (
        rf"(?<![一二两三四五六七八九十\d每上下本这个逢双单、至到]){_WEEK}(?P<wd>[一二三四五六日天])"
        r"(?=晚|上|下|早|凌|中午|夜|[,，。.;；、（(\s）)]|的|在|将|宣|公|表|发|举|召|开|说|称|收|对|为|$)"
        rf"(?!\s?[至到-]|\s?[,、，]\s?{_WEEK})",
        relative.weekday,
        "周星礼",
    ),
    (
        r"(?<![\d月年./])(?<!\d-)(?P<d>[12]\d|3[01]|0?[1-9])\s?日"
        r"(?!内|游|均|间|龄|常|语|本|元|式|记|报|行|活|产|线|系|韩|军|方|美|夜|薪|结|租|化)",
        relative.bare_day,
        "日",
    ),
    (
        r"(?<![第\d.十])(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3}|百)\s?"
        r"(?P<unit>年|个月|天|日|周|个星期|星期)(?:多)?(?P<way>以前|之前|前|以后|之后|后)"
        r"(?!期|沿|景|瞻|提|置|夕|者)",
        relative.ago,
        "前后",
    ),
    (
        rf"(?:近|过去|最近|这)(?P<n>{_N})?\s?(?P<unit>{_SPAN})(?:以来|间|来|里|中)?(?!级|前|龄|轻)",
        relative.past,
        "近去这",
    ),
    (
        rf"(?<![\d第近去百])(?P<n>{_N})(?P<unit>年|个月)(?:以来|来)(?!自|到|看|临)",
        relative.past,
        "来",
    ),
    (
        r"近日|日前(?!为止)|近期|最近(?![\d一二两三四五六七八九十几])|不久前|前不久|近来|前段时间|连日来"
        r"|这几天|近几天|截[至止](?:目前|发稿|记者发稿|当前|今天|今日)",
        relative.recently,
        "近前日天截",
    ),
    (
        r"年内|(?<![\d个一二三四五六七八九十本上下当同这每])月[初底末](?!尾)|[上本下]季度"
        r"|(?<![上下本这每一双])周末",
        relative.bare_period,
        "年月季周",
    ),
    (
        rf"(?:{_YEAR})?(?P<holiday>国庆(?:节(?!假)|假期|期间|黄金周|节假期)"
        r"|五一(?:节(?!假)|假期|期间|小长假)|元旦|春节(?:假期|期间)?)",
        relative.holiday,
        "国一旦春",
    ),
    (
        r"(?<![\d.\w])(?P<y>20[0-4]\d)(?=全球|中国|世界|国际|年度|亚洲|赛季|全国|亚太|欧洲"
        rf"|\s?[\u4e00-\u9fff]{{0,8}}(?:{_EVENTS}))",
        relative.named_year,
        "2",
    ),
)

RULES: tuple[Rule, ...] = tuple(
    Rule(re.compile(pattern), resolve, cue) for pattern, resolve, cue in _FORMS
)
"""Every Chinese form, in no particular order."""
