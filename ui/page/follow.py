"""What is called when the language is switched, beside what is only worded anew.

Gradio tells of a changed ``gr.State`` only where the change went through its queue, so that
nothing here listens to the language's own event.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Follow:
    """A function with its components, as ``then`` takes them."""

    call: Callable[..., Any]
    inputs: tuple[Any, ...]
    outputs: tuple[Any, ...]
