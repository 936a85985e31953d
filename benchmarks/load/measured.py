"""What a stretch of load came to."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.load.served import Served, own_seconds


@dataclass
class Stretch:
    """How long each piece of work took, and what it cost on all sides. Times are in seconds."""

    name: str
    taken: list[float] = field(default_factory=list)
    requests: int = 0
    """When it is not one for each piece of work."""

    wall: float = 0.0
    service: float = 0.0
    database: float = 0.0
    generator: float = 0.0
    memory: list[int] = field(default_factory=list)
    remark: str = ""

    @contextmanager
    def timed(self, requests: int = 1) -> Iterator[None]:
        """Take the time of one piece of work."""
        begun = time.perf_counter()
        yield
        self.taken.append(time.perf_counter() - begun)
        self.requests += requests

    def at(self, share: float) -> float:
        """The time within which this share of the work was done, in milliseconds."""
        ordered = sorted(self.taken)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def cells(self) -> list[str]:
        """A row of the table."""
        each = 1000 / max(1, self.requests)
        memory = [round(size / 2**20) for size in self.memory] or [0]
        third = max(1, len(memory) // 3)
        return [
            self.name,
            f"{self.requests:,}",
            f"{self.requests / self.wall:,.0f}",
            *(
                f"{self.at(share):,.0f}" if self.at(share) >= 10 else f"{self.at(share):.1f}"
                for share in (0.5, 0.95, 0.99)
            ),
            f"{self.service * each:.2f}",
            f"{self.database * each:.2f}" if self.database else "-",
            f"{self.generator * each:.2f}",
            f"{(self.service + self.database + self.generator) / self.wall:.2f}",
            f"{max(memory[:third])} / {max(memory[-third:])}",
            self.remark,
        ]


HEAD = [
    "load",
    "requests",
    "a second",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "service ms",
    "PostgreSQL ms",
    "generator ms",
    "cores busy",
    "MiB first / last third",
    "",
]


@contextmanager
def stretch(served: Served, name: str) -> Iterator[Stretch]:
    """Measure what happens in the block."""
    found = Stretch(name)
    looked = len(served.memory)
    before = served.seconds(), served.database_seconds(), own_seconds(), time.perf_counter()
    yield found
    found.wall = time.perf_counter() - before[3]
    found.service = served.seconds() - before[0]
    found.database = served.database_seconds() - before[1]
    found.generator = own_seconds() - before[2]
    found.memory = served.memory[looked:]


def table(rows: list[Stretch]) -> str:
    """The rows as a page shows them."""
    lines = [HEAD, ["---"] + ["---:"] * (len(HEAD) - 2) + ["---"], *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
