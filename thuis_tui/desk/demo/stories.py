"""The notes of the demo: for each client some stories that run through the year, and days between."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from thuis_tui.desk.demo.people import Person

HERE = ZoneInfo("Europe/Amsterdam")
AMENDED = 0.04
"""Part of the notes that has an amendment."""
_WITHOUT_HOME = ("1", "2", "3")


@dataclass(frozen=True, slots=True)
class Written:
    """One made-up note: what it says, when it happened, and the amendment beside it, if any."""

    values: Mapping[str, Any]
    occurred: datetime
    recorded: datetime
    amendment: tuple[str, str] | None


def notes(person: Person, count: int, random: Random, now: datetime) -> Iterator[Written]:
    """So many notes about one person over the year before `now`, in the order they happened."""
    steps = _steps(person, count, random)
    moments = _moments(count, random, now)
    for step, occurred in zip(steps, moments, strict=True):
        recorded = min(occurred + timedelta(minutes=random.randint(20, 300)), now)
        values = _values(step, person, random)
        yield Written(
            values=values,
            occurred=occurred,
            recorded=recorded,
            amendment=_amendment(values["body"], person, random) if random.random() < AMENDED else None,
        )


def _steps(person: Person, count: int, random: Random) -> list[Mapping[str, Any]]:
    """Stories one after the other, with an ordinary day after every third step."""
    told = _book()
    first = [story for story in told["story"] if story.get("begins")]
    later = [story for story in told["story"] if not story.get("begins")]
    stories = random.sample(later, len(later))
    if person.values.get("current_stay") in _WITHOUT_HOME:
        stories.insert(0, random.choice(first))
    steps: list[Mapping[str, Any]] = []
    while len(steps) < count:
        for story in stories:
            for number, step in enumerate(story["step"]):
                steps.append(step)
                if number % 3 == 2:
                    steps.append(random.choice(told["ordinary"]))
        stories = random.sample(later, len(later))
    return steps[:count]


def _moments(count: int, random: Random, now: datetime) -> list[datetime]:
    """Working hours of working days over the past year, the last one within the past days."""
    span = 360 / max(count, 1)
    found = []
    for number in range(count):
        days_ago = (count - number - 1) * span + random.uniform(0.3, max(span * 0.8, 3))
        local = (now - timedelta(days=days_ago)).astimezone(HERE)
        local -= timedelta(days=max(0, local.weekday() - 4))
        at = local.replace(
            hour=random.randint(9, 16), minute=random.choice((0, 10, 15, 30, 40, 45)), second=0
        )
        found.append(min(at.replace(microsecond=0), now - timedelta(minutes=random.randint(30, 500))))
    return sorted(found)


def _values(step: Mapping[str, Any], person: Person, random: Random) -> dict[str, Any]:
    told = _book()
    sentences: list[str] = []
    if step.get("opening"):
        sentences.append(random.choice(told["opening"]))
    sentences.extend(random.choice(part) for part in step["parts"])
    if step.get("closing"):
        sentences.append(random.choice(told["closing"]))
    shortest, longest = step["minutes"]
    return {
        "kind": step["kind"],
        "duration_minutes": random.randrange(shortest, longest + 1, 5),
        "life_domains": list(step["domains"]),
        "body": _said(_paragraphs(sentences), person),
    }


def _paragraphs(sentences: Sequence[str]) -> str:
    """Long notes have an empty line before what was agreed, as people write them."""
    if len(sentences) < 5:
        return " ".join(sentences)
    return " ".join(sentences[:-1]) + "\n\n" + sentences[-1]


def _said(text: str, person: Person) -> str:
    return text.format(
        naam=person.called,
        hij=person.he,
        Hij=person.he.capitalize(),
        hem=person.him,
        zijn=person.his,
        Zijn=person.his.capitalize(),
    )


def _amendment(body: str, person: Person, random: Random) -> tuple[str, str]:
    """A correction that fits what the note speaks of."""
    fitting = [one for one in _book()["amendment"] if one.get("when", "") in body]
    chosen = random.choice(fitting)
    return chosen["reason"], _said(chosen["body"], person)


@cache
def _book() -> dict[str, Any]:
    return tomllib.loads(files("thuis_tui.desk.demo").joinpath("stories.toml").read_text("utf-8"))
