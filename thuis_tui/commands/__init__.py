"""Every command of the interface: its keys, its words and where it works.

Bindings, footer, palette, help and the key table of the README are all derived from this one list. Keys carry
the names Textual gives them. A key of a context goes before the same key of the whole application; where text
is typed, single letters belong to the text.
"""

from collections.abc import Mapping
from dataclasses import replace

from thuis_tui.commands.command import APP, LIST, TYPING, Command
from thuis_tui.commands.table import COMMANDS

__all__ = [
    "APP",
    "BY_ID",
    "COMMANDS",
    "LIST",
    "TYPING",
    "Command",
    "footer",
    "for_context",
    "is_letter",
    "own",
    "shown",
]

BY_ID: Mapping[str, Command] = {command.id: command for command in COMMANDS}

_SHOWN = {
    "question_mark": "?",
    "slash": "/",
    "greater_than_sign": ">",
    "less_than_sign": "<",
    "minus": "-",
    "escape": "Esc",
    "enter": "Enter",
    "delete": "Del",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


def shown(key: str) -> str:
    """A key as people know it: 'ctrl+s' is 'Ctrl+S'."""
    if key in _SHOWN:
        return _SHOWN[key]
    if len(key) == 1:
        return key
    return "+".join(part.capitalize() for part in key.split("+"))


def is_letter(key: str) -> bool:
    """Whether the key types a character, so that it cannot be a command where text is typed."""
    return len(key) == 1 or key in ("question_mark", "slash", "minus", "greater_than_sign", "less_than_sign")


def own(context: str) -> tuple[Command, ...]:
    """The commands of one context alone, as they are written down."""
    return tuple(command for command in COMMANDS if command.context == context)


def for_context(context: str, keymap: Mapping[str, str] | None = None) -> tuple[Command, ...]:
    """What works in a context: its own commands, then those of the application with the keys that are left.

    `keymap` gives other keys by command id, as comma-separated key names, from the settings. Application
    commands keep no plain letters where text is typed, and no key that the context uses itself.
    """
    keymap = keymap or {}
    here = [_with_keys(command, keymap) for command in own(context)]
    if context == APP:
        return tuple(here)
    taken = {key for command in here for key in command.keys}
    rest = []
    for command in own(APP):
        mapped = _with_keys(command, keymap)
        keys = tuple(
            key for key in mapped.keys if key not in taken and not (context in TYPING and is_letter(key))
        )
        rest.append(replace(mapped, keys=keys))
    return (*here, *rest)


def footer(context: str, keymap: Mapping[str, str] | None = None) -> tuple[Command, ...]:
    """The commands the footer shows in a context: at most six, those of the context first."""
    return tuple(command for command in for_context(context, keymap) if command.footer and command.keys)[:6]


def _with_keys(command: Command, keymap: Mapping[str, str]) -> Command:
    keys = keymap.get(command.id)
    if keys is None:
        return command
    return replace(command, keys=tuple(key.strip() for key in keys.split(",") if key.strip()))
