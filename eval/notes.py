"""What the reader of an evaluation must know, in both languages: whoever shows it takes one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """One remark; as text it is both, for the reports, which are for everybody."""

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} ({self.en})"

    def as_dict(self) -> dict[str, str]:
        """For ``run.json``."""
        return {"zh": self.zh, "en": self.en}
