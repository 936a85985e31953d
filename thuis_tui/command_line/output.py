"""Writing plainly: one fact a line, words before marks, so that a screen reader can follow; or JSON."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from thuis_tui.casework.vocabulary import LIFE_DOMAIN, NOTE_KIND
from thuis_tui.language import _, dates, ngettext

if TYPE_CHECKING:
    from thuis_tui.desk.shapes import ConnectionState, NoteShown, TimelineEntry


def say(text: str = "") -> None:
    """A line to standard output."""
    click.echo(text)


def say_json(data: Any) -> None:
    """Data as JSON; ids and field names as they are stored."""
    click.echo(json.dumps(data, default=_plain, ensure_ascii=False, indent=2))


def moment(utc: str | None, offset_minutes: int | None = None) -> str:
    """A stored time as people here say it: at its own offset, or at that of this machine."""
    if not utc:
        return ""
    if offset_minutes is None:
        here = datetime.fromisoformat(utc).astimezone().utcoffset()
        offset_minutes = round(here.total_seconds() / 60) if here else 0
    return dates.moment(utc, offset_minutes)


def day(iso: str | None) -> str:
    """A stored date, also one known in part."""
    return dates.stored_day(iso)


def entry_line(entry: TimelineEntry) -> str:
    """A note in one line: when, what, who."""
    return ", ".join(
        [
            moment(entry.occurred_at, entry.occurred_offset),
            NOTE_KIND.shown(entry.kind),
            entry.author_name,
        ]
    )


def say_note(note: NoteShown, client_name: str) -> None:
    """A note in full, then its amendments."""
    entry = note.entry
    say(_("Client: {name}").format(name=client_name))
    say(_("Note: {note}").format(note=entry_line(entry)))
    if entry.duration_minutes:
        say(_("Duration: {duration}").format(duration=dates.duration(entry.duration_minutes)))
    if entry.life_domains:
        names = [LIFE_DOMAIN.shown(number) for number in entry.life_domains]
        say(_("Life domains: {names}").format(names=", ".join(names)))
    say(_("Recorded: {moment}").format(moment=moment(note.recorded_at, note.recorded_offset)))
    if entry.waiting:
        say(_("Not yet confirmed by the service."))
    say()
    say(note.body)
    for amendment in note.amendments:
        say()
        say(
            _("Amendment by {name}, {moment}").format(
                name=amendment.author_name,
                moment=moment(amendment.recorded_at, amendment.recorded_offset),
            )
        )
        say(_("Reason: {reason}").format(reason=amendment.reason))
        say(amendment.body)


def connection_line(state: ConnectionState) -> str:
    """How things stand with the service, in one sentence."""
    parts = []
    if state.waiting:
        parts.append(ngettext("{count} waits", "{count} wait", state.waiting).format(count=state.waiting))
    if state.refused:
        parts.append(
            ngettext("{count} refused", "{count} refused", state.refused).format(count=state.refused)
        )
    if state.confirmed_at:
        parts.append(_("confirmed at {moment}").format(moment=moment(state.confirmed_at)))
    if state.offline_since:
        parts.append(_("offline since {moment}").format(moment=moment(state.offline_since)))
    return ", ".join(parts) if parts else _("nothing waits")


def problem_text(problem: str | None) -> str:
    """What stands in the way of an exchange, and what to do."""
    texts = {
        "unreachable": _("The service cannot be reached. Everything stays here until it can."),
        "not_the_service": _(
            "Something else answers in place of the service, such as a sign-in page of this network. "
            "Open a browser, sign in to the network and try again."
        ),
        "service_error": _("The service has a fault. Nothing is lost; thuis tries again by itself."),
        "signed_out": _("The service asks this device to sign in again; that happens by itself."),
        "revoked": _("The service no longer accepts this device. Ask your administrator."),
        "update_needed": _(
            "The service needs a newer thuis to send you changes. Your own work is still sent."
        ),
    }
    return texts.get(problem or "", "")


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    if isinstance(value, dict) or hasattr(value, "items"):
        return dict(value)
    return str(value)
