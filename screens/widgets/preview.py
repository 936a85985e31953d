"""Beside the caseload: who is at the cursor and what was written last, once the cursor rests there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens import moments
from screens.plain import plain
from thuis_tui.casework.vocabulary import MUNICIPALITY, NOTE_KIND
from thuis_tui.desk.shapes import CaseloadRow, TimelineEntry
from thuis_tui.language import _, ngettext


class Preview(VerticalScroll, can_focus=False):
    """One person and their last notes."""

    def compose(self) -> Iterable[Widget]:
        """One text; it is replaced as a whole."""
        yield Static(id="preview")

    def show(self, row: CaseloadRow | None, entries: Sequence[TimelineEntry] = ()) -> None:
        """Show a person; the notes may follow later."""
        self.set_class(row is None, "-empty")
        self.query_one("#preview", Static).update(Content("") if row is None else _told(row, entries))
        self.scroll_home(animate=False)


def _told(row: CaseloadRow, entries: Sequence[TimelineEntry]) -> Content:
    """The person in a few lines, then each note: when, how, by whom, and its beginning."""
    parts = [plain(row.name, "bold")]
    facts = [moments.day_of(row.birth_date), MUNICIPALITY.shown(row.municipality) if row.municipality else ""]
    if known := " · ".join(fact for fact in facts if fact):
        parts.append(plain(known, "$quiet"))
    if row.waiting:
        parts.append(
            Content.styled("↑ " + _("Something of this dossier still waits to be sent."), "$warning")
        )
    if row.conflicts:
        text = ngettext("{count} field has two answers", "{count} fields have two answers", row.conflicts)
        parts.append(Content.styled("≠ " + text.format(count=row.conflicts), "$error bold"))
    if not row.note_count:
        parts += [Content(""), Content.styled(_("No notes yet."), "$quiet")]
    for entry in entries:
        there = moments.at_place(entry.occurred_at, entry.occurred_offset)
        head = f"{moments.day(there)} {moments.clock(there)} · {NOTE_KIND.shown(entry.kind)}"
        parts += [Content(""), plain(head, "$primary bold")]
        if entry.author_name:
            parts.append(plain(entry.author_name, "$quiet"))
        parts.append(plain(entry.excerpt))
    return Content("\n").join(parts)
