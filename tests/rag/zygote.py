"""A process that has everything imported and forks one piece of work for each line it reads.

``python -m tests.rag.zygote`` reads JSON lines ``{"data", "paths", "file_limit"?}`` for an ingest,
``{"data", "backup"}`` or ``{"data", "restore"}`` with the backup's path for those; it answers
``{"pid"}`` at once and ``{"status"}`` (as ``os.wait`` gives it) at the end, so that a test can
kill a real process at any moment of its work without paying for its start.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

from embeddings import HashEmbedder
from rag.errors import YoujuError
from rag.indexing import backup, index, writer
from rag.indexing.ingest import ingest
from rag.indexing.prepare import Tools, prepare_documents
from rag.settings import Settings
from rag.types import Document
from rag.wording import choose_language

EMBEDDER = HashEmbedder(32)
FAILED_CLEARLY, FAILED_WITH_TRACEBACK, INTERRUPTED = 10, 11, 12


def warm() -> None:
    """Load what is loaded on first use, so that a fork begins to work at once."""
    import faiss  # noqa: F401
    import tantivy  # noqa: F401

    tools = Tools(EMBEDDER, lambda _: False)
    prepare_documents(tools, [Document("x", "x", "", "工厂开工。")])
    assert index
    writer._TASK_FILES = 3  # many small transactions


def run(order: dict[str, Any]) -> int:
    """One piece of work in this (forked) process; its exit code."""
    if order.get("file_limit"):
        limit = int(order["file_limit"])
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    choose_language("en")
    settings = Settings(data_dir=Path(order["data"]), language="en")
    try:
        if "backup" in order:
            backup.backup(settings.data_dir, Path(order["backup"]))
        elif "restore" in order:
            backup.restore(Path(order["restore"]), settings.data_dir)
        else:
            ingest([Path(path) for path in order["paths"]], settings, EMBEDDER)
    except YoujuError as fault:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        if order.get("told"):
            Path(order["told"]).write_text(str(fault), encoding="utf-8")
        return FAILED_CLEARLY
    except KeyboardInterrupt:
        return INTERRUPTED
    except BaseException:  # noqa: BLE001 - a test tells it from a clear sentence
        import traceback

        traceback.print_exc()
        return FAILED_WITH_TRACEBACK
    return 0


def main() -> None:
    """Serve orders until standard input closes; with an argument, carry out that one order."""
    warm()
    if len(sys.argv) > 1:
        os._exit(run(json.loads(sys.argv[1])))
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os._exit(run(json.loads(line)))
        sys.stdout.write(json.dumps({"pid": pid}) + "\n")
        sys.stdout.flush()
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(json.dumps({"status": status}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
