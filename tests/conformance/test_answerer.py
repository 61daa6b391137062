"""What every ``Answerer`` promises: the extractive one, and a chat model whole and streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rag.answer_types import Draft, DraftSentence
from rag.answering.extract import Answerer, ExtractiveAnswerer
from rag.answering.judge import Judgement
from rag.chat.answer import ChatAnswerer
from rag.chat.model import ChatModel
from rag.settings import Settings
from rag.verifying.verify import verify
from tests.rag.chat_case import DOCUMENTS, ZONE, judged, judgements, question, settings
from tests.rag.chat_server import Step, serving

REPLY = "示范区于2022年1月获批。[1]截至2022年6月底，北京节点注册量超过200亿。[1]"
Made = tuple[Answerer, Settings]


@pytest.fixture(params=["extractive", "whole", "streamed"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Made]:
    with serving(Step(REPLY)) as server:
        chosen = settings(server.url, tmp_path)
        if request.param == "extractive":
            yield ExtractiveAnswerer(), chosen
        else:
            model = ChatModel(chosen)
            streamed = request.param == "streamed"
            yield ChatAnswerer(model, DOCUMENTS.__getitem__, streamed=streamed), chosen
            model.close()


def said(made: Made, evidence: list[Judgement], k: int = 5) -> tuple[list[DraftSentence], Draft]:
    """The sentences that were told before the draft, and the draft, which comes last."""
    answerer, chosen = made
    *before, draft = answerer.answer(question(), evidence, chosen.model_copy(update={"k": k}))
    assert isinstance(draft, Draft)
    assert not any(isinstance(each, Draft) for each in before)
    return [each for each in before if isinstance(each, DraftSentence)], draft


def test_what_is_told_before_is_the_beginning_of_the_draft(made: Made) -> None:
    told, draft = said(made, judgements())
    assert draft.sentences
    assert tuple(told) == draft.sentences[: len(told)]


def test_every_sentence_stands_verification(made: Made) -> None:
    _, draft = said(made, judgements())
    assert not verify(draft, DOCUMENTS.__getitem__).dropped
    assert all(sentence.citations for sentence in draft.sentences)


def test_the_draft_names_who_wrote_it(made: Made) -> None:
    assert said(made, judgements())[1].answerer == made[0].name


def test_without_evidence_it_declines(made: Made) -> None:
    assert said(made, []) == ([], Draft(answerer=made[0].name))


@pytest.mark.parametrize(
    "evidence",
    [judgements, lambda: [judged(ZONE, 0.9, 0), judged(DOCUMENTS["other"], 0.89, 1)]],
    ids=["likely", "two_alike"],
)
def test_it_rests_on_k_passages_at_most(
    evidence: Callable[[], list[Judgement]], made: Made
) -> None:
    _, draft = said(made, evidence(), k=1)
    assert len({c.document_id for s in draft.sentences for c in s.citations}) == 1


def test_it_can_be_closed_before_the_end(made: Made) -> None:
    answerer, chosen = made
    answering = answerer.answer(question(), judgements(), chosen)
    next(answering)
    answering.close()
    assert list(answering) == []
