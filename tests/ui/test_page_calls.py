"""What a call to the page may carry: each component's own kind of value, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr
import pytest

from rag import Settings
from tests.apart import apart
from tests.hostile import tally
from tests.ui.fakes import FakeAssistant, as_assistant
from ui.doors.page_calls import _VALUES, Function, Unfit, call_from, functions_of
from ui.page.app import create_page
from ui.state.file_references import NotUploaded

if TYPE_CHECKING:
    pass


@pytest.fixture(scope="module")
def functions(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Function]:
    fake = FakeAssistant(Settings(data_dir=tmp_path_factory.mktemp("calls"), language="zh"))

    async def built() -> dict[int, Function]:
        return functions_of(create_page(as_assistant(fake)).blocks)

    return apart(built)


ASKED: list[Any] = [None, None, "何时获批？", "auto", 5]
"""What the page sends with a question: function 0."""


def nothing_taken(sent: Any) -> dict[str, Any]:
    raise NotUploaded


def called(functions: dict[int, Function], sent: Any) -> dict[str, Any]:
    return call_from(sent, functions, queued=True, taken=nothing_taken)


def asking(**changed: Any) -> dict[str, Any]:
    return {"data": ASKED, "fn_index": 0, "session_hash": "b73zady5qle"} | changed


def test_what_the_page_sends_goes_on_and_nothing_beside_it(functions: dict[int, Function]) -> None:
    trigger = min(functions[0].triggers)
    sent = asking(trigger_id=trigger, event_data={"value": "x"}, batched=True, oauth_token="a")  # noqa: S106
    assert called(functions, sent) == {
        "data": [None, None, "何时获批？", "auto", 5],
        "event_data": None,
        "fn_index": 0,
        "trigger_id": trigger,
        "session_hash": "b73zady5qle",
    }


@pytest.mark.parametrize(
    "odd", [True, float("nan"), {}, [], {"a": 1}, [["a"]], [None], 10**400, -1, "x" * 2_000]
)
@pytest.mark.parametrize("place", range(2, len(ASKED)))
def test_a_value_of_another_kind_is_refused(
    functions: dict[int, Function], odd: Any, place: int
) -> None:
    part = functions[0].inputs[place]
    fits = isinstance(odd, str) if isinstance(part, gr.Textbox) else odd == []
    if fits and not isinstance(part, gr.Radio | gr.Slider):
        return
    values = [*ASKED[:place], odd, *ASKED[place + 1 :]]
    with pytest.raises(Unfit):
        called(functions, asking(data=values))
    tally.refused("values of another kind")


@pytest.mark.parametrize(
    "changed",
    [
        {"data": ASKED[:-1]},
        {"data": [*ASKED, None]},
        {"data": {"0": "何时"}},
        {"data": None},
        {"fn_index": 9},
        {"fn_index": 4},
        {"fn_index": -1},
        {"fn_index": True},
        {"fn_index": 0.0},
        {"fn_index": None},
        {"session_hash": None},
        {"session_hash": ""},
        {"session_hash": "a/b"},
        {"session_hash": "a" * 65},
        {"session_hash": ["a"]},
    ],
    ids=str,
)
def test_a_call_that_the_page_does_not_make_is_refused(
    functions: dict[int, Function], changed: dict[str, Any]
) -> None:
    with pytest.raises(Unfit):
        called(functions, asking(**changed))
    with pytest.raises(Unfit):
        called(functions, [asking()])
    tally.refused("calls of another shape", 2)


@pytest.mark.parametrize(
    ("event", "fits"),
    [
        (None, {}),
        ({"act": "cite", "turn": "a", "n": 1}, {"act": "cite", "turn": "a", "n": 1, "id": ""}),
        ({"act": ["a"]}, None),
        ({"n": "1"}, None),
        ({"n": 2**31}, None),
        ({"id": {"path": "/etc/passwd"}}, None),
        ({"id": "a" * 2_001}, None),
        (["act"], None),
        ("act", None),
    ],
    ids=str,
)
def test_a_buttons_signal_is_four_plain_values(
    functions: dict[int, Function], event: Any, fits: dict[str, Any] | None
) -> None:
    number = next(each.number for each in functions.values() if each.signalled and each.queued)
    sent = asking(fn_index=number, event_data=event)
    if fits is None:
        with pytest.raises(Unfit):
            called(functions, sent)
        tally.refused("signals of another shape")
        return
    passed_on = called(functions, sent)["event_data"]
    assert passed_on == ({"act": "", "turn": "", "n": 0, "id": ""} | fits if fits else fits)


def test_a_component_that_is_not_known_stops_the_server_not_the_visitor() -> None:
    async def built() -> None:
        page: gr.Blocks
        with gr.Blocks(analytics_enabled=False) as page:
            picture = gr.Image()
            picture.change(lambda shown: shown, picture, picture, api_visibility="private")
        functions_of(page)

    with pytest.raises(TypeError, match="Image"):
        apart(built)


def test_a_closed_list_takes_its_own_choices_alone() -> None:
    closed = gr.Dropdown([("甲", "a"), ("乙", "b")], value="a")
    handed = _VALUES[gr.Dropdown]
    assert handed(closed, "b", nothing_taken) == "b"
    assert handed(closed, None, nothing_taken) is None
    for odd in ("c", ["a"], {"path": "/a"}, 1):
        with pytest.raises(Unfit):
            handed(closed, odd, nothing_taken)
    opened = gr.Dropdown(["a"], allow_custom_value=True)
    assert handed(opened, "c", nothing_taken) == "c"
