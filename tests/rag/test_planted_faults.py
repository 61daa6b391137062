"""The project's own questions through a scripted model, three replies in ten with a fault.

No planted sentence may reach the user, and at least 95 % of the sound ones must. The figures
are printed: ``pytest tests/rag/test_planted_faults.py -s``.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from rag.answering.verify import verify
from rag.assistant import Assistant
from rag.settings import SAMPLE_ARTICLES, Settings
from rag.types import Draft, DraftSentence
from tests.rag.chat_server import Step, serving
from tests.rag.planted import FAULTS, Script, load_cases

QUESTIONS = SAMPLE_ARTICLES.parent / "questions.jsonl"
ROUNDS = 1


@pytest.mark.timeout(600)
def test_no_planted_fault_is_delivered_and_sound_sentences_are(tmp_path: Path) -> None:
    cases = load_cases(QUESTIONS)
    sent = kept = planted = delivered = 0
    lost: list[str] = []
    leaked: list[str] = []
    kinds: dict[str, int] = dict.fromkeys(FAULTS, 0)
    with serving(Step("")) as server:
        chosen = Settings(
            data_dir=tmp_path,
            articles=(SAMPLE_ARTICLES,),
            chat_model="openai:scripted",
            chat_base_url=server.url,
            chat_api_key=SecretStr("k"),
            language="zh",
        )
        with Assistant(chosen) as assistant:
            assistant.ingest(SAMPLE_ARTICLES)
            for seed in range(ROUNDS):
                script = Script(cases, random.Random(seed))  # noqa: S311 - a fixed script
                server.steps[:] = [Step(script.reply)]
                for question in cases:
                    answer = assistant.ask(question)
                    for asked, sound in script.sound.items():
                        sent += len(sound)
                        kept += sum(words in answer.text for words in sound)
                        lost += [words for words in sound if words not in answer.text]
                        bad = script.planted.get(asked, [])
                        planted += len(bad)
                        leaked += [words for words in bad if words in answer.text]
                    sentences = answer.text.split("\n") if answer.answered else []
                    delivered += len(sentences)
                    _verified(answer.citations, assistant)
                    script.sound.clear()
                    script.planted.clear()
                for kind, count in script.kinds.items():
                    kinds[kind] = kinds.get(kind, 0) + count
    sys.stdout.write(
        f"\n{sent + planted} sentences sent, {planted} with a planted fault {kinds}\n"
        f"unsupported sentences delivered: {len(leaked)} {leaked}\n"
        f"sound sentences kept: {kept} of {sent} ({kept / sent:.1%}); lost: {lost}\n"
    )
    assert sent > 60
    assert planted > 10
    assert not leaked
    assert kept / sent >= 0.95


def _verified(citations: tuple[object, ...], assistant: Assistant) -> None:
    """Every quote of a delivered answer stands in its article."""
    for citation in citations:
        sentence = DraftSentence(citation.quote, (citation,))  # type: ignore[attr-defined, arg-type]
        assert not verify(Draft((sentence,)), assistant.document).dropped
