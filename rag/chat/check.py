"""Try a chat endpoint with one small call, for ``youju doctor``."""

from __future__ import annotations

from rag.chat import prompts
from rag.chat.calls import Usage
from rag.chat.model import ChatModel
from rag.chat.prompts import Prompt
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
    where = settings.chat_base_url or model.provider
    return say(
        f"{model.name}（{where}）有应答：“{text[:20]}”，{tokens} 个 token",
        f"{model.name} ({where}) answers: “{text[:20]}”, {tokens} tokens",
    )
