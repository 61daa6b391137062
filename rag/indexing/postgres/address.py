"""Where a server is, and what may be said of it: never its password."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, unquote_plus

_PASSWORD = re.compile(r"(password\s*=\s*)('[^']*'|\S+)", re.IGNORECASE)
"""A password in a line of connection settings: password=secret, password = 'a b'."""

_IN_OPTIONS = re.compile(r"[?&](?:ssl)?password=([^&]*)", re.IGNORECASE)
"""One among the options of an address: ?password=secret&sslmode=require."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is; ``url`` holds the password and is shown to nobody."""

    url: str

    def __repr__(self) -> str:
        """Without the password."""
        return f"Address({self.shown!r})"

    @property
    def shown(self) -> str:
        """The address as it may be shown: without password and options."""
        credentials, path = self._parts()
        user = credentials.partition(":")[0]
        hosts = path.partition("?")[0]
        return f"postgresql://{unquote(user)}{'@' if user else ''}{hosts}"

    def _parts(self) -> tuple[str, str]:
        """What stands before the last @ of the hosts and what after; of a broken address too."""
        whole = self.url.partition("://")[2]
        hosts, _, options = whole.partition("?")
        if "@" in options and "@" not in hosts and ":" in hosts:
            port = hosts.partition("/")[0].rpartition(":")[2]
            if not port.isdigit() or "=" not in options.partition("@")[0]:
                hosts = whole  # u:half?half@host/x: a ? in the password
        credentials, at, rest = hosts.rpartition("@")
        return (credentials, rest) if at else ("", hosts)

    @property
    def broken(self) -> bool:
        """Whether a sign in the password breaks the address: the driver would quote half of it."""
        return bool(set("/?#@") & set(self._parts()[0].partition(":")[2]))

    def cleared(self, text: str) -> str:
        """``text`` without the password, as it stands in the address or decoded."""
        secrets = {self._parts()[0].partition(":")[2], *_IN_OPTIONS.findall(self.url)}
        forms = {self.url, *secrets, *map(unquote, secrets), *map(unquote_plus, secrets)}
        for form in sorted(forms - {""}, key=len, reverse=True):
            text = text.replace(form, "***")
        return _PASSWORD.sub(r"\1***", " ".join(text.split()))
