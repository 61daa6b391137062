"""What is wrong with a setting, in the reader's language: the value, its place, what may be.

What may be is read off the field, so that the words and the check cannot part.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo

from rag.env_file import PREFIX, EnvFile
from rag.errors import SettingsError

_SHOWN_CHARACTERS = 80
"""So much of a value is shown."""

Words = tuple[str, str]
"""The same in Chinese and in English."""


class Unusable(ValueError):
    """A value that a check of ours refuses; says what may be instead, to follow 应为 and "be"."""

    def __init__(self, zh: str, en: str) -> None:
        """Both wordings, without the name and the value."""
        super().__init__(en)
        self.words: Words = (zh, en)


def explained(
    fault: ValidationError,
    fields: Mapping[str, FieldInfo],
    given: Mapping[str, Any],
    written: EnvFile,
) -> SettingsError:
    """The error about every value that cannot be used.

    Args:
        fault: What pydantic found.
        fields: Of the settings.
        given: What the caller gave, by names of fields.
        written: The ``.env`` file.
    """
    zh, en = [], []
    told: set[str] = set()
    for error in fault.errors():
        name = str(error["loc"][0])
        if name in told or name not in fields:
            continue
        told.add(name)
        reason = error.get("ctx", {}).get("error")
        may = reason.words if isinstance(reason, Unusable) else allowed(fields[name])
        shown = _shown(name, fields[name], given, written)
        place = where(name, given, written)
        zh.append(f"{PREFIX}{name.upper()} 不能是{shown[0]}（{place[0]}）：应为{may[0]}。")
        en.append(f"{PREFIX}{name.upper()} cannot be {shown[1]} ({place[1]}): it must be {may[1]}.")
    return SettingsError(zh="设置有误：" + "".join(zh), en="A setting is wrong: " + " ".join(en))


def refuse_unknown(given: Mapping[str, Any], known: Iterable[str], written: EnvFile) -> None:
    """Refuse what is no setting: a value that is set and has no effect misleads.

    Raises:
        SettingsError: Names each, where it stands, and the setting that was probably meant.
    """
    known = set(known)
    names = [name for name in given if name not in known and not name.startswith("_")]
    for name in (*os.environ, *(line.name for line in written.lines)):
        setting = name.upper().removeprefix(PREFIX).lower()
        ours = name.upper().startswith(PREFIX) and not name.startswith(_FOR_DEVELOPERS)
        if ours and setting not in known and name not in names:
            names.append(name)
    if not names:
        return
    zh, en = [], []
    for name in names:
        place = where(name, given, written)
        word = _WORD.split(name.upper().removeprefix(PREFIX).lower())[0]
        near = get_close_matches(word, known, n=1)
        meant = f"{PREFIX}{near[0].upper()}" if near else ""
        zh.append(f"{name}（{place[0]}" + (f"；是 {meant} 吗？）" if meant else "）"))
        en.append(f"{name} ({place[1]}" + (f"; did you mean {meant}?)" if meant else ")"))
    raise SettingsError(
        zh=f"没有这样的设置：{'、'.join(zh)}。所有设置见 .env.example。",
        en=f"There is no such setting: {', '.join(en)}. .env.example lists them all.",
    )


_WORD = re.compile(r"[^a-z_]")
"""What ends the name that was meant: the full-width sign in ``k＝5``."""

_FOR_DEVELOPERS = ("YOUJU_DEV_", "YOUJU_REAL_MODEL")
"""What begins like this is read by tests and benchmarks, and is no setting."""


def where(name: str, given: Mapping[str, Any], written: EnvFile) -> Words:
    """Where the value of a setting, or of what should have been one, was taken from."""
    variable = name.upper() if name.upper().startswith(PREFIX) else f"{PREFIX}{name.upper()}"
    if name in given:
        return f"由参数 {name} 给出", f"given as the argument {name}"
    if any(key.upper() == variable for key in os.environ if os.environ[key]):
        return "写在环境变量里", "set in the environment"
    for line in reversed(written.lines):
        if line.name.upper() == variable:
            return (
                f"写在 {written.path} 第 {line.number} 行",
                f"set in line {line.number} of {written.path}",
            )
    return "默认值", "the default"


def _shown(name: str, field: FieldInfo, given: Mapping[str, Any], written: EnvFile) -> Words:
    """The value as whoever wrote it would know it again; a secret is not shown."""
    if field.annotation is SecretStr:
        return "所给的值", "what is given"
    variable = f"{PREFIX}{name.upper()}"
    if name in given:
        value = str(given[name]) if isinstance(given[name], Path) else given[name]
    else:
        value = next(
            (text for key, text in os.environ.items() if key.upper() == variable and text),
            written.value(variable),
        )
    text = str(value)
    text = text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…"
    return (f"“{text}”" if isinstance(value, str) else f" {text} "), f"“{text}”"


def allowed(field: FieldInfo) -> Words:
    """What a field takes, by its type and its limits.

    >>> from typing import Annotated
    >>> allowed(FieldInfo.from_annotation(Annotated[int, FieldInfo(ge=1, le=50)]))
    (' 1 到 50 的整数', 'a whole number from 1 to 50')
    >>> allowed(FieldInfo(annotation=Literal["text", "json"]))
    (' text 或 json', 'text or json')
    """
    kind = field.annotation
    if get_origin(kind) is Literal:
        names = [str(each) for each in get_args(kind)]
        return f" {'、'.join(names[:-1])} 或 {names[-1]}", f"{', '.join(names[:-1])} or {names[-1]}"
    if kind is bool:
        return " true 或 false", "true or false"
    if kind in (int, float):
        return _number(field)
    if kind is Path:
        return "路径", "a path"
    if get_origin(kind) is tuple:
        return "用分隔符隔开的文字", "texts with separators between them"
    short = any(getattr(limit, "min_length", None) for limit in field.metadata)
    return ("不为空的文字", "a text that is not empty") if short else ("文字", "a text")


def _number(field: FieldInfo) -> Words:
    """The numbers that the limits of a field leave."""
    limit = {key: getattr(one, key) for one in field.metadata for key in ("ge", "gt", "le")
             if getattr(one, key, None) is not None}  # fmt: skip
    zh, en = ("整数", "a whole number") if field.annotation is int else ("数", "a number")
    if "gt" in limit:
        return f"大于 {limit['gt']:g} 的{zh}", f"{en} above {limit['gt']:g}"
    if "le" in limit:
        least, most = f"{limit['ge']:,}", f"{limit['le']:,}"
        return f" {least} 到 {most} 的{zh}", f"{en} from {least} to {most}"
    return f"不小于 {limit['ge']:,} 的{zh}", f"{en} from {limit['ge']:,} on"
