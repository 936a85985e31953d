"""The registry of commands: keys that every terminal can tell apart, and words for each."""

import itertools
import re

import pytest

from tests.cases import each
from thuis_tui import commands
from thuis_tui.commands import COMMANDS, Command
from thuis_tui.language import _, select

CONTEXTS = sorted({command.context for command in COMMANDS})
UNTELLABLE = {"ctrl+i", "ctrl+m", "ctrl+h", "ctrl+j", "ctrl+[", "ctrl+left_square_bracket"}


def test_ids_are_unique_and_begin_with_their_context() -> None:
    ids = [command.id for command in COMMANDS]
    assert len(set(ids)) == len(ids)
    assert all(command.id.partition(".")[0] == command.context for command in COMMANDS)


@each("command", COMMANDS)
def test_every_command_has_a_short_title_and_a_sentence_of_help(command: Command) -> None:
    assert 0 < len(command.title) <= 24
    assert command.help.endswith(".")
    assert command.keys or command.palette, "neither a key nor a place in the palette: nobody could reach it"


def test_no_key_that_terminals_cannot_tell_apart() -> None:
    for command in COMMANDS:
        for key in command.keys:
            assert key not in UNTELLABLE, command.id
            assert not key.startswith("alt+"), command.id
            assert re.fullmatch(r"(ctrl\+[a-z]|f([1-9]|1[0-2])|[a-zA-Z0-9]|[a-z_]+)", key), (command.id, key)


@each("context", CONTEXTS)
def test_a_key_means_one_thing_in_a_context(context: str) -> None:
    keys = [key for command in commands.for_context(context) for key in command.keys]
    if context not in commands.TYPING and context not in (commands.APP, commands.LIST):
        keys += [key for command in commands.own(commands.LIST) for key in command.keys]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("context", sorted(commands.TYPING))
def test_where_text_is_typed_no_letter_is_a_command(context: str) -> None:
    assert not [
        key for command in commands.for_context(context) for key in command.keys if commands.is_letter(key)
    ]


@each("context", CONTEXTS)
def test_lock_quit_palette_and_help_work_everywhere(context: str) -> None:
    keys = {key for command in commands.for_context(context) for key in command.keys}
    if context != commands.LIST:
        assert {"ctrl+q", "ctrl+l", "ctrl+p", "f1"} <= keys


@each("context", CONTEXTS)
def test_the_footer_is_at_most_six_keys(context: str) -> None:
    own = [command for command in commands.own(context) if command.footer]
    assert len(own) + (context not in (commands.APP, "demo")) <= 6
    assert len(commands.footer(context)) <= 6


@each("context, language", itertools.product(CONTEXTS, ("nl", "en")))
def test_the_footer_fits_a_narrow_terminal_in_both_languages(context: str, language: str) -> None:
    select(language)
    shown = [
        f" {commands.shown(command.keys[0])} {_(command.title)} " for command in commands.footer(context)
    ]
    select("en")
    assert len("".join(shown)) <= 80, shown


def test_a_keymap_moves_a_command_and_frees_its_key() -> None:
    moved = commands.for_context("caseload", {"app.sync": "f6, f7"})
    assert next(command for command in moved if command.id == "app.sync").keys == ("f6", "f7")


def test_keys_are_shown_as_people_know_them() -> None:
    assert [commands.shown(key) for key in ("ctrl+s", "question_mark", "escape", "f10", "n")] == [
        "Ctrl+S",
        "?",
        "Esc",
        "F10",
        "n",
    ]
