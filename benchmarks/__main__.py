"""One command for every figure: `python -m benchmarks [--only GROUP ...] [--runs N] [--write]`."""

import argparse
import os
import platform
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.table import Row, printed, renewed

# Name on the command line: the module that measures it, loaded only when asked for.
GROUPS = (
    "start",
    "keystrokes",
    "hand",
    "crisis",
    "today",
    "search",
    "exchange",
    "scaling",
    "thin_line",
    "writes",
    "footprint",
    "figures",
)


PAGE = Path(__file__).parents[1] / "docs" / "measurements.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def main() -> int:
    """Measure, print the table, and say by the exit status whether every limit was met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=GROUPS, default=GROUPS, help="measure these groups only")
    parser.add_argument("--runs", type=int, default=5, help="samples of each figure (default 5, the least)")
    parser.add_argument(
        "--write", action="store_true", help="put the figures of these groups into docs/measurements.md too"
    )
    chosen = parser.parse_args()
    rows: list[Row] = []
    for group in chosen.only:
        print(f"measuring {group} ...", file=sys.stderr)
        measure: Callable[[int], list[Row]] = import_module(f"benchmarks.{group}").measure
        rows += measure(max(5, chosen.runs))
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()}."
    print(f"{machine}\n\n{printed(rows)}")
    if chosen.write:
        _write(machine, rows)
    return 0 if all(row.met is not False for row in rows) else 1


def _write(machine: str, rows: list[Row]) -> None:
    """Put the figures between the marks of the page, in the place of those of the same groups."""
    before, rest = PAGE.read_text("utf-8").split(BEGIN)
    table, after = rest.split(END)
    figures = f"{machine}\n\n{renewed(table, rows)}"
    PAGE.write_text(f"{before}{BEGIN}\n{figures}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
