"""`thuis zrm`: the assessments of a client as lines, a domain a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from thuis_tui.casework.terms.plan import ASSESSMENT_MOMENT
from thuis_tui.command_line.base import Command, Invocation, json_option
from thuis_tui.command_line.output import day, say, say_json
from thuis_tui.command_line.session import at_desk, one_client
from thuis_tui.language import N_, _

if TYPE_CHECKING:
    from thuis_tui.desk.assessments import Assessment, History
    from thuis_tui.desk.desk import Desk


@click.command(cls=Command, help=N_("Show the ZRM assessments of a client."))
@click.argument("who", metavar="CLIENT")
@json_option
@click.pass_obj
def zrm(invocation: Invocation, who: str, as_json: bool) -> None:
    """Write the last assessment that stands, each domain with its levels before; then all by day."""

    async def job(desk: Desk) -> History:
        return await desk.assessments.history(await one_client(desk, who))

    history = at_desk(invocation, job)
    if as_json:
        say_json(history)
        return
    say(_("Client: {name}").format(name=history.client_name))
    if history.latest is None:
        say(_("No ZRM assessment yet."))
    else:
        _say_levels(history, history.latest)
    for one in history.assessments:
        said = ", ".join([ASSESSMENT_MOMENT.shown(one.moment), day(one.measured_on), one.author_name])
        if one.withdrawn:
            said += ", " + _("withdrawn: {reason}").format(reason=one.withdrawn)
        say(f"{said}, {one.id}")


def _say_levels(history: History, latest: Assessment) -> None:
    from thuis_tui.desk.assessments import DOMAINS, Score, domain_shown, score_shown

    for domain in DOMAINS:
        score = latest.scores.get(domain, Score())
        parts = [f"{domain_shown(domain)}: {score_shown(score)}"]
        if earlier := [level for _day, level in history.trend(domain)[:-1] if level is not None]:
            parts.append(_("before: {levels}").format(levels=" ".join(map(str, earlier))))
        if score.target:
            parts.append(_("Target {level}").format(level=score.target))
        say(", ".join(parts))
        for text in (score.explanation, score.comment):
            if text:
                say(f"  {text}")
