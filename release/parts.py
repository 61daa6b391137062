"""Write what Youju is made of: its software bill of materials, in CycloneDX's JSON.

    python -m release.parts [--to dist/youju.cdx.json] [--extra mcp …]

The parts are what pip installs with Youju, by this environment, each with version and licence, and
the models and tables that ship (NOTICE).
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from release.set_up import ROOT

MODELS = (
    "embeddings/models/static-zh-en/model.safetensors",
    "embeddings/models/e5-small-zh-en/onnx/model.onnx",
    "rag/models/reader-zh-en/model.int8.onnx",
    "rag/data/judge.json",
    "rag/data/intents_weights.npz",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the list."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--to", type=Path, default=ROOT / "dist" / "youju.cdx.json")
    parser.add_argument("--extra", nargs="*", default=["mcp"], help="extras counted in")
    given = parser.parse_args(arguments)
    found = packages("youju", given.extra)
    given.to.parent.mkdir(parents=True, exist_ok=True)
    given.to.write_text(bill(found), encoding="utf-8")
    print(f"{given.to}: {len(found)} packages, {len(MODELS)} models")
    return 0


def packages(name: str, extras: Iterable[str] = ()) -> list[Distribution]:
    """A distribution's requirements and theirs, as they are installed here, by name."""
    found: dict[str, Distribution] = {}
    waiting = [(name, tuple(extras))]
    done = set()
    while waiting:
        wanted = waiting.pop()
        if wanted in done:
            continue
        done.add(wanted)
        try:
            here = distribution(wanted[0])
        except PackageNotFoundError:  # of another platform, or an extra that is not installed
            continue
        found[wanted[0].lower().replace("_", "-")] = here
        for line in here.requires or ():
            needed = Requirement(line)
            if needed.marker is None or any(
                needed.marker.evaluate({"extra": extra}) for extra in ("", *wanted[1])
            ):
                waiting.append((needed.name, tuple(sorted(needed.extras))))
    found.pop(name, None)
    return [found[each] for each in sorted(found)]


def licence_of(package: Distribution) -> str:
    """What a package says of its licence: an SPDX expression where it has one, else its words."""
    told: Any = package.metadata  # a message of email, whatever its type says
    if expression := told.get("License-Expression"):
        return str(expression)
    classified = [
        line.rpartition(" :: ")[2]
        for line in told.get_all("Classifier") or ()
        if line.startswith("License ::")
    ]
    words = str(told.get("License") or "").strip().split("\n")[0]
    return "; ".join(classified) or words or "not stated"


def bill(found: Sequence[Distribution]) -> str:
    """The bill of materials as JSON; the same parts give the same bytes but for its date and id."""
    from cyclonedx.model import HashAlgorithm, HashType
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.model.license import DisjunctiveLicense
    from cyclonedx.output.json import JsonV1Dot6
    from packageurl import PackageURL

    from rag import __version__

    made: Any = Bom()
    made.metadata.component = Component(
        name="youju", version=__version__, type=ComponentType.APPLICATION, bom_ref="youju",
        licenses=[DisjunctiveLicense(id="Apache-2.0")],
    )  # fmt: skip
    parts = [
        Component(
            name=one.name, version=one.version, type=ComponentType.LIBRARY,
            purl=PackageURL("pypi", name=one.name.lower(), version=one.version),
            bom_ref=f"{one.name}@{one.version}",
            licenses=[DisjunctiveLicense(name=licence_of(one))],
        )
        for one in found
    ]  # fmt: skip
    for path in MODELS:
        digest = hashlib.sha256((ROOT / path).read_bytes()).hexdigest()
        parts.append(
            Component(
                name=path, type=ComponentType.MACHINE_LEARNING_MODEL, bom_ref=path,
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
                licenses=[DisjunctiveLicense(name="see NOTICE")],
            )
        )  # fmt: skip
    made.components.update(parts)
    made.register_dependency(made.metadata.component, parts)
    return str(JsonV1Dot6(made).output_as_string(indent=2))


if __name__ == "__main__":
    sys.exit(main())
