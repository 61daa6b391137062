"""Rules over lines: characters nobody sees, and lines that are furniture, not article.

``visible(text)`` and ``spaced(text)`` normalise characters; ``without_furniture(lines)`` drops
whole lines by named rules. All are pure and report what they took through a ``Taken``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)
_LINE_ENDS = re.compile(r"\r\n?|\f|\u2028|\u2029|\x0b|\x85")
_SPACE_RUN = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_WIDE = r"[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff]"
_COPIED_SPACE = re.compile(
    rf"(?<=[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff”》）]) (?=[《“‘「『（(【])|(?<=[》”’」』）)】，。；：、！？]) (?=[，。；：、！？])"
    rf"|(?<={_WIDE}) (?=[，。；：、！？,;:](?![ \d]))"
)

_LABEL = r"\s*[:：|丨]\s*"
_WHOLE_LINE: tuple[tuple[str, str], ...] = (
    (
        "editor",
        r"[（(\[【]?\s*(?:(?:责任|本文|本期|值班|执行|网络|文字|新媒体|视觉|本版)?"
        r"(?:编辑|編輯|责编|責編|校对|校對|校审|审核|审校|监制|编审|美编|排版|制作)|责任编审|[一二三初复终]审"
        r"|值班(?:主任|总编))(?:\s*[/、]\s*\w{2,4})?\s*[:：丨|].{0,60}",
    ),
    ("editor", r"[（(\[【]?\s*(?:责编|责任编辑|責任編輯|编辑|編輯)\s+[^\s，。,]{2,4}\s*[）)\]】]?"),
    ("editor", r"(?:Edited by|Editors?:|Web editor:|Copy editor:)\s*[A-Z][\w .,'-]{1,60}"),
    (
        "copyright",
        r"[（(\[【*\s]*(?:版权声明|版權聲明|免责声明|免責聲明|特别声明|版权所有|版權所有|著作权|转载声明|转载请注明"
        r"|轉載請註明|未经(?:书面|本[网站报社]|授权|许可|允许|同意).{0,20}(?:不得|禁止|严禁)|Copyright\b|©"
        r"|\(c\)\s*\d{4}|All rights reserved).{0,300}",
    ),
    (
        "copyright",
        r"[（(\[【*\s]*(?:(?:声明|聲明|重要提示|风险提示)\s*[:：])?.{0,30}(?:本[网站文平台]{1,3}|凡本网|文章)"
        r"[^。]{0,60}(?:不代表本[网站平台]{1,3}|仅代表作者|转载|侵权|版权|投资建议|仅供参考)[^。]{0,160}。?.{0,120}",
    ),
    ("copyright", r".{0,40}(?:如有侵权|涉及侵权|侵权请联系|侵删|侵權).{0,80}"),
    (
        "share",
        r"[（(\[【<>\s]*(?:分享(?:到|至|给|本文|按钮|\s*[:：]|$)|轉發|转发到|扫一扫|扫描(?:下方|上方|左侧|右侧)?二维码"
        r"|長按|长按(?:识别|扫码|二维码)|点击(?:上方|下方|右上角|蓝字|关注|这里|此处|收藏|订阅|进入专题|下载)"
        r"|关注(?:我们|公众号|微信|官方)|欢迎(?:关注|订阅|扫码|下载)|打开(?:APP|App|微信|客户端)|下载(?:APP|App|客户端)"
        r"|复制链接|返回(?:顶部|首页|列表|搜狐)|回到顶部|打印(?:本页|本文|此文)|关闭窗口|我要(?:评论|纠错|分享|反馈)"
        r"|发表评论|已有\d+人|点赞|收藏本文|【?打印】?\s*【?关闭】?)[^。]{0,60}[。！!]?",
    ),
    (
        "share",
        r"(?:微信|微博|QQ|QQ空间|朋友圈|Facebook|Twitter|X|LinkedIn|Email|邮件|[\s|/、,，])+",
    ),
    (
        "share",
        r"(?:Share (?:this|on|via|to)\b|Follow us\b|Sign up (?:for|to)\b|Subscribe\b|Tweet$|Print$"
        r"|Click here to\b|Download (?:the|our) app\b).{0,80}",
    ),
    (
        "qr",
        r".{0,30}(?:尽在\S{2,12}(?:APP|App|客户端|公众号)|(?:微信|官方)?公众号\s*[:：]\s*\S{2,20}|二维码)[)）】]?",
    ),
    ("font-controls", r"[\s|【】\[\]()（）]*(?:字号|字體|字体)\s*[:：]?.{0,30}"),
    ("font-controls", r"(?:【?\s*[大中小]\s*】?\s*){2,3}(?:打印|关闭|收藏|分享|\s|[【】|])*"),
    (
        "counter",
        r"(?:阅读|閱讀|浏览|点击|访问|评论|跟贴|观看)(?:量|数|次数|人数)?\s*[:：]?\s*[\d,.]+\s*[万次人条]*",
    ),
    (
        "pager",
        r"(?:(?:上|下)一(?:篇|页|条|章)\s*[:：]?.{0,80}|第?\s*\d+\s*/\s*\d+\s*页?|(?:[<«‹]*\s*\d+\s*[>»›]*\s*){4,})",
    ),
    (
        "site-footer",
        r".{0,80}(?:ICP备|ICP證|公网安备|网站标识码|备案序号|备案号\s*[:：]|违法和不良信息举报|网络文化经营许可证"
        r"|信息网络传播视听节目|互联网新闻信息服务许可证|建议使用.{0,20}浏览器|网站地图|增值电信业务).{0,160}",
    ),
    (
        "site-footer",
        r"(?:(?:地址|邮编|郵編|电话|传真|邮箱|联系邮箱|技术支持|网站管理|(?:主办|承办)单位|联系我们)\s*[:：]\s*[^。]{2,60}){2,6}",
    ),
    (
        "site-footer",
        r"(?:联系我们|关于我们|网站声明|站点地图|友情链接|法律声明|隐私政策|广告服务|[\s|丨·-])+",
    ),
    (
        "site-footer",
        r"(?:(?:Privacy Policy|Terms of (?:Use|Service)|Cookie (?:Policy|Settings)|Contact Us|About Us"
        r"|Sitemap)[\s|·-]*)+",
    ),
)
_WHOLE_LINE_RULES = tuple(
    (name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _WHOLE_LINE
)
_CUES = re.compile(
    r"[编編]辑|編輯|责编|責編|[校审核监]|美编|排版|制作|值班|edit|版权|版權|声明|聲明|转载|轉載|未经|著作|copy|©"
    r"|\(c\)|rights|侵|分享|轉發|转发|扫|長按|长按|点击|关注|打开|下载|返回|回到|打印|关闭|我要|发表|已有|点赞|收藏"
    r"|欢迎|复制|微信|微博|qq|朋友圈|face|twit|linked|mail|share|follow|sign|subscr|print|click|down|尽在|公众"
    r"|二维码|字号|字[体體]|[大中小]\s*】?\s*【?\s*[大中小]|阅读|閱讀|浏览|访问|评论|跟贴|观看|一[篇页条章]|\d\s*[/>»›]|icp|公网|网站"
    r"|备案|举报|许可证|浏览器|增值|地址|[邮郵][编編箱]|电话|传真|技术支持|[主承]办单位|联系|关于我们|站点|友情|法律声明"
    r"|隐私|广告|仅供|文章|本[网站平]|privacy|terms|cookie|contact|about us|sitemap|\d\s+\d",
    re.IGNORECASE,
)
_TAIL_ONLY = re.compile(
    r"(?:官方)?(?:微信|微信公众号|政务微博|政务微信|微博|客户端|手机版|头条号|视频号|抖音号|二维码)"
)
_RELATED = re.compile(
    r"[【\[>»\s]*(?:相关(?:阅读|新闻|报道|链接|文章|推荐|专题|内容|稿件)|相關(?:閱讀|新聞|報導)|延伸阅读|延伸閱讀|推荐阅读"
    r"|更多(?:阅读|新闻|精彩|推荐|内容|资讯)|热门(?:文章|新闻|推荐|排行|评论)|猜你喜欢|大家都在看|精彩推荐|往期(?:回顾|推荐|精彩)"
    r"|Related (?:stories|articles|news|posts|reading|coverage)|Read (?:more|next)|More (?:from|on|stories)\b.{0,30}"
    r"|You may also like|Recommended(?: for you)?|Most (?:read|popular))[】\]\s]*(?:[:：]\s*(?P<rest>.{0,200}))?",
    re.IGNORECASE,
)
_BREADCRUMB = re.compile(
    r"(?:(?:您|你)?(?:当前|现在|的)?(?:所在)?(?:的)?位置\s*[:：]?\s*)?"
    r"[^>＞»›→。，]{1,16}(?:\s*[?？\u00a0]*\s*(?:>|＞|»|›|→|&gt;)+\s*[?？\u00a0]*\s*[^>＞»›→。]{0,40})+"
)
_WRITTEN = re.compile(r"[^\W_]|[%％+=]")
_ENDS = "。！？!?…；;：:”’」』"


class Taken(Counter[str]):
    """Characters taken away per rule, with the first few pieces of each for the report."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[tuple[str, str]] = []

    def note(self, rule: str, before: str, after: str = "") -> str:
        """Count what ``rule`` shortened and keep the piece; gives ``after`` back."""
        difference = len(before) - len(after)
        if difference:
            self[rule] += difference
        if not after and before.strip() and len(self.pieces) < 200:
            self.pieces.append((rule, before.strip()[:120]))
        return after


def visible(text: str, taken: Taken) -> str:
    """Without characters that no reader sees; every kind of line end is a newline."""
    if _LINE_ENDS.search(text):
        text = _LINE_ENDS.sub("\n", text)
    return taken.note("invisible-characters", text, _INVISIBLE.sub("", text)) or ""


def spaced(line: str, taken: Taken) -> str:
    """One kind of space, never two in a row, none at the ends or where copying put one."""
    narrow = _SPACE_RUN.sub(" ", line).strip(" ")
    if len(narrow) != len(line):
        taken["spaces"] += len(line) - len(narrow)
    if " " not in narrow:
        return narrow
    closed = _COPIED_SPACE.sub("", narrow)
    if len(closed) != len(narrow):
        taken["copied-spaces"] += len(narrow) - len(closed)
    return closed


def furniture(line: str) -> str:
    """The rule that a whole line falls under, or an empty string."""
    if len(line) > 420 or not _CUES.search(line):
        return ""
    for name, pattern in _WHOLE_LINE_RULES:
        if pattern.fullmatch(line):
            return name
    return ""


def without_furniture(lines: Sequence[str], taken: Taken) -> list[str]:
    """Lines without breadcrumbs, share bars, editors' names, notices, related links, footers."""
    kept: list[str] = []
    last_text = max((place for place, line in enumerate(lines) if _is_prose(line)), default=-1)
    related = False
    written = 0
    for place, line in enumerate(lines):
        if not line:
            related = related and place + 1 < len(lines)
            kept.append(line)
            continue
        written += 1
        rule = _related_rule(line, related)
        if rule is None:
            related = False
            rule = furniture(line)
            if not rule and written <= 4 and len(line) <= 80 and _BREADCRUMB.fullmatch(line):
                rule = "breadcrumb"
            if not rule and not _WRITTEN.search(line):
                rule = "stray-marks"
            if not rule and place > last_text and _TAIL_ONLY.fullmatch(line):
                rule = "site-footer"
        else:
            related = True
        if rule:
            taken.note(rule, line)
        else:
            kept.append(line)
    return kept


def _is_prose(line: str) -> bool:
    return len(line) >= 30 and line[-1:] in _ENDS and not furniture(line)


def _related_rule(line: str, related: bool) -> str | None:
    """``related`` for a heading of related links and for the short titles that follow it."""
    found = _RELATED.fullmatch(line)
    if found and not (found["rest"] or "").endswith(("。", "！")):
        return "related"
    if related and len(line) <= 70 and line[-1] not in "。！；;.":
        return "related"
    return None
