"""Ask the page in this container how it is: exit code 0 where it can answer, else 1."""

from __future__ import annotations

import os
import sys
import urllib.request


def main() -> int:
    """0 where ``/healthz`` says 200 within four seconds."""
    port = os.environ.get("YOUJU_UI_PORT", "7860")
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=4) as reply:
            return 0 if reply.status == 200 else 1
    except OSError:  # refused, timed out, or 503
        return 1


if __name__ == "__main__":
    sys.exit(main())
