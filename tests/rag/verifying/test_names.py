"""A name is borne out by itself, its other names, a region's parts, or a way of shortening it."""

from __future__ import annotations

import pytest

from rag.verifying.evidence import Evidence
from rag.verifying.names import bears_name
from tests.rag.verifying.cases import cited, evidence

WORDS = "The port handled three million containers, said Sun Jiafeng of Qingdao."


@pytest.mark.parametrize(
    ("name", "quote"),
    [
        pytest.param("徐晓兰", "副部长徐晓兰表示支持。", id="as_written"),
        pytest.param("徐晓兰", "副部长徐 晓兰表示支持。", id="spaces_aside"),
        pytest.param("工信部", "工业和信息化部复函。", id="in_full"),
        pytest.param("工业和信息化部", "工信部复函。", id="shortened_by_the_table"),
        pytest.param("亚太经合组织", "APEC开会。", id="chinese_for_a_latin_short_one"),
        pytest.param("京津冀", "北京率先突破。", id="region_by_one_of_its_places"),
        pytest.param("长三角", "长江三角洲一体化。", id="region_by_its_other_name"),
        pytest.param("雄安", "京津冀协同发展。", id="place_by_its_region"),
        pytest.param("河北省", "河北出台办法。", id="province_without_its_rank"),
        *(
            pytest.param(f"青禾{rank}", "青禾出台办法。", id=f"without_its_rank_{rank}")
            for rank in ("市", "县", "区", "州")
        ),
        pytest.param("云泽自治区", "云泽出台办法。", id="autonomous_region_without_its_rank"),
        pytest.param("北大", "北京大学成立。", id="shortened"),
        pytest.param("一中", "第一高级中学成立。", id="shortened_from_the_first_character"),
        pytest.param("北大", "北一二三四五大学成立。", id="shortened_over_five_characters"),
        pytest.param("京津冀工信", "京里津里冀里工里信里", id="shortened_to_five"),
        pytest.param("国铁总局", "国总局发文。", id="four_characters_in_full"),
        pytest.param("国家铁路总局", "国铁总局发文。", id="in_full_over_two"),
        pytest.param("国甲乙丙总局", "国甲乙丙局发文。", id="in_full_over_three"),
        pytest.param("国家铁路总局", "国防局请国铁局发文。", id="the_second_that_is_alike"),
    ],
)
def test_a_chinese_name_that_is_there(name: str, quote: str) -> None:
    assert bears_name(evidence(quote), name)


@pytest.mark.parametrize(
    ("name", "quote"),
    [
        pytest.param("赵立新", "副部长徐晓兰表示支持。", id="another_person"),
        pytest.param("工信部", "教育部发文。", id="another_ministry"),
        pytest.param("京津冀", "上海率先突破。", id="another_region_s_place"),
        pytest.param("上海", "京津冀协同发展。", id="place_of_another_region"),
        pytest.param("沙市", "沙漠里有绿洲。", id="one_character_is_no_name"),
        pytest.param("北大", "北一二三四五六大学成立。", id="too_far_apart_to_be_short"),
        pytest.param("京津冀工信部", "京里津里冀里工里信里部里", id="too_long_to_be_short"),
        pytest.param("铁总局", "铁局发文。", id="three_characters_are_no_long_form"),
        pytest.param("国家铁路总局", "国防局发文。", id="not_made_of_its_characters"),
        pytest.param("国家铁路总局", "国路铁局发文。", id="not_in_its_order"),
        pytest.param("国甲乙丙丁局", "国甲，局长发文。", id="short_form_across_a_comma"),
    ],
)
def test_a_chinese_name_that_is_not_there(name: str, quote: str) -> None:
    assert not bears_name(evidence(quote), name)


@pytest.mark.parametrize("head", ["title", "source", "author"])
def test_a_name_may_stand_in_the_article_s_head(head: str) -> None:
    assert bears_name(evidence("会议召开。", **{head: "青禾日报记者李明"}), "李明")
    assert not bears_name(evidence("会议召开。", **{head: "青禾日报记者王明"}), "李明")


@pytest.mark.parametrize(
    ("name", "quote", "borne"),
    [
        pytest.param("青岛港", WORDS, True, id="no_person_may_be_a_translation"),
        pytest.param("孙佳峰", WORDS, True, id="a_person_where_somebody_is_named"),
        pytest.param("孙佳峰", "The port handled three million containers.", False,
                     id="a_person_where_nobody_is_named"),
        pytest.param("欧阳佳峰", "The port handled three million containers.", True,
                     id="four_characters_are_not_surely_a_person"),
        pytest.param("于都县", "The port handled three million containers.", False,
                     id="a_family_name_and_two_characters_pass_for_a_person"),
        pytest.param("西青区", "The port handled three million containers.", True,
                     id="no_family_name_is_no_person"),
        pytest.param("连云港", "Sun jiafeng spoke of the port.", True,
                     id="a_place_without_a_family_name"),
        pytest.param("孙佳峰", "The port was opened, Sun jiafeng said.", False,
                     id="two_capitals_in_a_row_name_somebody"),
        pytest.param("孙佳峰", "The port was opened, said Sun-Jiafeng.", True,
                     id="a_hyphen_joins_a_name_too"),
    ],
)  # fmt: skip
def test_a_chinese_name_beside_english_quotes(name: str, quote: str, *, borne: bool) -> None:
    assert bears_name(evidence(quote), name) is borne


def test_any_of_several_quotes_may_name_somebody() -> None:
    both = Evidence([cited("The port was opened."), cited("Sun Jiafeng spoke of it.")])
    assert bears_name(both, "孙佳峰")


@pytest.mark.parametrize("place", ["黑龙江", "石家庄"])
def test_a_known_place_is_no_person(place: str) -> None:
    """石 is a family name; 石家庄 is not asked to stand by a person's name in English."""
    english = evidence("The port handled three million containers.")
    assert bears_name(english, place) is (place == "黑龙江")


@pytest.mark.parametrize(
    ("name", "quote", "borne"),
    [
        pytest.param("gpt-5", "GPT-5发布。", True, id="as_written"),
        pytest.param("li na", "李娜表示支持。", True, id="english_name_of_a_chinese_one"),
        pytest.param("sun jiafeng", "孙佳峰对CCTV表示支持。", True, id="beside_a_latin_word"),
        pytest.param("ai", "人工智能产业园开园。", True, id="ai"),
        pytest.param("gdp", "国内生产总值增长。", True, id="gdp"),
        pytest.param("vr", "虚拟现实体验馆开馆。", True, id="vr"),
        pytest.param("iot", "物联网产业园开园。", True, id="iot"),
        *(
            pytest.param(name, "论坛在沈阳举行。", False, id=f"no_{name}")
            for name in ("ai", "gdp", "vr", "iot", "c")
        ),
        pytest.param("shenyang", "论坛在沈阳举行。", True, id="may_be_a_translation"),
        pytest.param("anshan", "论坛在鞍山举行。", True, id="six_letters_may_be_a_translation"),
        pytest.param("dalian", "论坛在大连A区举行。", True, id="one_latin_letter_is_no_word"),
        pytest.param("benxi", "论坛在本溪举行。", False, id="five_letters_may_be_a_code"),
        pytest.param("covid19", "疫情得到控制。", False, id="a_code_is_no_translation"),
        pytest.param("shenyang", "CCTV在沈阳报道论坛。", False, id="latin_words_are_there"),
        pytest.param("cctv news", "CCTV News播出了The forum in Shenyang全程。", True,
                     id="a_space_beside_chinese"),
        pytest.param("sun jiafeng", WORDS, True, id="english_by_its_words"),
        pytest.param("jiafeng sun", WORDS, True, id="its_words_in_any_order"),
        pytest.param("li jiafeng", WORDS, True, id="two_letters_may_be_missing"),
        pytest.param("liu jiafeng", WORDS, False, id="three_letters_may_not"),
        pytest.param("gao feng", WORDS, False, id="english_somebody_else"),
    ],
)  # fmt: skip
def test_a_latin_name(name: str, quote: str, *, borne: bool) -> None:
    assert bears_name(evidence(quote), name) is borne
