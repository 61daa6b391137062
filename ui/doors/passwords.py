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
from rag.indexing import page_file

_N, _R, _P, _LENGTH = 2**14, 8, 1, 32
_MOST_BYTES, _MOST_P = 2**27, 4
"""What one derivation may take: 128 n r bytes (RFC 7914, 5), p times as long."""
SESSION_S = 12 * 3600
"""Seconds a sign-in lasts."""
SESSIONS_OF_ONE = 50
"""Sessions of one user at once; past them the oldest ends, and nobody else's."""
LONGEST_NAME = page_file.LONGEST_NAME
"""Characters of a user's name: as many as what is kept under it, and its backup, may have."""
_PAIRS_REMEMBERED = 10_000


def hash_password(password: str, salt: bytes | None = None) -> str:
    """The hash of a password, to be put into ``YOUJU_UI_USERS`` after ``name:``."""
    salt = salt or secrets.token_bytes(16)
    key = _derived(password, salt, _N, _R, _P)
    return f"scrypt${_N}${_R}${_P}${_text(salt)}${_text(key)}"


def password_fits(password: str, hashed: str) -> bool:
    """Whether ``password`` gives this hash; compared in constant time."""
    parts = _parts(hashed)
    if parts is None:
        return False
    n, r, p, salt, key = parts
    try:
        return hmac.compare_digest(_derived(password, salt, n, r, p), key)
    except UnicodeEncodeError:
        return False


def _parts(hashed: str) -> tuple[int, int, int, bytes, bytes] | None:
    """What a hash consists of; ``None`` where it is none, or costs more than can be spared."""
    try:
        kind, *costs, salt, key = hashed.split("$")
        n, r, p = map(int, costs)
        parts = n, r, p, _bytes(salt), _bytes(key)
    except ValueError:
        return None
    power_of_two = n > 1 and n & (n - 1) == 0
    spared = r > 0 and 128 * n * r <= _MOST_BYTES and 0 < p <= _MOST_P
    whole = kind == "scrypt" and len(parts[3]) >= 8 and len(parts[4]) == _LENGTH
    return parts if power_of_two and spared and whole else None


def _derived(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(
        password.encode()[:1_024], salt=salt, n=n, r=r, p=p, dklen=_LENGTH, maxmem=2 * _MOST_BYTES
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
            SettingsError: A pair has no name, one that was there before or cannot be used, or no
                hash of ours;
                or the setting has commas and spaces alone. What stands there is not repeated.
        """
        self._hashes: dict[str, str] = {}
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._dummy = hash_password(secrets.token_hex(8)) if setting else ""
        self._known: OrderedDict[bytes, str] = OrderedDict()
        self._pepper = secrets.token_bytes(32)
        pairs = setting.split(",") if setting else []
        for place, pair in enumerate(map(str.strip, pairs), start=1):
            name, _, hashed = pair.partition(":")
            if len(name) > LONGEST_NAME or not name.isprintable():
                raise SettingsError(
                    zh=f"YOUJU_UI_USERS 第 {place} 项的名字不能用：最多 {LONGEST_NAME} 个字，"
                    "不能有换行等看不见的字符。",
                    en=f"The name in entry {place} of YOUJU_UI_USERS cannot be used: it has "
                    f"{LONGEST_NAME} characters at most, and none that cannot be seen.",
                )
            if not name or name in self._hashes or _parts(hashed) is None:
                raise SettingsError(
                    zh=f"YOUJU_UI_USERS 第 {place} 项应为 名字:哈希，各项以逗号分隔，名字不可重复。"
                    "用 youju ui --hash-password 生成哈希，不要直接写密码；不要登录就删去此项。",
                    en=f"Entry {place} of YOUJU_UI_USERS must be name:hash, with a name of its "
                    "own; commas stand between entries. Make the hash with youju ui "
                    "--hash-password, never write the password itself; where no login is wanted, "
                    "leave the setting out.",
                )
            self._hashes[name] = hashed

    def __bool__(self) -> bool:
        """Whether signing in is asked for at all."""
        return bool(self._hashes)

    def __contains__(self, name: str) -> bool:
        """Whether there is such a user."""
        return name in self._hashes

    def mark(self, name: str, password: str) -> bytes:
        """What a name and a password are known by here: a digest under a key of this process."""
        pair = f"{name}\0{password}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._pepper, pair, "sha256")

    def remembers(self, name: str, mark: bytes) -> bool:
        """Whether the pair of this mark was right before.

        A client that sends it with every call does not cost a derivation each time.
        """
        with self._lock:
            return self._known.get(mark) == name

    def check(self, name: str, password: str) -> bool:
        """Whether this user has this password; an unknown name takes as long as a known one.

        Counts nothing and takes 16 MB for some 50 ms: ``Doorkeeper`` stands before it.
        """
        hashed = self._hashes.get(name)
        fits = password_fits(password, hashed or self._dummy) and hashed is not None
        if fits:
            with self._lock:
                self._known[self.mark(name, password)] = name
                while len(self._known) > _PAIRS_REMEMBERED:
                    self._known.popitem(last=False)
        return fits

    def sign_in(self, name: str) -> str:
        """A new session's token for a user whose password was checked."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            own = [each for each, (user, _) in self._sessions.items() if user == name]
            for each in own[: len(own) + 1 - SESSIONS_OF_ONE]:
                del self._sessions[each]
            self._sessions[token] = (name, self._clock() + SESSION_S)
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
