"""Import Gradio whatever proxies the system names.

Gradio makes an HTTP client as it is imported, which nothing of ours uses. Where ``ALL_PROXY``
names a SOCKS proxy and the package for it is not installed, that alone would stop the page.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

_NAMES = ("http_proxy", "https_proxy", "all_proxy")


@contextmanager
def without_proxies() -> Iterator[None]:
    """Take the system's proxies out of the environment for the length of a block."""
    hidden = {name: value for name, value in os.environ.items() if name.lower() in _NAMES}
    for name in hidden:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(hidden)
