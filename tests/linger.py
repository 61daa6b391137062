"""``python -m tests.linger SECONDS COMMAND …``: ``youju COMMAND …`` in a process that then stays.

What a library sends home it sends from a thread of its own, up to half a minute after it was
loaded; a command that ends sooner shows nothing.
"""

from __future__ import annotations

import sys
import time

from rag.cli import main

if __name__ == "__main__":
    began = time.monotonic()
    code = main(sys.argv[2:])
    time.sleep(max(0.0, float(sys.argv[1]) - (time.monotonic() - began)))
    sys.exit(code)
