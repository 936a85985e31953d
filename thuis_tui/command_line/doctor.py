"""`thuis doctor`: whether the file, the connection and this terminal are as they should be."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thuis_tui.command_line.base import Command, Invocation, json_option, option
from thuis_tui.command_line.exits import Exit, Stop
from thuis_tui.command_line.output import connection_line, moment, problem_text, say, say_json
from thuis_tui.command_line.session import at_desk
from thuis_tui.language import CATALOGS, DOMAIN, LANGUAGES, N_, _, ngettext

if TYPE_CHECKING:
    from thuis_tui.desk.desk import Desk
    from thuis_tui.desk.health import FileHealth
    from thuis_tui.desk.shapes import ConnectionState

SMALLEST = (80, 24)
OWNER_ONLY = 0o077
INCIDENTS = 5
"""So many of the latest are told."""
_INCIDENTS = {
    "nonsense": N_("the service gave an answer that cannot be; nothing of it was kept"),
    "digest": N_("this file had something else than the service"),
    "repaired": N_("what differed was fetched again"),
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    about: str
    good: bool
    text: str


@click.command(
    cls=Command,
    help=N_(
        "Check the file, the connection and this terminal.\n\n"
        "The whole file is read and the log is folded anew beside it; nothing is changed."
    ),
)
@option("--without-file", is_flag=True, help=N_("Look at this machine only; no passphrase is needed."))
@json_option
@click.pass_obj
def doctor(invocation: Invocation, without_file: bool, as_json: bool) -> None:
    """Write what was found; the exit code says whether all is well."""
    findings = [*_terminal(), *_catalogs(), *_places(invocation)]
    if not without_file:
        health, state, skew = at_desk(invocation, _look, enrolled=False)
        findings += [*_file(health), *_connection(state, skew)]
    if as_json:
        say_json(findings)
    else:
        for finding in findings:
            say(f"{_('Good') if finding.good else _('Look at this')}: {finding.text}")
    if not all(finding.good for finding in findings):
        raise Stop(_("Not all is as it should be."), Exit.WRONG)


async def _look(desk: Desk) -> tuple[FileHealth, ConnectionState | None, float | None]:
    health = await desk.health.check()
    if not desk.enrolled:
        return health, None, None
    state = await desk.connection.run_once()
    if state.confirmed_at is None:
        return health, state, None
    there = datetime.fromisoformat(state.confirmed_at).timestamp()
    return health, state, desk.file.world.now_ms() / 1000 - there


def _terminal() -> Iterator[Finding]:
    encoding = sys.stdout.encoding or ""
    yield Finding(
        "terminal",
        encoding.lower().replace("-", "") == "utf8",
        _("Text is written as {encoding}.").format(encoding=encoding),
    )
    if sys.stdout.isatty():
        size = shutil.get_terminal_size()
        yield Finding(
            "terminal",
            size.columns >= SMALLEST[0] and size.lines >= SMALLEST[1],
            _("The terminal has {columns} columns and {lines} lines; the screens need {least}.").format(
                columns=size.columns, lines=size.lines, least="80 x 24"
            ),
        )
        name = os.environ.get("TERM", "")
        yield Finding(
            "terminal", name != "dumb", _("The terminal is called {name}.").format(name=name or "-")
        )


def _catalogs() -> Iterator[Finding]:
    missing = [code for code in LANGUAGES if not Path(CATALOGS, code, "LC_MESSAGES", f"{DOMAIN}.mo").exists()]
    if missing:
        text = _("Texts are missing for: {languages}. Install thuis again.").format(
            languages=", ".join(missing)
        )
    else:
        text = _("Texts are there in: {languages}.").format(languages=", ".join(LANGUAGES))
    yield Finding("language", not missing, text)


def _places(invocation: Invocation) -> Iterator[Finding]:
    places = invocation.places
    yield Finding("file", True, _("The folder is {folder}.").format(folder=places.data_dir))
    if os.name == "posix" and places.data_dir.exists():
        open_to = [
            path.name
            for path in (places.data_dir, places.keys, places.database)
            if path.exists() and path.stat().st_mode & OWNER_ONLY
        ]
        if open_to:
            text = _("Others on this machine can read: {names}.").format(names=", ".join(open_to))
        else:
            text = _("Only you can read the folder and the files.")
        yield Finding("file", not open_to, text)


def _file(health: FileHealth) -> Iterable[Finding]:
    yield Finding("file", True, _("The key slots open with your passphrase."))
    yield Finding(
        "file",
        health.whole,
        _("The file is whole.") if health.whole else _("The file is damaged: see the guide."),
    )
    if health.differing:
        text = _("These tables are not what the log says: {names}.").format(names=", ".join(health.differing))
    else:
        text = _("The tables are what the log says ({operations} own operations, {scopes} scopes).").format(
            operations=health.operations, scopes=health.scopes
        )
    yield Finding("file", not health.differing, text)
    yield Finding(
        "file",
        not health.wrong_digests,
        _("The digests are right.")
        if not health.wrong_digests
        else _("{count} digests are wrong; the next exchange repairs them.").format(
            count=health.wrong_digests
        ),
    )
    if health.not_durable:
        yield Finding(
            "service",
            True,
            ngettext(
                "{count} own operation is not in a verified backup of the service yet; it is kept here.",
                "{count} own operations are not in a verified backup of the service yet; they are kept here.",
                health.not_durable,
            ).format(count=health.not_durable),
        )
    if health.withheld:
        yield Finding(
            "service",
            True,
            ngettext(
                "{count} dossier was taken away and is hidden. What you wrote there stays in the file,"
                " encrypted, until the service has it in a verified backup.",
                "{count} dossiers were taken away and are hidden. What you wrote there stays in the file,"
                " encrypted, until the service has it in a verified backup.",
                health.withheld,
            ).format(count=health.withheld),
        )
    for incident in health.incidents[:INCIDENTS]:
        yield Finding(
            "incident",
            False,
            _("{moment}: {what} ({scope}: {detail})").format(
                moment=moment(incident.at),
                what=_(_INCIDENTS.get(incident.kind, incident.kind)),
                scope=incident.scope or "-",
                detail=incident.detail,
            ),
        )


def _connection(state: ConnectionState | None, skew: float | None) -> Iterable[Finding]:
    if state is None:
        yield Finding("service", False, _("This device is not enrolled at a service."))
        return
    if state.problem:
        yield Finding("service", False, problem_text(state.problem))
    else:
        yield Finding(
            "service", True, _("The service answers: {state}.").format(state=connection_line(state))
        )
    if skew is not None:
        from thuis_tui.sync.state import SKEW_SECONDS

        yield Finding(
            "clock",
            abs(skew) <= SKEW_SECONDS,
            _("The clock of this machine is {seconds} seconds off the service's.").format(
                seconds=round(skew)
            ),
        )
