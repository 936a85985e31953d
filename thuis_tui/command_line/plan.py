"""`thuis plan`: the support plan of a client, to read or on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from thuis_tui.casework.terms.plan import ACTION_WHO, AGREEMENT, GOAL_OUTCOME, PLAN_STATE, TASK_STATE
from thuis_tui.casework.vocabulary import LIFE_DOMAIN
from thuis_tui.command_line.base import Group, Invocation, json_option, option
from thuis_tui.command_line.exits import Exit, Stop
from thuis_tui.command_line.output import day, say, say_json
from thuis_tui.command_line.session import at_desk, one_client
from thuis_tui.language import LANGUAGES, N_, _, language, ngettext

if TYPE_CHECKING:
    from thuis_tui.desk.desk import Desk
    from thuis_tui.desk.plan_shapes import ActionShown, GoalShown, PlanShown

_VERSION = option(
    "--version",
    "number",
    type=click.IntRange(1),
    help=N_("Number of the version; the one that is worked on when left out."),
)


@click.group(cls=Group, help=N_("The support plan of a client: read it, or put it on paper."))
def plan() -> None:
    """Lead to the commands."""


@plan.command(help=N_("Show the plan of a client, goal by goal."))
@click.argument("who", metavar="CLIENT")
@_VERSION
@json_option
@click.pass_obj
def show(invocation: Invocation, who: str, number: int | None, as_json: bool) -> None:
    """Write one fact a line."""
    found = at_desk(invocation, lambda desk: _found(desk, who, number))
    if as_json:
        say_json(_data(found))
        return
    say(_("Plan of {name}").format(name=found.client_name))
    say(", ".join([_("Version {number}").format(number=found.number), PLAN_STATE.shown(found.state)]))
    for label, on in ((_("Starts on"), found.starts_on), (_("Evaluate on"), found.evaluate_on)):
        if on:
            say(f"{label}: {day(on)}")
    if found.agreement:
        facts = (found.agreement_name, found.agreement_reason, day(found.agreed_on))
        said = ", ".join(fact for fact in (AGREEMENT.shown(found.agreement), *facts) if fact)
        say(f"{_('Agreement')}: {said}")
    if found.approved_on:
        say(f"{_('Approved by')}: {found.approved_by_name}, {day(found.approved_on)}")
    if found.client_view:
        label = _("Client's view")
        say(f"{label}: {found.client_view}")
    for place, goal in enumerate(found.goals, 1):
        _say_goal(place, goal)


def _say_goal(place: int, goal: GoalShown) -> None:
    say()
    domain = LIFE_DOMAIN.shown(goal.life_domain)
    say(_("Goal {number}, {domain}: {wording}").format(number=place, domain=domain, wording=goal.wording))
    for label, text in (
        (_("Starting point"), goal.starting_situation),
        (_("Strength"), goal.strength),
        (_("Outcome"), GOAL_OUTCOME.shown(goal.outcome) if goal.outcome else ""),
        (_("Client says"), goal.outcome_voice),
    ):
        if text:
            say(f"{label}: {text}")
    for action in goal.actions:
        say(_action_line(action))
    if goal.notes:
        say(
            ngettext(
                "{count} note is linked to this goal.",
                "{count} notes are linked to this goal.",
                len(goal.notes),
            ).format(count=len(goal.notes))
        )


def _action_line(action: ActionShown) -> str:
    facts = [_("Action, {state}: {what}").format(state=TASK_STATE.shown(action.state), what=action.what)]
    if action.who:
        facts.append(ACTION_WHO.shown(action.who))
    if action.due_on:
        facts.append(_("by {date}").format(date=day(action.due_on)))
    return ", ".join(facts)


def _paper(kind: str, text: str) -> None:
    @plan.command(kind, help=text)
    @click.argument("who", metavar="CLIENT")
    @_VERSION
    @option(
        "--into", "folder", default=".", help=N_("The folder into which the file goes; here when left out.")
    )
    @option("--paper-language", type=click.Choice(LANGUAGES), help=N_("Language of the paper."))
    @json_option
    @click.pass_obj
    def write(
        invocation: Invocation,
        who: str,
        number: int | None,
        folder: str,
        paper_language: str | None,
        as_json: bool,
    ) -> None:
        """Write the file and tell where it is."""

        async def job(desk: Desk) -> str:
            found = await _found(desk, who, number)
            return str(await desk.plans.export(found, kind, paper_language or language(), folder))

        place = at_desk(invocation, job)
        if as_json:
            say_json({"file": place})
        else:
            say(_("Written: {path}").format(path=place))


_paper("pdf", N_("Write the plan as a PDF for the client."))
_paper("markdown", N_("Write the plan as Markdown for the client."))


async def _found(desk: Desk, who: str, number: int | None) -> PlanShown:
    """The version that is meant; reading it is in the access log."""
    client = await one_client(desk, who)
    await desk.dossiers.open(client)
    page = await desk.plans.page(client)
    if page.plan is None:
        raise Stop(_("There is no plan yet."), Exit.NOT_FOUND)
    if number is None:
        return page.plan
    version = next((each for each in page.versions if each.number == number), None)
    if version is None:
        raise Stop(_("There is no such version."), Exit.NOT_FOUND)
    return await desk.plans.plan(client, version.id)


def _data(found: PlanShown) -> dict[str, object]:
    """The plan with ids and field names as they are kept, without what only a screen needs."""
    names = (
        "id",
        "client",
        "number",
        "state",
        "starts_on",
        "evaluate_on",
        "client_view",
        "agreement",
        "agreement_name",
        "agreement_reason",
        "agreed_on",
        "approved_on",
        "goals",
        "conflicts",
    )
    return {name: getattr(found, name) for name in names} | {"strayed": found.strayed}
