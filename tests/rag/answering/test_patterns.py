from __future__ import annotations

import pytest

from rag.answering.patterns import pointed_out
from rag.answering.question import understand


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        pytest.param(
            "云帆集团董事长是谁？",
            "出席的有海川公司董事长高远,云帆集团董事长齐思远,专家若干。",
            "齐思远",
            id="name_behind_its_post",
        ),
        pytest.param(
            "海川公司总裁是谁？",
            "海川公司总裁、大中华区首席运营官米歇尔·骆文等出席。",
            "米歇尔·骆文",
            id="foreign_name_behind_two_posts",
        ),
        pytest.param(
            "云帆集团董事长是谁？", "海川公司董事长高远致辞。", None, id="another_companys"
        ),
        pytest.param(
            "Who is the port director of Lanwan?",
            "Port director Helen Qiu said so.",
            "Helen Qiu",
            id="english_name_behind_its_post",
        ),
        pytest.param(
            "周明担任什么职务？",
            "信息司二级巡视员周明在致辞中说，要做实。",
            "信息司二级巡视员",
            id="post_before_its_name",
        ),
        pytest.param(
            "论坛的主题是什么？", "以“共建共享”为主题的论坛举行。", "共建共享", id="theme"
        ),
        pytest.param(
            "论坛的主题是什么？", "他作了题为《路径》的主题演讲。", None, id="a_talk_is_no_theme"
        ),
        pytest.param(
            "座谈会在哪里召开？", "8月1日，座谈会在海州研究院召开。", "海州研究院", id="held_in"
        ),
        pytest.param(
            "座谈会在哪里召开？", "这是在近日召开的会上说的。", None, id="lately_is_no_place"
        ),
        pytest.param(
            "论坛的主办方是谁？",
            "论坛由海州大会组委会主办，海州市经信局、云泽市工信局联合承办。",
            "海州大会组委会",
            id="host_behind_by",
        ),
        pytest.param(
            "谁是论坛的主办方？",
            "论坛由海州大会组委会主办，海州市经信局联合承办。",
            "海州大会组委会",
            id="who_is_the_host",
        ),
        pytest.param(
            "论坛是哪些单位承办的？",
            "论坛由海州大会组委会主办，海州市经信局、云泽市工信局联合承办。",
            "海州市经信局、云泽市工信局",
            id="organisers_in_a_clause",
        ),
        pytest.param(
            "论坛的主办方是谁？", "海州市副市长高远介绍了论坛的筹备情况。", None, id="no_host_told"
        ),
        pytest.param(
            "哪个组织发布了报告？", "报告由世界卫生组织发布。", "世界卫生组织", id="a_body_by_name"
        ),
        pytest.param("哪些运营商参加了测试？", "基站由铁塔公司运营。", None, id="a_noun_is_no_act"),
        pytest.param(
            "哪个单位建设了展馆？", "海南自由贸易港建设加快推进。", None, id="by_inside_a_word"
        ),
        pytest.param("论坛的主办方是谁？", "论坛8月开幕，工信部主办。", "工信部", id="short_name"),
        pytest.param("大会在哪举办？", "大会由海州市举办，观众近万。", None, id="where_is_no_host"),
        pytest.param(
            "会议审议通过了什么文件？",
            "会议审议通过了秘书处工作细则，并作交流。",
            "秘书处工作细则",
            id="object_of_the_verb",
        ),
    ],
)
def test_what_news_style_gives_away(question: str, sentence: str, answer: str | None) -> None:
    found = pointed_out(understand(question), sentence)
    assert (sentence[found[0] : found[1]] if found else None) == answer


def test_a_document_named_by_its_words() -> None:
    sentence = "国务院印发《关于深化“互联网+先进制造业”发展的指导意见》，各地出台政策。"
    question = understand("哪个政策文件推动“互联网+先进制造业”？")
    found = pointed_out(question, sentence)
    assert found is not None
    assert sentence[slice(*found)] == "《关于深化“互联网+先进制造业”发展的指导意见》"
    assert pointed_out(question, "国务院印发《行动计划》。") is None


def test_the_figure_of_what_is_counted() -> None:
    sentence = "百余所院校增设相关专业，全国建设近20所产业学院。"
    question = understand("有多少所院校增设了专业？")
    found = pointed_out(question, sentence)
    assert found is not None
    assert sentence[slice(*found)] == "百余所"
    assert pointed_out(question, "全国建设近20所产业学院。") is None


def test_a_theme_asked_for_in_english() -> None:
    sentence = "7月28日，以“数字赋智”为主题的论坛在京举行。"
    found = pointed_out(understand("What is the theme of the forum?"), sentence)
    assert found is not None
    assert sentence[slice(*found)] == "数字赋智"


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        # Who holds a post: behind it, or behind the end of it where the rest stands before.
        ("谁是云帆集团董事长？", "云帆集团董事长齐思远致辞。", "齐思远"),
        ("谁担任云帆集团的董事长？", "云帆集团的董事长齐思远致辞。", "齐思远"),
        ("董事长是哪位？", "董事长齐思远致辞。", "齐思远"),
        ("的董事长叫什么名字？", "新董事长齐思远致辞。", "齐思远"),
        ("齐思远是谁？", "齐思远高远致辞。", None),
        ("董事长是谁？", "董事长一职空缺，新董事长齐思远致辞。", "齐思远"),
        ("董事长是谁？", "董事长，一职空缺。", None),
        ("董事长是谁？", "董事长大会致辞。", None),
        ("董事长是谁？", "董事长、总裁的齐思远致辞。", "齐思远"),
        ("云泽县青禾公司董事长是谁？", "云泽县的青禾公司董事长高远致辞。", "高远"),
        ("云泽县青禾公司董事长是谁？", "云泽县的青禾的公司董事长高远致辞。", None),
        ("云泽县青禾公司董事长是谁？", "海州市的青禾公司董事长高远致辞。", None),
        ("云泽县青禾公司董事长是谁？", "云泽县来客，青禾公司董事长高远致辞。", None),
        ("云泽县青禾公司董事长是谁？",
         "海州市的青禾公司董事长高远，云泽县的青禾公司董事长齐思远致辞。", "齐思远"),
        ("云泽县的青禾公司董事长是谁？", "云泽县、青禾公司董事长高远致辞。", None),
        ("云泽县的青禾公司董事长是谁？", "云泽县（青禾公司董事长高远）。", None),
        ("云泽县的青禾公司董事长是谁？", "云泽县这家青禾公司董事长高远致辞。", "高远"),
        ("Who was the mayor?", "The Mayor, Helen Qiu-Lin said so.", "Helen Qiu-Lin"),
        ("Who was the mayor?", "The mayor said so.", None),
        # What post somebody has: before the name, or behind it.
        ("周明担任什么职务？", "会上，二司长周明致辞。", "二司长"),
        ("周明担任什么职务？", "司长周明致辞。", None),
        ("周明担任什么职务？", "周明现任信息司司长，出席。", "信息司司长"),
        ("周明担任什么职务？", "会上，周明，任云泽县县长。", "云泽县县长"),
        ("周明担任什么职务？", "周明是司长。", None),
        ("周明的头衔是什么？", "李华是云泽县县长。", None),
        # A theme, only where one is asked for.
        ("论坛的主题是什么？", "论坛围绕“共建共享”展开。", "共建共享"),
        ("论坛的主题是什么？", "论坛主题：“共建共享”。", "共建共享"),
        ("论坛的主题是什么？", "“共建共享”主题论坛召开。", "共建共享"),
        ("论坛的主题是什么？", "“共建共享”的主题发言。", None),
        ("论坛怎么样？", "以“共建共享”为主题。", None),
        # Where something was held.
        ("论坛在哪里召开？", "论坛在很好的背景下召开，在海州市成功举办。", "海州市"),
        ("论坛在哪里召开？", "论坛在海州期间召开。", None),
        ("论坛在哪里召开？", "论坛在友好气氛中召开。", None),
        ("论坛何时召开？", "论坛在海州市召开。", None),
        ("食堂在哪里？", "论坛在海州市召开。", None),
        # What is counted.
        ("有多少家企业？", "近1.5万余家企业来了。", "近1.5万余家"),
        ("有几家企业？", "三家企业来了，9家商场。", "三家"),
        ("有哪几家企业？", "三家企业来了。", None),
        # What a verb has for its object.
        ("会议审议了什么？", "会议审议了甲办法。", "甲办法"),
        ("审议通过了什么文件？", "审议通过的甲办法，乙。", "甲办法"),
        ("会议审议了哪些办法？", "会议审议过甲办法。", "甲办法"),
        ("会议审议了什么？", "会议审议了。", None),
        ("会议审议了什么？", "会议推迟了很久。", None),
        ("会议何时审议了什么？", "会议审议了甲办法。", None),
        ("小组负责推进什么？", "小组负责推进甲工程。", "甲工程"),
        ("小组负责做什么？", "小组负责做甲工程。", None),
        ("小组推什么？", "小组推甲工程。", None),
        *(
            (f"小组{verb}什么？", f"小组{verb}甲工程。", None)
            for verb in ("推进有", "推进是", "推进讲", "推进说", "推进叫", "包括", "属于")
        ),
        # A document by the words quoted from its title.
        ("哪个文件推动了“数字赋智”？", "印发《意见》和《关于数字赋智的意见》。",
         "《关于数字赋智的意见》"),
        ("哪个文件推动了“数字赋”？", "印发《关于数字赋智的意见》。", None),
        ("哪个文件推动了“数字赋智”和“共建共享”？", "《数字赋智的意见》。", "《数字赋智的意见》"),
        ("“数字赋智”的主题是什么？", "印发《关于数字赋智的意见》。", None),
        ("文件“数字赋智”何时印发？", "印发《关于数字赋智的意见》。", None),
    ],
)  # fmt: skip
def test_what_each_rule_points_out(question: str, sentence: str, answer: str | None) -> None:
    found = pointed_out(understand(question), sentence)
    assert (sentence[found[0] : found[1]] if found else None) == answer
