"""The day an article was published: stated anywhere, else inferred with its evidence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag.articles.clean import clean
from rag.articles.load_plain import article_from_bytes
from rag.articles.publication import parse_day
from rag.articles.published_inferred import inferred
from rag.types import Article, Document

BODY = "<p>青禾市地铁3号线开通，全长28公里，设21座车站，市交通局负责人介绍了有关的情况。</p>"


def _page(head: str = "", body: str = BODY, path: str = "a.html") -> Document:
    page = f"<html><head><title>地铁开通</title>{head}</head><body>{body}</body></html>"
    return clean(article_from_bytes(path, page.encode())).document


def _text(text: str, path: str = "a.txt") -> Document:
    return clean(article_from_bytes(path, text.encode())).document


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-07-29", (2022, 7, 29)),
        ("2022-07-29T23:08:22Z", (2022, 7, 29)),
        ("2022-07-29T01:08:22+08:00", (2022, 7, 29)),
        ("Fri, 29 Jul 2022 03:08:22 GMT", (2022, 7, 29)),
        ("Fri, 29 Jul 2022 20:08:22 GMT", (2022, 7, 29)),
        ("2022年7月29日", (2022, 7, 29)),
        ("2022 年 7 月 29 日", (2022, 7, 29)),
        ("二〇二二年七月二十九日", (2022, 7, 29)),
        ("2022/7/29 11:08", (2022, 7, 29)),
        ("2022.07.29", (2022, 7, 29)),
        ("20220729", (2022, 7, 29)),
        ("July 29, 2022", (2022, 7, 29)),
        ("29th July 2022", (2022, 7, 29)),
        ("1659064102", (2022, 7, 29)),
    ],
)
def test_a_stated_day_is_read_as_it_is_written(text: str, day: tuple[int, int, int]) -> None:
    assert parse_day(text) == date(*day)


@pytest.mark.parametrize("text", ["", "昨天", "2022-13-40", "2022", "12345678", "3.14.15", "二月"])
def test_what_is_no_day(text: str) -> None:
    assert parse_day(text) is None


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2022-07-29T07:40:00+08:00">',
        '<meta name="PubDate" content="2022-07-29 07:40">',
        '<meta name="publishdate" content="2022年07月29日">',
        '<meta itemprop="datePublished" content="2022-07-29">',
        '<meta name="weibo: article:create_at" content="2022-07-29"><meta name="pubdate" '
        'content="2022-07-29">',
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", '
        '"datePublished": "2022-07-29T01:00:00Z"}]}</script>',
    ],
)
def test_a_page_states_it_in_its_head(head: str) -> None:
    document = _page(head)
    assert (document.published, document.published_basis) == (date(2022, 7, 29), "stated")
    assert "2022" in document.published_evidence


@pytest.mark.parametrize(
    "byline",
    [
        "2022-07-29 11:08 来源：示例网",
        "来源：示例网 发布时间：2022年07月29日 11:08",
        "示例日报 2022年7月29日 记者 白露声",
        "【2022/07/29】【字号：大 中 小】",
        "发布日期：2022.7.29 浏览次数：312",
        "2022年7月29日",
        "By Mara Lindqvist | 29 July 2022",
        "Published July 29, 2022",
    ],
)
def test_a_byline_states_it(byline: str) -> None:
    for document in (
        _page(body=f"<h1>地铁开通</h1><div>{byline}</div>{BODY * 3}"),
        _text(f"地铁开通\n{byline}\n\n青禾市地铁3号线昨天开通，市里的负责人介绍了情况。\n"),
    ):
        assert (document.published, document.published_basis) == (date(2022, 7, 29), "stated")


def test_a_time_element_states_it() -> None:
    assert _page(body=f'<time datetime="2022-07-29">周五</time>{BODY}').published == date(
        2022, 7, 29
    )


@pytest.mark.parametrize("name", ["2022-07-29-ditie.txt", "20220729.txt", "x_2022_07_29_y.txt"])
def test_a_file_name_states_it(name: str) -> None:
    document = _text("地铁开通\n\n青禾市地铁3号线昨天开通。", f"/news/{name}")
    assert (document.published, document.published_basis) == (date(2022, 7, 29), "stated")
    assert document.published_evidence == name


def test_a_signature_states_it() -> None:
    document = _text(
        "通知\n\n各单位请于7月20日前完成自查，并将结果上报。\n\n青禾市政府\n2022年7月8日\n"
    )
    assert document.published == date(2022, 7, 8)


def test_metadata_comes_before_everything() -> None:
    text = "---\ndate: 2022-07-29\n---\n标题\n2021-01-01 08:00 来源：甲\n正文说2020年3月4日开工。"
    assert _text(text, "2019-01-01.md").published == date(2022, 7, 29)


def test_a_date_in_a_sentence_is_not_a_byline() -> None:
    document = _text("标题\n2022年7月29日，论坛在京举行。与会者讨论了方案，会议持续了两天。\n")
    assert document.published_basis == "inferred"


def _inferred(text: str) -> str:
    document = _text(f"一个标题\n\n{text}\n")
    assert document.published_basis == ("inferred" if document.published else "unknown")
    assert bool(document.published_evidence) == bool(document.published)
    return str(document.published)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (
            "7月19日双方签约，7月21日在京开会。截至2022年6月，已有52个节点。到2023年将建成高地。",
            "2022-07-21",
        ),
        ("2023示例大会将于10月18日至20日召开。距离大会开幕还有一周时间，筹备有序。", "2023-10-11"),
        ("2023示例大会将于10月18日开幕，离开幕还有10天。", "2023-10-08"),
        (
            "2021年8月1日，座谈会召开。计划到2025年完成，2030年可持续发展议程同步推进。",
            "2021-08-01",
        ),
        ("2022年3月5日开工，2022年6月9日完工。规划（2021-2035年）已经公布。", "2022-06-09"),
        ("The port opened on 12 September 2022, and a berth will follow by 2024.", "2022-09-12"),
    ],
)
def test_inferred_from_what_the_text_reports(text: str, day: str) -> None:
    assert _inferred(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "7月28日，论坛举行。",
        "今年1月获批，昨天挂牌。",
        "这座桥建于1672年。",
        "没有任何日期的一段话。",
        "截至2023年7月20日公司股东户数为8.45万户，2023年7月10日至2023年7月20日股价下跌。",
        "近日披露，截至2023年6月30日公司股东户数为1.28万户，较3月31日增加，截至6月30日平均为1.8万户。",
        "本解释自2007年4月5日起施行，为维护秩序，现就有关问题解释如下。",
        "调查报告公布，2023年2月28日10时19分许，一号楼发生一起事故。",
        "8月16日，公司宣布参展。2024示例博览会将于2024年3月14-17日举行，欢迎参加。",
        "今年1月29日，公司获得贷款。2023年第一季度，营业收入增长。",
        "7月30日，公司发布公告，相较于2022年上半年有所增长。",
        "记者报道2024年7月26日，运动会公布消息称将正式开幕。",
        "截至2022年6月，产值超过1500亿元，预计2023年底达到2000亿元。",
    ],
)
def test_nothing_is_inferred_from_too_little(text: str) -> None:
    assert _inferred(text) == "None"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("7月17日—22日，采访团走进青禾。2023年上半年粮食产量公布。", "2023-07-22"),
        ("26日，警方发布通报：2023年7月22日15时接警。7月24日仍在调查。", "2023-07-26"),
        ("8月9日青禾集团公布2023年上半年业绩。", "2023-08-09"),
        ("青禾集团预期截至2023年6月30日止6个月收入增加，2023年中期业绩将公布。", "None"),
        ("青禾股份6月30日股东2.9万户。近日披露，截至2023年6月30日为2.9万户。", "None"),
        ("视频摄于7月24日。2023年上半年报告发布。", "None"),
        ("某院长藏钱书房。7月28日有会议。2021年6月28日发布的裁定书显示案情。", "None"),
        ("期货从6月2日的低点回升，2023年第二季度报告发布。", "None"),
        ("近日青禾发布2023年半年报。" + "内容很多。" * 50 + "就在7月14日，贷款获批。", "None"),
        ("今日青禾股份上涨5%。2023年7月19日，某券商发布研报。", "None"),
        ("2023年4月19日，西安一处楼盘。资料图 近日会议指出要调整。", "None"),
        ("7月31日青禾公布业绩，与2022年上半年相比增长12%。", "None"),
        ("2023示例博览会将于9月20日举行，欢迎参加。", "None"),
    ],
)  # fmt: skip
def test_the_day_of_something_told_of_is_not_its_own(text: str, day: str) -> None:
    assert _inferred(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "青禾网8月8日讯，某公司2022年8月8日在深交所上市，今日股价下跌。",
        "青禾网8月16日消息，新作延期至 2024 年上半年推出。",
        "青禾网8月2日消息：2024电商博览会启动发布会昨天举行。",
        "青禾网8月16日消息，传闻见于该集团2021年中期报告中。",
        "青禾网2018年7月20日报道，彩虹出现。当地2016年3月31日报道，萤火虫出没。",
    ],
)
def test_the_year_of_something_else_is_not_that_of_a_dateline(text: str) -> None:
    assert _inferred(text) == "None"


def test_the_five_real_articles(dev_data: Path) -> None:
    found = {
        path.name[:3]: clean(article_from_bytes(str(path), path.read_bytes())).document
        for path in sorted((dev_data / "articles").glob("*.txt"))
    }
    assert {name: (str(d.published), d.published_basis) for name, d in found.items()} == {
        "000": ("2022-07-29", "stated"),
        "001": ("2022-07-21", "inferred"),
        "002": ("2021-08-02", "stated"),
        "003": ("2021-11-06", "stated"),
        "004": ("2023-10-11", "inferred"),
    }
    assert "7月21日" in found["001"].published_evidence
    assert "还有一周" in found["004"].published_evidence


@pytest.mark.parametrize(
    "script",
    [
        "var ct = \"1714521600\"; var svr_time = '1';",  # 2024-05-01 in Beijing, April in UTC
        "var createTime = '2024-05-01 10:00';",
        'window.a = {oriCreateTime: "1714528800"};',
    ],
)
def test_a_wechat_page_is_dated_by_its_script(script: str) -> None:
    page = (
        '<html><body id="activity-detail"><h1 id="activity-name">老街改造</h1><div id="js_content">'
        f"<p>昨天上午，老街改造工程开工，投入8600万元。</p></div><script>{script}</script></body></html>"
    )
    document = clean(Article("a.html", page, "html", "utf-8")).document
    assert (str(document.published), document.published_basis) == ("2024-05-01", "stated")
    other = page.replace("activity-", "x-").replace("js_content", "y")
    assert clean(Article("a.html", other, "html", "utf-8")).document.published is None


def test_the_day_of_publication_is_taken_before_that_of_an_edit() -> None:
    page = (
        "<html><body><article><h1>四天半工作制</h1><p>试行单位一共46家，试行期为6个月。</p></article>"
        '<div><span data-tooltip="发布于 2025-06-04 08:12">编辑于 2025-06-05 09:30</span></div>'
        "</body></html>"
    )
    document = clean(Article("a.html", page, "html", "utf-8")).document
    assert str(document.published) == "2025-06-04"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("中新网8月11日电（记者甲）2022年的工程已完工。2023年上半年增长4%。", "2023-08-11"),
        (
            "示例网 8 月 16 日消息，2023 年第二季度营收2879亿元，比2022年第二季度增长7.6%。",
            "2023-08-16",
        ),
        ("示例社7月23日电2023年示例锦标赛23日开幕，2024年将再办。", "2023-07-23"),
        ("示例网2023年8月1日讯，据8月1日发布的通知，自8月2日起报名。", "2023-08-01"),
        ("示例网8月4日讯，2023年8月2日发生的事故已查明。", "2023-08-04"),
        ("示例网8月15日电，2023年8月15日是青禾解放78周年。", "2023-08-15"),
        ("示例网8月3日消息，新车将于2024年上半年发售。", None),  # a year to come
        ("示例网8月4日讯，她是2021年运动会亚军，今天夺冠。", None),  # a year remembered
        ("示例社7月25日电，船闸自2003年6月18日开放以来运行安全。", None),
    ],
)
def test_the_day_of_a_dateline_goes_before_any_other(text: str, day: str | None) -> None:
    found = inferred(text).day
    assert (found.isoformat() if found else None) == day


@pytest.mark.parametrize(
    "text",
    [
        "青禾云 X2 发布于 2022 年 5 月 26 日，配有两个网口，日常售价为 1899 元，今天下单减 40 元。",
        "青禾网 7 月 28 日消息，近日在临江举办了 2022-23 赛季青禾方程式锦标赛的收官之战。",
        "8月1日，青禾铁路运营满15周年。截至2022年6月，全市铁路达到300公里。",
        "青禾网 7 月 24 日消息，一家公司的股权被冻结，自2023年7月20日至2026年7月19日。",
        "8月8日，青禾公司发文，称2029年一季度甚至有超过57%的概率会减息。",
        "青禾公司发布业绩预告，预计2023年1-6月亏损4100万元。",
        "据青禾社7月22日电，双胞胎小羊迎来一周岁生日。2022年7月22日，它们在园中出生。",
        "青禾网7月18日电，那场大火已过去四年。2019年7月18日，工厂起火。",
        "青禾社7月20日电，逆差缩小。由于2022年上半年逆差创下新高，今年同比减少。",
        "星河公司开发的游戏《远山》于2020年4月10日在掌机上发行，这款游戏是重制之作。",
    ],
    ids=[
        "on_offer",
        "season",
        "anniversary",
        "end_of_term",
        "odds",
        "months",
        "birthday",
        "years_past",
        "base_of_comparison",
        "work",
    ],
)
def test_what_is_of_another_time_gives_no_day_of_a_year_that_is_not_its_own(text: str) -> None:
    day = inferred(text).day
    assert day is None or (day.year, day.month) == (2023, 7)
