"""`thuis places`: the register of homes: list it, and take in the list of a corporation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from thuis_tui.casework.place_columns import FIELDS
from thuis_tui.casework.place_list import NotAList
from thuis_tui.casework.vocabulary import MUNICIPALITY
from thuis_tui.command_line.base import Command, Group, Invocation, json_option, option
from thuis_tui.command_line.exits import Exit, Stop
from thuis_tui.command_line.output import say, say_json
from thuis_tui.command_line.session import at_desk
from thuis_tui.language import N_, _, ngettext

if TYPE_CHECKING:
    from thuis_tui.desk.desk import Desk
    from thuis_tui.desk.places import Listed, ListedRow, PlaceRow


@click.group(cls=Group, help=N_("Homes: list them, and take in the list of a corporation."))
def places() -> None:
    """The commands of homes."""


@places.command("list", cls=Command, help=N_("List the homes, by municipality."))
@option("--state", default="", help=N_("Only those in this state, like available."))
@option("--municipality", default="", help=N_("Only those there: the code of the municipality."))
@json_option
@click.pass_obj
def list_places(invocation: Invocation, state: str, municipality: str, as_json: bool) -> None:
    """Write them, one a line."""

    async def job(desk: Desk) -> tuple[PlaceRow, ...]:
        return await desk.places.listed(state, municipality)

    found = at_desk(invocation, job)
    if as_json:
        say_json([{"place": one.place, **one.values} for one in found])
        return
    for one in found:
        parts = [one.text(name) for name in ("municipality", "address", "home_type", "rent", "state")]
        say(", ".join([*filter(None, parts), one.place]))
    if not found:
        say(_("There are no homes here yet."))


@places.command(
    "import",
    cls=Command,
    help=N_(
        "Take in a corporation's list (CSV). It is shown row by row what would happen; nothing is written"
        " until --yes. Rows that cannot be taken are written to the file of --bad with the reasons."
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@option("--corporation", default="", help=N_("Whose homes these are, when the list has no column for it."))
@option("--bad", type=click.Path(path_type=Path, dir_okay=False), help=N_("Where to write the bad rows."))
@option("--changes", is_flag=True, help=N_("Also change homes of which the list says something else."))
@option("--yes", is_flag=True, help=N_("Write what is shown."))
@json_option
@click.pass_obj
def import_list(
    invocation: Invocation,
    file: Path,
    corporation: str,
    bad: Path | None,
    changes: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Show what would happen, and let it happen when asked."""

    async def job(desk: Desk) -> tuple[Listed, int]:
        try:
            listed = await desk.places.read_list(desk.places.read_file(file), corporation=corporation)
        except NotAList as problem:
            raise Stop(str(problem), Exit.INVALID) from problem
        return listed, await desk.places.take_list(listed, changes=changes) if yes else 0

    listed, written = at_desk(invocation, job)
    if bad is not None and listed.count("bad"):
        _write_bad(bad, listed)
    if as_json:
        say_json({"rows": [_as_data(row) for row in listed.rows], "written": written})
        return
    for row in listed.rows:
        say(_line(row))
    if listed.unknown:
        say(_("Columns that were not read: {columns}").format(columns=", ".join(listed.unknown)))
    counts = [
        (N_("{count} new"), "new"),
        (N_("{count} that say something else"), "changed"),
        (N_("{count} the same"), "same"),
        (N_("{count} that cannot be taken"), "bad"),
    ]
    said = [_(text).format(count=listed.count(what)) for text, what in counts if listed.count(what)]
    say(", ".join(said))
    if yes:
        say(ngettext("{count} row was written.", "{count} rows were written.", written).format(count=written))
    else:
        say(_("Nothing was written. With --yes it is."))


def _write_bad(path: Path, listed: Listed) -> None:
    try:
        path.write_text(listed.bad_rows(), "utf-8-sig", newline="")
    except OSError as fault:
        raise Stop(
            _("{file} cannot be written: {reason}.").format(file=path, reason=fault.strerror), Exit.INVALID
        ) from fault


def _line(row: ListedRow) -> str:
    """The fate of one row in words."""
    address = str(row.values.get("address") or "")
    where = MUNICIPALITY.shown(row.values["municipality"]) if "municipality" in row.values else ""
    home = ", ".join(filter(None, [address, where]))
    if row.what == "bad":
        why = "; ".join(f"{_(FIELDS[one.field].label)}: {one}" for one in row.problems)
        return _("row {number}: cannot be taken: {home}: {why}").format(number=row.number, home=home, why=why)
    if row.what == "changed":
        what = ", ".join(_(FIELDS[name].label) for name in row.differs)
        return _("row {number}: says something else: {home}: {what}").format(
            number=row.number, home=home, what=what
        )
    said = _("row {number}: new: {home}") if row.what == "new" else _("row {number}: the same: {home}")
    return said.format(number=row.number, home=home)


def _as_data(row: ListedRow) -> dict[str, object]:
    return {
        "row": row.number,
        "what": row.what,
        "values": dict(row.values),
        "differs": list(row.differs),
        "problems": {one.field: str(one) for one in row.problems},
    }
