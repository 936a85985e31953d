"""Many small cases in one test: all of them run, and each that fails is named.

To collect, run and report a test costs more than most of these; those that need a place of their own, or that
somebody wants to run alone, are parametrised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import WRAPPER_ASSIGNMENTS, wraps
from inspect import signature
from types import TracebackType
from typing import Any

import pytest

MOST_SHOWN = 200


class _Case:
    """Around one case: what fails in it is kept with its name; what else goes wrong gets the name too."""

    def __init__(self, name: str, failed: list[BaseException]) -> None:
        self._name, self._failed = name, failed

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if problem is None:
            return False
        problem.add_note(f"the case: {self._name}")
        if not isinstance(problem, Exception | pytest.fail.Exception):
            return False
        self._failed.append(problem)
        return True


def each(names: str, cases: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a test with each of the cases, as one test; `names` are the parameters that a case fills."""
    wanted, values = names.split(", "), list(cases)
    assert values, f"there is no case of {names}"

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        given = signature(test)

        @wraps(test, assigned=WRAPPER_ASSIGNMENTS, updated=())
        def run(**fixtures: Any) -> None:
            failed: list[BaseException] = []
            for value in values:
                case = dict(zip(wanted, value, strict=True)) if len(wanted) > 1 else {names: value}
                with _Case(repr(value)[:MOST_SHOWN], failed):
                    test(**fixtures, **case)
            if failed:
                raise BaseExceptionGroup(f"{len(failed)} of {len(values)} cases fail", failed)

        kept = [one for name, one in given.parameters.items() if name not in wanted]
        run.__signature__ = given.replace(parameters=kept)  # type: ignore[attr-defined]
        return run

    return decorate
