"""The page and the API as one FastAPI application, guarded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from rag.errors import SettingsError
from rag.wording import choose_language
from ui.doors.doorkeeper import Doorkeeper
from ui.doors.guard import Guard, hosts_for, user_name
from ui.doors.json_bodies import JsonBodies
from ui.doors.languages import Languages
from ui.doors.leaving import Leaving
from ui.doors.login import login_routes
from ui.doors.passwords import Users
from ui.doors.proxies import Proxies
from ui.server.answers import answers_routes
from ui.server.api import api_routes
from ui.server.api_page import api_html
from ui.server.asking import Doors
from ui.server.document import Document, files_routes
from ui.server.faults import speak_plainly
from ui.server.openai_api import openai_routes
from ui.server.talks import talks_routes
from ui.server.unproxied import without_proxies
from ui.state.gate import Gate
from ui.state.limits import MAX_BODY_BYTES, RateLimit
from ui.state.talks import Talks

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from rag import Assistant
    from ui.state.outcomes import Listener

TITLE = "有据 Youju"
ABOUT = "Answers from a folder of articles, with the exact words they rest on."


def create_server(
    assistant: Assistant,
    *,
    gate: Gate | None = None,
    rate: RateLimit | None = None,
    mcp: bool = False,
) -> FastAPI:
    """The page at ``/``, the API beside it, everything behind ``Guard``.

    Args:
        assistant: Answers, and owns the index; its settings name users and address.
        gate: How many questions are answered at once, over all doors together.
        rate: Questions per minute and client, over all doors together.
        mcp: Also serve the Model Context Protocol at ``/mcp`` (needs the extra ``mcp``).

    Raises:
        SettingsError: ``YOUJU_UI_USERS`` is malformed, ``YOUJU_UI_ADMINS`` names somebody else,
            or the extra for MCP is missing.
    """
    settings = assistant.settings
    choose_language(settings.language)
    users = Users(settings.ui_users.get_secret_value())
    _refuse_strangers(settings.ui_admins, users)
    keeper = Doorkeeper(users)
    gate, rate = gate or Gate(), rate or RateLimit()
    doors = Doors(assistant, gate, rate)
    served = _mcp_app(doors) if mcp else None
    if settings.log == "json":
        gate.outcomes.tell(_logged())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if served is not None:
                await stack.enter_async_context(served.lifespan())
            yield
        gate.close()

    app = FastAPI(title=TITLE, description=ABOUT, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.include_router(login_routes(keeper))
    app.include_router(api_routes(doors))
    app.include_router(openai_routes(doors))
    talks = Talks(settings.data_dir)
    app.include_router(talks_routes(doors, talks, accounts=bool(keeper.users)))
    app.include_router(answers_routes(doors, talks))
    app.include_router(files_routes())

    @app.get("/api", include_in_schema=False)
    def described(request: Request) -> Response:
        return HTMLResponse(api_html(app.openapi(), str(request.base_url).rstrip("/")))

    counted = _counted(app, assistant, gate) if settings.metrics else None
    if served is not None:
        served.put_into(app)
    mount_page(app, assistant, gate, rate)
    speak_plainly(app)
    app.add_middleware(JsonBodies)
    # The multipart frame around a file is small beside it.
    upload = settings.max_file_mb * 1_000_000 + MAX_BODY_BYTES
    hosts = hosts_for(settings.ui_host, settings.ui_names)
    app.add_middleware(Guard, keeper=keeper, hosts=hosts, max_upload_bytes=upload)
    app.add_middleware(Leaving)  # outside: a body that the guard cuts off is no client who left
    app.add_middleware(Languages)
    if counted is not None:
        app.add_middleware(counted)
    app.add_middleware(Proxies, named=settings.ui_proxies)
    return app


def _refuse_strangers(admins: Sequence[str], users: Users) -> None:
    """See that who manages the server can sign in to it."""
    unknown = [name for name in admins if name not in users]
    if unknown:
        listed = ", ".join(unknown)
        raise SettingsError(
            zh=f"YOUJU_UI_ADMINS 里的 {listed} 不在 YOUJU_UI_USERS 里。",
            en=f"YOUJU_UI_ADMINS names {listed}, whom YOUJU_UI_USERS does not.",
        )


def mount_page(app: FastAPI, assistant: Assistant, gate: Gate, rate: RateLimit) -> None:
    """Put the Gradio page at ``/``: nothing of Gradio's that calls out, no run history."""
    with without_proxies():
        import gradio as gr

    from ui.doors.page_calls import functions_of
    from ui.doors.page_doors import Keys, PageDoors
    from ui.page.app import create_page
    from ui.page.theme import theme
    from ui.state.file_references import Uploads, page_folder
    from ui.state.visits import Presence, page_of, visits_of

    def build() -> None:
        uploads = Uploads(page_folder())
        whole = create_page(assistant, gate=gate, rate=rate, uploads=uploads)
        blocks = whole.blocks
        gr.mount_gradio_app(
            app,
            blocks,
            path="/",
            auth_dependency=user_name,
            footer_links=[],
            run_history=False,
            show_error=False,
            ssr_mode=False,
            enable_monitoring=False,
            max_file_size=assistant.settings.max_file_mb * 1_000_000,
            theme=theme(),
            app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        )
        # Gradio's own check of paths looks away until these are set, which mounting leaves out.
        blocks.has_launched = blocks.is_running = True
        page = page_of(app)
        visits = visits_of(page)
        page.add_middleware(Presence, visits=visits)
        page.add_middleware(Document, dressed=whole.dressed)
        page.add_middleware(PageDoors, keys=Keys(functions_of(blocks), uploads, visits))

    _in_a_loop(build)


def _in_a_loop(build: Callable[[], None]) -> None:
    """Call ``build`` where an event loop runs.

    Gradio makes a loop of its own for every lock otherwise, and never closes one.
    """

    async def built() -> None:
        build()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(built())
    else:
        build()


def _logged() -> Listener:
    from ui.server.logs import note

    return note


def _counted(app: FastAPI, assistant: Assistant, gate: Gate) -> Callable[[ASGIApp], ASGIApp]:
    """Serve ``/metrics``; what is given counts the replies, and stands before what gives them."""
    from ui.server.metrics import Figures, Replies, metrics_routes

    figures = Figures(assistant, gate)
    app.include_router(metrics_routes(figures))
    return partial(Replies, figures=figures)


def _mcp_app(doors: Doors) -> McpApp:
    from ui.server.mcp import mcp_app

    return mcp_app(doors)


if TYPE_CHECKING:
    from ui.server.mcp import McpApp
