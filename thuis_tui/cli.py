"""The command line of thuis: what stands before a command, and where each command is found."""

from __future__ import annotations

from pathlib import Path

import click

from thuis_tui.command_line.base import Invocation, LazyGroup, language_in, option, speak
from thuis_tui.command_line.exits import Exit, Stop
from thuis_tui.language import LANGUAGES, N_, _, select
from thuis_tui.settings import Places, Settings, SettingsProblem

_HERE = "thuis_tui.command_line"
COMMANDS: dict[str, tuple[str, str]] = {
    "today": (f"{_HERE}.today:today", N_("What is unfinished, what waits, whom you saw last.")),
    "find": (f"{_HERE}.find:find", N_("Find clients and notes by any word, name or number.")),
    "note": (f"{_HERE}.note:note", N_("Write, show or amend a note.")),
    "client": (f"{_HERE}.client:client", N_("List, show or add clients.")),
    "intake": (f"{_HERE}.intake:intake", N_("How far an intake is, and the sheet for the access form.")),
    "visits": (f"{_HERE}.visits:visits", N_("Your visits: list, plan, check in and out, agenda file.")),
    "task": (f"{_HERE}.task:task", N_("Tasks: list, add and tick them.")),
    "zrm": (f"{_HERE}.zrm:zrm", N_("Show the ZRM assessments of a client.")),
    "plan": (f"{_HERE}.plan:plan", N_("The support plan of a client: read it, or put it on paper.")),
    "conflicts": (f"{_HERE}.conflicts:conflicts", N_("What two people wrote differently, and deciding it.")),
    "history": (f"{_HERE}.history:history", N_("Who changed what in a dossier, before and since.")),
    "undo": (f"{_HERE}.history:undo", N_("Take back the last change of this laptop.")),
    "late": (f"{_HERE}.late:late", N_("Work of the team that came late or was refused.")),
    "places": (f"{_HERE}.places:places", N_("Homes: list them, and take in the list of a corporation.")),
    "learning": (f"{_HERE}.learning:learning", N_("Exports for research, for a privacy officer to decide.")),
    "people": (f"{_HERE}.people:people", N_("List the people around a client, and the consents to share.")),
    "share": (f"{_HERE}.people:share", N_("Write what a consent allows into a file, to hand over.")),
    "outbox": (f"{_HERE}.outbox:outbox", N_("What waits for the service, and what became of it.")),
    "sync": (f"{_HERE}.sync:sync", N_("Exchange with the service now.")),
    "setup": (f"{_HERE}.setup:setup", N_("Make the encrypted file and enrol this device.")),
    "passphrase": (f"{_HERE}.passphrase:passphrase", N_("Change the passphrase.")),
    "backup": (f"{_HERE}.backup:backup", N_("Copy the encrypted file to another place.")),
    "doctor": (f"{_HERE}.doctor:doctor", N_("Check the file, the connection and this terminal.")),
    "demo": (f"{_HERE}.demo:demo", N_("Try thuis with a made-up team, on real parts.")),
    "serve": ("thuis_tui.service.commands.serve_command:serve", N_("Run the central service.")),
    "admin": (
        "thuis_tui.service.commands.command:admin",
        N_("Manage the team, the devices and the grants of a service."),
    ),
}
"""Name, where the command is, what it does; in the order of the help."""


def _version(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        click.echo(f"thuis {version('thuis-tui')}")
        context.exit()


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=N_(
        "Housing First casework, offline first and encrypted. Without a command, thuis opens in the "
        "terminal.\n\n"
        "The passphrase is asked for, or read from the first line of standard input when that is not a "
        "terminal. It is never taken from an argument."
    ),
)
@option("--data-dir", type=click.Path(path_type=Path, file_okay=False), help=N_("Where the file is."))
@option("--language", type=click.Choice(LANGUAGES), help=N_("Language of all texts."))
@option(
    "--passphrase-fd",
    type=click.IntRange(0),
    envvar="THUIS_PASSPHRASE_FD",
    help=N_("Read the passphrase from this file descriptor."),
)
@option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help=N_("Show the version."),
)
@click.pass_context
def thuis(
    context: click.Context, data_dir: Path | None, language: str | None, passphrase_fd: int | None
) -> None:
    """Find the places and settings; open the screens when no command follows."""
    places = Places.find(data_dir)
    context.obj = Invocation(places, _settings(places), passphrase_fd)
    if context.invoked_subcommand is None:
        from thuis_tui.__main__ import open_screens

        context.exit(open_screens(places, context.obj.settings))


def run(arguments: list[str]) -> int:
    """Run the command line; the exit code."""
    select(language_in(arguments) or _language_set(arguments))
    speak()
    try:
        result = thuis.main(arguments, prog_name="thuis", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo(_("Stopped."), err=True)
        return Exit.INTERRUPTED
    except click.ClickException as refusal:
        refusal.show()
        return refusal.exit_code
    return result if isinstance(result, int) else Exit.DONE


def _settings(places: Places) -> Settings:
    try:
        return Settings.load(places)
    except SettingsProblem as problem:
        raise Stop(str(problem), Exit.USAGE) from problem


def _language_set(arguments: list[str]) -> str | None:
    """The language of the settings; a faulty file is told of later, in the language of the machine."""
    data_dir = None
    for place, argument in enumerate(arguments[:-1]):
        if argument == "--data-dir":
            data_dir = Path(arguments[place + 1])
    try:
        return Settings.load(Places.find(data_dir)).language
    except SettingsProblem:
        return None
