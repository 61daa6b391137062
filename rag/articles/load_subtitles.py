"""Articles in subtitles (.srt, .vtt, .ass, .lrc): what is said, without numbers and times.

A cue is a number, a time and lines (SubRip), or a time and lines (WebVTT, W3C 2019). Where the
cues are written with full stops they are joined to sentences; else each is a line.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from rag.articles.grid import ROW
from rag.articles.load_text import decode, joined_words
from rag.errors import LoadError
from rag.places import Places
from rag.types import Article

_TIMES = re.compile(  # 00:01:02,500 --> 00:01:04,000 and, in WebVTT, 01:02.500 --> 01:04.000
    r"(?:(?P<hours>\d{1,3}):)?(?P<minutes>\d{1,2}):(?P<seconds>\d{1,2})(?:[,.]\d{1,3})?[ \t]*-->.*"
)
_SPEAKER = re.compile(r"<v(?:\.[\w.]+)?[ \t]+(?P<name>[^<>]{1,60})>")  # <v 沈知夏>
_MARK = re.compile(r"<[^<>]{0,100}>|\{\\[^{}]{0,100}\}")  # <i>, <c.yellow>, <00:01:02.5>, {\an8}
_LANGUAGE = re.compile(r"[._-](?:zh|cn|chs|cht|sc|tc|en|eng|chi|zho)(?:[-_]\w{2,8})?", re.I)
"""How a name says in which language: 纪录片.zh-Hans."""
_DIALOGUE = re.compile(  # Dialogue: 0,0:00:01.00,0:00:03.00,Default,沈知夏,0,0,0,,大家好。
    r"Dialogue:[^,]{0,20},\s*(?P<time>\d:\d\d:\d\d)[^,]{0,9},[^,]{0,20},[^,]{0,60},(?P<name>[^,]{0,60})"
    r",[^,]{0,9},[^,]{0,9},[^,]{0,9},[^,]{0,60},(?P<text>.*)"
)
_SUNG = re.compile(r"\[(?P<time>\d{1,3}:\d\d)(?:[.:]\d{1,3})?\](?P<text>.*)")  # [00:12.50]歌词
_SUNG_TIME = re.compile(r"[\[<]\d{1,3}:\d\d(?:[.:]\d{1,3})?[\]>]")
# …开通。” at the end of a cue
_ENDED = re.compile(r"[。！？!?…．.]['\"”’」』）)]*$")
_LONGEST = 200
_SHARE_OF_ENDS = 0.1


@dataclass(frozen=True, slots=True)
class _Cue:
    second: int
    text: str


def from_subtitles(path: str, data: bytes) -> Article | None:
    """The text of all cues; ``None`` where there is no cue in it.

    Raises:
        LoadError: It is no text, or its cues are empty.

    """
    decoded = decode(data)
    decoded = replace(decoded, text=_as_cues(decoded.text))
    if not any(map(_TIMES.match, map(str.strip, decoded.text.splitlines()))):
        return None
    cues = list(_cues(decoded.text))
    if not cues:
        raise LoadError(zh="字幕里没有文字。", en="The subtitles hold no text.")
    stem = PurePosixPath(path.rpartition("!/")[2]).stem
    shorter = _LANGUAGE.fullmatch(stem[place:]) if (place := stem.rfind(".")) > 0 else None
    title = stem[:place] if shorter else stem
    starts: list[int] = []
    body = ""
    lines = _sentences(cues)
    for cue in lines:
        starts.append(len(body))
        body += f"{ROW}{cue.text}\n\n"  # what is said is no furniture
    places = Places("time", "", tuple(starts), tuple(cue.second for cue in lines))
    return Article(path, body.rstrip("\n"), "text", decoded.encoding, {"title": title},
                   decoded.notices, places)  # fmt: skip


def _as_cues(text: str) -> str:
    """The lines of an .ass or .lrc as cues of WebVTT; any other text as it is."""
    lines = []
    for line in text.splitlines():
        if said := _DIALOGUE.match(line):
            speaker = f"{said['name'].strip()}：" if said["name"].strip() else ""
            words = speaker + _MARK.sub("", said["text"]).replace("\\N", " ").replace("\\n", " ")
            lines.append(f"{said['time']} -->\n{words}\n")
        elif sung := _SUNG.match(line):
            words = _SUNG_TIME.sub("", sung["text"]).strip()
            lines.append(f"{sung['time']} -->\n{words}\n")
    return "\n".join(lines) if lines else text


def _cues(text: str) -> Iterator[_Cue]:
    """The cues that say anything; a line that goes on showing from the cue before is left out."""
    shown: list[str] = []
    second, inside = 0, False
    before: set[str] = set()
    lines = [line.strip() for line in text.splitlines()]
    for place, line in enumerate([*lines, ""]):
        times = _TIMES.match(line)
        following = lines[place + 1] if place + 1 < len(lines) else ""
        ends = not line or (line.isdigit() and _TIMES.match(following))
        if inside and (times or ends):
            if said := [each for each in shown if each not in before]:
                yield _Cue(second, joined_words(said))
            before, shown, inside = set(shown), [], False
        if times:
            second = sum(
                int(times[name] or 0) * unit
                for name, unit in (("hours", 3_600), ("minutes", 60), ("seconds", 1))
            )
            inside = True
        elif inside and (words := _plain(line)):
            shown.append(words)


def _plain(line: str) -> str:
    line = _SPEAKER.sub(lambda found: f"{found['name'].strip()}：", line)
    return " ".join(html.unescape(_MARK.sub("", line)).split())


def _sentences(cues: Sequence[_Cue]) -> list[_Cue]:
    """The cues as sentences, at the time of their first words."""
    ends = sum(bool(_ENDED.search(cue.text)) for cue in cues)
    if ends < _SHARE_OF_ENDS * len(cues):
        return list(cues)
    found: list[_Cue] = []
    goes_on = False
    for cue in cues:
        if goes_on and len(found[-1].text) < _LONGEST:
            found[-1] = _Cue(found[-1].second, joined_words((found[-1].text, cue.text)))
        else:
            found.append(cue)
        goes_on = not _ENDED.search(cue.text)
    return found
