"""A figure is borne out by its value, a date by what it means in its article."""

from __future__ import annotations

from datetime import date

import pytest

from rag.text.facts import facts
from rag.verifying.evidence import Evidence
from rag.verifying.facts import bears_date, bears_figure, counts_rows, foreign_relative_dates
from tests.rag.verifying.cases import cited, evidence

DAY = date(2022, 7, 29)


def figure_borne(quote: str, claim: str) -> bool:
    (figure,) = facts(claim).figures
    return bears_figure(evidence(quote), figure)


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        pytest.param("注册量超过200亿", "200亿", id="as_written"),
        pytest.param("注册量超过200亿", "20000000000", id="in_digits"),
        pytest.param("接入四十家", "40家", id="chinese_numeral"),
        pytest.param("同比增长5%", "百分之五", id="per_cent_in_words"),
        pytest.param("增长5%", "5", id="a_bare_number_may_be_a_share"),
        pytest.param("覆盖率达到100%", "100家", id="a_hundred_per_cent_is_all"),
        pytest.param("覆盖全部100家", "100%", id="all_is_a_hundred_per_cent"),
        pytest.param("40个村", "40家", id="count_words_stand_for_one_another"),
        pytest.param("投资5万元", "5万人民币", id="renminbi_is_no_person"),
        pytest.param("投资5万元，来了38人", "5万人民币", id="renminbi_beside_persons"),
        pytest.param("9.58秒", "9.58秒", id="one_measure"),
        pytest.param("用时16秒", "16分", id="another_measure_where_none_of_its_own_is_given"),
        pytest.param("有40，又有38家", "40家", id="a_number_without_a_unit_may_have_any"),
        pytest.param("注册量208.6亿", "约209亿", id="rounded_and_said_so"),
        pytest.param("注册量1234家", "约1200家", id="rounded_to_hundreds"),
        pytest.param("增长5.24%", "约5.2%", id="share_rounded"),
        pytest.param("新增0例", "0%", id="none_is_no_share"),
        pytest.param("建成一个园区", "1个", id="one_in_words"),
        pytest.param("用时16秒，得分3", "16", id="a_bare_number_may_be_a_measure"),
        pytest.param("得分为16，用时3分", "16分", id="a_measure_of_a_bare_number"),
        pytest.param("16家企业，18个项目", "16个", id="count_words_even_where_both_are_given"),
        pytest.param("7月29日召开", "29", id="a_bare_number_may_be_a_day"),
        pytest.param("7月29日召开", "29 companies", id="an_english_unit_may_follow_a_day"),
        pytest.param("首届论坛", "第1届", id="first_by_shou"),
        pytest.param("汽车、医药、装备", "3个", id="counted_by_commas"),
        pytest.param("汽车、医药和装备", "3个", id="counted_by_he"),
        pytest.param("汽车、医药与装备", "3个", id="counted_by_yu"),
        pytest.param("汽车、医药及装备", "3个", id="counted_by_ji"),
        pytest.param("汽车、医药", "2项", id="two_counted"),
        pytest.param("甲、乙、丙、丁、戊、己、庚、辛、壬、癸", "10种", id="ten_counted"),
        pytest.param("一是安全，二是便民，三是环保", "3点", id="counted_by_its_numbers"),
        pytest.param("甲、乙、丙", "3", id="counted_without_a_count_word"),
    ],
)
def test_a_figure_that_is_there(quote: str, claim: str) -> None:
    assert figure_borne(quote, claim)


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        pytest.param("注册量超过200亿", "210亿", id="another_value"),
        pytest.param("增长5%", "5家", id="a_share_is_no_count"),
        pytest.param("有45家", "45%", id="a_count_is_no_share"),
        pytest.param("用时3分16秒", "16分", id="seconds_for_minutes"),
        pytest.param("2.1万平方米，32万册", "32万平方米", id="copies_for_square_metres"),
        pytest.param("16秒，18人", "16人", id="a_measure_for_a_count"),
        pytest.param("投资5万元，占地3平方米", "5万平方米", id="money_for_square_metres"),
        pytest.param("有0家", "约5家", id="nothing_is_rounded_to_nothing"),
        pytest.param("注册量208.6亿", "209亿", id="rounded_and_not_said_so"),
        pytest.param("注册量208亿", "约208.4亿", id="finer_than_what_is_there"),
        pytest.param("注册量208亿", "约209亿", id="as_fine_and_another"),
        pytest.param("注册量208.6亿", "约208亿", id="cut_not_rounded"),
        pytest.param("增长5.24%", "约5.2家", id="a_share_rounded_to_a_count"),
        pytest.param("5.24万家", "约5%", id="a_count_rounded_to_a_share"),
        pytest.param("7月29日召开", "29家", id="a_day_is_no_count"),
        pytest.param("7月29日召开", "29.0", id="a_day_is_written_plainly"),
        pytest.param("7月29日召开", "28", id="another_day"),
        pytest.param("7月29日召开", "29.5", id="no_day"),
        pytest.param("上届论坛", "第1届", id="first_without_shou"),
        pytest.param("首届论坛", "第2届", id="second_by_shou"),
        pytest.param("首届论坛", "1届", id="one_by_shou"),
        pytest.param("汽车、医药、装备", "4个", id="counted_otherwise"),
        pytest.param("汽车、医药、装备，全国6个", "3个", id="another_count_is_given"),
        pytest.param("汽车、医药、装备", "3年", id="years_are_not_counted_so"),
        pytest.param("甲、乙，丙、丁", "4个", id="a_comma_ends_a_list"),
        pytest.param("甲乙，丙丁", "1家", id="one_is_not_counted"),
        pytest.param("甲、乙、丙、丁、戊、己、庚、辛、壬、癸、子", "11种", id="eleven_counted"),
        pytest.param("第三是环保", "4点", id="another_number_of_points"),
    ],
)  # fmt: skip
def test_a_figure_that_is_not_there(quote: str, claim: str) -> None:
    assert not figure_borne(quote, claim)


def date_borne(quote: str, claim: str, published: date | None, **about: str) -> bool:
    (when,) = facts(claim).dates
    return bears_date(Evidence([cited(quote, published=published, **about)]), when, claim)


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        pytest.param("2022年7月29日召开", "2022年7月29日", id="as_written"),
        pytest.param("2022年7月29日召开", "7月29日", id="less_of_it"),
        pytest.param("2022-07-29召开", "2022年7月29日", id="written_otherwise"),
        pytest.param("今年1月获批", "2022年1月", id="meant_by_this_year"),
        pytest.param("去年9月发布", "2021年9月", id="meant_by_last_year"),
        pytest.param("3月5日召开", "2022年3月5日", id="its_year_left_out"),
        pytest.param("3月5日至8日召开", "2022年3月5日", id="first_day_of_a_range"),
        pytest.param("3月5日至8日召开", "2022年3月8日", id="last_day_of_a_range"),
        pytest.param("7月初召开", "2022年7月", id="month_of_a_part_of_it"),
        pytest.param("去年上半年增长", "2021年", id="year_of_a_half"),
        pytest.param("2019年1月至2021年6月建设", "2020年", id="year_within_a_range"),
        pytest.param("2019年1月至2021年6月建设", "2019年", id="first_year_of_a_range"),
        pytest.param("2019年1月至2021年6月建设", "2021年", id="last_year_of_a_range"),
        pytest.param("2021届毕业生", "2021年", id="year_as_a_figure"),
        pytest.param("2021届毕业生9月3日入职", "2021年9月3日", id="year_as_a_figure_and_day"),
        pytest.param("会议召开", "2022年", id="only_the_article_has_a_year"),
        pytest.param("2022年春召开", "2022年", id="the_year_of_both"),
    ],
)
def test_a_date_that_is_there(quote: str, claim: str) -> None:
    assert date_borne(quote, claim, DAY)


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        pytest.param("2022年7月29日召开", "2022年7月28日", id="another_day"),
        pytest.param("2022年7月29日召开", "2022年6月29日", id="another_month"),
        pytest.param("2022年7月29日召开", "2021年7月29日", id="another_year"),
        pytest.param("2022年7月29日召开", "2022年6月", id="another_month_without_a_day"),
        pytest.param("2022年7月28日召开", "2022年27日", id="another_day_without_a_month"),
        pytest.param("近日召开", "7月29日", id="a_vague_time_is_no_day"),
        pytest.param("会议召开", "29日", id="the_day_alone_of_the_article_not_worded_so"),
        pytest.param("今年1月获批", "2022年1月5日", id="finer_than_what_is_there"),
        pytest.param("今年1月获批", "2022年1月1日", id="a_month_is_not_its_first_day"),
        pytest.param("去年获批", "2021年1月", id="a_year_is_not_its_first_month"),
        pytest.param("去年获批", "2021年12月", id="a_year_is_not_its_last_month"),
        pytest.param("今年上半年获批", "2022年1月", id="a_half_is_not_its_first_month"),
        pytest.param("今年年初获批", "2022年1月", id="a_part_of_a_year_is_not_its_first_month"),
        pytest.param("7月初召开", "2022年7月1日", id="a_part_of_a_month_is_not_its_first_day"),
        pytest.param("3月5日至8日召开", "2022年3月6日", id="a_day_within_a_range"),
        pytest.param("2019年1月至2021年6月建设", "2018年", id="before_a_range"),
        pytest.param("2019年1月至2020年6月建设", "2021年", id="behind_a_range"),
        pytest.param("2019年1月至2021年6月建设", "2020年3月", id="a_month_within_a_range"),
        pytest.param("2021届毕业生9月入职", "2021年9月3日", id="year_as_a_figure_without_the_day"),
        pytest.param("2021届毕业生3日入职", "2021年9月3日", id="year_as_a_figure_no_month"),
        pytest.param("2021届毕业生", "2021年9月", id="year_as_a_figure_alone"),
        pytest.param("2021届毕业生", "2020年", id="another_year_as_a_figure"),
        pytest.param("2019年开工", "2022年", id="the_quote_speaks_of_another_year"),
        pytest.param("会议召开", "2021年", id="a_year_that_nothing_has"),
        pytest.param("会议召开", "2022年7月29日", id="the_day_of_the_article_not_worded_so"),
        pytest.param("会议召开", "2022年7月", id="the_month_of_the_article_not_worded_so"),
    ],
)
def test_a_date_that_is_not_there(quote: str, claim: str) -> None:
    assert not date_borne(quote, claim, DAY)


@pytest.mark.parametrize(
    ("claim", "borne"),
    [
        *(
            (f"2022年7月29日{word}", True)
            for word in (
                "报道",
                "刊发",
                "发表",
                "发布",
                "消息",
                "讯",
                "文章",
                "日期",
                "刊",
                "发文",
            )
        ),
        *(
            (f"{word} July 29, 2022", True)
            for word in (
                "published on",
                "a report of",
                "dated",
                "the article of",
                "posted on",
                "the news of",
            )
        ),
        ("据报道，7月29日", True),
        ("示例日报（2022年7月29日）", True),
        ("示例日报[ 2022年7月29日]", True),
        ("据示例日报2022年7月28日报道", False),
        ("据示例日报2022年6月29日报道", False),
        ("据示例日报2021年7月29日报道", False),
        ("示例日报（甲）2022年7月29日", False),
        ("报道，甲乙丙丁戊己庚辛壬癸子2022年7月29日", True),
        ("报道，甲乙丙丁戊己庚辛壬癸子丑2022年7月29日", False),
        ("2022年7月29日甲乙丙丁戊己庚报道", True),
        ("2022年7月29日甲乙丙丁戊己庚辛报道", False),
    ],
)
def test_the_day_of_the_article_must_be_worded_as_one(claim: str, *, borne: bool) -> None:
    assert date_borne("会议召开", claim, DAY) is borne
    assert not date_borne("会议召开", claim, None)


@pytest.mark.parametrize(
    ("source", "borne"), [("2019年鉴", False), ("7月刊", True)], ids=["year", "month"]
)
def test_the_year_of_the_article_gives_way_to_one_in_its_head(source: str, *, borne: bool) -> None:
    assert date_borne("会议召开", "2022年", DAY, source=source) is borne


def test_the_year_of_any_of_several_articles_will_do() -> None:
    both = Evidence([cited("会议召开"), cited("会议闭幕", published=DAY)])
    (when,) = facts("2022年").dates
    assert bears_date(both, when, "2022年")


@pytest.mark.parametrize(
    ("quote", "claim", "foreign"),
    [
        pytest.param("去年9月发布", "去年9月发布", [], id="as_written"),
        pytest.param("2021年发布", "去年发布", [], id="meant_by_a_year"),
        pytest.param("今年1月获批", "去年1月获批", ["去年1月"], id="another_year"),
        pytest.param("2020年发布", "去年发布", ["去年"], id="a_year_too_early"),
        pytest.param("去年9月发布", "近日发布", [], id="vague_words_say_little"),
        pytest.param("会议召开", "3月5日召开", [], id="a_written_date_is_looked_at_elsewhere"),
        pytest.param("会议召开", "去年开工，今年完工", ["去年", "今年"], id="two_of_them"),
        pytest.param("3月5日至8日召开", "5日至9日召开", [], id="a_day_of_a_month"),
        pytest.param("今年1月获批", "近日称去年1月获批", ["去年1月"], id="behind_a_vague_one"),
        pytest.param("今年1月获批", "今年1月获批，去年1月开工", ["去年1月"], id="behind_another"),
        pytest.param("held in 2020", "held in March 2021", [], id="an_english_date"),
        pytest.param("held in 2021", "held last year", [], id="english"),
        pytest.param("held in 2020", "held last year", ["last year"], id="english_another_year"),
    ],
)
def test_relative_dates_of_a_sentence(quote: str, claim: str, foreign: list[str]) -> None:
    assert foreign_relative_dates(Evidence([cited(quote, published=DAY)]), claim) == foreign


def test_relative_dates_are_told_from_the_first_article_with_a_day() -> None:
    quotes = [cited("会议召开"), cited("2021年发布", published=DAY),
              cited("会议闭幕", published=date(2019, 1, 2))]  # fmt: skip
    assert foreign_relative_dates(Evidence(quotes), "去年发布") == []
    assert foreign_relative_dates(Evidence(quotes), "前年发布") == ["前年"]


def test_a_relative_date_as_any_of_the_articles_words_it() -> None:
    quotes = [cited("会议召开", published=DAY), cited("去年发布", published=date(2019, 1, 2))]
    assert foreign_relative_dates(Evidence(quotes), "去年发布") == []


@pytest.mark.parametrize(
    ("claim", "borne"),
    [
        pytest.param("2个：柳荫站、塔下站", True, id="as_many_cells"),
        pytest.param("3个：柳荫站、塔下站", False, id="fewer_than_said"),
        pytest.param("2个：柳荫站、柳荫站", False, id="one_twice"),
        pytest.param("2个：柳荫站、河东站", False, id="one_that_is_not_there"),
        pytest.param("网点2个：柳荫站、塔下站", False, id="words_before"),
    ],
)
def test_a_count_is_borne_by_the_cells_it_names(claim: str, borne: bool) -> None:
    quote = "网点 | 街道\n柳荫站 | 南街\n石桥站 | 河东\n塔下站 | 南街"
    (figure,) = facts(claim).figures
    assert counts_rows(evidence(quote), figure, claim) is borne
