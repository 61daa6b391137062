"""A refusal tells what was not found, and says of an article only what is true of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer_types import Draft
from rag.answering.evidence import Source
from rag.answering.finish import finished
from rag.answering.judge import Judgement
from rag.answering.question import understand
from rag.answering.refusal import (
    NEAREST_SHOWN,
    lack_of,
    nearest_passages,
    refusal_text,
    what_is_missing,
)
from rag.text.fold import letters
from rag.types import Document
from tests.rag.answering.cases import judged, judgement, reading, source

JULY = date(2022, 7, 29)


def missing(question: str, *texts: str, articles: tuple[str, ...] = ()) -> str:
    """What a refusal says where ``texts`` were found, each in its article or an article itself."""
    readings = [reading(text, text[:2], number=n) for n, text in enumerate(texts)]
    whole = dict(enumerate(articles)) or dict(enumerate(texts))
    items = judged(question, *readings, articles={f"d{n}": whole[n] for n in whole})
    nearest = [source(text, whole[n], number=n) for n, text in enumerate(texts)]
    return what_is_missing(understand(question), items, nearest)


def found(question: str, article: str) -> list[Judgement]:
    """What is judged of an article of one sentence."""
    return judged(question, reading(article, article[:2]), articles={"d0": article})


@pytest.mark.parametrize(
    ("question", "texts", "articles", "said"),
    [
        pytest.param("长三角示范区何时获批？", ["京津冀示范区1月获批。"], (),
                     "最接近的文章没有提到“长三角”。", id="another_region"),
        pytest.param("长三角示范区何时获批？", ["示范区1月获批。"], ("长三角。示范区1月获批。",),
                     "读到的文章里，没有找到能回答这个问题的句子。", id="the_article_has_it"),
        pytest.param("2024年大会在哪里？", ["2023年在沈阳。", "2022年在海州。"], (),
                     "最接近的文章说到2022、2023年，没有提到2024年。", id="years"),
        pytest.param("2024年大会在哪里？", ["2023年在沈阳。"], ("2023年在沈阳。明年是2024。",),
                     "最接近的段落说到2023年，没有提到2024年。", id="only_elsewhere_in_it"),
        pytest.param("2024年大会在哪里？", ["2023年在沈阳。", "2024年在海州。"], (),
                     "读到的文章里，没有找到能回答这个问题的句子。", id="one_has_it"),
        pytest.param("王晓明说了什么？", ["赵立新说好。"], (),
                     "最接近的文章没有提到“王晓明”。", id="a_person"),
        pytest.param("示范区何时获批？", ["示范区获批。"], (),
                     "读到的文章里，没有找到能回答这个问题的句子。", id="no_date"),
        pytest.param("论坛的主题是什么？", ["主题是什么。"], (),
                     "读到的文章里，没有找到能回答这个问题的句子。", id="a_form_without_a_name"),
        pytest.param("示范区怎么样？", [], (),
                     "读到的文章里，没有找到能回答这个问题的句子。", id="nothing_found"),
        pytest.param("When was SAP founded?", ["SAP was founded."], (),
                     "No sentence that answers this question was found in the articles that "
                     "were read.", id="no_date_in_english"),
        pytest.param("What is in the 2024 report?", ["The report of 2023."], (),
                     "The nearest articles speak of 2023; they do not mention 2024.",
                     id="years_in_english"),
        pytest.param("What does SAP say?", ["Nothing."], (),
                     "The nearest articles do not mention “SAP”.", id="a_name_in_english"),
    ],
)  # fmt: skip
def test_what_is_missing(
    question: str, texts: list[str], articles: tuple[str, ...], said: str
) -> None:
    assert missing(question, *texts, articles=articles) == said


def test_the_years_named_are_those_of_the_shown_passages_if_they_have_any() -> None:
    items = found("2024年的大会？", "2023年召开。")
    bare = source("召开。", "召开。")
    said = what_is_missing(understand("2024年的大会？"), items, [bare])
    assert said == "最接近的文章没有提到2024年。"


LACKING = found("王晓明说了什么？", "赵立新说好。")
HAVING = found("王晓明说了什么？", "王晓明说好。")
FAR = [replace(item, reading=replace(item.reading, score=-9.0)) for item in LACKING]


@pytest.mark.parametrize(
    ("items", "told"),
    [
        pytest.param(LACKING, True, id="all"),
        pytest.param([*LACKING, *HAVING], False, id="half"),
        pytest.param([*LACKING, *HAVING, *LACKING], True, id="most"),
        pytest.param([*FAR * 7, *HAVING * 6], False, id="only_the_nearest_six_are_weighed"),
    ],
)
def test_what_most_of_the_nearest_lack_is_told(items: list[Judgement], *, told: bool) -> None:
    nearest = [source("赵立新说好。", "赵立新说好。")]
    said = what_is_missing(understand("王晓明说了什么？"), items, nearest)
    assert ("王晓明" in said) is told


def test_nothing_is_said_of_articles_that_are_not_there() -> None:
    said = what_is_missing(understand("王晓明说了什么？"), LACKING, [])
    assert said == "读到的文章里，没有找到能回答这个问题的句子。"


@pytest.mark.parametrize(
    ("question", "article", "line"),
    [
        ("2024年长三角论坛的主办方是谁？", "2023年召开。", "没有提到2024年、“长三角”"),
        ("长三角论坛何时召开？", "长三角论坛召开。", "没有直接说到"),
        ("What does SAP do in 2024?", "Nothing.", "no mention of 2024, “SAP”"),
        ("When is the forum?", "The forum.", "not stated"),
    ],
)
def test_what_one_article_lacks_on_one_line(question: str, article: str, line: str) -> None:
    assert lack_of(understand(question), source("一句。", article)) == line


def test_a_refusal_opens_by_saying_that_it_is_one() -> None:
    assert refusal_text("缺。", understand("何时？")) == "没有找到答案。缺。"
    assert refusal_text("Gone.", understand("When?")) == "No answer was found. Gone."


def test_one_passage_an_article_is_shown() -> None:
    items = [judgement(f"第{n}句。", "句", 0.1, number=n // 2) for n in range(12)]
    shown = nearest_passages(items)
    assert [each.document_id for each in shown] == ["d0", "d1", "d2"]
    assert shown[0].text == "第0句。"
    assert len(shown) == NEAREST_SHOWN


def test_an_article_that_is_gone_is_not_shown() -> None:
    items = [judgement("赵立新说。", "赵立新", 0.1, number=n) for n in range(2)]
    stored = {"d1": Document("d1", "b.txt", "", "赵立新说。")}
    answer = finished(understand("王晓明说了什么？"), Draft(), items, stored.__getitem__)
    assert [each.document_id for each in answer.nearest] == ["d1"]
    assert answer.nearest_lacks == ("没有提到“王晓明”",)


# Whatever is asked of whatever articles: what a refusal says of them is true of them.

_REGIONS = ["京津冀", "长三角", "沈阳", "辽宁", "北京"]
_PIECES = [
    *_REGIONS, "長三角", "长江三角洲", "北京、天津和河北", "京、津、冀", "王晓明", "王·晓明",
    "赵立新", "《行动计划》", "行动", "计划", "C919", "c-919", "工业和信息化部", "2024", "2023年",
    "二〇二四年", "2023-2025年", "明年", "今年8月", "8月1日", "7月29日至8月3日", "第二届", "第2届",
    "首届", "院长", "副院长", "主办", "由市政府举办", "〔…〕", "大会", "召开。", "。", "，", "\n",
]  # fmt: skip
_ASKED = [
    *_REGIONS, "王晓明", "《行动计划》", "C919", "工信部", "2024年", "2025年", "8月1日", "第二届",
    "院长", "副院长",
]  # fmt: skip
_FORMS = ["何时召开？", "是谁？", "的主办方是谁？", "有多少家？", "怎么样？"]
ARTICLES = st.lists(
    st.tuples(
        st.lists(st.sampled_from(_PIECES), min_size=1, max_size=6).map("".join),
        st.lists(st.sampled_from(_PIECES), max_size=3).map("".join),
        st.sampled_from([None, JULY, date(2024, 1, 5)]),
    ),
    min_size=1,
    max_size=4,
)
_YEAR_SPELLED = {"2024": "二〇二四", "2025": "二〇二五"}
_OTHERWISE = {
    "京津冀": ["北京、天津和河北"], "长三角": ["长江三角洲"], "工信部": ["工业和信息化部"],
}  # fmt: skip


def _said_wrongly(said: str, sources: list[Source]) -> bool:
    """Whether words that are said not to be mentioned stand in an article after all."""
    clause = said.partition("没有提到")[2].rstrip("。")
    texts = [letters(each.article) for each in sources]
    for words in re.findall(r"“([^”]+)”", clause):
        names = [words, *_OTHERWISE.get(words, [])]
        if any(letters(name) in text for name in names for text in texts):
            return True
    for year in re.findall(r"(\d{4})年", clause):
        if any(year in text or _YEAR_SPELLED[year] in text for text in texts):
            return True
    return False


@given(st.lists(st.sampled_from(_ASKED), max_size=3), st.sampled_from(_FORMS), ARTICLES)
def test_no_refusal_is_false_of_an_article_it_shows(
    asked: list[str], form: str, articles: list[tuple[str, str, date | None]]
) -> None:
    question = understand("".join(asked) + "大会" + form)
    readings, nearest, whole = [], [], {}
    for number, (text, title, day) in enumerate(articles):
        shown = text[: max(1, len(text) // 2)]
        readings.append(reading(shown, shown[0], number=number, title=title, published=day))
        nearest.append(source(shown, text, number=number, title=title, published=day))
        whole[f"d{number}"] = text
    items: list[Judgement] = judged(question.text, *readings, articles=whole)
    said = what_is_missing(question, items, nearest)
    of_passages = [each.alone() for each in nearest] if "段落" in said else nearest
    assert not _said_wrongly(said, of_passages)
    assert not any(_said_wrongly(lack_of(question, each), [each]) for each in nearest)
