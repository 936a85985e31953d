"""docs/figures.md, from the definitions: `python -m thuis_tui.casework.figures.page`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from thuis_tui.casework.figures.contributions import GAP_DAYS
from thuis_tui.casework.figures.definitions import FIGURES, MONTHS_SHOWN
from thuis_tui.casework.programme import FEWEST

PAGE: Final = Path(__file__).parents[3] / "docs" / "figures.md"

HEAD: Final = """# The figures of the programme

Written by `python -m thuis_tui.casework.figures.page`; a test fails when the definitions say other.

The service counts, from the logs, by the fold that laptops use; laptops show what was counted, with its day,
online and offline. A report holds counts of everybody in the programme, of all organisations on the service,
and no names, ids or dates of anybody. It is read by who has the right `count` ([rights](rights.md)).
`thuis admin figures count` counts now, `figures show` shows the report that was sent last, also as `--json`.
While the service runs it counts every `figures_hours` ([configuration](configuration.md)) and sends a report
when it says something else, at most one a day; of several replicas one does it.

## What is counted

A row for each figure: the words are those that the program shows beside it.
"""

METHOD: Final = f"""
## How

- A dossier, with the way to a home beside it, adds **keys** (`casework/figures/contributions.py`): what is
  over with its length, what goes on with the day it began. The service keeps the keys of each dossier and
  how often each key is there. A change takes the old keys away and adds the new ones, so what a counting
  costs follows from how many scopes were written to since; the report of a day follows from the counters
  alone. `figures count --anew` forgets all that and counts from the logs.
- **Merged dossiers** count once, as the one that goes on. **Restricted** dossiers count too. A dossier that
  is **erased** takes its keys with it, at the next counting.
- **Durations** are estimated by Kaplan-Meier (`scipy.stats.ecdf` of censored data, bounds by the log-log
  formula): those who still wait count for as long as it is known that they did. Stopping or dying before
  the key counts as being seen no longer, so the estimate says how long it takes for who goes on.
- **Levels** of the self-sufficiency matrix are ranks. They are neither added up nor averaged: what is
  counted is how many people are how many levels higher or lower.
- Two leases with {GAP_DAYS} days or fewer between them are one stay.
- `tests/service/figures` computes the figures once more from the raw operations, with a product-limit
  estimate of its own, and compares what is shown with it, but for the bounds.

## What is hidden

- A number of 1 to {FEWEST - 1} people (or of caseworkers, leases, offers, homes that people live in) is not
  shown. A nought is. How many homes are promised and realised is no secret: everybody reads the register.
- What a hidden number could be found from is hidden too: in each line with a total the smallest other
  number, until what is hidden together is {FEWEST} or more.
- The homes by part, by municipality and by corporation are the same homes. Whether a small number follows
  from those shown in the three tables together is looked at as a system of equations
  (`casework/figures/suppression.py`); numbers are hidden until it does not.
- A number of days is shown when {FEWEST} or more got so far and as many were followed until that day. The
  curves go in steps of {FEWEST} people or more, end where fewer are followed, and are in hundredths. A
  share still housed is shown when {FEWEST} or more lost their home since the share shown before it, or
  nobody did.

## What is not prevented

- **Two reports, one after the other.** A number that was 12 yesterday and is 13 today says that one person
  was added. Who knows that one dossier was made in between knows of whom. The same holds for the
  {MONTHS_SHOWN} months of leases, which are net changes. There is at most one report a day by itself; who
  is let to run `figures count` more often should not hand the reports in between to others.
- **Ranges.** A hidden number is known to lie between 1 and what is left of its total.
- **Who knows some of the people** in a cell can subtract those.
- **Everybody alike**: that all of ten people are in one column says it of each of them.
- **The register of homes** says of each home whether it is occupied, to everybody who reads the register.
"""


def page() -> str:
    """The whole page."""
    rows = ["| figure | what it counts | rows | opens to dossiers |", "|---|---|---|---|"]
    rows += [
        f"| {figure.title} (`{figure.key}`) | {figure.definition} | {figure.rows} |"
        f" {'yes, for who has them' if figure.by_client else '–'} |"
        for figure in FIGURES
    ]
    return "\n".join([HEAD, *rows, f"{METHOD.rstrip()}\n"])


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
