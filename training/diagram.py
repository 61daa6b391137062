"""The reliability diagram of the judge: the share that is right, by the probability told."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

Bin = tuple[int, float, float]
"""Sentences in a bin, the mean of their probabilities, the share of them that is right."""

_LEFT, _BOTTOM, _WIDE, _HIGH = 40, 260, 280, 220
_COLOURS = ("#1f6f8b", "#c0562f", "#6a8f3c", "#7a5ea8")
_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 300" font-family="sans-serif" '
    'font-size="11" fill="#333">\n<rect width="360" height="300" fill="#fff"/>'
)


def drawn(curves: Mapping[str, Sequence[Bin]]) -> str:
    """An SVG with a curve for each source; a dot is as large as its bin has many sentences."""
    parts = [_HEAD]
    for share in (0, 0.25, 0.5, 0.75, 1):
        x, y = _place(share, share)
        parts += [
            f'<path d="M{x:g} {_BOTTOM}V{_BOTTOM - _HIGH}M{_LEFT} {y:g}H{_LEFT + _WIDE}" '
            'stroke="#ddd"/>',
            f'<text x="{x:g}" y="{_BOTTOM + 15}" text-anchor="middle">{share:g}</text>',
            f'<text x="{_LEFT - 6}" y="{y + 4:g}" text-anchor="end">{share:g}</text>',
        ]
    parts.append(
        f'<path d="M{_LEFT} {_BOTTOM}L{_LEFT + _WIDE} {_BOTTOM - _HIGH}" stroke="#999" '
        'stroke-dasharray="4 3"/>'
    )
    for (name, bins), colour, row in zip(curves.items(), _COLOURS, range(4), strict=False):
        parts += _curve(name, bins, colour, row)
    parts.append(
        f'<text x="{_LEFT + _WIDE / 2:g}" y="293" text-anchor="middle">probability told</text>\n'
        f'<text x="12" y="{_BOTTOM - _HIGH / 2:g}" text-anchor="middle" '
        f'transform="rotate(-90 12 {_BOTTOM - _HIGH / 2:g})">share right</text>\n</svg>\n'
    )
    return "\n".join(parts)


def _place(told: float, right: float) -> tuple[float, float]:
    return _LEFT + _WIDE * told, _BOTTOM - _HIGH * right


def _curve(name: str, bins: Sequence[Bin], colour: str, row: int) -> list[str]:
    places = [_place(mean, share) for _, mean, share in bins]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    most = max((count for count, _, _ in bins), default=1)
    dots = [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{1.5 + 3 * math.sqrt(count / most):.1f}" '
        f'fill="{colour}"/>'
        for (count, _, _), (x, y) in zip(bins, places, strict=True)
    ]
    return [
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *dots,
        f'<text x="{_LEFT + 10}" y="{_BOTTOM - _HIGH + 14 + 14 * row}" fill="{colour}">'
        f"{name}</text>",
    ]
