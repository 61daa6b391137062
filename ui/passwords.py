"""Who may come in: names with hashed passwords, and the sessions they sign in to.

A hash is ``scrypt$n$r$p$salt$key`` (RFC 7914; salt and key in base64url). Nothing here keeps
or prints a password.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from rag.errors import SettingsError

_N, _R, _P, _LENGTH = 2**14, 8, 1, 32
SESSION_S = 12 * 3600
"""Seconds a sign-in lasts."""
_SESSIONS_KEPT = 10_000


def hash_password(password: str, salt: bytes | None = None) -> str:
    """The hash of a password, to be put into ``YOUJU_UI_USERS`` after ``name:``."""
    salt = salt or secrets.token_bytes(16)
    key = _derived(password, salt, _N, _R, _P)
    return f"scrypt${_N}${_R}${_P}${_text(salt)}${_text(key)}"


def password_fits(password: str, hashed: str) -> bool:
    """Whether ``password`` gives this hash; compared in constant time."""
    try:
        kind, n, r, p, salt, key = hashed.split("$")
        if kind != "scrypt" or int(n) > 2**18:
            return False
        derived = _derived(password, _bytes(salt), int(n), int(r), int(p))
        return hmac.compare_digest(derived, _bytes(key))
    except ValueError:
        return False


def _derived(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(
        password.encode()[:1_024], salt=salt, n=n, r=r, p=p, dklen=_LENGTH, maxmem=2**28
    )


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Users:
    """The users of ``YOUJU_UI_USERS`` and their sessions; empty means that nobody signs in."""

    def __init__(self, setting: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Read ``name:hash`` pairs joined by commas.

        Raises:
            SettingsError: A pair has no name or no hash of ours (it is not repeated).
        """
        self._hashes: dict[str, str] = {}
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._dummy = hash_password(secrets.token_hex(8)) if setting.strip() else ""
        self._known: OrderedDict[bytes, str] = OrderedDict()
        self._pepper = secrets.token_bytes(32)
        for place, pair in enumerate(filter(None, map(str.strip, setting.split(","))), start=1):
            name, _, hashed = pair.partition(":")
            if not name or not hashed.startswith("scrypt$") or hashed.count("$") != 5:
                raise SettingsError(
                    zh=f"YOUJU_UI_USERS 第 {place} 项应为 名字:哈希。用 youju ui --hash-password "
                    "生成哈希，不要直接写密码。",
                    en=f"Entry {place} of YOUJU_UI_USERS must be name:hash. Make the hash with "
                    "youju ui --hash-password; never write the password itself.",
                )
            self._hashes[name] = hashed

    def __bool__(self) -> bool:
        """Whether signing in is asked for at all."""
        return bool(self._hashes)

    def check(self, name: str, password: str) -> bool:
        """Whether this user has this password; an unknown name takes as long as a known one.

        A pair that was right is remembered under a keyed digest, so that a client that sends
        it with every call does not cost a derivation each time.
        """
        mark = hmac.digest(self._pepper, f"{name}\0{password}".encode(), "sha256")
        with self._lock:
            if self._known.get(mark) == name:
                return True
        hashed = self._hashes.get(name)
        fits = password_fits(password, hashed or self._dummy) and hashed is not None
        if fits:
            with self._lock:
                self._known[mark] = name
                while len(self._known) > _SESSIONS_KEPT:
                    self._known.popitem(last=False)
        return fits

    def sign_in(self, name: str) -> str:
        """A new session's token for a user whose password was checked."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._sessions[token] = (name, self._clock() + SESSION_S)
            while len(self._sessions) > _SESSIONS_KEPT:
                self._sessions.popitem(last=False)
        return token

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(token, None)

    def user_of(self, token: str) -> str | None:
        """Whose session this is, if it still runs."""
        with self._lock:
            name, until = self._sessions.get(token, ("", 0.0))
        return name if name and self._clock() < until else None
