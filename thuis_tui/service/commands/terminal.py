"""Commands, groups and options whose help is a marked message, translated when shown; and how they fail.

The service stands below the command line of the laptop and runs without it, so it has its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from thuis_tui.language import N_, _

WRONG, USAGE, NOT_FOUND = 1, 2, 5


class Stopped(click.ClickException):
    """End the command with a message to the person and a code to the shell."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.exit_code = code  # type: ignore[misc]  # click declares it for the class

    def show(self, file: object = None) -> None:
        """Write the message to standard error, as it is."""
        click.echo(self.message, err=True)


class Command(click.Command):
    """A command with translated help."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in the user's language."""
        _write(self.help, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence."""
        return _first(self.help)


class Group(click.Group):
    """A group of commands with translated help."""

    command_class = Command

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in the user's language."""
        _write(self.help, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence."""
        return _first(self.help)


class Option(click.Option):
    """An option with translated help."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option and its help, for the list of options."""
        record = super().get_help_record(ctx)
        if record is None or not self.help:
            return record
        return record[0], record[1].replace(self.help, _(self.help))


def option(*names: str, **attributes: Any) -> Callable[[Any], Any]:
    """Add an option with translated help."""
    return click.option(*names, cls=Option, **attributes)


def json_option(function: Any) -> Any:
    """Add `--json`, for commands whose output is data."""
    return option("--json", "as_json", is_flag=True, help=N_("Write JSON, for other programs."))(function)


def _write(text: str | None, formatter: click.HelpFormatter) -> None:
    formatter.write_paragraph()
    with formatter.indentation():
        for paragraph in (_(text) if text else "").split("\n\n"):
            formatter.write_text(paragraph)
            formatter.write_paragraph()


def _first(text: str | None) -> str:
    whole = _(text) if text else ""
    return whole.split("\n\n")[0].split(". ")[0].rstrip(".") + "." if whole else ""
