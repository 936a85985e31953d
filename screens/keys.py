"""Keys from the one command registry: bindings, what works at this moment, and the user's own keymap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from textual.binding import Binding, BindingType

from thuis_tui.commands import APP, BY_ID, LIST, Command, for_context, is_letter, own, shown
from thuis_tui.language import _

INDISTINGUISHABLE: Final = frozenset(
    {"ctrl+i", "ctrl+m", "ctrl+h", "ctrl+j", "ctrl+left_square_bracket", "ctrl+["}
)
"""Keys that terminals send as Tab, Enter, Backspace, Enter and Escape."""

MOST_IN_BAR: Final = 6


class KeymapProblem(NamedTuple):
    """A line of the keymap in the settings that cannot be followed, and why."""

    command: str
    keys: str
    reason: str


def bindings(context: str) -> list[BindingType]:
    """Textual bindings of a context; their ids are the command ids, so that a keymap can move them."""
    return [
        Binding(
            key,
            command.action,
            command.title,
            show=command.footer,
            id=command.id,
            # Text fields have keys of their own (Ctrl+F deletes a word); the application's go first.
            priority=command.first or (context == APP and key.startswith("ctrl+")),
        )
        for command in own(context)
        for key in command.keys
    ]


def in_bar(context: str, keymap: Mapping[str, str], *, typing: bool) -> list[Command]:
    """What the key bar may offer, the context's own first; letters only where they are not text."""
    offered = []
    for command in for_context(context, keymap):
        usable = [key for key in command.keys if not (typing and is_letter(key))]
        if command.footer and usable:
            offered.append(command)
    return offered


def first_key(command: Command, *, typing: bool = False) -> str:
    """The key to show for a command: the first that works now."""
    return next((shown(key) for key in command.keys if not (typing and is_letter(key))), "")


def followable(keymap: Mapping[str, str]) -> tuple[dict[str, str], list[KeymapProblem]]:
    """The part of a keymap that can be followed, and what is wrong with the rest.

    A key may be used once in a context; a context may use a key of the whole application for itself.
    """
    good: dict[str, str] = {}
    problems: list[KeymapProblem] = []
    for identity, text in keymap.items():
        keys = tuple(key.strip() for key in text.split(",") if key.strip())
        if reason := _refusal(identity, keys, {**keymap, **good}):
            problems.append(KeymapProblem(identity, text, reason))
        else:
            good[identity] = ",".join(keys)
    return good, problems


def _refusal(identity: str, keys: tuple[str, ...], keymap: Mapping[str, str]) -> str:
    """Why one line of a keymap cannot be followed; empty when it can."""
    command = BY_ID.get(identity)
    if command is None:
        return _("There is no such command.")
    if not keys:
        return _("A command needs a key.")
    for key in keys:
        if key.lower() in INDISTINGUISHABLE:
            return _("Terminals can't tell {key} from another key.").format(key=shown(key))
    for other in own(command.context):
        theirs = keymap.get(other.id, ",".join(other.keys)).split(",")
        if other.id != identity and (taken := set(keys) & set(theirs)):
            return _("{key} is already used for '{command}'.").format(
                key=shown(taken.pop()), command=_(other.title)
            )
    return ""


__all__ = ["APP", "LIST", "KeymapProblem", "bindings", "first_key", "followable", "in_bar", "shown"]
