"""Kaplan-Meier: how long something lasts, with those for whom it goes on counted for as long as it is known.

Computed by SciPy, which is loaded when something is counted and not before.
"""

from __future__ import annotations

import warnings
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from thuis_tui.casework.figures.report import HIDDEN, NONE, NOT_REACHED, Cell, Step
from thuis_tui.casework.programme import FEWEST

_NEAR = 1e-9
"""Shares that are equal on paper differ by less."""


@dataclass(frozen=True, slots=True)
class Survival:
    """The estimate at each day on which something ended or was last seen."""

    days: tuple[int, ...]
    lasting: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    ends: tuple[int, ...]
    """How many ended by each day, that day included."""
    at_risk: tuple[int, ...]
    """For how many it went on just before each day."""

    def at(self, day: int) -> int:
        """The place of the last day that is not after this one; -1 before the first."""
        return bisect_right(self.days, day) - 1

    def risk_at(self, day: int) -> int:
        """For how many it is known that it went on until this day."""
        place = bisect_right(self.days, day - 1)
        return self.at_risk[place] if place < len(self.days) else 0

    def after(self, share: float) -> Cell:
        """After how many days it was over for this share, or why that is not said."""
        if not self.days:
            return NONE
        if total_small(self.ends[-1]) or self.at_risk[0] < FEWEST:
            return HIDDEN
        for day, lasting, at_risk in zip(self.days, self.lasting, self.at_risk, strict=True):
            if lasting <= 1 - share + _NEAR:
                return day if at_risk >= FEWEST else HIDDEN
        return NOT_REACHED


def total_small(count: int) -> bool:
    """Whether so few are too few to be told of."""
    return 0 < count < FEWEST


def survival(ended: Mapping[int, int], going_on: Mapping[int, int]) -> Survival:
    """Estimate from how many lasted how many days, and for how many it was going on after how many."""
    if not ended and not going_on:
        return Survival((), (), (), (), (), ())
    import numpy as np
    from scipy import stats

    over = np.repeat(list(ended), list(ended.values())).astype(float)
    open_ = np.repeat(list(going_on), list(going_on.values())).astype(float)
    found = stats.ecdf(stats.CensoredData(uncensored=over, right=open_)).sf
    # Before the first end, and after the last of all, there are no bounds and SciPy warns of it: there they
    # are as wide as the estimate itself.
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        bounds = found.confidence_interval(confidence_level=0.95, method="log-log")
    share = found.probabilities
    low = np.where(np.isnan(bounds.low.probabilities), share, bounds.low.probabilities)
    high = np.where(np.isnan(bounds.high.probabilities), share, bounds.high.probabilities)
    days = tuple(int(day) for day in found.quantiles)
    lasting, lowest, highest = (tuple(map(float, each)) for each in (share, low, high))
    left = [ended.get(day, 0) + going_on.get(day, 0) for day in days]
    gone = [0, *accumulate(left)]
    return Survival(
        days,
        lasting,
        lowest,
        highest,
        ends=tuple(accumulate(ended.get(day, 0) for day in days)),
        at_risk=tuple(gone[-1] - before for before in gone[:-1]),
    )


def curve(found: Survival, *, rising: bool) -> tuple[Step, ...]:
    """The curve in steps of five people or more, as far as five people are followed.

    `rising`: the share for whom it is over, else the share for whom it goes on.
    """
    if not found.days or found.at_risk[0] < FEWEST:
        return ()
    steps = [_step(0, 1.0, 1.0, 1.0, rising)]
    told = 0
    for place, day in enumerate(found.days):
        if found.at_risk[place] < FEWEST:
            break
        if found.ends[place] - told >= FEWEST:
            told = found.ends[place]
            values = (found.lasting[place], found.low[place], found.high[place])
            if day == steps[-1].day:  # it was over at once
                steps.pop()
            steps.append(_step(day, *values, rising))
    return tuple(steps)


def rounded(share: float) -> float:
    """A share in hundredths: more would tell how many people there are."""
    return round(share, 2)


def _step(day: int, share: float, low: float, high: float, rising: bool) -> Step:
    if rising:
        share, low, high = 1 - share, 1 - high, 1 - low
    return Step(day, rounded(share), rounded(low), rounded(high))
