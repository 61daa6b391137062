"""What articles say, in two to five of their own sentences each: one article, several, all.

Which sentences is ``central``'s decision. Articles that report one event stand together: they
are read as one text, and what several say is quoted once, from the article that says it best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer_types import Answer, AnswerKind
from rag.overview.catalogue import unmentioned
from rag.overview.central import ON_TOPIC, chosen, in_section, scores, understood
from rag.overview.desk import Desk
from rag.overview.page import Entry, Page, answer_of, no_more, refused
from rag.overview.pick import MOST_PICKED, Picked, about_weight
from rag.overview.request import Request, Which
from rag.overview.sentences import Sentence, first_sentence, mentions, sentences_of
from rag.overview.shelf import Groups, wordings
from rag.overview.stories import stories_of
from rag.types import Document
from rag.wording import Language, say

USUAL = 5
"""Sentences of one article; a reader takes in no more at once."""
PER_PAGE = 8
"""Articles, or stories, summed up at once."""
_FEW = 3
"""So many articles are still given more than a sentence or two each."""


def summary(request: Request, desk: Desk, picked: Picked) -> Answer:
    """The points of the articles picked, each in their own words."""
    if picked.missing:
        return _no_such(request, desk, picked.missing)
    if not picked.documents:
        return refused(
            request,
            say("这里没有可以总结的文章。", "There is no article to sum up.", request.language),
            kind="summary",
        )
    if picked.choose:
        return which_one(request, desk, picked)
    if len(picked.documents) == 1:
        return _of_one(request, desk, picked.documents[0])
    return _of_several(request, desk, picked)


def _no_such(request: Request, desk: Desk, name: str) -> Answer:
    """That no article has the title, or the place in the list."""
    zh = f"没有第 {name} 篇文章。" if name.isdigit() else f"没有标题含“{name}”的文章。"
    en = (
        f"There is no article number {name}."
        if name.isdigit()
        else f"No article is titled “{name}”."
    )
    nearest = [] if name.isdigit() else desk.nearest(name)
    return refused(request, say(zh, en, request.language), nearest, kind="summary")


def wanted_of(request: Request, usual: int) -> int:
    """How many sentences: as many as usual, as asked for, fewer where it is to be shorter."""
    if request.most:
        return request.most
    return max(1, usual - 2 * request.briefer)


def points(
    documents: Sequence[Document],
    desk: Desk,
    most: int,
    topic: Groups = (),
    *,
    only: bool = True,
) -> list[Sentence]:
    """The sentences of the articles, read as one text, that together say most.

    With ``only`` those that do not mention the topic are left out where any does.
    """
    sentences = [
        one
        for document in documents
        for one in sentences_of(document)
        if not (one.place < _OPENING and _printed_elsewhere(one, desk))
    ]
    sentences = sentences if topic and only else in_section(sentences)
    if topic and only:
        sentences = [one for one in sentences if mentions(one.text, topic)] or sentences
    if not sentences:
        return []
    weight = ON_TOPIC if only else ON_TOPIC / 3
    worth = scores(sentences, desk.words, topic, weight)
    for fewer in range(most, 0, -1):
        told, count = understood(chosen(sentences, worth, desk.words, fewer), sentences)
        if count <= most or fewer == 1:
            break
    return told


_OPENING = 3
_EVERYWHERE = 3


def _printed_elsewhere(sentence: Sentence, desk: Desk) -> bool:
    """Whether three articles have the sentence: 这里记录每周值得分享的科技内容, a masthead."""
    return len(desk.shelf.rows(mentioned=((sentence.text,),))) >= _EVERYWHERE


def _of_one(request: Request, desk: Desk, document: Document) -> Answer:
    all_of_it = sentences_of(document)
    topic = wordings(request.which.described, desk.words)[-1] if request.which.described else ()
    most = wanted_of(request, USUAL) + request.page * USUAL
    found = points([document], desk, most, topic, only=False)
    notices: tuple[str, ...] = ()
    if len(all_of_it) <= 1:
        first = first_sentence(document)
        said = tuple(one.said() for one in found) or ((first,) if first else ())
        notices = (
            say(
                "这篇文章只有一句话，全文就是这些。" if said else "这篇文章没有正文。",
                "The article is a single sentence; this is all of it."
                if said
                else "The article has no text.",
                request.language,
            ),
        )
    else:
        said = tuple(one.said() for one in found)
    page = Page(
        "summary",
        "",
        (Entry(document, said),),
        start=0,
        notices=notices,
        offers=_offers(document, request.language),
    )
    return sent(page, request, desk)


def _offers(document: Document, language: Language) -> tuple[str, ...]:
    return (
        (say("详细一点", "more detail", language), say("时间线", "timeline", language))
        if document
        else ()
    )


def sent(page: Page, request: Request, desk: Desk) -> Answer:
    """The page as an answer, or that there is nothing to quote."""
    answer = answer_of(page, request, desk.shelf.document)
    return answer or refused(
        request,
        say(
            "文章里没有可以引用的句子。",
            "The articles hold no sentence to quote.",
            request.language,
        ),
        kind=page.kind,
    )


@dataclass(frozen=True, slots=True)
class _Share:
    """How many sentences an article, or a story, is given."""

    one: int
    story: int


def _share(request: Request, stories: int) -> _Share:
    if stories <= _FEW:
        return _Share(wanted_of(request, 3), wanted_of(request, 5))
    return _Share(wanted_of(request, 2), wanted_of(request, 3))


def _of_several(request: Request, desk: Desk, picked: Picked) -> Answer:
    """A digest: the articles by story, each with its points."""
    stories = stories_of(picked.documents, desk.words)
    at_once = 2 * PER_PAGE if len(stories) <= 2 * PER_PAGE else PER_PAGE  # rather all of a few
    begin = request.page * at_once
    shown = stories[begin : begin + at_once]
    if not shown and request.page:
        return sent(_over("summary", request, picked), request, desk)
    share = _share(request, len(stories))
    entries: list[Entry] = []
    for story in shown:
        entries += story_entries(
            points(story, desk, share.story if len(story) > 1 else share.one), story
        )
    before = sum(map(len, stories[:begin]))
    left = sum(map(len, stories[begin + len(shown) :]))
    # What stands together is likely one event, which nobody checked: it is not said.
    opening = say(f"{picked.of:,} 篇文章：", f"{picked.of:,} articles:", request.language)
    page = Page(
        "summary", opening, tuple(entries),
        _rest(left, sum(map(len, shown)) - len(entries), picked, request.language),
        start=before + 1, offers=(say("更多", "more", request.language),) if left > 0 else (),
    )  # fmt: skip
    return sent(page, request, desk)


def story_entries(found: Sequence[Sentence], story: Sequence[Document]) -> list[Entry]:
    """The sentences under their articles, in the articles' order; without any, how one begins."""
    entries = []
    if not found and (first := first_sentence(story[0])):
        return [Entry(story[0], (first,))]
    for document in story:
        said = tuple(one.said() for one in found if one.document.id == document.id)
        if said:
            entries.append(Entry(document, said))
    return entries


def _over(kind: AnswerKind, request: Request, found: Picked) -> Page:
    """The page after the last one."""
    rest = _rest(0, 0, found, request.language)
    return replace(no_more(kind, request.language), closing=rest)


def _rest(left: int, unquoted: int, picked: Picked, language: Language) -> str:
    """What is not shown: articles further on, those no sentence is quoted of, those not read."""
    unread = picked.of - len(picked.documents)
    # An article like another one, or without a sentence: which of the two is not said.
    zh = f"另有 {unquoted:,} 篇没有摘句（与上面的相近，或没有成句的话）。" if unquoted > 0 else ""
    en = f"{unquoted:,} more unquoted (like these, or no sentences). " if unquoted > 0 else ""
    zh += f"还有 {left:,} 篇没有列出，说“更多”接着看。" if left > 0 else ""
    en += f"{left:,} more: say “more” to go on." if left > 0 else ""
    if unread > 0:
        zh += f"其余 {unread:,} 篇文章没有读。"
        en += f" The other {unread:,} articles were not read."
    return say(zh, en.strip(), language)


def about_topic(request: Request, desk: Desk, *, kind: str = "summary") -> Answer:
    """What the articles say about something, by article, the newest first."""
    groups, rows = desk.shelf.about(request.topic, desk.words, request.limits, loosely=True)
    if not rows:
        return refused(
            request,
            unmentioned(request.topic, request.language),
            desk.nearest(request.topic),
            kind="topic" if kind == "topic" else "summary",
        )
    documents = desk.shelf.documents(rows[:MOST_PICKED])
    titled = [d for d in documents if mentions(d.title, groups) == len(groups)]
    if kind == "summary" and (len(rows) == 1 or (len(titled) == 1 and len(groups) > 1)):
        one = (titled or documents)[0]
        return _of_one(replace(request, which=Which(described=request.topic)), desk, one)
    best = sorted(documents, key=lambda document: -about_weight(document, groups))
    begin = request.page * PER_PAGE
    chosen_few = best[begin : begin + PER_PAGE]
    found = Picked(tuple(documents), len(rows))
    if not chosen_few and request.page:
        return sent(_over("topic" if kind == "topic" else "summary", request, found), request, desk)
    order = [document for document in documents if document in chosen_few]
    order.sort(key=lambda document: document not in titled)  # what is named for it goes first
    share = _share(request, len(chosen_few))
    entries = []
    for story in stories_of(order, desk.words):
        most = share.story if len(story) > 1 else share.one
        if len(titled) == 1:  # the article that is named for it, and a word of the others
            most = wanted_of(request, USUAL) if story[0] in titled else 1
        named = max(sum(bool(mentions(s.text, groups)) for s in sentences_of(d)) for d in story)
        only = named > 1 or not any(document in titled for document in story)
        entries += story_entries(points(story, desk, most, groups, only=only), story)
    left = len(best) - begin - len(chosen_few)
    opening = say(
        f"与“{request.topic}”有关的文章有 {len(rows):,} 篇：",
        f"{len(rows):,} article{'' if len(rows) == 1 else 's'} on “{request.topic}”:",
        request.language,
    )
    closing = _rest(left, len(chosen_few) - len(entries), found, request.language)
    page = Page(
        "topic" if kind == "topic" else "summary", opening, tuple(entries), closing,
        start=begin + 1, offers=topic_offers(request, left),
    )  # fmt: skip
    return sent(page, request, desk)


def topic_offers(request: Request, left: int) -> tuple[str, ...]:
    """What else may have been meant by a topic."""
    topic, language = request.topic, request.language
    offers = [
        say(f"关于{topic}有哪些报道？", f"Which articles mention {topic}?", language),
        say(f"{topic}的时间线", f"timeline of {topic}", language),
    ]
    if request.intent != "summary":
        offers.insert(0, say(f"总结{topic}", f"Summarize {topic}", language))
    return (*((say("更多", "more", language),) if left > 0 else ()), *offers)


def which_one(request: Request, desk: Desk, picked: Picked) -> Answer:
    """Several fit: each with a question that asks for it alone."""
    language = request.language
    shown = picked.documents[:PER_PAGE]
    stories = stories_of(shown, desk.words)
    opening = say(
        f"符合的有 {picked.of:,} 篇，说的是哪一篇？",
        f"{picked.of:,} articles fit. Which one is meant?",
        language,
    )
    entries = []
    for document in (document for story in stories for document in story):
        said = first_sentence(document)
        entries.append(Entry(document, (said,) if said else (), silent=False))
    offers = tuple(
        say(
            f"《{entry.document.title}》讲了什么？",
            f"Summarize 《{entry.document.title}》",
            language,
        )
        for entry in entries
        if entry.document.title
    )
    return sent(Page("choice", opening, tuple(entries), offers=offers), request, desk)
