"""Histories of one field: operations whose authors had each seen some of the ones before."""

from dataclasses import dataclass

import msgspec
from hypothesis import strategies as st

from thuis_tui.log.register import Head, Register, apply


@dataclass(frozen=True)
class Step:
    """One operation on the field."""

    head: Head
    base: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.head.id


def head(number, value=None, hlc=None):
    text = msgspec.json.encode(number if value is None else value)
    return Head(f"{number:032x}", number if hlc is None else hlc, "a" * 32, msgspec.Raw(text))


@st.composite
def histories(draw, max_size=9):
    """Steps whose bases are values that existed: any part of the history before them."""
    steps = []
    for number in range(draw(st.integers(min_value=1, max_value=max_size))):
        earlier = [step.id for step in steps]
        base = draw(st.lists(st.sampled_from(earlier), unique=True, max_size=3)) if earlier else []
        steps.append(Step(head(number, draw(st.integers(0, 3)), draw(st.integers(0, 5))), tuple(base)))
    return steps


def play(steps, register=None):
    register = register or Register()
    for step in steps:
        register = apply(register, step.id, step.base, step.head)
    return register
