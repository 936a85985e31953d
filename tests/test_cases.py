"""The tests that run many cases in one: none is left out, and each that fails is named."""

from __future__ import annotations

import pytest

from tests.cases import each


def test_every_case_runs_and_each_that_fails_is_named() -> None:
    seen: list[int] = []

    @each("number", range(5))
    def odd(number: int) -> None:
        seen.append(number)
        if number == 4:
            pytest.fail("too much")
        assert number % 2

    with pytest.raises(BaseExceptionGroup, match="3 of 5 cases fail") as told:
        odd()
    assert seen == [0, 1, 2, 3, 4]
    assert [problem.__notes__ for problem in told.value.exceptions] == [
        [f"the case: {number}"] for number in (0, 2, 4)
    ]


def test_an_error_in_a_case_is_told_with_its_case() -> None:
    @each("word, size", [("a", 1), ("b", "x")])
    def count(word: str, size: int) -> None:
        assert len(word * size) == size

    with pytest.raises(BaseExceptionGroup) as told:
        count()
    (problem,) = told.value.exceptions
    assert isinstance(problem, TypeError)
    assert problem.__notes__ == ["the case: ('b', 'x')"]


def test_without_cases_nothing_is_tried() -> None:
    with pytest.raises(AssertionError, match="no case"):
        each("number", [])


@each("number", (1, 2))
def test_fixtures_come_as_always(tmp_path_factory: pytest.TempPathFactory, number: int) -> None:
    assert tmp_path_factory is not None
    assert number
