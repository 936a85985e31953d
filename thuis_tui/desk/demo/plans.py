"""Support plans of the demo: one in each state that a team sees on an ordinary day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from thuis_tui.casework import plan_rules
from thuis_tui.desk.plan_reading import frozen
from thuis_tui.desk.plan_shapes import ActionShown, GoalShown

Write = Callable[[str, str, Mapping[str, Any]], None]
"""Takes the record type, the id and the values."""


@dataclass(frozen=True, slots=True)
class _Story:
    """A plan: how far it is, when it began, and its goals."""

    state: str
    began: int
    """Days ago."""
    goals: Sequence[int]
    view: str = ""


_GOALS: tuple[tuple[dict[str, Any], tuple[tuple[str, str, int, str], ...]], ...] = (
    (
        {
            "life_domain": 1,
            "wording": "Ik wil mijn huur zelf betalen en elke maand iets overhouden.",
            "starting_situation": "De bewindvoerder betaalt alles. Er is één maand achterstand.",
            "strength": "Houdt een kasboek bij en is trots op de afgelopen drie maanden.",
        },
        (
            ("Betalingsregeling vragen bij de woningcorporatie", "client", -9, "done"),
            ("Automatische incasso aanvragen bij de bank", "together", -2, "open"),
            ("Samen naar het kasboek kijken", "together", 12, "open"),
        ),
    ),
    (
        {
            "life_domain": 6,
            "wording": "Ik wil weer een hele nacht slapen.",
            "starting_situation": "Wordt elke nacht een paar keer wakker van geluiden in het portiek.",
            "strength": "Weet goed wat rust geeft: muziek, een vaste tijd, de hond.",
        },
        (
            ("Afspraak maken bij de huisarts", "client", 5, "open"),
            ("Bij de corporatie vragen naar de drangers van de portiekdeur", "caseworker", -4, "open"),
        ),
    ),
    (
        {
            "life_domain": 11,
            "wording": "Ik wil mijn zus elke week zien.",
            "strength": "Ze bellen alweer met elkaar.",
        },
        (("Zus uitnodigen voor koffie", "client", 20, "open"),),
    ),
    (
        {
            "life_domain": 3,
            "wording": "Ik wil iets te doen hebben op dinsdag en donderdag.",
            "starting_situation": "De dagen lijken op elkaar.",
        },
        (
            ("Een ochtend meelopen bij de fietsenmakerij", "together", 9, "open"),
            ("Fiets lenen van de opvang", "caseworker", 3, "open"),
        ),
    ),
)
_STORIES: tuple[_Story, ...] = (
    _Story("active", 170, (0, 1, 2), "Het is mijn plan. Ik vind het spannend, maar ik wil het wel."),
    _Story("in_evaluation", 182, (1, 2), "Kleine stappen, dan lukt het."),
    _Story("agreed", 3, (3, 0), "Zo wil ik het."),
    _Story("draft", 1, (0, 1, 2, 3)),
    _Story("active", 60, (3, 2), "Eerst een dag met iets te doen, de rest komt daarna."),
    _Story("discussed", 2, (0, 2)),
)
COUNT = len(_STORIES)


def write_plan(
    number: int,
    client: str,
    name: str,
    actors: Sequence[str],
    now: datetime,
    ids: Callable[[], str],
    write: Write,
) -> None:
    """The plan of the client with this number; `actors` are the author and the colleague who approved."""
    story = _STORIES[number]
    began = now - timedelta(days=story.began)
    start = began.date().isoformat()
    stamp = {
        "author": actors[0],
        "recorded_at": (began - timedelta(days=4)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "recorded_offset": 0,
    }
    plan, evaluate_on = ids(), plan_rules.evaluate_on(start)
    shown = tuple(_goals(story, client, plan, now, ids, stamp, write))
    values: dict[str, Any] = {"client": client, "number": 1, "state": story.state, **stamp}
    if story.view:
        values["client_view"] = story.view
    if story.state not in plan_rules.EDITABLE:
        values |= {
            "starts_on": start,
            "evaluate_on": evaluate_on,
            "agreement": "signed" if number % 2 == 0 else "spoken",
            "agreed_on": start,
            "frozen": frozen(shown, start, evaluate_on, story.view),
        }
        if number % 2 == 0:
            values["agreement_name"] = name
    if story.state in plan_rules.RUNNING:
        values |= {"approved_by": actors[-1], "approved_on": start}
    write("plan", plan, values)


def _goals(
    story: _Story,
    client: str,
    plan: str,
    now: datetime,
    ids: Callable[[], str],
    stamp: Mapping[str, Any],
    write: Write,
) -> Iterator[GoalShown]:
    places = plan_rules.places(len(story.goals))
    for place, chosen in zip(places, story.goals, strict=True):
        told, actions = _GOALS[chosen]
        goal = ids()
        values = {"client": client, "plan": plan, "position": place, **told, **stamp}
        if story.state == "in_evaluation" and place == places[0]:
            values |= {"outcome": "partly", "outcome_voice": "Het gaat beter, maar niet elke nacht."}
        write("goal", goal, values)
        done = []
        for beneath, (what, who, days, state) in zip(plan_rules.places(len(actions)), actions, strict=True):
            due = (now + timedelta(days=days)).date().isoformat()
            action = ids()
            kept = {"what": what, "who": who, "due_on": due, "position": beneath, "state": state}
            if state == "done":
                kept["done_on"] = due
            write("action", action, {"client": client, "goal": goal, **kept, **stamp})
            done.append(ActionShown(action, action, what, who, due, state, None))
        yield GoalShown(
            goal,
            goal,
            told["life_domain"],
            told["wording"],
            told.get("strength", ""),
            told.get("starting_situation", ""),
            None,
            "",
            tuple(done),
        )
