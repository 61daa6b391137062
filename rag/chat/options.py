"""What a client of a chat endpoint is made with: provider, limits, key, structured mode."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from rag.chat.bounded import bounded
from rag.errors import ChatRefused, SettingsError
from rag.settings import Settings

if TYPE_CHECKING:
    import httpx

PROVIDERS = ("openai", "ollama")
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
    if provider == "ollama" or settings.chat_base_url:
        options["temperature"] = 0  # some of OpenAI's own models take no temperature
    key = settings.chat_api_key.get_secret_value().strip()
    if provider == "ollama":
        return {
            **options,
            "num_predict": settings.chat_reply_tokens,
            "num_ctx": settings.chat_context_tokens,
            "client_kwargs": {
                "timeout": settings.chat_timeout_s,
                "follow_redirects": False,  # the question goes where the settings say
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

    limit: dict[str, Any] = {"max_tokens": settings.chat_reply_tokens}
    hooks: list[Callable[[httpx.Request], Awaitable[None]]] = []
    if settings.chat_base_url:
        hooks = [_without_account]
        # Compatible servers know max_tokens, not OpenAI's max_completion_tokens.
        limit = {"extra_body": limit}
    return {
        **options,
        **limit,
        "api_key": key or "none",
        "timeout": settings.chat_timeout_s,
        # Connections of our own: the default ones are shared with others of the process.
        "http_async_client": openai.DefaultAsyncHttpxClient(
            timeout=settings.chat_timeout_s,
            follow_redirects=False,  # the question goes where the settings say
            event_hooks={"request": hooks, "response": [bounded(settings)]},
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


def structured_method(settings: Settings, provider: str) -> str:
    """How structured output is asked for. ``auto``: JSON schema where the maker documents it."""
    if settings.chat_structured != "auto":
        return settings.chat_structured
    official = provider == "openai" and not settings.chat_base_url
    return "json_schema" if official or provider == "ollama" else "none"


def about_the_form(refusal: ChatRefused) -> bool:
    """Whether a refusal is about the form of the request: then plain text is worth a try."""
    return any(f"({status})" in refusal.en for status in (400, 422, 501))
