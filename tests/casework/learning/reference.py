"""Writes reference.json: tables, and what pycanon says of them. Not run by the tests, which read the file.

pycanon (https://pypi.org/project/pycanon) counts k-anonymity and l-diversity apart from us. It wants exact
versions of numpy, pandas and scipy, so it is no part of thuis; in an environment that has it and thuis:
`python -m tests.casework.learning.reference`.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

FILE = Path(__file__).with_name("reference.json")
NAMES = ("born", "gender", "part", "household", "entered")


def table(seed: int, size: int) -> list[dict[str, str]]:
    """People who never were: some classes are common, some rare."""
    chance = random.Random(seed)
    born = [f"{year}-{year + 4}" for year in range(1950, 2005, 5)]
    return [
        {
            "born": chance.choices(born, [1, 1, 2, 3, 5, 8, 8, 6, 5, 3, 1])[0],
            "gender": chance.choices(["man", "woman", "other", "unknown"], [14, 5, 1, 1])[0],
            "part": chance.choices(["city", "region", "elsewhere"], [12, 6, 1])[0],
            "household": chance.choices(["alone", "couple", "single_parent", "unknown"], [16, 2, 2, 1])[0],
            "entered": str(chance.randint(2023, 2026)),
            "tenancy_end": chance.choices(["eviction", "moved_on", "deceased", "own_wish"], [2, 6, 1, 3])[0],
        }
        for _ in range(size)
    ]


def main() -> int:
    """Write what pycanon says of each table, as it is and after our steps."""
    import pandas  # type: ignore[import-not-found,import-untyped,unused-ignore]
    from pycanon import anonymity  # type: ignore[import-not-found,unused-ignore]

    from thuis_tui.casework.learning.anonymity import anonymise

    made = []
    for seed, size in ((1, 40), (2, 200), (3, 900)):
        rows = table(seed, size)
        for name, these in (("before", rows), ("after", list(anonymise(rows, 5).rows))):
            frame = pandas.DataFrame(these)
            k = anonymity.k_anonymity(frame, list(NAMES))
            l_ = anonymity.l_diversity(frame, list(NAMES), ["tenancy_end"])
            made.append({"seed": seed, "size": size, "table": name, "k": int(k), "l": int(l_)})
    FILE.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
