"""`thuis admin retention`: how long dossiers are kept, legal hold, erasing on request."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import click

from thuis_tui.language import N_, _, ngettext
from thuis_tui.service.commands.admin_terminal import done, say, show, storage_of
from thuis_tui.service.commands.terminal import WRONG, Group, Stopped, json_option, option

_DAY = click.DateTime(["%Y-%m-%d"])


def _decided(function: Any) -> Any:
    for decorate in (
        option("--by", required=True, help=N_("Who decided it.")),
        option("--reason", required=True, help=N_("Why; it is kept with the erasure and in the access log.")),
    ):
        function = decorate(function)
    return function


@click.group("retention", cls=Group, help=N_("How long dossiers are kept, legal hold, and erasing."))
def retention() -> None:
    """Hold the commands about keeping and erasing."""


@retention.command("list", help=N_("List dossiers whose support has ended or that are on hold."))
@option("--over", is_flag=True, help=N_("Only those whose time is over."))
@json_option
@click.pass_context
def retention_list(context: click.Context, over: bool, as_json: bool) -> None:
    """List dossiers with their clocks."""
    from thuis_tui.service.keeping.retention import dossiers

    show(as_json, done(context, dossiers, over=over))


@retention.command("end", help=N_("Say on which day the support ended: from then on the clock runs."))
@click.argument("client")
@option("--on", type=_DAY, help=N_("The day, as 2026-11-23; without it the support goes on."))
@json_option
@click.pass_context
def retention_end(context: click.Context, client: str, on: datetime | None, as_json: bool) -> None:
    """Start or stop the clock of a dossier."""
    from thuis_tui.service.keeping.retention import end

    until = done(context, end, client, on.date() if on else None, context.obj.retention_years)
    text = _("Kept until {day}.").format(day=_day(until)) if until else _("The support goes on.")
    say(as_json, {"client": client, "keep_until": until}, text)


@retention.command("hold", help=N_("Put a dossier on legal hold: nothing of it is erased."))
@click.argument("client")
@_decided
@json_option
@click.pass_context
def retention_hold(context: click.Context, client: str, by: str, reason: str, as_json: bool) -> None:
    """Put on hold."""
    from thuis_tui.service.keeping.retention import hold

    done(context, hold, client, by, reason, held=True)
    say(as_json, {"client": client, "legal_hold": True}, _("On hold."))


@retention.command("release", help=N_("Release a dossier from legal hold."))
@click.argument("client")
@_decided
@json_option
@click.pass_context
def retention_release(context: click.Context, client: str, by: str, reason: str, as_json: bool) -> None:
    """Release."""
    from thuis_tui.service.keeping.retention import hold

    done(context, hold, client, by, reason, held=False)
    say(as_json, {"client": client, "legal_hold": False}, _("Released."))


@retention.command(
    "run",
    help=N_(
        "Erase dossiers whose time is over.\n\n"
        "Without --yes it only tells which. Laptops that have one delete it and send a receipt."
    ),
)
@option("--yes", is_flag=True, help=N_("Erase them."))
@_decided
@json_option
@click.pass_context
def retention_run(context: click.Context, yes: bool, by: str, reason: str, as_json: bool) -> None:
    """Erase what is over its time."""
    from thuis_tui.service.keeping.retention import dossiers, run

    with storage_of(context.obj) as storage:
        clients = [row["client"] for row in storage.read(dossiers, over=True)]
        if yes:
            try:
                for client in clients:  # one at a time: nobody waits for all of them
                    storage.write(run, by, reason, [client])
            finally:  # also of those before one that failed
                _keep_list(context, storage)
    count = len(clients)
    text = ngettext("{count} dossier is over its time.", "{count} dossiers are over their time.", count)
    if yes:
        text = ngettext("{count} dossier erased.", "{count} dossiers erased.", count)
    say(as_json, {"clients": clients, "erased": yes}, text.format(count=count))


@retention.command(
    "erase",
    help=N_(
        "Erase one field of a record, or a whole dossier, on request of whom it is about.\n\n"
        "The field goes on the service and on every laptop, and does not come back from an older backup."
    ),
)
@click.argument("client")
@click.argument("record", required=False)
@click.argument("field", required=False)
@option("--whole", is_flag=True, help=N_("The whole dossier."))
@_decided
@json_option
@click.pass_context
def retention_erase(
    context: click.Context,
    client: str,
    record: str | None,
    field: str | None,
    whole: bool,
    by: str,
    reason: str,
    as_json: bool,
) -> None:
    """Erase a field or a dossier."""
    from thuis_tui.service.keeping import retention as rules

    if whole == bool(record) or bool(record) != bool(field):
        raise Stopped(_("Give a record and a field, such as note:ID body; or --whole."), WRONG)
    with storage_of(context.obj) as storage:
        if record and field:
            erased = storage.write(rules.erase_field, client, record, field, by, reason)
            count = erased.operations + erased.quarantined
        else:
            count = storage.write(rules.erase_dossier, client, by, reason)
        _keep_list(context, storage)
    say(
        as_json,
        {"client": client, "operations": count},
        ngettext("Erased, in {count} operation.", "Erased, in {count} operations.", count).format(
            count=count
        ),
    )


@retention.command("erased", help=N_("List what was erased, by whom, when and why."))
@json_option
@click.pass_context
def retention_erased(context: click.Context, as_json: bool) -> None:
    """List erasures."""
    from thuis_tui.service.keeping.erasure import listed

    show(as_json, done(context, listed))


def _keep_list(context: click.Context, storage: Any) -> None:
    """Leave nothing of it in the log of SQLite, and write the list that older backups need."""
    from thuis_tui.service.keeping import erasure_list

    storage.fold_log()
    try:
        erasure_list.keep(storage, erasure_list.folders(context.obj))
    except OSError as problem:
        raise Stopped(
            _("It is erased, but the list of erasures beside the backups was not written: {reason}.").format(
                reason=problem.strerror or problem
            ),
            WRONG,
        ) from problem


def _day(moment: int) -> date:
    return datetime.fromtimestamp(moment / 1000, UTC).date()
