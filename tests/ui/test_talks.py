"""What is kept of conversations on the server is its user's alone, and comes back as it was."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import Filters
from rag.indexing import page_file
from tests.ui.fakes import answered, documents, refusal
from ui.state.scope import MOST_COLLECTIONS, Scope, collections_from, scope_from, scope_record
from ui.state.talk import NotATalk, Talk, exported, new_id, taken_in, talk_from, talk_record
from ui.state.talks import Talks, TooMany
from ui.state.turns import MAX_RECORD_BYTES, PageTurn, as_record, new_turn, settled, with_turn

SCOPE = Scope(date(2023, 1, 1), None, ("江湾日报",), ("/articles",), (("doc-ferry", "轮渡"),))
DONE = replace(new_turn("何时获批？", "2023"), status="done", answer=answered(documents()))
REFUSED = replace(new_turn("2030？"), status="done", answer=refusal("2030？", documents()))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


def talk(*turns: PageTurn, title: str = "") -> Talk:
    return Talk(new_id(), turns or (DONE, REFUSED), SCOPE, title)


def told(record: dict[str, Any]) -> Any:
    return json.loads(json.dumps(record))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Talks]:
    with closing(Talks(tmp_path)) as made:
        yield made


def test_a_conversation_comes_back_as_it_was(kept: Talks) -> None:
    made = talk()
    kept.keep("甲", made)
    back = kept.opened("甲", made.id)
    assert (back.id, back.title, back.scope) == (made.id, "何时获批？", SCOPE)
    assert as_record(back.turns) == as_record(made.turns)


def test_nobody_reaches_anothers(kept: Talks) -> None:
    made = talk()
    kept.keep("甲", made)
    assert kept.opened("乙", made.id) == Talk()
    assert kept.listed("乙") == []
    assert not kept.change("乙", made.id, title="乙的", deleted=True)
    assert list(kept.all_of("乙")) == []
    kept.keep("乙", replace(made, turns=(REFUSED,)))  # of the same name, by chance or on purpose
    assert len(kept.opened("甲", made.id).turns) == 2
    kept.keep_collection("甲", "湿地", SCOPE)
    assert kept.collections("乙") == {}
    assert kept.collections("甲") == {"湿地": SCOPE}


def test_what_was_asked_in_another_tab_meanwhile_stays(kept: Talks) -> None:
    first, there, here, again = (
        replace(DONE, id=name, asked=f"2026-11-30T10:0{minute}:00.000+00:00")
        for minute, name in enumerate(("a1", "b2", "c3", "d4"))
    )
    made = talk(first)
    kept.keep("甲", made)
    kept.keep("甲", replace(made, turns=(first, here)), frozenset({"a1", "c3"}))
    kept.keep("甲", replace(made, turns=(first, there)), frozenset({"a1", "b2"}))
    assert [turn.id for turn in kept.opened("甲", made.id).turns] == ["a1", "b2", "c3"]
    # Asked again in the one tab: what it replaced does not come back from what is kept.
    kept.keep("甲", replace(made, turns=(again, here)), frozenset({"a1", "c3", "d4"}))
    assert {turn.id for turn in kept.opened("甲", made.id).turns} == {"b2", "c3", "d4"}
    assert kept.opened("乙", made.id) == Talk()


def test_names_and_pins_stay_while_a_conversation_goes_on(kept: Talks) -> None:
    made = talk(DONE)
    kept.keep("甲", made)
    assert kept.change("甲", made.id, title=" 湿地 ", pinned=True)
    kept.keep("甲", replace(made, turns=(DONE, REFUSED)))
    (row,) = kept.listed("甲")
    assert (row.title, row.pinned) == ("湿地", True)
    assert [each.id for each in kept.listed("甲", "12.6亿元")] == [made.id]
    assert kept.listed("甲", "火星") == []


def test_a_deleted_one_can_be_brought_back_for_a_day(kept: Talks, tmp_path: Path) -> None:
    made = talk()
    kept.keep("甲", made)
    kept.change("甲", made.id, deleted=True)
    assert kept.listed("甲") == []
    kept.change("甲", made.id, deleted=False)
    assert len(kept.listed("甲")) == 1
    kept.change("甲", made.id, deleted=True)
    with closing(page_file.connect(tmp_path)) as connection:
        connection.execute("UPDATE talks SET deleted = '2020-01-01T00:00:00+00:00'")
    kept.keep("甲", talk(REFUSED))
    assert not kept.change("甲", made.id, deleted=False)


def test_there_is_room_for_so_many(kept: Talks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.state.talks.MOST_TALKS", 2)
    first = talk()
    kept.keep("甲", first)
    kept.keep("甲", talk())
    with pytest.raises(TooMany):
        kept.keep("甲", talk())
    kept.keep("甲", replace(first, turns=(DONE,)))  # one that is there goes on
    kept.keep("乙", talk())
    for number in range(MOST_COLLECTIONS + 3):
        kept.keep_collection("甲", str(number), SCOPE)
    assert len(kept.collections("甲")) == MOST_COLLECTIONS


def test_many_threads_keep_at_once(kept: Talks) -> None:
    made = [talk() for _ in range(24)]
    threads = [threading.Thread(target=kept.keep, args=("甲", each)) for each in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {row.id for row in kept.listed("甲")} == {each.id for each in made}


def test_a_link_is_its_makers(kept: Talks) -> None:
    share = kept.share("甲", "", DONE)
    assert len(share.id) == 32
    opened = kept.shared(share.id, "甲", "")
    assert opened is not None
    assert opened.turn.answer == DONE.answer
    assert kept.shared(share.id, "乙", "") is None
    assert kept.shared(share.id, "", "") is None
    assert kept.share("甲", "", DONE).id == share.id
    assert not kept.unshare(share.id, "乙", "")
    assert kept.unshare(share.id, "甲", "")
    assert kept.shared(share.id, "甲", "") is None


def test_without_a_login_who_has_the_link_reads_and_its_browser_ends_it(kept: Talks) -> None:
    share = kept.share("", "browser-a", DONE)
    read = kept.shared(share.id, "", "browser-b")
    assert read is not None
    assert not read.own
    own = kept.shared(share.id, "", "browser-a")
    assert own is not None
    assert own.own
    assert not kept.unshare(share.id, "", "browser-b")
    assert not kept.unshare(share.id, "", "")
    assert kept.unshare(share.id, "", "browser-a")


def test_a_file_in_the_place_of_the_one_before_is_the_one_that_counts(
    kept: Talks, tmp_path: Path
) -> None:
    before = kept.share("甲", "", DONE)
    page_file.page_file(tmp_path).rename(tmp_path / "aside.db")
    with closing(Talks(tmp_path)) as another:
        after = another.share("甲", "", DONE)
    assert kept.shared(after.id, "甲", "") is not None
    assert kept.shared(before.id, "甲", "") is None


def test_a_link_ends(kept: Talks, tmp_path: Path) -> None:
    share = kept.share("甲", "", DONE)
    with closing(page_file.connect(tmp_path)) as connection:
        connection.execute("UPDATE shares SET expires = '2020-01-01T00:00:00+00:00'")
    assert kept.shared(share.id, "甲", "") is None


def test_an_exported_file_is_taken_in_under_new_names() -> None:
    made = talk(title="湿地")
    file = told(exported([talk_record(made, "甲")]))
    (back,) = taken_in(file, documents().get)
    assert back.id != made.id
    assert (back.title, back.scope) == ("湿地", SCOPE)
    assert as_record(back.turns) == as_record(made.turns)
    assert "甲" not in json.dumps(file, ensure_ascii=False)


def test_quotes_that_do_not_stand_here_are_marked() -> None:
    file = told(exported([talk_record(talk(DONE))]))
    file["talks"][0]["turns"][0]["answer"]["citations"][0]["quote"] = "今年3月，工程被取消。"
    (back,) = taken_in(file, documents().get)
    assert back.turns[0].imported
    (elsewhere,) = taken_in(told(exported([talk_record(talk(DONE))])), lambda name: None)
    assert elsewhere.turns[0].imported


@settings(max_examples=150)
@given(st.data())
def test_whatever_is_changed_in_a_file_is_refused_or_read_the_same(data: st.DataObject) -> None:
    """No change slips through: what is taken in says, field by field, what the file said."""
    file = told(exported([talk_record(talk())]))
    place: Any = file
    while isinstance(place, dict | list) and place:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            break
        place = place[key]
    if not place:
        return
    place[key] = data.draw(JSON)
    try:
        talks = taken_in(file, documents().get)
    except NotATalk:
        return
    for taken, sent in zip(talks, file["talks"], strict=True):
        record = told(talk_record(taken))
        for turn, asked in zip(record["turns"], sent["turns"], strict=True):
            asked["imported"] = turn["imported"]
        assert record | {"talk": sent["talk"]} == sent


@pytest.mark.parametrize("sent", [None, [], {}, {"format": "x", "talks": []}, {"talks": [1]}])
def test_what_is_no_file_of_ours_is_refused(sent: Any) -> None:
    with pytest.raises(NotATalk):
        taken_in(sent, documents().get)


@given(JSON)
def test_anything_may_come_back_as_a_scope(value: Any) -> None:
    assert scope_from(value) == Scope()
    collections_from({"a": value, "b": {"sources": value, "documents": [value]}})
    for name in scope_record(SCOPE):
        assert isinstance(scope_from({**scope_record(SCOPE), name: value}), Scope)


def test_a_scope_is_chosen_step_by_step_and_is_what_is_searched() -> None:
    scope = Scope().toggled("sources", "江湾日报").toggled("documents", "doc-ferry", "轮渡")
    scope = scope.between(date(2024, 1, 1), date(2023, 1, 1))
    assert scope.filters() == Filters(
        date(2023, 1, 1), date(2024, 1, 1), ("江湾日报",), documents=("doc-ferry",)
    )
    assert scope_from(told(scope_record(scope))) == scope
    assert (
        not scope.toggled("sources", "江湾日报")
        .without("documents", "doc-ferry")
        .between(None, None)
    )


def test_a_conversation_fits_into_a_request() -> None:
    long = [
        replace(new_turn(f"第{number}问"), status="stopped", text="字" * 20_000)
        for number in range(40)
    ]
    record = as_record(tuple(long))
    assert len(json.dumps(record, ensure_ascii=False).encode()) <= MAX_RECORD_BYTES + 1_000
    assert record["turns"][-1]["question"] == "第39问"


def test_a_turn_asked_again_takes_the_place_of_the_one_before_or_leaves_it() -> None:
    again = replace(new_turn("何时获批？"), again=DONE.id)
    both = with_turn((DONE, REFUSED), again)
    assert [row["id"] for row in as_record(both)["turns"]] == [DONE.id, REFUSED.id]
    stopped = settled(with_turn(both, replace(again, status="stopped")), again.id)
    assert [turn.id for turn in stopped] == [DONE.id, REFUSED.id]
    fresh = replace(again, status="done", answer=DONE.answer)
    assert [turn.id for turn in settled(with_turn(both, fresh), again.id)] == [again.id, REFUSED.id]
    lost = replace(DONE, status="stopped", answer=None)
    failed = settled((lost, replace(again, status="failed")), again.id)
    assert [turn.id for turn in failed] == [again.id]


def test_another_users_record_is_not_opened() -> None:
    assert talk_from(talk_record(talk(), "甲"), "乙") == Talk()


def test_links_end_with_their_conversation_and_come_back_with_it(kept: Talks) -> None:
    talk = Talk(new_id(), (DONE,))
    kept.keep("甲", talk)
    share, apart = kept.share("甲", "", DONE, talk.id), kept.share("甲", "", other_turn(), new_id())
    assert [each.id for each in kept.shares_of("甲", "")] == [apart.id, share.id]
    assert kept.change("甲", talk.id, deleted=True)
    assert kept.shared(share.id, "甲", "") is None
    assert [each.id for each in kept.shares_of("甲", "")] == [apart.id]
    assert kept.change("甲", talk.id, deleted=False)
    assert kept.shared(share.id, "甲", "") is not None


def test_a_deleted_conversation_that_goes_on_elsewhere_is_not_lost(kept: Talks) -> None:
    made = Talk(new_id(), (replace(DONE, asked="2026-11-01T10:00:00.000+00:00"),))
    kept.keep("甲", made)
    share = kept.share("甲", "", DONE, made.id)
    kept.change("甲", made.id, deleted=True)
    kept.keep("甲", made)  # looked at in another tab, no more
    assert kept.listed("甲") == []
    further = replace(new_turn("那么何时完工？"), asked="2026-11-01T11:00:00.000+00:00")
    kept.keep("甲", replace(made, turns=(*made.turns, further)))
    assert [row.id for row in kept.listed("甲")] == [made.id]
    assert kept.shared(share.id, "甲", "") is not None


def test_anothers_conversation_ends_no_link(kept: Talks) -> None:
    name = new_id()
    own, browsers = kept.share("甲", "", DONE, name), kept.share("", "browser-a", DONE, name)
    for user, browser in (("乙", ""), ("", "browser-b"), ("", ""), ("乙", "browser-a")):
        kept.end_links(user, browser, name, ended=True)
        assert kept.unshare_all(user, browser) == 0
    assert kept.shared(own.id, "甲", "") is not None
    assert kept.shared(browsers.id, "", "browser-a") is not None
    assert kept.shares_of("", "") == []


def test_what_was_ended_for_good_does_not_come_back(kept: Talks) -> None:
    talk = Talk(new_id(), (DONE,))
    kept.keep("甲", talk)
    share = kept.share("甲", "", DONE, talk.id)
    kept.change("甲", talk.id, deleted=True)
    assert kept.unshare_all("甲", "") == 1
    kept.change("甲", talk.id, deleted=False)
    assert kept.shared(share.id, "甲", "") is None


def test_a_link_is_ended_for_good_a_day_after_its_conversation(kept: Talks, tmp_path: Path) -> None:
    name = new_id()
    share = kept.share("", "browser-a", DONE, name)
    kept.end_links("", "browser-a", name, ended=True)
    with closing(page_file.connect(tmp_path)) as connection:
        connection.execute("UPDATE shares SET ended = '2020-01-01T00:00:00+00:00'")
    kept.share("", "browser-a", other_turn(), new_id())
    kept.end_links("", "browser-a", name, ended=False)
    assert kept.shared(share.id, "", "browser-a") is None


def other_turn() -> PageTurn:
    """Another answer."""
    return replace(DONE, id="another")
