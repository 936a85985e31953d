"""Help: every key, from the command registry, with what works on this screen first; type to search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from textwrap import wrap
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from screens.keys import APP, LIST, shown
from screens.page import STYLES
from thuis_tui.commands import COMMANDS, Command, for_context, own
from thuis_tui.language import N_, _
from thuis_tui.text import fold

_PLACES: Final = {
    "app": N_("Everywhere"),
    "list": N_("In every list"),
    "today": N_("Today"),
    "tasks": N_("Tasks"),
    "caseload": N_("Caseload"),
    "dossier": N_("Dossier"),
    "note": N_("Reading a note"),
    "note_editor": N_("Writing a note"),
    "amendment": N_("Writing an amendment"),
    "intake": N_("Intake"),
    "whole_intake": N_("Whole intake"),
    "typing_sheet": N_("Typing sheet"),
    "merging": N_("Merging two dossiers"),
    "visits": N_("Visits of the week"),
    "client_visits": N_("Visits to one person"),
    "visit": N_("One visit"),
    "field_editor": N_("Changing a fact"),
    "record_editor": N_("Filling in a form"),
    "working_notes": N_("Working notes"),
    "people": N_("People and consents"),
    "privacy": N_("Privacy view"),
    "assessments": N_("ZRM assessments"),
    "assessment": N_("Making a ZRM assessment"),
    "conflicts": N_("What two people wrote differently"),
    "late": N_("Work set aside"),
    "learning": N_("Exports for research"),
    "safety": N_("Risks and safety"),
    "warning_plan": N_("Warning plan"),
    "meldcode": N_("Reporting code (meldcode)"),
    "notices": N_("Notices to the team lead"),
    "team": N_("Team"),
    "member": N_("Dossiers of a caseworker"),
    "hand_over": N_("Handing a dossier over"),
    "transfers": N_("Handovers"),
    "emergency": N_("Emergency access"),
    "board": N_("Ways to a home"),
    "candidate": N_("One way to a home"),
    "waiting_list": N_("Waiting list"),
    "places_for": N_("Fitting homes"),
    "candidates_for": N_("Fitting candidates"),
    "place_past": N_("Past of a home"),
    "places": N_("Homes"),
    "place_list": N_("A list of homes"),
    "plan": N_("Support plan"),
    "plan_difference": N_("Two versions of a plan"),
    "history": N_("History"),
    "bin": N_("Bin"),
    "outbox": N_("Outbox"),
    "drafts": N_("Continue where you were"),
    "search": N_("Search"),
    "unlock": N_("Unlocking"),
    "setup": N_("First run"),
    "enrolment": N_("Connecting to the service"),
    "demo": N_("Demo"),
}
_KEYS: Final = 14


def sections(context: str, keymap: Mapping[str, str]) -> list[tuple[str, list[Command]]]:
    """All commands by where they work: this screen, lists, everywhere, then the other screens."""
    here = [context] if context not in (APP, LIST) else []
    order = [*here, LIST, APP, *(place for place in _PLACES if place not in (context, LIST, APP))]
    mapped = {command.id: command for place in order for command in for_context(place, keymap)}
    return [
        (_(_PLACES.get(place, place)), [mapped.get(command.id, command) for command in own(place)])
        for place in order
        if any(command.context == place for command in COMMANDS)
    ]


def found(command: Command, wanted: str) -> bool:
    """Whether a command answers a search: each word somewhere in its keys, title or help."""
    text = fold(" ".join([*(shown(key) for key in command.keys), _(command.title), _(command.help)]))
    return all(word in text for word in fold(wanted).split())


class HelpScreen(ModalScreen[None]):
    """A search field and the list of keys."""

    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1", "leave", show=False),
        Binding("down", "scroll('down')", show=False),
        Binding("up", "scroll('up')", show=False),
        Binding("pagedown", "scroll('page_down')", show=False),
        Binding("pageup", "scroll('page_up')", show=False),
    ]

    def __init__(self, context: str, keymap: Mapping[str, str]) -> None:
        super().__init__()
        self._sections = sections(context, keymap)

    def compose(self) -> Iterable[Widget]:
        """The field stays; the list is one text."""
        with Vertical(classes="sheet", id="help"):
            with Horizontal(classes="sheet-head"):
                yield Static(_("Help"), classes="sheet-title", markup=False)
                yield Static(_("Esc closes"), classes="sheet-hint", markup=False)
            field = Input(placeholder=_("Search: type what you want to do"), classes="sheet-field")
            field.cursor_blink = False
            yield field
            with VerticalScroll(can_focus=False):
                yield Static(id="keys")

    def on_mount(self) -> None:
        """Everything, until something is searched."""
        self._show("")
        self.query_one(Input).focus()

    @on(Input.Changed)
    def search(self, event: Input.Changed) -> None:
        """Fewer with each letter."""
        event.stop()
        self._show(event.value)

    def _show(self, wanted: str) -> None:
        lines: list[Content] = []
        for place, commands in self._sections:
            matching = [command for command in commands if found(command, wanted)]
            if not matching:
                continue
            if lines:
                lines.append(Content(""))
            lines.append(Content.styled(place, "bold $primary"))
            lines += [self._line(command) for command in matching]
        if not lines:
            lines = [Content.styled(_("No command has these words."), "$quiet")]
        self.query_one("#keys", Static).update(Content("\n").join(lines))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def _line(self, command: Command) -> Content:
        """Keys, title and help of a command, the help under its title."""
        keys = "  ".join(shown(key) for key in command.keys) or _("Ctrl+P")
        room = max(20, min(84, self.app.size.width) - _KEYS - 12)
        told = "".join(f"\n{' ' * _KEYS}{part}" for part in wrap(_(command.help), room))
        return Content.assemble((f"{keys:<{_KEYS}}", "bold"), _(command.title), (told, "$quiet"))

    def action_scroll(self, way: str) -> None:
        """Scroll while the field keeps the focus."""
        getattr(self.query_one(VerticalScroll), f"scroll_{way}")(animate=False)

    def action_leave(self) -> None:
        """Back to the screen under it."""
        self.dismiss()
