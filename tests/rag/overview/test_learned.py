"""What is learned about overviews: its weights, phrasings it never saw, and one model for all."""

from __future__ import annotations

import json

import numpy as np
import pytest

from embeddings import load_embedder
from embeddings.deep import bundled
from eval.cases import SHIPPED_QUESTIONS
from rag.overview.intents import intent_of
from rag.overview.learned import RUNS, learned_intent, runs_of, weights
from rag.overview.pieces import PIECES, SIGNS, pieces_of, words_of
from rag.overview.weights import stored
from training.intents import QUESTIONS, named_words, runs_matrix

UNSEEN = {
    "listing": ["关于早稻收割，库里存着哪些稿子呀", "Got any reports that deal with silk moths?"],
    "count": [
        "算算看咱们手上总共攒了几篇报道",
        "So how many documents are piled up here?",
    ],
    "sources": [
        "这一堆新闻到底是从哪些媒体扒来的",
        "Which outlets did these articles come from?",
    ],
    "summary": ["麻烦把刚才那篇给我浓缩成几句话", "Boil the second article down for me, would you"],
    "timeline": [
        "水库决堤怎么一步步发展的，捋个时间线",
        "Put the strike on a timeline for me",
    ],
    "statements": ["垃圾分类这事，居民们都有啥意见", "What did Captain Lu say about the storm?"],
    "comparison": [
        "梨花镇跟桃源镇的茶园有啥不一样",
        "How does the old pier differ from the new?",
    ],
    "topic": ["跟我聊聊稻田养鱼", "Tell me something about paper lanterns"],
    "help": ["我头一回用，你都能帮上啥忙", "Not sure what you can do for me, any hints?"],
    "who": ["跟我说话的是真人还是机器呀", "Am I chatting with a machine?"],
}
FACTS = [
    "专家组总结出了几条教训", "那位作者一共发表过几篇论文", "新闻中心设在哪座楼",
    "报告厅能坐多少人",
    "最新一批补贴什么时候到账", "谁负责整理会议记录", "养殖户为啥把鱼苗退了",
    "Which newspaper did the mayor work for as a young man?", "How long is the new runway?",
    "Who signed the lease on the old mill?",
]  # fmt: skip


def test_the_weights_are_of_one_shape() -> None:
    kinds = weights()
    assert kinds.kinds.shape == (len(kinds.intents), bundled().dimension)
    assert kinds.runs.shape == (len(kinds.intents), RUNS)
    assert stored("pieces").shape == (len(PIECES), SIGNS)
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    labelled = {json.loads(line)["intent"] for line in lines}
    assert set(kinds.intents) == labelled
    assert all(np.isfinite(part).all() for part in (kinds.kinds, kinds.runs, kinds.bias))


@pytest.mark.parametrize(
    ("intent", "question"), [(intent, text) for intent, row in UNSEEN.items() for text in row]
)
def test_a_phrasing_it_never_saw(intent: str, question: str) -> None:
    found = intent_of(question)
    assert found is not None
    assert found.intent == intent


@pytest.mark.parametrize("question", FACTS)
def test_a_fact_that_looks_like_an_overview(question: str) -> None:
    assert intent_of(question) is None


def test_no_shipped_question_for_a_fact_is_taken_for_an_overview() -> None:
    lines = SHIPPED_QUESTIONS.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    assert [each for each in questions if intent_of(each) is not None] == []


@pytest.mark.parametrize(
    ("question", "intent", "pieces"),
    [
        ("居委会主任对群租咋个说", "statements", {"speaker": "居委会主任", "topic": "群租"}),
        ("有没有哪篇讲过怎么腌酸菜", "listing", {"topic": "怎么腌酸菜"}),
        ("临溪暴雨那篇主要说了啥", "summary", {"article": "临溪暴雨那篇"}),
        ("这里一共有多少篇", "count", {}),
    ],
)
def test_the_words_that_name_something(question: str, intent: str, pieces: dict[str, str]) -> None:
    found = {piece: texts[0] for piece, texts in pieces_of(question, intent).items()}
    assert {piece: found.get(piece) for piece in pieces} == pieces
    assert bool(pieces) or not found


def test_signs_of_what_stands_at_the_border_differ() -> None:
    assert set(runs_of("说了啥")) != set(runs_of("啥说了"))
    assert runs_of("说了啥？") == runs_of("说了啥")
    matrix = runs_matrix(["说了啥", "有哪些文章"])
    assert matrix.shape == (2, RUNS)
    assert np.asarray((matrix**2).sum(1)).ravel() == pytest.approx([1, 1])


def test_training_names_the_words_of_each_piece() -> None:
    row = {"text": "馆长怎么看闭馆", "speaker": "馆长", "topic": "闭馆"}
    words = words_of(row["text"])
    named = dict(zip((word.text for word in words), named_words(row, words), strict=True))
    assert named["馆长"] == "speaker"
    assert named["闭馆"] == "topic"
    assert named["怎么"] == ""


def test_the_assistants_deep_model_is_the_same_one() -> None:
    assert load_embedder("deep") is bundled()
    question = "专家组总结出了几条教训"
    learned_intent(question)
    again = bundled().encode_query(question)
    assert np.linalg.norm(again) == pytest.approx(1, abs=1e-3)
