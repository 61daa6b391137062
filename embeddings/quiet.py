"""The switches that keep libraries from calling home, thrown before any of them is imported.

``import embeddings`` and ``import rag`` come here first, so that commands, scripts, the page and
every worker process are alike. What the environment says is overruled: nothing may turn these
back on. LangSmith has no switch here, because a program around Youju may trace its own chains;
Youju's own calls are kept out of it where they are made.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Mapping

SWITCHES: Mapping[str, str] = {
    # Read by the library while it is imported; from then on its thread resolves names of
    # Microsoft's collector and keeps a device id and a queue of events in the user's cache.
    "ORT_DISABLE_TELEMETRY": "1",
    # Read by huggingface_hub and, through it, transformers; models may still be downloaded.
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # Gradio compares with "True"; anything else is off.
    "GRADIO_ANALYTICS_ENABLED": "False",
    # Whatever else honours https://donottrack.sh.
    "DO_NOT_TRACK": "1",
}
"""Environment variables and the values that silence their libraries."""

if "onnxruntime" in sys.modules and os.environ.get("ORT_DISABLE_TELEMETRY") != "1":
    warnings.warn(
        "onnxruntime was imported before Youju and may already report to Microsoft. Import rag "
        "first, or start the program with ORT_DISABLE_TELEMETRY=1.",
        RuntimeWarning,
        stacklevel=2,
    )
os.environ.update(SWITCHES)
