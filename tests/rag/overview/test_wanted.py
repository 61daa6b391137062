"""Lists whole: announced by a heading, in other words, in columns, within a line."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.question import understand
from rag.overview.wanted import asked_for, list_meant
from rag.types import Document


def items(question: str, text: str, title: str = "临水镇公告") -> list[str]:
    """The items of the list that the question means; none where it means no list."""
    document = Document("d", "a.txt", title, text, date(2024, 5, 1), "stated")
    found = list_meant(understand(question), [document])
    return [text[slice(*item)] for item in found.items] if found else []


NOTICE = """为做好防汛工作，现通知如下：
一、总体要求
各村要早准备。
二、工作措施
1.排查险段。
各村要在五月底前看完每一段堤。
2.储备物料。
沙袋要够三天用。
3.落实值守。
夜里不能断人。
"""


def test_a_heading_right_above_announces_a_list() -> None:
    found = items("临水镇防汛有哪几项工作措施", NOTICE, "临水镇关于防汛工作的通知")
    assert found == ["1.排查险段。", "2.储备物料。", "3.落实值守。"]


def test_what_stands_within_a_sentence_is_no_announced_list() -> None:
    asked = "临水镇在哪些地方有工作措施"
    assert items(asked.replace("在哪些地方", "有哪些"), NOTICE, "临水镇关于防汛工作的通知")
    assert items(asked, NOTICE, "临水镇关于防汛工作的通知") == []


def test_a_list_is_found_by_another_word_for_what_it_lists() -> None:
    text = "老郭爱用纸质地图。\n他给出了几点理由。\n（1）不用电。\n（2）摔不坏。\n（3）能写字。\n"
    assert len(items("老郭用纸质地图有哪些好处", text)) == 3
    assert items("老郭用纸质地图有哪些同伴", text) == []


def test_names_with_their_posts_are_a_list() -> None:
    text = (
        "临水镇防汛指挥部组成如下。\n组成人员\n主　任：郭长河　　镇党委书记\n"
        "副主任：沈 桥　　镇水利站站长\n成　员：何晚舟　　镇卫生院院长\n"
        "　　　　顾 田　　镇中学校长\n"
    )
    found = items("临水镇防汛指挥部都有哪些成员", text)
    assert [("何晚舟" in each, "顾 田" in each) for each in found[2:]] == [
        (True, False),
        (False, True),
    ]
    assert len(found) == 4


def test_numbered_items_within_a_line_are_a_list() -> None:
    text = "现将临水镇夜市违规的典型案例公布如下。1.占道经营。已劝离。"
    text += "2.乱倒污水。已罚款。3.噪声扰民。已停业。"
    assert items("临水镇夜市公布了哪几个典型案例", text) == [
        "1.占道经营。",
        "2.乱倒污水。",
        "3.噪声扰民。",
    ]


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("茶会的三大变化", True),
        ("茶会有哪些变化", True),
        ("提炼三个要点", False),
        ("茶会变了吗", False),
    ],
)
def test_a_count_with_its_noun_asks_for_a_list(question: str, wants: bool) -> None:
    assert asked_for(question) is wants
