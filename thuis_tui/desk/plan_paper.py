"""A plan on paper for the client, in plain language and in the language they read: as Markdown or as a PDF.

The words of people are handed to the typesetter as data, never as its own markup.
"""

from __future__ import annotations

import gettext
import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from importlib.resources import files
from typing import Any

from thuis_tui.casework.terms.plan import ACTION_WHO, GOAL_OUTCOME
from thuis_tui.casework.vocabulary import LIFE_DOMAIN
from thuis_tui.desk.plan_shapes import ActionShown, GoalShown, PlanShown
from thuis_tui.language import CATALOGS, DOMAIN, N_

Say = Callable[[str], str]

MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
_SAID = {
    "title": N_("My plan"),
    "intro": N_(
        "This is your plan. It says what you want, and who does what. You may always change your mind."
    ),
    "now": N_("How it is now"),
    "strength": N_("What goes well"),
    "actions": N_("What we do"),
    "who": N_("Who"),
    "when": N_("When"),
    "view": N_("What I think of this plan"),
    "agreement": N_("What we agreed"),
    "signature": N_("Signature"),
    "signed_by": N_("Name"),
    "date": N_("Date"),
    "page": N_("page"),
}
_WHO = {"client": N_("Me"), "together": N_("Together")}
_OUTCOMES = {
    "reached": N_("This worked."),
    "partly": N_("This worked in part."),
    "not_reached": N_("This did not work yet."),
    "dropped": N_("We let this go."),
}
assert set(_OUTCOMES) == GOAL_OUTCOME.codes


def speaker(language: str) -> Say:
    """The messages in one language, whatever the screens speak."""
    return gettext.translation(DOMAIN, CATALOGS, [language], fallback=True).gettext


def content(plan: PlanShown, language: str, today: str) -> dict[str, Any]:
    """All that stands on the paper, worded."""
    say = speaker(language)
    told: dict[str, Any] = {name: say(text) for name, text in _SAID.items()}
    told |= {
        "language": language,
        "name": plan.client_name,
        "version": _period(plan, say),
        "draft": "" if plan.agreement or plan.frozen else say(N_("This is a draft. Nothing is agreed yet.")),
        "goals": [_goal(plan, goal, say) for goal in plan.goals],
        "client_view": plan.client_view,
        "agreed": _agreed(plan, say),
        "sign": not plan.agreement,
        "printed": say(N_("Printed on {date}")).format(date=long_day(today, say)),
    }
    return told


def _period(plan: PlanShown, say: Say) -> str:
    parts = [say(N_("Version {number}")).format(number=plan.number)]
    if plan.starts_on:
        parts.append(say(N_("from {date}")).format(date=long_day(plan.starts_on, say)))
    if plan.evaluate_on:
        look = say(N_("we look at it again on {date}"))
        parts.append(look.format(date=long_day(plan.evaluate_on, say)))
    return " · ".join(parts)


def _goal(plan: PlanShown, goal: GoalShown, say: Say) -> dict[str, Any]:
    return {
        "domain": say(_label(LIFE_DOMAIN.by_code, goal.life_domain)),
        "wording": goal.wording,
        "now": goal.starting_situation,
        "strength": goal.strength,
        "actions": [_action(plan, action, say) for action in goal.actions if action.state != "dropped"],
        "outcome": say(_OUTCOMES[goal.outcome]) if goal.outcome in _OUTCOMES else "",
        "voice": goal.outcome_voice,
    }


def _label(terms: Mapping[Any, Any], code: Any) -> str:
    term = terms.get(code)
    return str(term.label) if term is not None else str(code)


def _action(plan: PlanShown, action: ActionShown, say: Say) -> dict[str, Any]:
    if action.who == "caseworker":
        who = plan.author_name or say(_label(ACTION_WHO.by_code, action.who))
    elif action.who in _WHO:
        who = say(_WHO[action.who])
    else:
        who = action.who or ""
    if action.state == "done":
        when = say(N_("done"))
    else:
        when = long_day(action.due_on, say) if action.due_on else ""
    return {"what": action.what, "who": who, "when": when, "done": action.state == "done"}


def _agreed(plan: PlanShown, say: Say) -> list[str]:
    """How it was agreed, one sentence each."""
    day = long_day(plan.agreed_on, say) if plan.agreed_on else ""
    told = []
    if plan.agreement == "signed":
        told.append(say(N_("I agree with this plan. Signed: {name}, {date}.")))
    elif plan.agreement == "spoken":
        told.append(say(N_("I agree with this plan. I said so on {date}.")))
    elif plan.agreement == "not_agreed":
        told.append(say(N_("I do not agree with this plan ({date}). This is why: {reason}")))
    told = [
        each.format(name=plan.agreement_name or "", date=day, reason=plan.agreement_reason or "")
        for each in told
    ]
    if plan.author_name:
        told.append(say(N_("Made together with {name}.")).format(name=plan.author_name))
    if plan.approved_on and plan.approved_by_name:
        approved = say(N_("{name} approved the plan on {date}."))
        told.append(approved.format(name=plan.approved_by_name, date=long_day(plan.approved_on, say)))
    return told


def long_day(stored: str, say: Say) -> str:
    """A kept day as one says it: 3 April 2026."""
    day = date.fromisoformat(stored)
    return f"{day.day} {say(MONTHS[day.month - 1])} {day.year}"


# Markdown


def markdown(plan: PlanShown, language: str, today: str) -> str:
    """The plan as Markdown; what people wrote is kept from being read as markup."""
    told = content(plan, language, today)
    lines = [f"# {told['title']}", "", f"**{_plain(told['name'])}**  ", told["version"], ""]
    lines += [told["draft"], ""] if told["draft"] else []
    lines += [told["intro"], ""]
    for number, goal in enumerate(told["goals"], 1):
        lines += [f"## {number}. {goal['domain']}", "", *_quoted(goal["wording"]), ""]
        for name in ("now", "strength"):
            if goal[name]:
                lines += [f"**{told[name]}**", "", *_prose(goal[name]), ""]
        if goal["actions"]:
            lines += [f"**{told['actions']}**", ""]
            for action in goal["actions"]:
                box = "x" if action["done"] else " "
                beside = " — ".join(filter(None, [_plain(action["who"]), action["when"]]))
                lines.append(f"- [{box}] {_plain(action['what'])}" + (f" — {beside}" if beside else ""))
            lines.append("")
        if goal["outcome"] or goal["voice"]:
            lines += [goal["outcome"], "", *_prose(goal["voice"]), ""]
    if told["client_view"]:
        lines += [f"## {told['view']}", "", *_prose(told["client_view"]), ""]
    lines += [f"## {told['agreement']}", "", *[f"- {_plain(each)}" for each in told["agreed"]], ""]
    return "\n".join([*lines, f"*{told['printed']}*", ""])


_MARKUP = str.maketrans({mark: "\\" + mark for mark in "\\`*_{}[]<>()#+-=!|~&"})


_NUMBERED = re.compile(r"^(\s*\d+)\.")


def _plain(text: str) -> str:
    return _NUMBERED.sub(r"\1\.", " ".join(text.split()).translate(_MARKUP))


def _prose(text: str) -> list[str]:
    """Each line as it was typed, kept on a line of its own."""
    lines = (_NUMBERED.sub(r"\1\.", line.translate(_MARKUP)) for line in text.split("\n"))
    return [line + "  " if line else "" for line in lines]


def _quoted(text: str) -> list[str]:
    return [f"> {line}" for line in _prose(text)]


# PDF


class NoTypesetter(RuntimeError):
    """The typesetter is not on this machine, or cannot set this."""


def pdf(plan: PlanShown, language: str, today: str) -> bytes:
    """The plan as an A4 PDF that screen readers can read too. Blocks for a moment; raises NoTypesetter."""
    try:
        import typst
    except ImportError as fault:
        raise NoTypesetter(str(fault)) from fault
    template = files("thuis_tui.desk").joinpath("plan.typ").read_bytes()
    data = json.dumps(content(plan, language, today), ensure_ascii=False)
    try:
        made = typst.compile(template, format="pdf", sys_inputs={"plan": data})
    except typst.TypstError as fault:
        raise NoTypesetter(fault.message) from fault
    assert isinstance(made, bytes)
    return made


PAPERS: Mapping[str, Callable[[PlanShown, str, str], bytes]] = {
    "pdf": pdf,
    "markdown": lambda plan, language, today: markdown(plan, language, today).encode(),
}
"""How each kind of paper is made."""
