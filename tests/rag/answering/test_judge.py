from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from embeddings.words import WordVectors
from rag.answer_types import Reading, Span
from rag.answering.calibration import shipped_model
from rag.answering.extract import MOST_SENTENCES, choose_sentences, extractive_draft, spoken_text
from rag.answering.judge import Judgement, judge
from rag.answering.question import understand
from rag.settings import Settings
from rag.types import Passage
from tests.rag.answering import cases


@pytest.fixture(scope="module")
def words() -> WordVectors:
    return WordVectors()


def reading(
    text: str, answer: str, *, rank: int = 0, score: float = 8.0, **about: object
) -> Reading:
    passage = Passage(rank, f"d{rank}", 0, len(text), text, **about)  # type: ignore[arg-type]
    start = text.index(answer)
    span = Span(start, start + len(answer), score)
    return Reading(passage, (span,), 5.0, (5.0 + score) / 2, rank, score)


def judged(words: WordVectors, question: str, *readings: Reading) -> list[Judgement]:
    return judge(understand(question), readings, words)


def unmet(item: Judgement) -> list[tuple[str, object]]:
    """What a sentence does not meet: each constraint's kind and value."""
    return [(constraint.kind, constraint.value) for constraint in item.lacks]


def test_another_year_is_held_against_the_evidence(words: WordVectors) -> None:
    this = reading("座谈会8月1日召开。", "8月1日", published=date(2021, 8, 2), title="座谈会")
    right = judged(words, "2021年的座谈会哪天召开？", this)[0]
    wrong = judged(words, "2019年的座谈会哪天召开？", this)[0]
    assert ("year", 2019) in unmet(wrong)
    assert wrong.probability < 0.2 * right.probability


def test_last_year_in_the_text_is_a_year(words: WordVectors) -> None:
    item = reading("去年8月1日座谈会召开。", "去年8月1日", published=date(2022, 3, 2))
    assert not judged(words, "2021年的座谈会哪天召开？", item)[0].lacks


def test_another_region_is_held_against_the_evidence(words: WordVectors) -> None:
    item = reading("京津冀示范区1月获批。", "1月")
    assert ("region", "长三角") in unmet(judged(words, "长三角示范区何时获批？", item)[0])


def test_agreement_of_other_articles_counts(words: WordVectors) -> None:
    one = reading("新桥全长504米。", "504米")
    same = reading("据介绍，新桥长504米。", "504米", rank=1)
    other = reading("据介绍，新桥长405米。", "405米", rank=1)
    alone = next(j for j in judged(words, "新桥多长？", one, other) if j.reading is one)
    backed = next(j for j in judged(words, "新桥多长？", one, same) if j.reading is one)
    assert (alone.features["agreement"], backed.features["agreement"]) == (0.0, 1.0)
    assert backed.probability > alone.probability


def test_a_rare_name_that_is_missing_lowers_the_coverage(words: WordVectors) -> None:
    item = reading("江小涓在论坛发表演讲。", "发表演讲")
    there = judged(words, "江小涓做了什么？", item)[0].features["coverage"]
    gone = judged(words, "邬贺铨做了什么？", item)[0].features["coverage"]
    assert gone < there


def test_a_span_across_a_heading_is_cut_at_the_border(words: WordVectors) -> None:
    text = "转型成效初显\n今年1月,部里复函支持创建示范区。"
    passage = Passage(0, "d", 0, len(text), text)
    item = Reading(passage, (Span(0, text.index(","), 9.0),), 5.0, 7.0, 0, 7.0)
    best = judged(words, "示范区何时获批？", item)[0]
    assert (best.answer, best.text[:5]) == ("今年1月", "今年1月,")


def test_at_most_three_sentences_and_none_twice(words: WordVectors) -> None:
    texts = [f"第{n}座新桥全长{n}04米。" for n in range(1, 7)] + ["第1座新桥全长104米。"]
    readings: Sequence[Reading] = [
        reading(text, f"{text[1]}04米", rank=rank) for rank, text in enumerate(texts)
    ]
    question = understand("新桥多长？")
    chosen = choose_sentences(question, judge(question, readings, words))
    assert 1 <= len(chosen) <= MOST_SENTENCES
    assert len({item.text for item in chosen}) == len(chosen)


@pytest.mark.parametrize(
    ("question", "text", "answer", "published", "spoken"),
    [
        pytest.param("示范区何时获批？", "今年1月，示范区获批。", "今年1月", date(2022, 7, 29),
                     "2022年1月（原文“今年1月”）：今年1月，示范区获批。",
                     id="resolved_and_both_shown"),
        pytest.param("白皮书何时发布？", "2021年9月，白皮书发布。", "2021年9月", None,
                     "2021年9月，白皮书发布。", id="already_whole"),
        pytest.param("企业节点有多少家？", "企业节点数超25000家。", "25000", None,
                     "超25000家：企业节点数超25000家。", id="unit_and_more_than_kept"),
        pytest.param("为什么盖新馆？", "老馆太小，坐不下。", "太小", None, "老馆太小，坐不下。",
                     id="a_reason_is_a_sentence"),
        pytest.param("产业集群有哪些领域？", "在汽车、生物医药、装备制造等领域打造集群。",
                     "汽车", None,
                     "汽车、生物医药、装备制造等领域："
                     "在汽车、生物医药、装备制造等领域打造集群。",
                     id="a_list"),
    ],
)  # fmt: skip
def test_the_fact_comes_first(
    words: WordVectors, question: str, text: str, answer: str, published: date | None, spoken: str
) -> None:
    item = judged(words, question, reading(text, answer, published=published))[0]
    assert spoken_text(understand(question), item) == spoken


def test_a_question_in_the_text_is_no_answer(words: WordVectors) -> None:
    asking = reading("新桥的总设计师到底是杜若溪吗？", "杜若溪")
    telling = reading("新桥的总设计师是杜若溪。", "杜若溪", rank=1)
    best, other = judged(words, "新桥的总设计师是谁？", asking, telling)
    assert best.reading is telling
    assert (best.features["asks"], other.features["asks"]) == (0.0, 1.0)


def test_doubt_shows_more_sentences(words: WordVectors) -> None:
    items = [reading(f"第{n}句说到新桥。", "新桥", rank=n) for n in range(2)]
    first, second = judged(words, "新桥在哪里？", *items)

    def chosen(one: float, other: float) -> int:
        pair = [replace(first, probability=one), replace(second, probability=other)]
        return len(choose_sentences(understand("新桥在哪里？"), pair))

    assert (chosen(0.9, 0.6), chosen(0.5, 0.15)) == (1, 2)  # odds 9 and 1.5; 1 and 0.18
    assert chosen(0.5, 0.05) == 1


def test_a_colon_brings_its_lines_along() -> None:
    text = (
        "客流最多的三座车站依次是：\n老城南门站\n云港机场站；\n青禾大学站\n\n" + "下一段很长。" * 9
    )
    end = text.index("：") + 1
    item = reading(text, "三座车站")
    line = Judgement(item, 0, end, item.spans[0], 0.9, (), {"near_coverage": 1.0})
    draft = extractive_draft(
        understand("客流最多的是哪几座车站？"), [line], Settings(_env_file=None)
    )
    (sentence,) = draft.sentences
    assert sentence.text.endswith("依次是：老城南门站、云港机场站、青禾大学站")
    (citation,) = sentence.citations
    assert citation.quote == text[citation.start : citation.end]
    assert citation.quote.endswith("青禾大学站")


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("工程院院长林远出席大会。", True),
        ("工程院副院长林远出席大会。", False),
        ("工程院院士林远出席大会。", False),
    ],
)
def test_a_deputy_does_not_answer_for_the_chief(
    words: WordVectors, text: str, *, answers: bool
) -> None:
    (item,) = judged(words, "工程院院长是谁？", reading(text, "林远"))
    assert bool(item.features["forbidden"]) is not answers


def test_the_number_of_a_list_item_is_no_sentence(words: WordVectors) -> None:
    item = reading("2. 新桥在东岸。", "新桥")
    (whole,) = judged(words, "新桥在哪里？", item)[:1]
    number = replace(whole, start=0, end=2, probability=0.5)
    assert number.text == "2."
    chosen = choose_sentences(understand("新桥在哪里？"), [replace(whole, probability=0.5), number])
    assert [one.text for one in chosen] == [whole.text]


ASKED = "新桥全长多少？"


def spans_of(
    question: str, text: str, *spans: tuple[str, float], start: int = 0
) -> list[Judgement]:
    """What is judged of a passage that begins at ``start`` and is pointed at there."""
    found = tuple(
        Span(start + text.index(words), start + text.index(words) + len(words), score)
        for words, score in spans
    )
    passage = Passage(0, "d0", start, start + len(text), text)
    best = max((score for _, score in spans), default=0.0)
    return cases.judged(question, Reading(passage, found, 5.0, (5.0 + best) / 2, 0, best))


@pytest.mark.parametrize(
    ("spans", "answer", "gap"),
    [
        pytest.param([("新桥", 9.0), ("504米", 1.0)], "504米", 1.6, id="news_within_8_points"),
        pytest.param([("新桥", 9.0), ("504米", 0.9)], "新桥", 0.0, id="not_beyond"),
        pytest.param([("新桥全长", 9.0), ("新桥", 8.0)], "新桥全长", 0.0, id="where_none_is_news"),
        pytest.param([("504米", 9.0), ("12米", 8.0)], "504米", 0.0, id="the_best_that_is_news"),
    ],
)
@pytest.mark.parametrize("start", [0, 500])
def test_the_answer_in_a_sentence(
    spans: list[tuple[str, float]], answer: str, gap: float, start: int
) -> None:
    text = "从东岸到西岸新桥全长504米，宽12米。"
    (item,) = spans_of(ASKED, text, *spans, start=start)
    assert (item.answer, item.text) == (answer, text)
    assert (item.start, item.end) == (start, start + len(text))
    assert item.features["gap"] == pytest.approx(gap)


def test_each_sentence_has_its_own_span() -> None:
    text = "新桥全长504米。旧桥长12米。渡口停了。"
    found = spans_of(ASKED, text, ("504米", 9.0), ("12米", 4.0), start=500)
    told = {item.text: (item.answer, item.features["span"], item.features["gap"]) for item in found}
    assert told == {
        "新桥全长504米。": ("504米", 9.0, 0.0),
        "旧桥长12米。": ("12米", 4.0, 1.0),
    }
    # One that ends where the next begins is in the first alone.
    (first,) = spans_of(ASKED, text, ("504米。", 9.0))
    assert first.text == "新桥全长504米。"


def test_what_a_sentence_speaks_of_alone_and_with_what_stands_before() -> None:
    found = {
        item.text: item.features
        for item in spans_of("示范区何时获批？", "示范区落成。今年获批。1月。", ("落成", 1.0),
                             ("今年", 2.0), ("1月", 3.0))
    }  # fmt: skip
    first, second, third = found["示范区落成。"], found["今年获批。"], found["1月。"]
    assert second["near_coverage"] == pytest.approx(1.0)
    assert second["own_coverage"] < 0.9
    assert first["near_coverage"] == first["own_coverage"] < 1.0
    assert third["near_coverage"] < 1.0
    assert all(one["coverage"] == pytest.approx(1.0) for one in found.values())


@pytest.mark.parametrize(
    ("question", "language", "alike"),
    [
        ("节点有多少？", "zh", True),
        ("节点有多少？", "en", False),
        ("How many nodes are there?", "zh", False),
        ("How many nodes are there?", "en", True),
    ],
)
def test_between_languages_a_translation_is_the_same_word(
    question: str, language: str, *, alike: bool
) -> None:
    """Only within a language are words missed letter by letter."""
    one = cases.reading("一切很好12。", "12", language=language)
    features = cases.judged(question, one)[0].features
    assert (features["missing"] > 0) is alike


@pytest.mark.parametrize(("published", "dated"), [(date(2022, 7, 29), 1.0), (None, 0.0)])
def test_a_date_is_told_of(published: date | None, dated: float) -> None:
    one = cases.reading("新桥全长504米。", "504米", published=published)
    assert cases.judged(ASKED, one)[0].features["dated"] == dated


def test_the_article_may_say_what_the_passage_does_not() -> None:
    one, two = cases.reading("1月获批。", "1月"), cases.reading("1月获批。", "1月", number=1)
    question = "长三角示范区何时获批？"
    articles = {"d0": "长三角的新闻。1月获批。", "d1": "京津冀的新闻。1月获批。"}
    found = {
        item.reading.passage.document_id: "region" in dict(unmet(item))
        for item in cases.judged(question, one, two, articles=articles)
    }
    assert found == {"d0": False, "d1": True}
    assert "region" in dict(unmet(cases.judged(question, one)[0]))


def test_what_cannot_answer_is_a_tenth_as_likely() -> None:
    (item,) = cases.judged("2019年的桥多长？", cases.reading("2021年新桥长504米。", "504米"))
    assert item.features["forbidden"] == 1.0
    alike = shipped_model().probability(item.features)
    assert item.probability == pytest.approx(alike / 10)
    (may,) = cases.judged("新桥多长？", cases.reading("新桥长504米。", "504米"))
    assert may.probability == shipped_model().probability(may.features)


@pytest.mark.parametrize(
    ("others", "agreement"),
    [
        pytest.param([("全长504米。", "504米", 8.0)], 1.0, id="the_same"),
        pytest.param([("全长504 米。", "504 米", 8.0)], 1.0, id="spaces_aside"),
        pytest.param([("全长504米多。", "504米多", 8.0)], 1.0, id="one_holds_the_other"),
        pytest.param([("全长504。", "504", 8.0)], 1.0, id="the_other_holds_one"),
        pytest.param([("长50米。", "50米", 8.0)], 0.0, id="another"),
        pytest.param([("504米。", "504米", 8.0)] * 4, 3.0, id="three_at_most"),
        pytest.param([("504米。", "504米", -4.9)], 1.0, id="hardly_relevant"),
        pytest.param([("504米。", "504米", -5.0)], 0.0, id="irrelevant"),
        pytest.param([("……504米。", "……", 8.0)], 0.0, id="only_marks"),
    ],
)
def test_how_many_passages_say_the_same(
    others: list[tuple[str, str, float]], agreement: float
) -> None:
    one = cases.reading("新桥全长504米。", "504米")
    rest = [
        cases.reading(text, answer, number=n, score=score)
        for n, (text, answer, score) in enumerate(others, start=1)
    ]
    found = next(i for i in cases.judged(ASKED, one, *rest) if i.reading is one)
    assert found.features["agreement"] == agreement


def test_only_the_best_words_of_a_passage_agree() -> None:
    one = cases.reading("新桥全长504米。", "504米")
    other = cases.reading("旧桥长12米。新桥长504米。", "12米", "504米", number=1)
    found = next(i for i in cases.judged(ASKED, one, other) if i.reading is one)
    assert found.features["agreement"] == 0.0
    marks = cases.reading("……新桥长504米。", "……")
    (alone,) = [i for i in cases.judged(ASKED, marks, one) if i.reading is marks]
    assert alone.features["agreement"] == 0.0


@pytest.mark.parametrize(
    ("scores", "lead"),
    [
        pytest.param([8.0], 2.0, id="alone"),
        pytest.param([8.0, 6.0], 0.2, id="a_point_above"),
        pytest.param([8.0, 6.0, 7.0], 0.1, id="the_best_of_the_others"),
        pytest.param([6.0, 8.0], -0.2, id="a_point_below"),
        pytest.param([8.0, -60.0], 2.0, id="far_above"),
        pytest.param([-60.0, 8.0], -2.0, id="far_below"),
    ],
)
def test_how_far_a_passage_leads(scores: list[float], lead: float) -> None:
    rest = [
        cases.reading("新桥全长504米。", "504米", number=n, score=score)
        for n, score in enumerate(scores)
    ]
    found = next(i for i in cases.judged(ASKED, *rest) if i.reading is rest[0])
    assert found.features["lead"] == pytest.approx(lead)


def test_an_article_of_another_day_is_no_rival() -> None:
    one = cases.reading("8月1日到了300人。", "300人", published=date(2021, 8, 2))
    other = cases.reading("到了500人。", "500人", number=1, score=20.0, published=date(2021, 3, 2))
    found = next(i for i in cases.judged("8月1日到了多少人？", one, other) if i.reading is one)
    assert found.features["lead"] == 2.0
