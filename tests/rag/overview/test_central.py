"""A summary covers the words that a text turns on, each once."""

from __future__ import annotations

from embeddings.words import WordVectors
from rag import Document
from rag.overview.central import chosen, scores
from rag.overview.sentences import Sentence, sentences_of

WORDS = WordVectors()


def article(*sentences: str, title: str = "河港大桥通车") -> Document:
    text = "\n".join(sentences)
    return Document(id=title + text[:30], path="a.txt", title=title, text=text)


def taken(document: Document, most: int) -> list[str]:
    found: tuple[Sentence, ...] = sentences_of(document)
    return [one.text for one in chosen(found, scores(found, WORDS), WORDS, most)]


def test_what_was_said_is_not_said_again() -> None:
    document = article(
        "河港大桥昨天通车，全长3.2公里，造价12亿元。",
        "昨天通车的河港大桥，造价12亿元，全长3.2公里。",
        "轮渡公司宣布，老渡口的四条航线年底停航。",
    )
    assert len(taken(document, 2)) == 2
    assert "四条航线" in "".join(taken(document, 2))


def test_a_sentence_that_adds_nothing_is_left_out_where_there_is_room() -> None:
    document = article("河港大桥昨天通车，全长3.2公里。", "昨天，全长3.2公里的河港大桥通车。")
    assert len(taken(document, 5)) == 1


def test_figures_are_told_before_thanks() -> None:
    document = article(
        "大家上午好，感谢各位来到发布会现场。",
        "河港大桥全长3.2公里，日均通过车辆8600辆。",
        "施工方一共投入了1200名工人。",
        "感谢各位记者朋友关心河港大桥。",
    )
    assert not [said for said in taken(document, 2) if "各位" in said]


def test_points_are_in_the_order_of_the_text() -> None:
    document = article(
        "河港大桥昨天通车。", "总投资12亿元，比预算省了4%。", "下月起开通两条公交线路。"
    )
    said = taken(document, 3)
    assert said == sorted(said, key=document.text.index)
