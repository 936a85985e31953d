"""`thuis admin access`: verifying, reading and shortening the access log; none shows what a dossier says."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from thuis_tui.language import LANGUAGES, N_, _, ngettext
from thuis_tui.service.commands.admin_terminal import done, show, storage_of
from thuis_tui.service.commands.terminal import NOT_FOUND, WRONG, Group, Stopped, json_option, option

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from thuis_tui.service.access.access_check import Report
    from thuis_tui.service.access.access_reading import Line
    from thuis_tui.service.database.storage import Transaction

_DAY = click.DateTime(["%Y-%m-%d"])


def period(function: Any) -> Any:
    """Add `--from`, `--to` and the zone in which they are days."""
    for add in (
        option("--zone", default="Europe/Amsterdam", show_default=True, help=N_("Where days begin.")),
        option("--to", "last", type=_DAY, help=N_("The last day, 2026-04-30.")),
        option("--from", "first", type=_DAY, help=N_("The first day, 2026-04-01.")),
    ):
        function = add(function)
    return function


@click.group("access", cls=Group, help=N_("The access log: who did what with which dossier."))
def access() -> None:
    """Hold the commands about the access log."""


@access.command("verify", help=N_("Check that no line was changed, put in or taken out."))
@option(
    "--save",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("Write the ends of all chains to a file, to be kept by somebody else."),
)
@option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=N_("Compare with such a file of before."),
)
@json_option
@click.pass_context
def access_verify(context: click.Context, save: Path | None, against: Path | None, as_json: bool) -> None:
    """Walk all chains; the exit code is 1 when one breaks."""
    from thuis_tui.service.access.access_check import check, heads
    from thuis_tui.service.access.access_expiry import YEARS

    anchor = _anchor(against) if against else None

    def work(tx: Transaction) -> tuple[Report, dict[str, tuple[int, str]]]:
        tx.steady()
        return check(tx, YEARS, anchor), heads(tx) if save else {}

    with storage_of(context.obj) as storage:
        report, ends = storage.read(work)
    if save:
        save.write_text(json.dumps(ends, indent=0), "utf-8")
    _tell(report, as_json)
    if report.breaks:
        context.exit(WRONG)


def _anchor(path: Path) -> dict[str, tuple[int, str]]:
    try:
        told = json.loads(path.read_text("utf-8"))
        return {str(scope): (int(seq), str(hash_)) for scope, (seq, hash_) in told.items()}
    except (ValueError, TypeError, AttributeError) as problem:
        raise Stopped(_("This is no file that `verify --save` wrote."), WRONG) from problem


def _tell(report: Report, as_json: bool) -> None:
    from thuis_tui.service.access.access_words import BROKEN

    if as_json:
        facts = {
            "intact": not report.breaks,
            "chains": report.scopes,
            "lines": report.lines,
            "sealed_lines": report.sealed,
            "breaks": report.breaks,
            "broken": [
                {"scope": each.scope, "seq": each.seq, "what": str(each.what)} for each in report.broken
            ],
        }
        click.echo(json.dumps(facts))
        return
    for each in report.broken:
        click.echo(f"{each.scope} {each.seq}: {_(BROKEN[each.what])}")
    told = _("{lines} lines in {chains} chains, and {sealed} under seals.").format(
        lines=report.lines, chains=report.scopes, sealed=report.sealed
    )
    if report.breaks:
        broken = ngettext(
            "The log is broken at {count} place.", "The log is broken at {count} places.", report.breaks
        )
        click.echo(f"{told} {broken.format(count=report.breaks)}")
    else:
        click.echo(f"{told} {_('Nothing was changed.')}")


@access.command("client", help=N_("Show a client who has been in their dossier, in plain language."))
@click.argument("client")
@period
@option("--by", default="", help=N_("The privacy officer who looks; without it the administrator does."))
@option("--reason", default="", help=N_("Why; it is kept in the access log."))
@option("--language", type=click.Choice(LANGUAGES), help=N_("The language of the client."))
@option(
    "--paper",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("Write it to a new file, .pdf or .md, instead of the screen."),
)
@json_option
@click.pass_context
def access_client(
    context: click.Context,
    client: str,
    first: datetime | None,
    last: datetime | None,
    zone: str,
    by: str,
    reason: str,
    language: str | None,
    paper: Path | None,
    as_json: bool,
) -> None:
    """Show the view for the client."""
    from thuis_tui.language import select
    from thuis_tui.service.access import access_paper, access_reading

    where = _zone(zone)
    since, until = _between(first, last, where)
    lines, names, now = done(
        context,
        lambda tx: (
            found := access_reading.for_client(tx, client, since, until, by, reason),
            access_reading.names(tx, found),
            tx.now_ms,
        ),
    )
    if as_json:
        click.echo(json.dumps([_facts(line, names) for line in lines], ensure_ascii=False))
        return
    if language:
        select(language)
    told = access_paper.content(client.removeprefix("c:"), lines, names, now, where)
    if paper is None:
        click.echo(access_paper.text(told))
        return
    made = access_paper.pdf(told) if paper.suffix == ".pdf" else access_paper.markdown(told).encode()
    try:
        with open(paper, "xb", opener=_owner_only) as file:
            file.write(made)
    except OSError as problem:
        raise Stopped(
            _("The file cannot be written: {problem}").format(problem=problem.strerror), WRONG
        ) from problem
    click.echo(str(paper))


@access.command("search", help=N_("Search the access log, for a privacy officer; the search is logged too."))
@option("--by", required=True, help=N_("The privacy officer who looks."))
@option("--reason", required=True, help=N_("Why; it is kept in the access log."))
@option("--client", default="", help=N_("Only about the dossier of this client."))
@option("--caseworker", default="", help=N_("Only by this caseworker."))
@option("--outside", is_flag=True, help=N_("Only what was outside somebody's own caseload and cover."))
@period
@json_option
@click.pass_context
def access_search(
    context: click.Context,
    by: str,
    reason: str,
    client: str,
    caseworker: str,
    outside: bool,
    first: datetime | None,
    last: datetime | None,
    zone: str,
    as_json: bool,
) -> None:
    """Search the access log."""
    from thuis_tui.service.access import access_reading
    from thuis_tui.service.access.access_moments import said

    where = _zone(zone)
    asked = access_reading.Asked(client, caseworker, *_between(first, last, where), outside)
    lines, names = done(
        context,
        lambda tx: (
            found := access_reading.search(tx, by, reason, asked),
            access_reading.names(tx, found),
        ),
    )
    if as_json:
        click.echo(json.dumps([_facts(line, names) for line in lines], ensure_ascii=False))
        return
    rows = [
        {
            "when": said(line.occurred_at, where),
            "who": names.get(line.account, line.account) or "-",
            "roles": line.roles or "-",
            "event": line.event,
            "dossier": line.dossier or "-",
            "ground": line.ground or "-",
            "remarks": line.remarks or "-",
        }
        for line in lines
    ]
    show(False, rows)


@access.command("unusual", help=N_("List unusual access that came in, by rules with thresholds."))
@option("--by", required=True, help=N_("The privacy officer who looks."))
@period
@option(
    "--dossiers-an-hour", type=click.IntRange(1), default=20, show_default=True, help=N_("More is unusual.")
)
@option(
    "--exports-a-day", type=click.IntRange(1), default=3, show_default=True, help=N_("So many are unusual.")
)
@option(
    "--dusk", type=click.IntRange(12, 23), default=23, show_default=True, help=N_("The hour night begins.")
)
@option("--dawn", type=click.IntRange(0, 11), default=6, show_default=True, help=N_("The hour night ends."))
@json_option
@click.pass_context
def access_unusual(
    context: click.Context,
    /,
    by: str,
    first: datetime | None,
    last: datetime | None,
    zone: str,
    as_json: bool,
    **given: int,
) -> None:
    """List unusual access."""
    from dataclasses import asdict

    from thuis_tui.service.access import access_reading
    from thuis_tui.service.access.access_moments import said
    from thuis_tui.service.access.access_unusual import Thresholds, unusual
    from thuis_tui.service.access.access_words import RULES

    where, limits = _zone(zone), Thresholds(**given)
    since, until = _between(first, last, where)
    findings, names = done(
        context,
        lambda tx: (
            found := unusual(tx, by, since, until, limits, where),
            access_reading.names_of(tx, sorted({each.account for each in found})),
        ),
    )
    if as_json:
        rows = [asdict(each) | {"rule": str(each.rule), "name": names[each.account]} for each in findings]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for each in findings:
        rule = _(RULES[each.rule]).format(**asdict(limits))
        times = ngettext("{count} time", "{count} times", each.times).format(count=each.times)
        who = names[each.account]
        click.echo(f"{said(each.since, where)}  {who}: {rule} ({times})  {' '.join(each.dossiers[:5])}")
    if not findings:
        click.echo(_("Nothing."))


@access.command("expire", help=N_("Remove lines older than they are kept; a seal takes their place."))
@option(
    "--years", type=click.IntRange(5, 100), default=5, show_default=True, help=N_("How long lines are kept.")
)
@json_option
@click.pass_context
def access_expire(context: click.Context, years: int, as_json: bool) -> None:
    """Remove old lines under seals."""
    from thuis_tui.service.access.access_expiry import expire

    with storage_of(context.obj) as storage:
        expired = expire(storage, years)
    if as_json:
        click.echo(json.dumps({"chains": expired.scopes, "lines": expired.lines, "years": years}))
        return
    click.echo(
        _("{lines} lines of {chains} chains were removed under seals.").format(
            lines=expired.lines, chains=expired.scopes
        )
    )


def _facts(line: Line, names: Mapping[str, str]) -> dict[str, Any]:
    facts = {name: value for name, value in line._asdict().items() if name != "scope"}
    return facts | {
        "client": line.dossier,
        "name": names.get(line.account, ""),
        "whom_name": names.get(line.whom, ""),
        "responsible_name": names.get(line.responsible, ""),
        "roles": line.roles.split(),
        "remarks": line.remarks.split(),
        "emergency": line.emergency,
        "outside_caseload": line.outside,
    }


def _zone(name: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as problem:
        raise Stopped(_("This machine knows no zone '{name}'.").format(name=name), NOT_FOUND) from problem


def _between(first: datetime | None, last: datetime | None, zone: ZoneInfo) -> tuple[int, int]:
    from thuis_tui.service.access.access_moments import begin
    from thuis_tui.service.access.access_reading import LONGEST

    since = begin(first, zone) if first else 0
    return since, begin(last + timedelta(days=1), zone) if last else LONGEST


def _owner_only(path: str, flags: int) -> int:
    import os

    return os.open(path, flags, 0o600)
