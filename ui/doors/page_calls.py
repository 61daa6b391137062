"""What a call to one of the page's functions may carry, component by component.

A browser sends a function's inputs as a list. Here each value is held against the component that
it is said to come from, and the call is written anew from what was found: a text box gives text, a
slider a number within its bounds, the drop zone files that were uploaded by this browser; nothing
else reaches Gradio, whatever its shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from ui.state.file_references import has_reference
from ui.state.limits import MAX_BODY_BYTES

if TYPE_CHECKING:
    from gradio.block_function import BlockFunction
    from gradio.blocks import Blocks

SIGNALS = frozenset({"act", "open", "rate", "link", "back"})
"""The events of our own buttons (assets/page.js), the only ones whose data a function reads."""
LONGEST_CHOICE = 1_000
"""Characters of a source or a folder to limit a question to."""
MOST_CHOICES = 200
MOST_FILES = 10_000
LONGEST_ID = 2_000
"""Characters of what a button names: a document's id, or an example question."""
_SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")  # "b73zady5qle", made up by Gradio's script

Taken = Callable[[Any], dict[str, Any]]
"""Makes a file reference of one that was sent, or raises; see ``Uploads.reference``."""


class Unfit(ValueError):
    """A call that the page does not make."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the page as it can be called: its inputs, and whether it joins the queue."""

    number: int
    inputs: tuple[Any, ...]
    triggers: frozenset[int]
    queued: bool
    signalled: bool


def functions_of(page: Blocks) -> dict[int, Function]:
    """The functions that a browser may call, by number; those of scripts alone are not among them.

    Raises:
        TypeError: An input is of a kind that is not known here.
    """
    found: dict[int, Function] = {}
    for number, made in page.fns.items():
        if made.fn is not None:
            found[number] = _function(number, made)
    return found


def _function(number: int, made: BlockFunction) -> Function:
    for part in made.inputs:
        if type(part) not in _VALUES:
            raise TypeError(f"nothing is known of what a {type(part).__name__} may be handed")
    return Function(
        number=number,
        inputs=tuple(made.inputs),
        triggers=frozenset(part for part, _ in made.targets if part is not None),
        queued=bool(made.queue),
        signalled=any(event in SIGNALS for _, event in made.targets),
    )


def session_of(value: Any) -> str:
    """A tab's number, as Gradio's script makes it.

    Raises:
        Unfit: It is none.
    """
    if not isinstance(value, str) or not _SESSION.fullmatch(value):
        raise Unfit
    return value


def call_from(
    sent: Any, functions: Mapping[int, Function], *, queued: bool, taken: Taken
) -> dict[str, Any]:
    """The call as it is handed on to Gradio, of what a client sent to one of its two doors.

    Args:
        sent: The body's value.
        functions: What may be called.
        queued: Whether it came to the queue's door.
        taken: Makes a file reference of one that was sent.

    Raises:
        Unfit: The page makes no such call.
        NotUploaded: A file is named that this browser did not upload.
    """
    if not isinstance(sent, dict) or type(sent.get("fn_index")) is not int:
        raise Unfit
    function = functions.get(sent["fn_index"])
    values = sent.get("data")
    if function is None or function.queued != queued or not isinstance(values, list):
        raise Unfit
    beside = [value for name, value in sent.items() if name != "data"]
    if len(values) != len(function.inputs) or has_reference(beside):
        raise Unfit
    trigger = sent.get("trigger_id")
    return {
        "data": [
            _VALUES[type(part)](part, value, taken)
            for part, value in zip(function.inputs, values, strict=True)
        ],
        "event_data": _signal(sent.get("event_data")) if function.signalled else None,
        "fn_index": function.number,
        "trigger_id": trigger if type(trigger) is int and trigger in function.triggers else None,
        "session_hash": session_of(sent.get("session_hash")),
    }


def _signal(sent: Any) -> dict[str, Any]:
    """What one of our buttons says: ``{"act": "cite", "turn": "11be77…", "n": 1, "id": ""}``."""
    if sent is None:
        return {}
    if not isinstance(sent, dict):
        raise Unfit
    number = sent.get("n") or 0
    if type(number) is not int or abs(number) >= 2**31:
        raise Unfit
    texts = {name: _text(sent.get(name), LONGEST_ID) for name in ("act", "turn", "id")}
    return {**texts, "n": number}


def _text(value: Any, longest: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest:
        raise Unfit
    return value


def _state(part: Any, value: Any, taken: Taken) -> None:
    """What the server keeps for the tab; what a client sends in its place is not handed on."""
    _kept(part, value, taken)


def _kept(part: Any, value: Any, taken: Taken) -> Any:
    """What the browser kept: any values, read field by field further in, but never a file."""
    if has_reference(value):
        raise Unfit
    return value


def _box(part: Any, value: Any, taken: Taken) -> str:
    """Text of any length: who asks too long a question is told so where it is asked."""
    return _text(value, MAX_BODY_BYTES)


def _slider(part: Any, value: Any, taken: Taken) -> float:
    if type(value) not in (int, float) or not part.minimum <= value <= part.maximum:
        raise Unfit
    number: float = value
    return number


def _radio(part: Any, value: Any, taken: Taken) -> str:
    if not isinstance(value, str) or value not in {choice for _, choice in part.choices}:
        raise Unfit
    return value


def _dropdown(part: Any, value: Any, taken: Taken) -> str | list[str] | None:
    if not part.multiselect:
        if part.allow_custom_value or value is None:
            return None if value is None else _text(value, LONGEST_CHOICE)
        return _radio(part, value, taken)
    if value is None:
        return []
    return [_choice(each) for each in _listed(value, MOST_CHOICES)]


def _choice(value: Any) -> str:
    if value is None:
        raise Unfit
    return _text(value, LONGEST_CHOICE)


def _files(part: Any, value: Any, taken: Taken) -> list[dict[str, Any]] | None:
    return None if value is None else [taken(each) for each in _listed(value, MOST_FILES)]


def _listed(value: Any, most: int) -> Sequence[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise Unfit
    return value


_VALUES: dict[type, Callable[[Any, Any, Taken], Any]] = {
    gr.State: _state,
    gr.BrowserState: _kept,
    gr.Textbox: _box,
    gr.Slider: _slider,
    gr.Radio: _radio,
    gr.Dropdown: _dropdown,
    gr.File: _files,
}
"""What each kind of component may be handed."""
