"""Rich text as Outlook packs it: back references into what was unpacked before ([MS-OXRTFCP]).

``unpacked(data) -> bytes``. A reference is of 17 bytes at most, so nothing swells out of bounds.
"""

from __future__ import annotations

import struct

_BEGINNING = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
"""What stands in the dictionary before the first byte (2.1.2.1)."""
_WINDOW = 4_096
_PACKED, _PLAIN = b"LZFu", b"MELA"


def unpacked(data: bytes) -> bytes:
    """The rich text; empty where the bytes are none."""
    if len(data) < 16:
        return b""
    size, raw, kind, _ = struct.unpack("<II4sI", data[:16])
    packed = data[16 : size + 4]
    if kind == _PLAIN:
        return packed[:raw]
    if kind != _PACKED:
        return b""
    window = bytearray(_BEGINNING.ljust(_WINDOW, b"\0"))
    write = len(_BEGINNING)
    found = bytearray()
    place = 0
    while place < len(packed) and len(found) < raw:
        control = packed[place]
        place += 1
        for bit in range(8):
            reference = control >> bit & 1
            piece = packed[place : place + 1 + reference]
            place += 1 + reference
            if len(piece) <= reference:
                return bytes(found)
            if not reference:
                found += piece
                window[write] = piece[0]
                write = (write + 1) % _WINDOW
                continue
            where, length = piece[0] << 4 | piece[1] >> 4, (piece[1] & 15) + 2
            if where == write:  # the end
                return bytes(found)
            for step in range(length):
                byte = window[(where + step) % _WINDOW]
                found.append(byte)
                window[write] = byte
                write = (write + 1) % _WINDOW
    return bytes(found)
