"""A figure, what it is measured against, and the table of them."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table: samples of ours and, where there is one, of the yardstick in the same run."""

    group: str
    what: str
    samples: Sequence[float]
    unit: str = "ms"
    against: str = ""
    yardstick: Sequence[float] = ()
    limit: str = ""
    met: bool | None = None

    @property
    def ratio(self) -> float | None:
        """Ours over the yardstick, by the medians."""
        if not self.yardstick or not (floor := statistics.median(self.yardstick)):
            return None
        return statistics.median(self.samples) / floor


def percentile(samples: Iterable[float], share: float) -> float:
    """The value that this share of the samples does not exceed (nearest rank)."""
    ordered = sorted(samples)
    return ordered[max(0, min(len(ordered) - 1, round(share * len(ordered) + 0.5) - 1))]


def under(
    group: str, what: str, samples: Sequence[float], limit: float, unit: str = "ms", at: float = 0.5
) -> Row:
    """A row whose limit is a figure: the median, or another percentile, has to stay under it."""
    value = percentile(samples, at) if at != 0.5 else statistics.median(samples)
    return Row(
        group, what, [value] if at != 0.5 else samples, unit, limit=f"< {limit:g} {unit}", met=value < limit
    )


def within(
    group: str, what: str, samples: Sequence[float], against: str, yardstick: Sequence[float], times: float
) -> Row:
    """A row whose limit is a ratio to a yardstick measured in the same run."""
    ratio = statistics.median(samples) / statistics.median(yardstick)
    return Row(
        group, what, samples, against=against, yardstick=yardstick, limit=f"< {times:g} x", met=ratio < times
    )


HEAD = (
    "| | what | median | spread | against | its median | ratio | limit | |",
    "|---|---|--:|---|---|--:|--:|---|---|",
)


def renewed(table: str, rows: Sequence[Row]) -> str:
    """A table that was printed earlier with these rows in the place of those of their groups."""
    groups: dict[str, list[str]] = {}
    name = ""
    for line in [*table.splitlines(), *printed(rows).splitlines()]:
        if line in HEAD or not line.startswith("|"):
            continue
        if head := line.split("|")[1].strip():
            name = head
            groups[name] = []
        groups[name].append(line)
    return "\n".join([*HEAD, *(line for lines in groups.values() for line in lines)])


def printed(rows: Sequence[Row]) -> str:
    """The table as Markdown, fit for the documentation as it is."""
    lines = [*HEAD]
    group = ""
    for row in rows:
        ratio = f"{row.ratio:.2f}" if row.ratio is not None else ""
        floor = f"{_figure(statistics.median(row.yardstick))} {row.unit}" if row.yardstick else ""
        spread = f"{_figure(min(row.samples))} to {_figure(max(row.samples))}" if len(row.samples) > 1 else ""
        verdict = {True: "met", False: "**missed**", None: ""}[row.met]
        median = f"{_figure(statistics.median(row.samples))} {row.unit}"
        head = row.group if row.group != group else ""
        group = row.group
        lines.append(
            f"| {head} | {row.what} | {median} | {spread} | {row.against} | {floor} | {ratio} "
            f"| {row.limit} | {verdict} |"
        )
    return "\n".join(lines)


def _figure(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
