"""The sign-in page: a form of its own, without scripts."""

from __future__ import annotations

from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from rag.wording import current_language
from ui.assets import plain_css
from ui.doors.doorkeeper import Doorkeeper, TooManyTries
from ui.doors.guard import COOKIE, returned_to, session_token
from ui.doors.passwords import SESSION_S
from ui.html.markup import escape
from ui.state.limits import address_of
from ui.words import Language, word


def login_html(language: Language, problem: str = "", to: str = "/") -> str:
    """The form, with what went wrong last time; ``to`` is where to go afterwards."""
    said = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    tongue = "zh-Hans" if language == "zh" else "en"
    user, password, go = (escape(word(each, language)) for each in ("user", "password", "login"))
    return (
        f'<!doctype html><html lang="{tongue}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(word('login_title', language))}</title><style>{plain_css()}</style>"
        f'<body class="login"><form method="post" action="/login"><h1>有据</h1>{said}'
        f'<input type="hidden" name="to" value="{escape(to)}">'
        f'<label>{user}<input name="user" autocomplete="username" required autofocus></label>'
        f'<label>{password}<input name="password" type="password" '
        f'autocomplete="current-password" required></label><button>{go}</button>{_on(to, language)}'
        "</form></body></html>"
    )


def _on(to: str, language: Language) -> str:
    """A link for who is signed in and came from another site.

    Browsers leave the session's cookie out on the way from there, and send it with this link.
    """
    if to == "/":
        return ""
    return f'<p><a href="{escape(to)}">{escape(word("signed_in_already", language))}</a></p>'


def login_routes(keeper: Doorkeeper) -> APIRouter:
    """``/login`` and ``/logout``."""
    router = APIRouter(include_in_schema=False)
    users = keeper.users

    @router.get("/login")
    def form(to: str = "") -> Response:
        return HTMLResponse(login_html(current_language(), to=returned_to(to)))

    @router.post("/login")
    async def enter(request: Request) -> Response:
        language = current_language()
        name, password, to = _sent(await request.body())
        address = address_of(request.client.host if request.client else None)
        try:
            right = await keeper.lets_in(name, password, address)
        except TooManyTries as tries:
            problem = word("too_many_tries", language, seconds=tries.wait_s)
            headers = {"retry-after": str(tries.wait_s)}
            return HTMLResponse(login_html(language, problem, to), 429, headers)
        if not right:
            problem = word("login_failed", language)
            return HTMLResponse(login_html(language, problem, to), status_code=403)
        users.sign_out(session_token(request.scope))  # whose it was before has left
        answer = RedirectResponse(to, status_code=303)
        answer.set_cookie(
            COOKIE,
            users.sign_in(name),
            max_age=SESSION_S,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return answer

    @router.get("/logout")
    def leave(request: Request) -> Response:
        if request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
            return RedirectResponse("/", status_code=303)  # another page's link signs nobody out
        users.sign_out(session_token(request.scope))
        answer = RedirectResponse("/login", status_code=303)
        answer.delete_cookie(COOKIE)
        return answer

    return router


def _sent(body: bytes) -> tuple[str, str, str]:
    """User and password of a form, and where to go then; a form of another shape has none."""
    try:
        sent = parse_qs(body.decode("utf-8", "replace"), max_num_fields=10)
    except ValueError:
        return "", "", "/"
    to = returned_to(sent.get("to", [""])[0])
    return sent.get("user", [""])[0], sent.get("password", [""])[0], to
