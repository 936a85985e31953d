"""One command's time with the file: the passphrase, the unlocking, the desk, and what stands in the way."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import click

from thuis_tui.command_line.exits import Exit, Stop
from thuis_tui.language import _

if TYPE_CHECKING:
    from thuis_tui.command_line.base import Invocation
    from thuis_tui.desk.desk import Desk
    from thuis_tui.store.vault import FileKey

T = TypeVar("T")
LONGEST_PASSPHRASE = 1024


def ask_passphrase(invocation: Invocation, prompt: str, *, twice: bool = False) -> str:
    """A passphrase from the descriptor given, else from the terminal, else from a line of standard input."""
    if invocation.passphrase_fd is not None:
        return _line_of(invocation.passphrase_fd)
    if not sys.stdin.isatty():
        return _line_of(sys.stdin.fileno())
    import getpass

    typed = getpass.getpass(prompt + " ")
    if twice and getpass.getpass(_("The same again:") + " ") != typed:
        raise Stop(_("The two are not the same. Nothing was changed."), Exit.USAGE)
    return typed


def ask_line(prompt: str) -> str:
    """A line that may be seen, from the terminal or from standard input."""
    if not sys.stdin.isatty():
        return _line_of(sys.stdin.fileno())
    click.echo(prompt + " ", err=True, nl=False)
    return sys.stdin.readline().rstrip("\r\n")


def rest_of_input() -> str:
    """Everything left on standard input, as text."""
    if sys.stdin.isatty():
        click.echo(
            _("Type the text; end with Ctrl+D on a line of its own (Windows: Ctrl+Z, Enter)."), err=True
        )
    content = bytearray()
    while piece := os.read(sys.stdin.fileno(), 65536):
        content += piece
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise Stop(
            _("The text is not UTF-8: byte {place} cannot be read. Nothing was written.").format(
                place=fault.start + 1
            ),
            Exit.INVALID,
        ) from fault


def unlock(invocation: Invocation) -> FileKey:
    """The key of the file, by the passphrase."""
    from thuis_tui.desk import opening

    if opening.state(invocation.places) == "absent":
        raise Stop(
            _("There is no file in {folder}. Make one with 'thuis setup'.").format(
                folder=invocation.places.data_dir
            ),
            Exit.NO_FILE,
        )
    try:
        return opening.unlock(invocation.places, ask_passphrase(invocation, _("Passphrase:")))
    except (opening.WrongPassphrase, opening.TooSoon, opening.VaultDamaged) as fault:
        raise locked(fault) from fault


def locked(fault: Exception) -> Stop:
    """What a refused passphrase means for the person."""
    from thuis_tui.desk import opening

    if isinstance(fault, opening.WrongPassphrase):
        if fault.wait_seconds > 0:
            text = _("That is not the passphrase. Try again in {seconds} seconds; nothing is lost.").format(
                seconds=round(fault.wait_seconds)
            )
        else:
            text = _("That is not the passphrase. Try again; nothing is lost.")
    elif isinstance(fault, opening.TooSoon):
        text = _("After a wrong passphrase thuis waits: try again in {seconds} seconds.").format(
            seconds=max(1, round(fault.wait_seconds))
        )
    else:
        text = _(
            "The key file is damaged. Put a copy of it back, or ask your administrator; do not delete it."
        )
    return Stop(text, Exit.LOCKED)


def at_desk(invocation: Invocation, job: Callable[[Desk], Awaitable[T]], *, enrolled: bool = True) -> T:
    """Unlock, do one job at the desk, close; sync does not run beside it."""
    from thuis_tui.desk.shapes import FileProblem, InvalidInput, NotEnrolled, NotFound

    desk = open_desk(invocation, unlock(invocation))
    try:
        if enrolled and desk.caseworker is None:
            raise not_enrolled()
        return asyncio.run(_run(job, desk))
    except InvalidInput as fault:
        raise Stop(
            "\n".join(f"{problem.field}: {problem.message}" for problem in fault.problems), Exit.INVALID
        ) from fault
    except NotFound as fault:
        raise Stop(_("There is no such record in this file."), Exit.NOT_FOUND) from fault
    except NotEnrolled as fault:
        raise not_enrolled() from fault
    except FileProblem as fault:
        raise Stop(fault.reason, Exit.WRONG) from fault
    finally:
        desk.close()


def open_desk(invocation: Invocation, key: FileKey) -> Desk:
    """The desk over the unlocked file, without sync beside it; the key is let go of."""
    from thuis_tui.desk import opening
    from thuis_tui.desk.shapes import FileProblem

    try:
        return opening.open_desk(invocation.places, key, connect=False)
    except FileProblem as fault:
        raise Stop(fault.reason, Exit.WRONG) from fault
    finally:
        key.wipe()


def not_enrolled() -> Stop:
    """What it means that nobody has enrolled on this file."""
    return Stop(
        _("This file belongs to no caseworker yet. Ask for a code for 'thuis setup --url URL --code CODE'."),
        Exit.NOT_ENROLLED,
    )


async def one_client(desk: Desk, words: str) -> str:
    """The id of the one client meant by an id or by words of the name."""
    from thuis_tui.desk.shapes import NotFound

    if len(words) == 32 and all(letter in "0123456789abcdef" for letter in words):
        return words
    found = await desk.caseload.rows((await desk.caseload.ids(words))[:6])
    if len(found) == 1:
        return found[0].client
    if not found:
        raise NotFound(words)
    lines = [_("More than one client is meant by '{words}'; give the id:").format(words=words)]
    lines += [f"{row.client}  {row.name}  {row.birth_date or ''}".rstrip() for row in found]
    raise Stop("\n".join(lines), Exit.NOT_FOUND)


async def _run(job: Callable[[Desk], Awaitable[T]], desk: Desk) -> T:
    return await job(desk)


def _line_of(descriptor: int) -> str:
    """One line, byte by byte: what follows it belongs to somebody else."""
    line = bytearray()
    while len(line) < LONGEST_PASSPHRASE:
        byte = os.read(descriptor, 1)
        if byte in (b"", b"\n"):
            break
        line += byte
    return line.decode("utf-8", "surrogateescape").removesuffix("\r")
