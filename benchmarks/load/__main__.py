"""`python -m benchmarks.load`: thousands of devices against the service, and what that costs.

    python -m benchmarks.load --folder F --devices 5000 --only prepare
    python -m benchmarks.load --folder F --replicas 2 --only idle day

Without `--database-url` the service uses SQLite in the folder. A folder that was prepared is used again.
"""

import argparse
import gc
import os
import platform
import sys
import tempfile
from pathlib import Path

import uvloop

from benchmarks.load import modes, population
from benchmarks.load.devices import Device
from benchmarks.load.measured import Stretch, table
from benchmarks.load.served import Served, serving
from thuis_tui.service.configuration import Configuration

MODES = ("prepare", "return", "idle", "day", "first")
IDLE_LINES = (1, 16, 64, 256)


def main() -> int:
    """Run the loads that were asked for and print their table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--devices", type=int, default=5_000)
    parser.add_argument("--first", type=int, default=200, help="devices that read everything at once")
    parser.add_argument("--replicas", type=int, default=1)
    parser.add_argument("--database-url", help="an empty PostgreSQL database: postgresql+psycopg://...")
    parser.add_argument("--folder", type=Path, help="keep the data here, to go on with it")
    parser.add_argument("--seconds", type=float, default=8.0, help="of each load that has no end")
    parser.add_argument("--only", nargs="+", choices=MODES, default=MODES)
    chosen = parser.parse_args()
    if chosen.replicas > 1 and not chosen.database_url:
        parser.error("SQLite has one writer: more replicas need --database-url")
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        with serving(folder / "service", chosen.database_url, chosen.replicas) as served:
            rows = uvloop.run(_run(chosen, folder, served))
    kind = "PostgreSQL" if chosen.database_url else "SQLite"
    print(
        f"{kind}, {chosen.replicas} replica(s), {chosen.devices:,} devices; "
        f"Python {platform.python_version()}, {os.cpu_count()} cores\n"
    )
    print(table(rows))
    return 0


async def _run(chosen: argparse.Namespace, folder: Path, served: Served) -> list[Stretch]:
    rows: list[Stretch] = []
    devices = population.kept(folder)[: chosen.devices]
    fresh = not devices
    if fresh:
        print("preparing ...", file=sys.stderr)
        configuration = Configuration(data_dir=folder / "service", database_url=chosen.database_url)
        devices, rows = await population.populate(served, configuration, chosen.devices)
        population.keep(folder, devices)
    gc.collect()
    gc.freeze()
    wanted = [mode for mode in MODES if mode in chosen.only and mode != "prepare"]
    if wanted:
        await modes.come_back(served, devices, 32, level=True)
    for mode in wanted:
        print(f"{mode} ...", file=sys.stderr)
        rows += await _loads(mode, chosen, served, devices)
        population.keep(folder, devices)
    return rows


async def _loads(
    mode: str, chosen: argparse.Namespace, served: Served, devices: list[Device]
) -> list[Stretch]:
    if mode == "return":
        return [await modes.come_back(served, devices, 1_000)]
    if mode == "idle":
        return [await modes.idle(served, devices, lines, chosen.seconds) for lines in IDLE_LINES]
    if mode == "day":
        return [await modes.day(served, devices, lines, chosen.seconds) for lines in (16, 64)]
    return [await modes.first_load(served, devices[: chosen.first], 32)]


if __name__ == "__main__":
    sys.exit(main())
