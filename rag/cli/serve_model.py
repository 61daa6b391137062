"""``youju serve-model``: a chat model from a file, served on this machine."""

from __future__ import annotations

import argparse
import threading
from pathlib import Path

from rag.settings import Settings
from rag.wording import say

Commands = argparse._SubParsersAction
PORT = 8080
"""llama.cpp's own."""


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "serve-model",
        help=say("用一个模型文件提供对话接口", "serve a chat model from a file"),
        description=say(
            "把一个 GGUF 模型文件变成本机的对话接口（OpenAI 兼容，只在 127.0.0.1 上），"
            '不需要 Ollama，也不联网。先运行 pip install "youju[local]"。',
            "Turn a GGUF model file into a chat endpoint on this machine (OpenAI-compatible, on "
            '127.0.0.1 alone), without Ollama or a network. First: pip install "youju[local]".',
        ),
        epilog=say("例：", "Example: ") + "youju serve-model qwen.gguf",
    )
    parser.add_argument("file", type=Path, help=say("模型文件（.gguf）", "model file (.gguf)"))
    parser.add_argument(
        "--port", type=int, default=PORT, help=say(f"端口（默认 {PORT}）", f"port (default {PORT})")
    )
    parser.add_argument("--name", default="", help=say("模型的名字", "what the model is called"))
    parser.add_argument(
        "--context",
        type=int,
        default=0,
        help=say(
            "上下文的 token 数（默认取 YOUJU_CHAT_CONTEXT_TOKENS）",
            "tokens of context (default: YOUJU_CHAT_CONTEXT_TOKENS)",
        ),
    )
    parser.add_argument(
        "--threads", type=int, default=0, help=say("用几个核（默认全部）", "cores (default: all)")
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until interrupted."""
    from rag.chat.embedded import NAME, serve

    print(say(f"正在加载 {arguments.file}……", f"Loading {arguments.file} …"), flush=True)
    serving = serve(
        arguments.file,
        arguments.port,
        arguments.name or NAME,
        arguments.context or settings.chat_context_tokens,
        max(0, arguments.threads),
    )
    print(
        say(
            f"对话接口已就绪：{serving.url}（Ctrl-C 停止）。在另一个终端里：",
            f"The chat endpoint is ready: {serving.url} (Ctrl-C stops it). In another terminal:",
        )
    )
    print(f"  export YOUJU_CHAT_MODEL=openai:{serving.name} YOUJU_CHAT_BASE_URL={serving.url}")
    print("  youju doctor && youju chat", flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        print(say("\n已停止。", "\nStopped."))
    return 0
