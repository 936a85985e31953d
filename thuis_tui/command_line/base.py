"""Commands, options and groups whose help is in the user's language and which load only what is asked for."""

from __future__ import annotations

import gettext
import importlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from thuis_tui.language import CATALOGS, DOMAIN, N_, _, language

if TYPE_CHECKING:
    from thuis_tui.settings import Places, Settings

CLICK_WORDS = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Positional arguments"),
    N_("Show this message and exit."),
    N_("Error: {message}"),
    N_("Aborted!"),
    N_("required"),
    N_("Try '{command} {option}' for help."),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing parameter"),
    N_("Missing command."),
    N_("No such option {name!r}."),
    N_("No such command {name!r}."),
    N_("Option {name!r} does not take a value."),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("default: {default}"),
)
"""The library's own messages, so that they are in our catalogs too."""


def speak() -> None:
    """Let the library's own messages come from our catalogs, in the language already selected."""
    gettext.bindtextdomain(DOMAIN, CATALOGS)
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language()


@dataclass(frozen=True)
class Invocation:
    """What the options before the command said."""

    places: Places
    settings: Settings
    passphrase_fd: int | None


class Command(click.Command):
    """A command whose help is a marked message, translated when it is shown."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in the user's language."""
        _write_help(self.help, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence, for a list of commands."""
        return _first_sentence(self.help)


class Option(click.Option):
    """An option whose help is a marked message, translated when it is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option and its help, for the list of options."""
        record = super().get_help_record(ctx)
        if record is None or not self.help:
            return record
        return record[0], record[1].replace(self.help, _(self.help))


class Group(click.Group):
    """A group of commands in one file."""

    command_class = Command

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in the user's language."""
        _write_help(self.help, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence, for a list of commands."""
        return _first_sentence(self.help)


class LazyGroup(Group):
    """A group that knows of each command only where it is and what it does, until it is asked for."""

    def __init__(self, *args: Any, lazy: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the table: the daily ones first."""
        return [*self.lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command now."""
        if cmd_name not in self.lazy:
            return super().get_command(ctx, cmd_name)
        module, name = self.lazy[cmd_name][0].split(":")
        found = getattr(importlib.import_module(module), name)
        if not isinstance(found, click.Command):
            raise TypeError(f"{module}:{name} is not a command")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(help_text)) for name, (_where, help_text) in self.lazy.items()])


def option(*names: str, **attributes: Any) -> Callable[[Any], Any]:
    """An option with translated help."""
    return click.option(*names, cls=Option, **attributes)


def json_option(function: Any) -> Any:
    """`--json`, for commands whose output is data."""
    return option("--json", "as_json", is_flag=True, help=N_("Write JSON, for other programs."))(function)


def _write_help(text: str | None, formatter: click.HelpFormatter) -> None:
    if not text:
        return
    formatter.write_paragraph()
    with formatter.indentation():
        for paragraph in _(text).split("\n\n"):
            formatter.write_text(paragraph)
            formatter.write_paragraph()


def _first_sentence(text: str | None) -> str:
    whole = _(text) if text else ""
    return whole.split("\n\n")[0].split(". ")[0].rstrip(".") + "." if whole else ""


def language_in(arguments: Sequence[str]) -> str | None:
    """The value of --language among the arguments, before they are parsed: help must be in it too."""
    for place, argument in enumerate(arguments):
        if argument.startswith("--language="):
            return argument.partition("=")[2]
        if argument == "--language" and place + 1 < len(arguments):
            return arguments[place + 1]
        if argument == "--":
            break
    return None
