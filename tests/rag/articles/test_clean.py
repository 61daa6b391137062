"""Cleaning by named rules: what goes, what stays, and that every character is accounted for."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.articles.clean import Cleaned, clean
from rag.articles.load_plain import article_from_bytes
from rag.text.identity import document_id
from rag.types import Article

ROOT = Path(__file__).resolve().parents[3]
SENTENCE = "青禾市地铁3号线今年1月开通，全长28公里，市交通局负责人介绍了情况。"
SECOND = "工程前后修了五年，总投资214亿元，比原来的计划晚了八个月才完成。"


def cleaned(body: str, markup: str = "text", **metadata: str) -> Cleaned:
    article = Article("a", body, markup, "utf-8", metadata)  # type: ignore[arg-type]
    result = clean(article)
    report = result.report
    assert report.original == report.kept + sum(report.removed.values())
    assert report.kept == len(result.document.text)
    return result


def lines(body: str, markup: str = "text") -> list[str]:
    return cleaned(body, markup, title="题").document.text.split("\n")


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("责任编辑：邓某", "editor"),
        ("（责编：王某、赵某）", "editor"),
        ("编辑：张三 校对：李四", "editor"),
        ("Editor: Jane Doe", "editor"),
        ("版权声明：本站文章版权归作者所有。", "copyright"),
        ("未经授权，不得转载。", "copyright"),
        ("本文不代表本平台立场，不构成投资建议。", "copyright"),
        ("© 2022 Example News. All rights reserved.", "copyright"),
        ("分享到：微信 微博", "share"),
        ("扫一扫在手机打开当前页", "share"),
        ("微信 | 微博 | QQ空间", "share"),
        ("海量资讯、精准解读，尽在示例APP", "qr"),
        ("【字号：大 中 小】", "font-controls"),
        ("阅读量：3021", "counter"),
        ("上一篇：没有了", "pager"),
        ("京ICP备00000000号 京公网安备 000号", "site-footer"),
        ("联系我们 | 关于我们 | 网站声明", "site-footer"),
        ("Privacy Policy | Terms of Use", "site-footer"),
    ],
)
def test_furniture_goes_by_the_rule_of_its_name(line: str, rule: str) -> None:
    result = cleaned(f"{SENTENCE}\n\n{line}\n", title="题")
    assert result.document.text == SENTENCE
    assert result.report.removed[rule] == len(line)
    assert (rule, line) in result.report.pieces


@pytest.mark.parametrize(
    "line",
    [
        "未经许可从事危险品经营的，由市应急局责令停止并处罚款。",
        "他的文章被多家媒体转载，在行业里引起了很大的反响。",
        "市民可以扫码分享自己的出行故事，活动持续一周。",
        "已有3000人报名参加了今年的志愿者活动。",
        "新版著作权法对短视频的使用作了规定。",
        "该平台的版权交易额去年达到14亿元。",
        "编辑部搬到了湖滨路18号。",
        "制作：面粉500克，鸡蛋3个",
        "2019 2020 2021 2022",
        "小标题",
        "（记者 孙某 摄影报道）",
        "来源：示例网",
        "图为施工现场。示例社记者 白某 摄",
        "记者：请介绍一下五年来的情况。",
    ],
)
def test_lines_of_the_article_that_mention_such_words_stay(line: str) -> None:
    assert lines(f"{SENTENCE}\n\n{line}\n\n{SECOND}") == [SENTENCE, line, SECOND]


def test_related_links_go_with_their_heading_until_text_goes_on() -> None:
    body = f"{SENTENCE}\n\n相关阅读：\n青禾地铁一周年\n新馆开门迎客\n\n{SECOND}\n"
    assert lines(body) == [SENTENCE, SECOND]


def test_a_breadcrumb_goes_but_a_title_with_an_arrow_stays() -> None:
    assert lines(f"首页 > 新闻 > 正文\n{SENTENCE}\n{SECOND}") == [SENTENCE, SECOND]
    assert cleaned(f"青禾→云泽：高铁提速\n{SENTENCE}").document.title == "青禾→云泽：高铁提速"


def test_what_follows_the_last_sentence_is_a_footer() -> None:
    assert lines(f"{SENTENCE}\n\n微信公众号\n\n政务微博\n地址:甲市 邮编:000000") == [SENTENCE]
    assert lines(f"微博\n\n{SENTENCE}") == ["微博", SENTENCE]


def test_hidden_characters_and_spaces() -> None:
    body = (
        "\ufeff\u3000\u3000青禾市\u200b地铁\u00ad开\u202e通\U000e0041了，全长\u00a0\u00a028 公里。"
    )
    assert lines(body) == ["青禾市地铁开通了，全长 28 公里。"]


def test_spaces_that_copying_put_before_brackets_go() -> None:
    body = "三地制定 《工作方案》 ，构建 “一园” (示例)体系，发布 AI 大模型 (Beta)。"
    assert lines(body) == ["三地制定《工作方案》，构建“一园”(示例)体系，发布 AI 大模型(Beta)。"]


def test_half_width_punctuation_stays() -> None:
    assert lines("大家上午好!今天,会议开始;谢谢。") == ["大家上午好!今天,会议开始;谢谢。"]


def test_hard_wrapped_text_is_joined() -> None:
    body = (
        "青禾市地铁三号线昨天早上六点开通，从云港\n机场站到老城南门站只要四十一分钟，是全市\n"
        "第三条地铁。\n　　票价沿用现有的标准，起步价两元，全程最\n高七元。\n"
    )
    assert lines(body) == [
        "青禾市地铁三号线昨天早上六点开通，从云港机场站到老城南门站只要四十一分钟，是全市第三条地铁。",
        "票价沿用现有的标准，起步价两元，全程最高七元。",
    ]


def test_hard_wrapped_english_is_joined_with_spaces() -> None:
    body = (
        "The port connected a third berth to shore\npower on Monday, so that ships can turn\n"
        "off their engines while they unload.\n\nIt cost 46 million yuan and took fourteen\n"
        "months to build.\n"
    )
    assert lines(body) == [
        "The port connected a third berth to shore power on Monday, so that ships can turn off "
        "their engines while they unload.",
        "It cost 46 million yuan and took fourteen months to build.",
    ]


def test_headings_lists_and_poems_are_not_joined() -> None:
    body = "一、背景\n\n二、做法\n第一条\n第二条\n\n床前明月光\n疑是地上霜\n"
    assert lines(body) == ["一、背景", "二、做法", "第一条", "第二条", "床前明月光", "疑是地上霜"]


def test_one_giant_line_becomes_paragraphs_with_headings() -> None:
    part = "示范区由三地共同创建，目标是打造先进制造业集群，各方表示将继续合作。"
    body = f"{part * 2} {part} 协同发展全面推进 某司负责人{part * 2} 成效初显 今年1月,{part} {part}"
    assert lines(body) == [
        part * 2,
        part,
        "协同发展全面推进",
        f"某司负责人{part * 2}",
        "成效初显",
        f"今年1月,{part}",
        part,
    ]


def test_a_long_line_without_lost_breaks_stays_whole() -> None:
    body = f"{SENTENCE * 8} AI 大模型 与 5G 工厂 等技术。{SECOND * 3}"
    assert lines(body) == [body]


INJECTED = (
    "2023示例大会将于10月在,赌场9召开。,赌场9市政府、,赌场9大学参加,市长介绍情况。\n"
    ",赌场9市副市长高某:\n这是,赌场9第五次承办(,赌场9)。制造业强市,赌场9正在建设。"
)


def test_injected_fragments_are_marked_and_reported() -> None:
    result = cleaned(INJECTED, title="示例大会")
    assert result.document.text.split("\n") == [
        "2023示例大会将于10月在〔…〕召开。〔…〕市政府、〔…〕大学参加,市长介绍情况。",
        "〔…〕市副市长高某:",
        "这是〔…〕第五次承办(〔…〕)。制造业强市〔…〕正在建设。",
    ]
    assert "赌场9" in result.report.notices[0]
    assert any(rule == "injected" for rule, _ in result.report.pieces)


def test_a_companion_of_the_fragment_is_found_too() -> None:
    body = INJECTED.replace(",赌场9市", "赌场吧,赌场9市").replace("这是,", "这是赌场吧,")
    body += "\n据赌场吧宣传部介绍,主办方是赌场吧,赌场9政府。\n,赌场9港、,赌场9站。、,赌场9湾。"
    text = cleaned(body, title="示例").document.text
    assert "赌场" not in text
    assert "据〔…〕宣传部介绍,主办方是〔…〕政府。" in text


@pytest.mark.parametrize(
    "body",
    [
        "他说,好。他又说,好。她也说,好。大家都说,好。",
        "共有1,000人、2,000人和3,000人。1,000,2,000,3,000。",
        "省委、省政府,市委、市政府,区委、区政府。" * 6,
        "（一）,甲。（二）,乙。（三）,丙。",
        "【示例】第一段。\n【示例】第二段。\n【示例】第三段。",
    ],
)
def test_ordinary_texts_are_not_taken_for_injected(body: str) -> None:
    assert "〔…〕" not in cleaned(body, title="题").document.text


def test_addresses_between_characters_are_injected() -> None:
    body = "青禾www.bad99.com市地铁，全www.bad99.com长28公里，由交通www.bad99.com局负责。"
    assert lines(body) == ["青禾〔…〕市地铁，全〔…〕长28公里，由交通〔…〕局负责。"]


@pytest.mark.parametrize(
    ("body", "title", "text"),
    [
        (f"地铁开通\n\n{SENTENCE}", "地铁开通", SENTENCE),
        (f"首页 > 新闻\n地铁开通\n{SENTENCE}", "地铁开通", SENTENCE),
        (f"标题：地铁开通\n来源：青禾日报\n日期：2022-07-29\n\n{SENTENCE}", "地铁开通", SENTENCE),
        (SENTENCE, SENTENCE.strip("。"), SENTENCE),
        (f"{SENTENCE}\n{SECOND}", SENTENCE.strip("。"), f"{SENTENCE}\n{SECOND}"),
        (f"原标题：地铁开通\n{SECOND}", "地铁开通", f"原标题：地铁开通\n{SECOND}"),
        ("示例网8月16日讯（记者某某）" + SENTENCE, SENTENCE.strip("。"),
         "示例网8月16日讯（记者某某）" + SENTENCE),
    ],
)  # fmt: skip
def test_the_title_of_a_plain_text(body: str, title: str, text: str) -> None:
    document = cleaned(body).document
    assert (document.title, document.text) == (title, text)


def test_a_stated_title_is_not_repeated_in_the_text() -> None:
    document = cleaned(f"# 地铁 开通\n\n{SENTENCE}", "markdown", title="地铁开通").document
    assert (document.title, document.text) == ("地铁开通", SENTENCE)


def test_who_wrote_it_where_and_in_which_language() -> None:
    document = cleaned(
        f"青禾日报客户端 | 记者 白露声\n{SENTENCE}",
        title="题",
        author="某网",
        categories="金融\n产业",
    ).document
    assert (document.author, document.source) == ("白露声", "青禾日报客户端")
    assert document.categories == ("金融", "产业")
    assert document.language == "zh-Hans"
    assert cleaned("為期五天的文學節昨日閉幕，主題是海與歸人。").document.language == "zh-Hant"
    english = "The port connected a third berth to shore power."
    assert cleaned(english).document.language == "en"


@pytest.mark.parametrize(
    ("text", "author"),
    [
        (f"{SENTENCE}(文 婧)", "文婧"),
        (f"示例网讯（记者 宋某某）{SENTENCE}", "宋某某"),
        (f"文/陆晚舟\n{SENTENCE}", "陆晚舟"),
        (f"各位记者朋友:\n{SENTENCE}", ""),
        (f"By Mara Lindqvist\n{SENTENCE}", "Mara Lindqvist"),
    ],
)
def test_the_author_in_the_text(text: str, author: str) -> None:
    assert cleaned(text, title="题").document.author == author


def test_markdown_keeps_words_and_drops_marks() -> None:
    body = (
        "# 题\n\n**青禾**的[地铁](https://x.example/a_(b))*开通*了`3号线`。\n\n> 引用一句话。\n\n"
        "- 第一项\n- 第二项\n\n1. 甲\n2. 乙\n\n| 线路 | 里程 |\n|---|---|\n| 3号线 | 28公里 |\n\n"
        "![图片](a.png)\n\n---\n\n<b>加粗</b>&amp;<!-- 注释 --><script>bad()</script>\n\n"
        "```\nx_1 = 2\n```\n"
    )
    assert lines(body, "markdown") == [
        "青禾的地铁开通了3号线。",
        "引用一句话。",
        "第一项",
        "第二项",
        "1. 甲",
        "2. 乙",
        "线路 | 里程",
        "3号线 | 28公里",
        "加粗&",
        "x_1 = 2",
    ]


def test_the_id_comes_from_title_day_and_text() -> None:
    one = cleaned(SENTENCE, title="甲").document
    assert one.id == document_id("甲", one.published, one.text)
    assert len(one.id) == 16
    assert cleaned(SENTENCE, title="乙").document.id != one.id
    assert cleaned(f"\n{SENTENCE}\n\n", title="甲").document.id == one.id


@pytest.mark.parametrize("markup", ["text", "markdown", "html"])
def test_nothing_at_all_gives_an_empty_document(markup: str) -> None:
    assert cleaned("", markup).document.text == ""
    assert cleaned(" \n\t\u3000\n", markup).document.text == ""


_ANY = st.text(
    alphabet=st.sampled_from(
        "甲乙丙，。,. \n\u3000<>/pdiv=\"'*#_[]()-|!&;1298年月日：:〔\u200b\ud7ffab"
    ),
    max_size=400,
)


@given(_ANY, st.sampled_from(["text", "markdown", "html"]))
def test_every_character_is_accounted_for(body: str, markup: str) -> None:
    result = cleaned(body, markup)
    text = result.document.text
    assert text == "\n".join(line.strip() for line in text.split("\n") if line.strip())


_PARTS = st.sampled_from(
    [SENTENCE, SECOND, "小标题", "短句。", "责任编辑：某", "第一，", "\n", "　　"]
)


@given(st.lists(_PARTS, max_size=12).map("\n".join))
def test_cleaning_a_clean_text_again_changes_nothing(body: str) -> None:
    once = cleaned(body, title="题").document.text
    assert cleaned(once, title="题").document.text == once


@pytest.mark.parametrize(
    ("body", "markup"),
    [
        ("<b>" * 50_000 + SENTENCE, "html"),
        ("<p>" * 50_000 + SENTENCE, "html"),
        ("".join(f"<p><font color={n}>" for n in range(10_000)) + SENTENCE, "html"),
        ("<div>" * 20_000 + SENTENCE + "</div>" * 20_000, "html"),
        ("<table>" * 5_000 + f"<tr><td>{SENTENCE}", "html"),
        ("[" * 50_000 + f"\n\n{SENTENCE}", "markdown"),
        ("<!--" * 50_000 + "-->" + SENTENCE, "markdown"),
        ("**a" * 30_000 + f"\n\n{SENTENCE}", "markdown"),
        ("\n" * 200_000 + SENTENCE, "text"),
        (">" * 50_000 + f"\n{SENTENCE}", "text"),
    ],
    ids=["unclosed_b", "unclosed_p", "fonts", "divs", "tables", "brackets", "comments", "stars",
         "newlines", "arrows"],
)  # fmt: skip
@pytest.mark.timeout(30)
def test_hostile_markup_costs_no_more_than_seconds(body: str, markup: str) -> None:
    assert SENTENCE in cleaned(body, markup).document.text


def _benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("cleaning", ROOT / "benchmarks" / "cleaning.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["cleaning"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("group", ["samples", "articles"])
def test_the_hand_checked_paragraphs_come_out_whole(
    group: str, request: pytest.FixtureRequest
) -> None:
    if group == "articles":
        request.getfixturevalue("dev_data")
    benchmark = _benchmark()
    seen = 0
    for own, article, row in benchmark.cases():
        if own != group:
            continue
        seen += 1
        text = clean(article).document.text
        text = text.replace("|", "") if article.markup == "markdown" else text
        expected = benchmark.expected_paragraphs(article, row)
        assert [benchmark.bare(line) for line in text.split("\n")] == expected, row["path"]
    assert seen >= 5


def test_no_answer_can_quote_a_heading_glued_to_a_sentence(dev_data: Path) -> None:
    path = next((dev_data / "articles").glob("001_*.txt"))
    document = clean(article_from_bytes(str(path), path.read_bytes())).document
    found = document.text.split("\n")
    headings = [line for line in found if len(line) <= 26 and line[-1] not in "。)"]
    assert len(found) == 19
    assert len(headings) == 3


def test_half_a_character_is_shown_as_lost_and_told() -> None:
    cleaned = clean(Article("a.txt", "工厂\ud800开工，\udc00设备装好。", "text", "utf-8"))
    assert cleaned.document.text == "工厂\ufffd开工，\ufffd设备装好。"
    assert "U+FFFD" in cleaned.document.notices[0]
