"""Serve a GGUF file as an OpenAI-compatible endpoint on this machine: llama.cpp, embedded.

llama.cpp comes as a Python wheel (xllamacpp, the extra ``youju[local]``): no Ollama, no compiler,
no download. The endpoint listens on loopback alone, answers no web page (its own is off, and no
other origin is allowed), and has nothing to do with the index.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import ModelError, UsageError

HOST = "127.0.0.1"
NAME = "local"
"""What the model is called at the endpoint, unless it is named."""
_MAGIC = b"GGUF"
_LEAST_BYTES = 1_000_000
"""No language model is smaller: a file cut off in a download is."""
READ_AT_ONCE = 16
"""Tokens of a prompt that are read before the server looks whether anybody still waits. With
llama.cpp's own 2,048 a stop is heard only when the whole prompt is read."""


@dataclass(frozen=True, slots=True)
class Serving:
    """A model that is served; it lives as long as ``server`` is kept."""

    server: Any
    url: str
    name: str


def serve(file: Path, port: int, name: str, context_tokens: int, threads: int = 0) -> Serving:
    """Load the model and begin to serve it; comes back when it can be asked.

    Args:
        file: A model in llama.cpp's format.
        port: Where to listen; 0 takes a free one.
        name: What the model is called.
        context_tokens: How many tokens a prompt and its reply may have.
        threads: How many cores are used; 0 all.

    Raises:
        UsageError: There is no such file, it is no GGUF, or the port is taken.
        ModelError: xllamacpp is not installed, or it cannot load the file.
    """
    _check_file(file)
    port = _free_port(port)
    try:
        import xllamacpp
    except ImportError:
        raise ModelError(
            zh='运行本地模型还缺一个软件包：pip install "youju[local]"',
            en='Serving a local model needs another package: pip install "youju[local]"',
        ) from None
    wanted = xllamacpp.CommonParams()
    wanted.model.path = str(file)
    wanted.model_alias = {name}
    wanted.hostnames, wanted.port = [HOST], port
    wanted.n_ctx, wanted.n_parallel, wanted.use_jinja = context_tokens, 1, True
    wanted.n_batch = wanted.n_ubatch = READ_AT_ONCE
    cores = threads or os.cpu_count() or 1
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = cores
    wanted.ui, wanted.cors_origins = False, f"http://{HOST}:{port}"
    wanted.verbosity = -1  # llama.cpp prints hundreds of lines
    try:
        server = xllamacpp.Server(wanted)
    except RuntimeError:
        raise ModelError(
            zh=f"llama.cpp 加载不了 {file}。文件可能没有下载完整、格式太新，"
            "或内存不够；可以换小一点的模型，或用 --context 调小上下文。",
            en=f"llama.cpp cannot load {file}. It may be incomplete, of a newer format, "
            "or too large for the memory: try a smaller model, or a smaller --context.",
        ) from None
    return Serving(server, f"http://{HOST}:{port}/v1", name)


def _check_file(file: Path) -> None:
    """Whether a file can be a model at all.

    Raises:
        UsageError: It is not there, is no file, or is not in llama.cpp's format.
    """
    if not file.is_file():
        raise UsageError(
            zh=f"没有这个文件：{file}。请给出一个 .gguf 模型文件。",
            en=f"There is no file {file}. Name a model file that ends in .gguf.",
        )
    with file.open("rb") as opened:
        magic = opened.read(len(_MAGIC))
    if magic != _MAGIC or file.stat().st_size < _LEAST_BYTES:
        raise UsageError(
            zh=f"{file} 不是 GGUF 模型，或没有下载完整。llama.cpp 只读 GGUF 格式的模型。",
            en=f"{file} is no GGUF model, or is not complete. llama.cpp reads GGUF models alone.",
        )


def _free_port(port: int) -> int:
    """The port, or a free one for 0.

    Raises:
        UsageError: Somebody listens there.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            raise UsageError(
                zh=f"端口 {port} 用不了，可能已被占用。请用 --port 换一个。",
                en=f"Port {port} cannot be used; it may be taken. Choose another with --port.",
            ) from None
        return int(probe.getsockname()[1])
