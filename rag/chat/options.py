"""What a client of a chat endpoint is made with: provider, limits, key, structured mode."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from rag.chat.bounded import bounded
from rag.chat.proxies import near
from rag.chat.replies import REPLY_SCHEMA
from rag.errors import ChatRefused, SettingsError
from rag.settings import Settings

if TYPE_CHECKING:
    import httpx

    from rag.chat.prompts import Prompt

PROVIDERS = ("openai", "ollama")
CONNECT_S = 10.0
"""A server that does not take a connection within so many seconds is not there."""
_OTHER_PROVIDERS = frozenset(
    {"anthropic", "azure_openai", "bedrock", "cohere", "google_genai", "google_vertexai", "groq",
     "huggingface", "mistralai", "xai"}
)  # fmt: skip


def named(name: str) -> tuple[str, str]:
    """Provider and model of ``openai:qwen-plus``; a bare name is an OpenAI-compatible one.

    Raises:
        SettingsError: The provider is not supported, or there is no name.
    """
    provider, colon, model = name.partition(":")
    if colon and provider in PROVIDERS and model:
        return provider, model
    if not name or (colon and (provider in _OTHER_PROVIDERS or not model)):
        raise SettingsError(
            zh=f"YOUJU_CHAT_MODEL 的值 {name!r} 用不了。请写 openai:模型名 或 ollama:模型名。",
            en=f"YOUJU_CHAT_MODEL cannot be {name!r}. Write openai:NAME or ollama:NAME.",
        )
    return "openai", name


def check_url(settings: Settings, provider: str) -> None:
    """Whether the address of the endpoint can be one.

    Raises:
        SettingsError: It does not begin with http:// or https://.
    """
    url = settings.chat_base_url
    if provider == "openai" and url and not url.startswith(("http://", "https://")):
        raise SettingsError(
            zh=f"YOUJU_CHAT_BASE_URL 的值 {url!r} 用不了：要以 http:// 或 https:// 开头。",
            en=f"YOUJU_CHAT_BASE_URL cannot be {url!r}: it begins with http:// or https://.",
        )


def client_options(settings: Settings, provider: str) -> dict[str, Any]:
    """The options of ``init_chat_model`` for these settings.

    Raises:
        ChatRefused: A key is needed and there is none.
    """
    options: dict[str, Any] = {"model_provider": provider}
    if provider == "openai" and not settings.chat_base_url:
        # Not left to OPENAI_BASE_URL: prompts and key go where the settings say.
        options["base_url"] = "https://api.openai.com/v1"
    if settings.chat_base_url:
        options["base_url"] = settings.chat_base_url
    if provider == "openai" and settings.chat_base_url:
        options["temperature"] = 0  # some of OpenAI's own models take no temperature
    key = settings.chat_api_key.get_secret_value().strip()
    # How long to wait is decided in rag.chat.calls; these only end what has no end.
    longest = 2 * max(settings.chat_first_token_s, settings.chat_silence_s)
    if provider == "ollama":
        import httpx

        return {
            **options,
            "client_kwargs": {
                "timeout": httpx.Timeout(longest, connect=CONNECT_S),
                "follow_redirects": False,  # the question goes where the settings say
                "trust_env": not near(settings),
                **_ollama_auth(settings, key),
            },
            "async_client_kwargs": {"event_hooks": {"response": [bounded(settings)]}},
        }
    if not key and not settings.chat_base_url:
        raise ChatRefused(
            zh="没有密钥。请设置 YOUJU_CHAT_API_KEY，或用 YOUJU_CHAT_BASE_URL 指向本地服务。",
            en="There is no key. Set YOUJU_CHAT_API_KEY, or point YOUJU_CHAT_BASE_URL at a "
            "local server.",
        )
    import openai

    limits = openai.Timeout(longest, connect=CONNECT_S)
    common: dict[str, Any] = {
        "timeout": limits,
        "follow_redirects": False,  # the question goes where the settings say
        "trust_env": not near(settings),
    }
    hooks: list[Callable[[httpx.Request], Awaitable[None]]] = []
    if settings.chat_base_url:
        hooks = [_without_account]
    return {
        **options,
        "api_key": key or "none",
        # Connections of our own: the default ones are shared with others of the process.
        "http_client": openai.DefaultHttpxClient(**common),
        "http_async_client": openai.DefaultAsyncHttpxClient(
            **common, event_hooks={"request": hooks, "response": [bounded(settings)]}
        ),
        "stream_chunk_timeout": None,
        "max_retries": 0,
        "stream_usage": True,
        "use_responses_api": False,
    }


def _ollama_auth(settings: Settings, key: str) -> dict[str, Any]:
    """Options of Ollama's HTTP client: the settings' key, or none for an address they name.

    Left to itself the client sends OLLAMA_API_KEY wherever it is pointed at. As a function the
    key is in nothing that the client prints.
    """

    def with_own_key(request: httpx.Request) -> httpx.Request:
        if key:
            request.headers["authorization"] = f"Bearer {key}"
        elif request.headers.get("authorization", "").startswith("Bearer "):
            del request.headers["authorization"]
        return request

    return {"auth": with_own_key} if key or settings.chat_base_url else {}


async def _without_account(request: httpx.Request) -> None:
    """Take out what OpenAI's client adds from OPENAI_ORG_ID and OPENAI_PROJECT_ID."""
    for name in ("openai-organization", "openai-project"):
        request.headers.pop(name, None)


def structured_method(settings: Settings) -> str:
    """How structured output is asked for. ``auto``: as a JSON schema, until that is refused."""
    return "json_schema" if settings.chat_structured == "auto" else settings.chat_structured


TOOL = "reply"
"""The tool whose call a reply is with ``function_calling``."""


def call_options(settings: Settings, provider: str, prompt: Prompt, method: str) -> dict[str, Any]:
    """What one call asks for beside its messages: how long, until where, in which form.

    In the body of the request: LangChain would take a schema for one of its own parsers'.
    """
    most = min(settings.chat_reply_tokens, prompt.most or settings.chat_reply_tokens)
    # OpenAI's own models end where they should, and some take no stop.
    stop = list(prompt.stop) if settings.chat_base_url or provider == "ollama" else []
    options: dict[str, Any] = {}
    if method == "function_calling":
        options["tools"] = [{**REPLY_SCHEMA, "title": TOOL}]
    if provider == "ollama":
        forms: dict[str, Any] = {"json_schema": dict(REPLY_SCHEMA), "json_mode": "json"}
        window = {"num_ctx": settings.chat_context_tokens, "num_predict": most, "temperature": 0}
        # A model that thinks first would spend on that what its answer may take.
        return {
            **options, "options": window | {"stop": stop}, "format": forms.get(method),
            "reasoning": False,
        }  # fmt: skip
    if stop:
        options["stop"] = stop
    body: dict[str, Any] = {}
    if settings.chat_base_url:
        body["max_tokens"] = most  # compatible servers know no max_completion_tokens
    else:
        options["max_tokens"] = most
    if method == "json_schema":
        schema = {"name": TOOL, "strict": True, "schema": dict(REPLY_SCHEMA)}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif method == "json_mode":
        body["response_format"] = {"type": "json_object"}
    if near(settings):
        # llama.cpp, vLLM and SGLang take it; servers of others may refuse what they do not know.
        body["chat_template_kwargs"] = {"enable_thinking": False}
    return {**options, "extra_body": body} if body else options


def about_the_form(refusal: ChatRefused) -> bool:
    """Whether a refusal is about the form of the request: then plain text is worth a try."""
    return any(f"({status})" in refusal.en for status in (400, 422, 501))
