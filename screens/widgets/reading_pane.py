"""A note to read: who, when, about what, the text, and its amendments beside or below it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from screens import moments
from screens.keys import LIST, bindings
from screens.plain import one_line, plain
from screens.widgets.form import reading
from thuis_tui.casework.vocabulary import LIFE_DOMAIN, NOTE_KIND
from thuis_tui.desk.shapes import AmendmentShown, NoteShown, TimelineEntry
from thuis_tui.language import _, ngettext


def headline(entry: TimelineEntry) -> str:
    """What kind of contact and when: 'Home visit · Wednesday 3 April 2026, 14:05'."""
    when = reading.full_moment(moments.at_place(entry.occurred_at, entry.occurred_offset))
    return f"{NOTE_KIND.shown(entry.kind)} · {when}"


def author(name: str) -> str:
    """A caseworker's name; it comes from the service, which may not have told of somebody new."""
    return one_line(name) or _("somebody whose name is not here yet")


def particulars(note: NoteShown) -> list[str]:
    """Author, duration, life domains and, when it was written on another day, when."""
    entry = note.entry
    who = _("by {author}").format(author=author(entry.author_name))
    if entry.duration_minutes:
        who += f" · {reading.duration(entry.duration_minutes)}"
    lines = [who]
    if entry.life_domains:
        lines.append(", ".join(LIFE_DOMAIN.shown(domain) for domain in entry.life_domains))
    recorded = moments.at_place(note.recorded_at, note.recorded_offset)
    if recorded.date() != moments.at_place(entry.occurred_at, entry.occurred_offset).date():
        lines.append(_("written {when}").format(when=reading.full_moment(recorded)))
    if entry.waiting:
        lines.append(f"↑ {_('waits to be sent')}")
    return lines


class AmendmentSheet(Vertical):
    """One amendment: its author and time, its reason, its text."""

    def __init__(self, amendment: AmendmentShown) -> None:
        super().__init__(classes="note-sheet-amendment")
        self._amendment = amendment

    def compose(self) -> ComposeResult:
        """Head, reason, text."""
        amendment = self._amendment
        when = reading.full_moment(moments.at_place(amendment.recorded_at, amendment.recorded_offset))
        yield Static(
            plain(_("Amendment by {author}").format(author=author(amendment.author_name))),
            classes="note-sheet-amendment-title",
        )
        waiting = f" · ↑ {_('waits to be sent')}" if amendment.waiting else ""
        yield Static(plain(when + waiting), classes="note-sheet-quiet")
        reason = _("Reason: {reason}").format(reason=one_line(amendment.reason))
        yield Static(plain(reason), classes="note-sheet-reason")
        yield Static(plain(amendment.body), classes="note-sheet-text")


class ReadingPane(VerticalScroll):
    """Shows one note, or a word on why there is none."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(LIST)

    def __init__(self, *, id: str | None = None, empty: str = "") -> None:
        super().__init__(id=id)
        self._empty = empty
        self.note: NoteShown | None = None

    def compose(self) -> ComposeResult:
        """Nothing yet."""
        yield Static(plain(self._empty), classes="note-sheet-empty")

    async def show(self, note: NoteShown | None) -> None:
        """Show this note; the same note again keeps the place one was reading."""
        same = note is not None and self.note is not None and note.entry.note == self.note.entry.note
        self.note = note
        async with self.batch():
            await self.remove_children()
            if note is None:
                await self.mount(Static(plain(self._empty), classes="note-sheet-empty"))
                return
            sheet = Vertical(
                Static(self._title(note), classes="note-sheet-title"),
                Static(plain("\n".join(particulars(note))), classes="note-sheet-quiet"),
                Static(plain(note.body), classes="note-sheet-text"),
                classes="note-sheet-filed",
            )
            beside = Vertical(*map(AmendmentSheet, note.amendments), classes="note-sheet-amendments")
            await self.mount(Vertical(sheet, beside, classes="note-sheet"))
            self.set_class(bool(note.amendments), "-amended")
        if not same:
            self.scroll_home(animate=False)

    def _title(self, note: NoteShown) -> Content:
        title = plain(headline(note.entry))
        count = len(note.amendments)
        if not count:
            return title
        amended = ngettext("{count} amendment", "{count} amendments", count).format(count=count)
        return Content.assemble(title, plain(f" · {amended}"))

    def action_down(self) -> None:
        """One line down."""
        self.scroll_relative(y=1, animate=False)

    def action_up(self) -> None:
        """One line up."""
        self.scroll_relative(y=-1, animate=False)

    def action_page_down(self) -> None:
        """One screen down."""
        self.scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        """One screen up."""
        self.scroll_page_up(animate=False)

    def action_first(self) -> None:
        """To the beginning."""
        self.scroll_home(animate=False)

    def action_last(self) -> None:
        """To the end."""
        self.scroll_end(animate=False)
