"""`thuis task`: what has to be done for whom: list it, add to it, tick it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from thuis_tui.casework import dates
from thuis_tui.casework.problem import FieldProblem, Problem
from thuis_tui.command_line.base import Command, Group, Invocation, json_option, option
from thuis_tui.command_line.output import day, say, say_json
from thuis_tui.command_line.session import at_desk, one_client
from thuis_tui.desk.shapes import InvalidInput
from thuis_tui.language import N_, _

if TYPE_CHECKING:
    from thuis_tui.desk.desk import Desk
    from thuis_tui.desk.task_reading import TaskShown


@click.group(cls=Group, help=N_("Tasks: list, add and tick them."))
def task() -> None:
    """The commands of tasks."""


@task.command("list", cls=Command, help=N_("List open tasks, the nearest day first, and those done today."))
@option("--all", "everybody", is_flag=True, help=N_("Also those of colleagues."))
@json_option
@click.pass_obj
def list_tasks(invocation: Invocation, everybody: bool, as_json: bool) -> None:
    """Write them, one a line."""

    async def job(desk: Desk) -> list[TaskShown]:
        found, _counts = await desk.tasks.listed("all" if everybody else "mine")
        return found

    found = at_desk(invocation, job)
    if as_json:
        say_json(found)
        return
    for one in found:
        say(_line(one))
    if not found:
        say(_("There are no open tasks."))


@task.command("add", cls=Command, help=N_("Make a task for a client; it is yours."))
@click.argument("client")
@click.argument("what", metavar="TEXT")
@option("--by", "due", default="", help=N_("By when, as +14, mon or 3-12."))
@json_option
@click.pass_obj
def add(invocation: Invocation, client: str, what: str, due: str, as_json: bool) -> None:
    """Make it and say its id."""

    async def job(desk: Desk) -> str:
        try:
            due_on = dates.coming_day(due, date.today()) if due else None
        except FieldProblem as problem:
            raise InvalidInput([Problem("due_on", problem.message)]) from problem
        return await desk.tasks.add(await one_client(desk, client), {"what": what, "due_on": due_on})

    made = at_desk(invocation, job)
    if as_json:
        say_json({"task": made})
    else:
        say(_("Task: {what}").format(what=made))


@task.command("done", cls=Command, help=N_("Tick a task by its id; with --undo it is open after all."))
@click.argument("task_id", metavar="TASK")
@option("--undo", is_flag=True, help=N_("It is not done after all."))
@click.pass_obj
def done(invocation: Invocation, task_id: str, undo: bool) -> None:
    """Tick it."""

    async def job(desk: Desk) -> TaskShown:
        await (desk.tasks.reopen(task_id) if undo else desk.tasks.finish(task_id))
        return await desk.tasks.one(task_id)

    say(_line(at_desk(invocation, job)))


def _line(one: TaskShown) -> str:
    """A task as words: how it stands, of whom, what, by when, who, and its id."""
    state = _("done") if one.done else _("overdue") if one.late else _("open")
    parts = [
        state,
        one.client_name,
        one.what,
        day(one.due_on),
        _("who: {name}").format(name=one.owner_name) if one.owner_name else _("nobody yet"),
        one.task,
    ]
    return ", ".join(part for part in parts if part)
