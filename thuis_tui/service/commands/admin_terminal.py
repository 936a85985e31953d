"""What the commands of the administrator share: the database they work on, and how they answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import click

from thuis_tui.language import _
from thuis_tui.service.commands.terminal import NOT_FOUND, USAGE, WRONG, Stopped

if TYPE_CHECKING:
    from thuis_tui.service.configuration import Configuration
    from thuis_tui.service.database.storage import Storage, Transaction

P = ParamSpec("P")
T = TypeVar("T")


@contextmanager
def storage_of(configuration: Configuration) -> Iterator[Storage]:
    """Open the database for one command; what cannot be done ends it."""
    from thuis_tui.service.database.storage import Storage

    with stopping():
        storage = Storage(configuration)
        try:
            yield storage
        finally:
            storage.close()


def done(
    context: click.Context,
    work: Callable[Concatenate[Transaction, P], T],
    *arguments: P.args,
    **named: P.kwargs,
) -> T:
    """Do a piece of work in a transaction on the database that the command is about."""
    with storage_of(context.obj) as storage:
        return storage.write(work, *arguments, **named)


def say(as_json: bool, facts: Mapping[str, Any], text: str) -> None:
    """Write facts as JSON, or the text for a person."""
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else text)


def show(as_json: bool, rows: list[dict[str, Any]]) -> None:
    """Write rows as JSON, or as lines of values in their order, moments in the time of this machine."""
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo("  ".join(_shown(name, value) for name, value in row.items()))
    if not rows:
        click.echo(_("Nothing."))


def _shown(name: str, value: Any) -> str:
    if name.endswith("_at"):
        return f"{datetime.fromtimestamp(value / 1000).astimezone():%Y-%m-%d %H:%M}" if value else "-"
    return str(value)


@contextmanager
def stopping() -> Iterator[None]:
    """End the command when what was asked cannot be done."""
    from sqlalchemy.exc import ArgumentError, DBAPIError

    from thuis_tui.service.not_possible import NotPossible
    from thuis_tui.service.secret import NoSecret

    try:
        yield
    except DBAPIError as problem:
        reason = next(iter(str(problem.orig).strip().splitlines()), type(problem.orig).__name__)
        raise Stopped(
            _("The database cannot be used: {reason}. Nothing was changed.").format(reason=reason), WRONG
        ) from problem
    except ArgumentError as problem:
        # Its own words hold the address, and with it perhaps a password.
        raise Stopped(
            _("This is not the address of a database: postgresql+psycopg://..."), USAGE
        ) from problem
    except NotPossible as problem:
        raise Stopped(str(problem), NOT_FOUND) from problem
    except NoSecret as problem:
        raise Stopped(str(problem), USAGE) from problem
