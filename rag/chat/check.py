"""Try a chat endpoint with one small call, for ``youju doctor``."""

from __future__ import annotations

from rag.chat import prompts
from rag.chat.calls import Usage
from rag.chat.failures import where
from rag.chat.model import ChatModel
from rag.chat.prompts import Prompt
from rag.errors import ChatUnavailable
from rag.settings import Settings
from rag.wording import say


def check_endpoint(settings: Settings) -> str:
    """One small call, what answered, and at what cost.

    Raises:
        ChatError, SettingsError: It does not work; the message says why.
    """
    model, usage = ChatModel(settings), Usage()
    prompt = Prompt(
        say(prompts.CHECK_ZH, prompts.CHECK_EN), "{question}", {"question": "ping"}
    )  # fmt: skip
    text = "".join(model.stream(prompt, usage)).strip()
    tokens = usage.counts["input_tokens"] + usage.counts["output_tokens"]
    place = where(settings)
    if not text:
        raise ChatUnavailable(
            zh=f"对话接口（{place}）答了空话。请检查 YOUJU_CHAT_MODEL。",
            en=f"The chat endpoint ({place}) answers with nothing. Check YOUJU_CHAT_MODEL.",
        )
    return say(
        f"{model.name}（{place}）有应答：“{text[:20]}”，{tokens} 个 token",
        f"{model.name} ({place}) answers: “{text[:20]}”, {tokens} tokens",
    )
