"""``python -m rag.cli``: the same as ``youju``."""

import sys

from rag.cli import main

sys.exit(main())
