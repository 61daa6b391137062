"""What somebody said: that speaker's own sentences, from the article they stand in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rag.answer_types import Answer
from rag.overview.central import chosen, scores
from rag.overview.desk import Desk
from rag.overview.page import Entry, Page, refused
from rag.overview.phrases import ROLES
from rag.overview.quoted import under_heading
from rag.overview.request import Request
from rag.overview.sentences import Sentence, mentions
from rag.overview.shelf import Groups, names_of, wordings
from rag.overview.speech import Statement, said_by
from rag.overview.summary import sent
from rag.text.fold import fold
from rag.text.posts import POST
from rag.text.surnames import ALL_SURNAMES
from rag.types import Document
from rag.wording import say

PER_SPEAKER = 4
AMONG_SEVERAL = 2
"""Sentences of each where several speak."""
MOST_SPEAKERS = 8
_READ = 40


def statements(request: Request, desk: Desk) -> Answer | None:
    """The statements of the speaker, or of all who speak, under their articles."""
    documents, known = _documents(request, desk)
    if not documents:
        return refused(request, known, desk.nearest(request.text), kind="statements")
    speakers = "、".join(_names(request, desk))
    found = [one for document in documents for one in said_by(document, speakers)]
    if not found and request.speaker:
        found = [one for document in documents for one in under_heading(document, request.speaker)]
    found = _at(_wholly(found, request, desk), request.aspect)
    topic = wordings(request.topic, desk.words)[-1] if request.topic else ()
    if topic:
        found = [one for one in found if any(mentions(s.text, topic) for s in one.sentences)]
    found = _once(found)
    if not found and not request.aspect:
        return None  # the way of a fact may still find it
    if not found:
        missing = _silent(request)
        return refused(request, missing, documents[:3], kind="statements")
    return sent(_page(request, desk, found, topic), request, desk)


def _documents(request: Request, desk: Desk) -> tuple[list[Document], str]:
    """The articles in which the speaker may be found, or why there are none."""
    mentioned: tuple[tuple[str, ...], ...] = ()
    if request.speaker and request.speaker not in _ANY:
        mentioned = (tuple(n for name in _names(request, desk) for n in names_of(name)),)
    rows = desk.shelf.rows(request.limits, mentioned)
    if not rows:
        return [], say(
            f"没有文章提到“{request.speaker}”。",
            f"No article mentions “{request.speaker}”.",
            request.language,
        )
    return desk.shelf.documents(rows[:_READ]), ""


def _names(request: Request, desk: Desk) -> list[str]:
    """The speaker, or speakers; an English one also as Chinese articles write the name."""
    if not request.speaker:
        return []
    named = [part.strip() for part in re.split("[、，,和与及/]", request.speaker) if part.strip()]
    if request.language == "en":
        named += [name for group in wordings(request.speaker, desk.words)[-1] for name in group]
        named += desk.shelf.romanized(request.speaker)
    posted = [
        match[1]
        for name in named
        if (match := _POST_BEHIND.match(name)) and name[0] in ALL_SURNAMES
    ]
    return list(dict.fromkeys([*named, *posted]))


_POST_BEHIND = re.compile(rf"([\u4e00-\u9fff]{{2,3}}?)副?(?:{POST}|{ROLES})$")
"""高峰副秘书长: the article may have the post before the name."""
_ANY = frozenset(("专家", "专家们", "官员", "领导", "领导们", "expert", "experts", "officials"))


def _wholly(found: Sequence[Statement], request: Request, desk: Desk) -> Sequence[Statement]:
    """Of the words found for an English post those of no other: of the festival's director.

    What stands before the last word must be in the label, else in the title beside the post.
    """
    groups = wordings(request.speaker, desk.words)[-1] if request.language == "en" else ()
    if len(groups) < 2 or re.search("[A-Z]", request.speaker):
        return found  # a name is looked for by its sound as well
    whose, post = groups[:-1], groups[-1:]
    own = [one for one in found if mentions(one.label, whose) == len(whose)]
    return own or [
        one
        for one in found
        if mentions(one.document.title, whose) == len(whose) and mentions(one.label, post)
    ]


def _once(found: Sequence[Statement]) -> list[Statement]:
    """Without what a reprint has word for word: quoted once, from the oldest that has it."""
    order = sorted(found, key=lambda one: one.document.published or date.max)
    told: dict[str, str] = {}
    for one in order:
        for sentence in one.sentences:
            told.setdefault(fold(sentence.text), one.document.id)
    kept = [
        replace(
            one, sentences=tuple(s for s in one.sentences if told[fold(s.text)] == s.document.id)
        )
        for one in found
    ]
    return [one for one in kept if one.sentences]


def _at(found: Sequence[Statement], scope: str) -> list[Statement]:
    """Those made at what is named: its words stand in the title or at the article's beginning."""
    if not scope:
        return list(found)
    groups = tuple(tuple(names_of(word)) for word in _scope_words(scope))
    return [
        one
        for one in found
        if mentions(f"{one.document.title}\n{one.document.text[:400]}", groups) == len(groups)
    ]


def _scope_words(scope: str) -> list[str]:
    from rag.overview.shelf import content_words

    return [word for word in content_words(scope) if len(word) > 1]


def _silent(request: Request) -> str:
    who = request.speaker or say("发言人", "anybody", request.language)
    about = request.topic or request.aspect
    return say(
        f"文章里没有找到{who}" + (f"关于“{about}”" if about else "") + "的原话或转述。",
        f"No words of {who}" + (f" on “{about}”" if about else "") + " were found in the articles.",
        request.language,
    )


def _page(request: Request, desk: Desk, found: Sequence[Statement], topic: Groups) -> Page:
    speakers = list(dict.fromkeys((one.name or one.label, one.document.id) for one in found))
    begin = request.page * MOST_SPEAKERS
    shown = speakers[begin : begin + MOST_SPEAKERS]
    each = PER_SPEAKER if len(shown) <= 2 else AMONG_SEVERAL
    most = request.most or max(1, each - request.briefer)
    entries = []
    for who in shown:
        own = [one for one in found if (one.name or one.label, one.document.id) == who]
        picked = _best([s for one in own for s in one.sentences], desk, most, topic)
        if picked:
            label = max((one.label for one in own), key=len)
            note = say(f"，{label}", f", {label}", request.language)
            entries.append(Entry(own[0].document, tuple(s.said() for s in picked), note=note))
    left = len(speakers) - begin - len(shown)
    closing = (
        say(
            f"还有 {left} 处，说“更多”接着看。",
            f"{left} more: say “more” to go on.",
            request.language,
        )
        if left > 0
        else ""
    )
    return Page(
        "statements",
        "",
        tuple(entries),
        closing,
        start=begin + 1 if len(entries) > 1 else 0,
        offers=(say("更多", "more", request.language),) if left > 0 else (),
    )


def _best(sentences: Sequence[Sentence], desk: Desk, most: int, topic: Groups) -> list[Sentence]:
    """The speaker's sentences, all where they are few, else those that say most; first is first."""
    if topic:
        sentences = [s for s in sentences if mentions(s.text, topic)] or list(sentences)
    if len(sentences) > most:  # a question of theirs says less than what they answer it with
        sentences = [s for s in sentences if not s.text.endswith(("？", "?"))] or list(sentences)
    if len(sentences) <= most:
        return list(sentences)
    worth = scores(sentences, desk.words, topic)
    worth[0] += 0.2  # it names the speaker
    return chosen(sentences, worth, desk.words, most)
