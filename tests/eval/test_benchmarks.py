from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.benchmarks import beir, pool, rgb, squad, xquad
from eval.cases import CasesError
from rag import Passage, Settings
from tests.eval.fakes import LIBRARY, FakeSystem, answer, cite

ITEM: dict[str, Any] = {
    "id": 1,
    "query": "死亡人数",
    "answer": ["12人", ["1月", "一月"]],
    "positive": ["p1", "p2", "p3", "p4", "p5", "p6"],
    "negative": ["n1", "n2", "n3", "n4", "n5", "n6"],
}


def write(path: Path, *records: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(json.dumps(one) for one in records), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("noise", "positives"), [(0.0, 5), (0.2, 4), (0.4, 3), (0.6, 2), (0.8, 1), (1.0, 0)]
)
def test_rgb_mixes_passages_as_the_paper_does(tmp_path: Path, noise: float, positives: int) -> None:
    item = rgb.read_rgb(write(tmp_path / "zh.json", ITEM))[0]
    chosen = rgb.passages_for(item, noise, "noise")
    assert len(chosen) == 5
    assert sum(one.startswith("p") for one in chosen) == positives
    assert chosen == rgb.passages_for(item, noise, "noise"), "the order can be repeated"


def test_rgb_fills_up_where_positives_or_negatives_run_short(tmp_path: Path) -> None:
    few = rgb.read_rgb(write(tmp_path / "zh.json", {**ITEM, "positive": ["p1"]}))[0]
    assert sum(one == "p1" for one in rgb.passages_for(few, 0.2, "noise")) == 1
    assert len(rgb.passages_for(few, 0.2, "noise")) == 5
    calm = rgb.read_rgb(write(tmp_path / "zh.json", {**ITEM, "negative": ["n1"]}))[0]
    assert sum(one == "n1" for one in rgb.passages_for(calm, 0.8, "noise")) == 1
    assert rgb.passages_for(calm, 1.0, "noise") == ["n1"]


def test_rgb_answers_need_every_element() -> None:
    gold = ("12人", ("1月", "一月"))
    assert rgb.has_answer("一月有12人遇难", gold)
    assert not rgb.has_answer("12人遇难", gold)
    assert not rgb.has_answer("", ())


def test_rgb_table(tmp_path: Path) -> None:
    items = rgb.read_rgb(write(tmp_path / "zh.json", ITEM, {**ITEM, "id": 2, "query": "其他"}))
    quote = cite(LIBRARY, "新馆")
    system = FakeSystem({"死亡人数": answer("1月，12人[1]", quote)})
    outcome = rgb.run_rgb(system, items)
    first = outcome.accuracy(0.0)
    assert first is not None
    assert (first.value, first.count) == (0.5, 2)
    refused = outcome.accuracy(1.0)
    assert refused is not None
    assert refused.value == 0.5
    table = rgb.table_markdown(outcome, "Youju")
    assert "| Youju | 50.00 [9.5, 90.5]" in table
    assert "| ChatGPT (paper) | 95.67 | 94.67 | 91.00 | 87.67 | 70.67 | 43.33 |" in table


def test_rgb_integration_takes_one_passage_of_each_list(tmp_path: Path) -> None:
    item = {**ITEM, "positive": [["a1", "a2"], ["b1", "b2", "b3"]]}
    items = rgb.read_rgb(write(tmp_path / "zh_int.json", item))
    assert rgb.kind_of(items) == "integration"
    chosen = rgb.passages_for(items[0], 0.4, "integration")
    assert {"a1", "b1", "a2"} <= set(chosen)
    assert sum(one.startswith("n") for one in chosen) == 2


def test_rgb_counterfactual_counts_who_was_fooled(tmp_path: Path) -> None:
    item = {**ITEM, "positive_wrong": ["w1", "w2"], "fakeanswer": "99人"}
    items = rgb.read_rgb(write(tmp_path / "zh_fact.json", item))
    outcome = rgb.run_rgb(FakeSystem({"死亡人数": answer("99人")}), items)
    fooled, right = outcome.fooled(), outcome.accuracy(0.0, "counterfactual")
    assert fooled is not None
    assert right is not None
    assert (fooled.value, right.value) == (1, 0)
    assert "gave the false answer" in rgb.table_markdown(outcome, "Youju")


def test_rgb_names_a_faulty_line(tmp_path: Path) -> None:
    with pytest.raises(CasesError, match=r"zh\.json:2"):
        rgb.read_rgb(write(tmp_path / "zh.json", ITEM, {"id": 2}))


def test_squad_and_cmrc_layouts_give_the_same_questions(tmp_path: Path) -> None:
    qa = {"id": "q1", "question": "谁？", "answers": [{"text": "林知秋", "answer_start": 0}]}
    nothing = {"id": "q2", "question": "何时？", "answers": [], "is_impossible": True}
    paragraph = {"context": LIBRARY.text, "qas": [qa, nothing]}
    path = write(tmp_path / "squad.json", {"data": [{"paragraphs": [paragraph]}]})
    theirs = squad.read_squad(path)
    cmrc = {
        "context_text": LIBRARY.text,
        "qas": [
            {"query_id": "q1", "query_text": "谁？", "answers": ["林知秋"]},
            {"query_id": "q2", "query_text": "何时？", "answers": []},
        ],
    }
    path = tmp_path / "cmrc.json"
    path.write_text(json.dumps([cmrc]), encoding="utf-8")
    assert squad.read_squad(path) == theirs
    sentence = "馆长林知秋说，新馆藏书32万册。"
    reply = answer(f"林知秋：{sentence}[1]", cite(LIBRARY, sentence))
    outcomes = squad.run_squad(FakeSystem({"谁？": reply}), theirs)
    figures = squad.figures(outcomes)
    assert {name: figure.value for name, figure in figures.items()} == {
        "contains_gold": 1,
        "exact_match": 1,
        "character_f1": 1,
        "over_refusal": 0,
        "refusal_recall": 1,
    }
    path.write_text("[1]", encoding="utf-8")
    with pytest.raises(CasesError, match=r"cmrc\.json"):
        squad.read_squad(path)


class Ranked(FakeSystem):
    """Ranks the members of a pool by a script of ids."""

    def search(self, question: str, k: int | None = None) -> list[Passage]:
        ids = {"中文？": "xquad-1", "English?": "other-1"}[question]
        return [Passage(1, ids, 0, 1, "x", path=f"/pool.jsonl!/{ids}")]


def test_xquad_finds_its_passage_or_not(tmp_path: Path) -> None:
    record = {"passage": "段落", "questions": [{"zh": "中文？", "en": "English?", "answer": "x"}]}
    rows = xquad.read_xquad(write(tmp_path / "x.jsonl", record))
    found = xquad.run_xquad(Ranked({"中文？": answer("x")}), rows, answers=True)
    chinese, english = xquad.figures(found, "zh"), xquad.figures(found, "en")
    assert (chinese["hit_at_1"].value, chinese["contains_gold"].value) == (1, 1)
    assert (english["hit_at_5"].value, english["contains_gold"].value) == (0, 0)


def test_xquad_reads_its_own_pair_of_files(tmp_path: Path) -> None:
    def file(name: str, context: str, question: str) -> Path:
        qa = {"id": "1", "question": question, "answers": [{"text": "a"}]}
        paragraph = {"context": context, "qas": [qa]}
        return write(tmp_path / name, {"data": [{"paragraphs": [paragraph]}]})

    rows = xquad.read_xquad(file("zh.json", "段落", "问？"), file("en.json", "text", "Asked?"))
    assert rows[0].questions == (("zh", "问？", "a"), ("en", "Asked?", "a"))


def test_beir_grades_and_leaves_out_unjudged_queries(tmp_path: Path) -> None:
    write(tmp_path / "corpus.jsonl", {"_id": "d1", "text": "一"}, {"_id": "d2", "text": "二"})
    write(tmp_path / "queries.jsonl", *({"_id": f"q{n}", "text": f"问{n}"} for n in (1, 2, 3)))
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t1\nq2\td2\t0\n", encoding="utf-8"
    )
    data = beir.read_beir(tmp_path)
    assert list(data.queries) == ["q1"]
    figures = beir.figures({"q1": ["d2", "d1"]}, data.judged)
    from math import log2

    assert figures["ndcg_at_10"].value == pytest.approx((1 + 2 / log2(3)) / (2 + 1 / log2(3)))
    assert figures["recall_at_10"].value == 1
    with pytest.raises(CasesError, match=r"none\.tsv"):
        beir.read_beir(tmp_path, "none")


def test_a_pool_is_named_by_its_content(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    one = pool.write_pool(settings, [{"id": "a", "text": "一"}])
    assert pool.write_pool(settings, [{"id": "a", "text": "一"}]) == one
    assert pool.write_pool(settings, [{"id": "a", "text": "二"}]) != one
    news = write(tmp_path / "news.jsonl", {"id": "n1", "published": "2023-08-16", "text": "新闻"})
    assert pool.read_distractors(news, 5) == [
        {"id": "other-n1", "text": "新闻", "published": "2023-08-16"}
    ]
