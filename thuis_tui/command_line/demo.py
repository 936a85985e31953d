"""`thuis demo`: a made-up team on real parts; on a terminal to try, without one to read."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from types import FrameType

import click

from thuis_tui.command_line.base import Command, Invocation, option
from thuis_tui.command_line.exits import Exit, Stop
from thuis_tui.command_line.output import say
from thuis_tui.language import N_, _


@click.command(
    cls=Command,
    help=N_(
        "Try thuis with a made-up team, on real parts.\n\n"
        "A central service starts on this machine only, two caseworkers get an encrypted file each, and "
        "thuis opens as the first of them. Without a terminal the demo plays by itself and tells what each "
        "caseworker sees. Nothing is left behind."
    ),
)
@option(
    "--clients", type=click.IntRange(5, 5000), default=40, show_default=True, help=N_("How many clients.")
)
@option("--notes", type=click.IntRange(0), default=600, show_default=True, help=N_("Number of notes."))
@option("--keep", type=click.Path(path_type=Path, file_okay=False), help=N_("Keep all in this folder."))
@option("--play", is_flag=True, help=N_("Play by itself, also on a terminal."))
@click.pass_obj
def demo(invocation: Invocation, clients: int, notes: int, keep: Path | None, play: bool) -> None:
    """Set the stage, play or open, clear away."""
    from thuis_tui.desk.demo.journey import play as play_journey
    from thuis_tui.desk.demo.organisation import DemoTrouble
    from thuis_tui.desk.demo.stage import PASSPHRASE, Stage

    if keep is not None and keep.exists() and any(keep.iterdir()):
        raise Stop(_("{folder} is not empty. Nothing was written.").format(folder=keep), Exit.INVALID)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            # Ended from outside, the demo still clears its stage.
            signal.signal(getattr(signal, name), _end)
    by_itself = play or not (sys.stdin.isatty() and sys.stdout.isatty())
    try:
        stage = Stage.open(keep, clients, notes, say, lead=not by_itself)
        try:
            if by_itself:
                play_journey(stage, say)
                code = 0
            else:
                from thuis_tui.__main__ import open_demo

                say(_("The passphrase of the demo is: {passphrase}").format(passphrase=PASSPHRASE))
                code = open_demo(stage, invocation.settings)
        finally:
            stage.close()
    except DemoTrouble as trouble:
        raise Stop(str(trouble), Exit.WRONG) from trouble
    if keep is not None:
        say(_("Kept in {folder}.").format(folder=keep))
    else:
        say(_("The demo is over, and its files are gone."))
    click.get_current_context().exit(code)


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
