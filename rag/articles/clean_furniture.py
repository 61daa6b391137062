"""Lines that belong to a page and not to its article, as named patterns.

``furniture(line) -> str`` is the rule that a whole line falls under, or an empty string. A
pattern must match the line from end to end, and names the words that give it away: a line
of the article that merely mentions 版权 or 分享 matches none.
"""

from __future__ import annotations

import re

_LONGEST = 420
_PATTERNS: tuple[tuple[str, str], ...] = (
    # Rule name and the pattern that a whole line must match; without groups of their own.
    (
        "editor",
        r"[（(\[【]?\s*(?:(?:责任|責任|本文|本期|值班|执行|网络|文字|新媒体|视觉|本版)?"
        r"(?:编辑|編輯|责编|責編|校对|校對|校审|编审|美编)|责任编审|值班(?:主任|总编))"
        r"(?:\s*[/、]\s*\w{2,4})?\s*[:：丨|].{0,60}",
    ),
    (
        "editor",
        r"[（(\[【]?\s*(?:审核|审校|监制|排版|制作|统筹|[一二三初复终]审)\s*[:：丨|]\s*"
        r"[\u4e00-\u9fff·、/ ]{2,24}(?:[:：][\u4e00-\u9fff·、/ ]{2,24}){0,4}[）)\]】]?",
    ),
    (
        "editor",
        r"[（(\[【]?\s*(?:责编|责任编辑|責任編輯|编辑|編輯)\s+[^\s，。,]{2,4}\s*[）)\]】]?",
    ),
    ("editor", r"(?:Edited by|Editors?:|Web editor:|Copy editor:)\s*[A-Z][\w .,'-]{1,60}"),
    (
        "copyright",
        r"[（(\[【*\s]*(?:版权声明|版權聲明|免责声明|免責聲明|特别声明|版权所有|版權所有|著作权(?:声明|归)"
        r"|转载声明|(?:如需)?转载请(?:注明|联系)|轉載請註明).{0,300}",
    ),
    (
        "copyright",
        r"[（(\[【*\s]*未经[^。]{0,24}(?:不得|禁止|严禁|请勿)[^。]{0,20}"
        r"(?:转载|轉載|复制|摘编|镜像|翻印|使用)[^。]{0,80}。?[）)\]】*]*",
    ),
    (
        "copyright",
        r"(?:Copyright\s*(?:©|\(c\)|\d{4}|by\b)|©|\(c\)\s*\d{4}|All rights reserved)"
        r".{0,200}",
    ),
    (
        "copyright",
        r"[（(\[【*\s]*(?:(?:声明|聲明|重要提示|风险提示)\s*[:：]\s*)?"
        r"(?:本[网站文]站?|本平台|凡本[网站]|文章(?:内容)?|以上内容|此文|该文)[^。]{0,60}"
        r"(?:不代表本|[仅只]代表(?:作者|个人)|转载自|转载此文|系转载|转载[请须]|侵权|版权归"
        r"|不构成(?:任何)?投资建议|仅供(?:读者|投资者)?参考|仅供测试)[^。]{0,160}。?.{0,120}",
    ),
    ("copyright", r".{0,40}(?:如有侵[权權]|涉及侵权|侵权请联系|侵删).{0,80}"),
    (
        "share",
        r"[（(\[【<>\s]*(?:分享(?:到|至|给|本文|按钮|\s*[:：]|$)|转发到|扫一扫|扫描(?:下方|上方|左侧|右侧)?二维码"
        r"|長按|长按(?:识别|扫码|二维码)|点击(?:上方|下方|右上角|蓝字|关注|这里|此处|收藏|订阅|进入专题|下载)"
        r"|关注(?:我们|公众号|微信|官方)|欢迎(?:关注|订阅|扫码|下载)(?:我们|本|公众号|微信|官方|客户端|APP|$)"
        r"|打开(?:APP|App|微信|客户端)|下载(?:APP|App|客户端)|复制链接|返回(?:顶部|首页|列表|搜狐)|回到顶部"
        r"|打印(?:本页|本文|此文)|关闭窗口|我要(?:评论|纠错|分享|反馈)|发表评论"
        r"|已有\d+人(?:点赞|评论|参与讨论|阅读|收藏)|收藏本文|【?打印】?\s*【?关闭】?)[^。]{0,60}[。！!]?",
    ),
    (
        "share",
        r"(?:微信|微博|QQ|QQ空间|朋友圈|Facebook|Twitter|X|LinkedIn|Email|邮件)"
        r"(?:[\s|/、,，]+(?:微信|微博|QQ|QQ空间|朋友圈|Facebook|Twitter|X|LinkedIn|Email|邮件|复制链接))+",
    ),
    (
        "share",
        r"(?:Share (?:this|on|via)\b|Follow us\b|Sign up (?:for|to) (?:our|the)\b"
        r"|Subscribe to our\b|Tweet$|Print$|Click here to\b|Download (?:the|our) app\b).{0,80}",
    ),
    (
        "qr",
        r".{0,30}(?:尽在\S{2,12}(?:APP|App|客户端|公众号)|(?:微信|官方)?公众号\s*[:：]\s*\S{2,20}"
        r"|(?:微信|官方|下方|上方)二维码)[)）】]?",
    ),
    (
        "font-controls",
        r"[\s|【】\[\]()（）]*(?:字号|字體|字体)\s*[:：]?[\s大中小特默认超【】\[\]|]{0,20}.{0,12}",
    ),
    ("font-controls", r"(?:【?\s*[大中小]\s*】?\s*){2,3}(?:打印|关闭|收藏|分享|\s|[【】|])*"),
    (
        "counter",
        r"(?:阅读|閱讀|浏览|点击|访问|评论|跟贴|观看)(?:量|数|次数|人数)?\s*[:：]?\s*[\d,.]+\s*[万次人条]*",
    ),
    ("pager", r"(?:[上下]一(?:篇|页|条|章)\s*[:：]?.{0,80}|第\s*\d+\s*/\s*\d+\s*页)"),
    (
        "site-footer",
        r".{0,80}(?:ICP备|ICP證|公网安备|网站标识码|备案序号|备案号\s*[:：]|违法和不良信息举报|网络文化经营许可证"
        r"|信息网络传播视听节目许可证|互联网新闻信息服务许可证|建议使用.{0,20}浏览器|网站地图|增值电信业务).{0,120}"
        r"(?<![。！？])",
    ),
    (
        "site-footer",
        r"(?:联系我们|关于我们|网站声明|站点地图|友情链接|法律声明|隐私政策|广告服务)"
        r"(?:[\s|丨·-]+(?:联系我们|关于我们|网站声明|站点地图|友情链接|法律声明|隐私政策|广告服务|\S{2,6}))*",
    ),
    (
        "site-footer",
        r"(?:(?:Privacy Policy|Terms of (?:Use|Service)|Cookie (?:Policy|Settings)|Contact Us"
        r"|About Us|Sitemap)[\s|·-]*)+",
    ),
)
_ANY = re.compile(
    "|".join(f"(?P<rule{place}>{pattern})" for place, (_, pattern) in enumerate(_PATTERNS)),
    re.IGNORECASE,
)
# 责任编辑, 版权所有, 扫码关注, 打印, 字号: a line without any of these is none of the furniture
_CUES = re.compile(
    r"[编編]辑|編輯|责编|責編|[校审核监]|美编|排版|制作|统筹|值班|edit|版权|版權|声明|聲明|转载|轉載|未经|著作|copy"
    r"|©|\(c\)|rights|侵|分享|转发|扫|長按|长按|点击|关注|打开|下载|返回|回到|打印|关闭|我要|发表|已有|收藏|欢迎|复制"
    r"|微信|微博|qq|朋友圈|face|twit|linked|mail|share|follow|sign|subscr|print|click|down|尽在|公众|二维码"
    r"|字号|字[体體]|[大中小]\s*】?\s*【?\s*[大中小]|阅读|閱讀|浏览|访问|评论|跟贴|观看|一[篇页条章]|/|icp|公网|网站"
    r"|备案|举报|许可证|浏览器|增值|联系|关于我们|站点|友情|法律声明|隐私|广告|仅供|文章|本[网站平文]|privacy|terms"
    r"|cookie|contact|about us|sitemap",
    re.IGNORECASE,
)
_CONTACT = (
    r"(?:地址|邮编|郵編|电话|传真|邮箱|联系邮箱|技术支持|网站管理|[主承]办单位)"
    r"\s*+[:：]\s*+"
)
TAIL_RULES = re.compile(
    r"(?:官方)?(?:微信|微信公众号|政务微博|政务微信|微博|客户端|手机版|头条号|视频号|抖音号|二维码)"
    # 地址：甲路1号 电话：010-1: a value ends where the next label begins.
    rf"|(?:(?:{_CONTACT})++(?:(?!{_CONTACT})[^。]){{1,60}}+){{2,}}+(?:{_CONTACT})*+"
)
"""What is furniture only after the last sentence of an article."""

RELATED = re.compile(
    r"[【\[>»\s]*(?:相关(?:阅读|新闻|报道|链接|文章|推荐|专题|内容|稿件)|相關(?:閱讀|新聞|報導)|延伸阅读|延伸閱讀"
    r"|推荐阅读|更多(?:阅读|新闻|精彩|推荐|内容|资讯)|热门(?:文章|新闻|推荐|排行|评论)|猜你喜欢|大家都在看|精彩推荐"
    r"|往期(?:回顾|推荐|精彩)|Related (?:stories|articles|news|posts|reading|coverage)"
    r"|Read (?:more|next)|More (?:from|on|stories)\b.{0,30}|You may also like"
    r"|Recommended(?: for you)?|Most (?:read|popular))[】\]\s]*(?:[:：]\s*(?P<rest>.{0,200}))?",
    re.IGNORECASE,
)
"""A heading of links to other articles, or such a heading with its one link."""

BREADCRUMB = re.compile(
    r"(?:(?:您|你)?(?:当前|现在|的)?(?:所在)?(?:的)?位置\s*+(?:[:：]\s*+)?)?"
    r"[^>＞»›。，]{1,16}+\s*+[?？\u00a0]*+\s*+"
    r"(?:[>＞»›]++\s*+[?？\u00a0]*+\s*+[^>＞»›。]{0,40}+\s*+[?？\u00a0]*+\s*+)++"
)
"""Where a page stands in its site: 首页 > 新闻 > 正文."""


def furniture(line: str) -> str:
    """The rule that a whole line falls under, or an empty string."""
    if len(line) > _LONGEST or not _CUES.search(line):
        return ""
    match = _ANY.fullmatch(line)
    if match is None or match.lastgroup is None:
        return ""
    return _PATTERNS[int(match.lastgroup.removeprefix("rule"))][0]
