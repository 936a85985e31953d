"""Exit codes: one table, which docs/command-line.md repeats and a test compares."""

from enum import IntEnum

import click

from thuis_tui.language import N_


class Exit(IntEnum):
    """What the program tells the shell when it ends."""

    DONE = 0
    WRONG = 1
    USAGE = 2
    NO_FILE = 3
    LOCKED = 4
    NOT_FOUND = 5
    INVALID = 6
    NOT_SYNCED = 7
    REFUSED = 8
    NOT_ENROLLED = 9
    INTERRUPTED = 130


MEANINGS: dict[Exit, str] = {
    Exit.DONE: N_("Done."),
    Exit.WRONG: N_("Something is wrong; the message says what."),
    Exit.USAGE: N_("The command was not understood: an unknown option, a missing argument."),
    Exit.NO_FILE: N_("There is no file here yet: run 'thuis setup' first."),
    Exit.LOCKED: N_("The file stays locked: a wrong passphrase, too soon after one, or a damaged key file."),
    Exit.NOT_FOUND: N_("Nothing was found, or more than one thing was meant."),
    Exit.INVALID: N_("What was given cannot be recorded; each problem names its field. Nothing was written."),
    Exit.NOT_SYNCED: N_(
        "The service was not reached, or not everything could be exchanged. Nothing is lost."
    ),
    Exit.REFUSED: N_("Exchanged, but the service refused something: see 'thuis outbox'."),
    Exit.NOT_ENROLLED: N_(
        "This file belongs to no caseworker yet: run 'thuis setup' with an enrolment code."
    ),
    Exit.INTERRUPTED: N_("Stopped from the keyboard."),
}


class Stop(click.ClickException):
    """End the command with a message to the person and a code to the shell."""

    def __init__(self, message: str, code: Exit) -> None:
        super().__init__(message)
        self.exit_code = int(code)  # type: ignore[misc]  # click declares it for the class

    def show(self, file: object = None) -> None:
        """Write the message to standard error, as it is."""
        click.echo(self.message, err=True)
