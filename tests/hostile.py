"""What the tests threw at the product, counted over the whole run and printed at its end.

    from tests.hostile import tally

    tally.refused("/gradio_api/queue/join")      # one hostile input that got nowhere at this door
    tally.refused("a .zip", inputs=12)           # a door is wherever something hostile can come in
    tally.fault("killed while publishing")       # one fault that was survived

Count after the assertions: what is counted has held.
"""

from __future__ import annotations

from collections import Counter


class Tally:
    """Hostile inputs by the door they came to, and faults by kind."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.inputs: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()

    def refused(self, door: str, inputs: int = 1) -> None:
        """``inputs`` hostile inputs got nowhere at ``door``."""
        self.inputs[door] += inputs

    def fault(self, kind: str, count: int = 1) -> None:
        """``count`` faults of this kind (a kill, a full disk, a broken reply) were survived."""
        self.faults[kind] += count

    def record(self) -> dict[str, dict[str, int]]:
        """The counts as plain values, for one worker to hand to another process."""
        return {"inputs": dict(self.inputs), "faults": dict(self.faults)}

    def add(self, record: dict[str, dict[str, int]]) -> None:
        """Count in what another process counted."""
        self.inputs.update(record["inputs"])
        self.faults.update(record["faults"])

    def __str__(self) -> str:
        kinds = ", ".join(f"{count} x {kind}" for kind, count in self.faults.most_common() if count)
        return (
            f"hostile inputs refused: {self.inputs.total():,}, doors: {len(self.inputs):,}, "
            f"faults survived: {self.faults.total():,}" + (f" ({kinds})" if kinds else "")
        )


tally = Tally()
"""The run's own."""
