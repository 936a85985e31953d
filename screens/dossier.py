"""A dossier: who it is about, the timeline of notes, and on wide screens the note at the cursor beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from textwrap import fill
from typing import ClassVar, Final

from rich.cells import cell_len
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from screens import moments
from screens.background import in_background
from screens.dossier_ways import DossierWays
from screens.keys import bindings, first_key
from screens.plain import one_line, plain
from screens.route import Route
from screens.safety.warning import BETWEEN, warning
from screens.widgets.cells import Cell, Line
from screens.widgets.form import reading
from screens.widgets.form.field import answer_words
from screens.widgets.reading_pane import ReadingPane, author
from screens.widgets.windowed_list import WindowedList
from thuis_tui.casework.vocabulary import NOTE_KIND
from thuis_tui.commands import BY_ID
from thuis_tui.desk.safety import Risk
from thuis_tui.desk.shapes import Changed, Dossier, FieldShown, NotFound, TimelineEntry
from thuis_tui.language import _, ngettext
from thuis_tui.text import excerpt

REST: Final = 0.25
"""Seconds that the cursor rests on a note before it is read beside the list: reading is in the access log."""
WIDE: Final = 100
ROOM_FOR_AUTHOR: Final = 62
"""Columns of a timeline that also names the author; a narrower one stands beside the note that does."""
_BANNER: Final = 6
"""Columns beside what the banner says."""
_FACTS: Final = ("birth_date", "municipality", "phone", "current_stay", "address", "alias")


class DossierScreen(DossierWays):
    """One client's dossier."""

    CONTEXT = "dossier"
    BINDINGS: ClassVar[list[BindingType]] = bindings("dossier")

    def __init__(self, client: str, note: str | None = None) -> None:
        super().__init__()
        self._client = client
        self._at_note = note
        self._client_name = ""
        self._rest: Timer | None = None
        self._dossier = None
        self._risks: Sequence[Risk] = ()
        self._has_notes = False
        self._read = False

    @property
    def ready(self) -> bool:
        """Once the timeline is there: Enter and a are about the note at its cursor."""
        return super().ready and self._read

    @property
    def heading(self) -> str:
        """Whose dossier it is."""
        return self._client_name

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("dossier", {"client": self._client})

    def compose_body(self) -> Iterable[Widget]:
        """Head, timeline, and the reading pane for wide screens."""
        yield Static("", markup=False, classes="dossier-head")
        conflicts = Static("", markup=False, classes="banner")
        conflicts.display = False
        yield conflicts
        empty = Static(
            plain(_("No notes yet. Press n to write the first.")), markup=False, classes="empty-state"
        )
        empty.display = False
        with Horizontal(classes="dossier-body"):
            yield WindowedList[TimelineEntry](
                self._fetch, lambda entry: entry.rowid, self._draw, row_height=2, id="timeline"
            )
            yield empty
            yield ReadingPane(id="beside")

    @property
    def _timeline(self) -> WindowedList[TimelineEntry]:
        return self.query_one("#timeline", WindowedList)

    async def on_mount(self) -> None:
        """Open it, which is in the access log, and go to the timeline."""
        self._timeline.focus()
        await self._open()
        await self._read_timeline()

    async def _open(self) -> None:
        try:
            dossier = await self.desk.dossiers.open(self._client)
        except NotFound:
            self.thuis.tell(_("This dossier is no longer on this laptop."), severity="warning")
            self.dismiss()
            return
        self._risks = await self.desk.safety.risks(self._client)
        self._client_name = dossier.name
        self.retitle()
        self._dossier = dossier
        self.query_one(".dossier-head", Static).update(self._head(dossier))
        self._show_banner(dossier)
        self.refresh_bindings()

    def _show_banner(self, dossier: Dossier) -> None:
        """What disagrees, and what goes on in its place; what goes on over a line is put in."""
        banner = self.query_one(".banner", Static)
        told = [_conflicts(dossier)] if dossier.conflicts else []
        told += [text] if (text := _together(dossier)) else []
        banner.display = bool(told)
        room = max(20, self.size.width - _BANNER)
        lines = "\n".join(told).splitlines()
        banner.update(plain("\n".join(fill(line, room, subsequent_indent="    ") for line in lines)))

    async def _read_timeline(self) -> None:
        ids = await self.desk.dossiers.timeline(self._client)
        self.query_one(".empty-state").display = not ids
        self.set_class(not ids, "-empty")
        self._has_notes = bool(ids)
        self.refresh_bindings()
        await self._timeline.show(ids)
        self._read = True

    async def _fetch(self, ids: Sequence[int]) -> list[TimelineEntry]:
        return await self.desk.dossiers.entries(ids)

    def records_changed(self, changed: Changed) -> None:
        """Something of this dossier was written, here or by a colleague, or has arrived at the service."""
        if self._read_here & changed.clients or changed.sync:
            in_background(self, partial(self._again, changed), "again", exclusive=True)

    @property
    def _read_here(self) -> frozenset[str]:
        """The dossiers that are read as this one."""
        merged = self._dossier.merged if self._dossier is not None else ()
        return frozenset([self._client, *(client for client, _name in merged)])

    async def _again(self, changed: Changed) -> None:
        here = self._read_here & changed.clients
        if any(ent.startswith(("client:", "risk_flag:")) for ent in changed.ents):
            await self._open()
        if here or self._read_here & changed.clients:
            await self._read_timeline()
        await self._timeline.reload()
        if here:
            self._read_beside()

    # Drawing

    def _head(self, dossier: Dossier) -> Content:
        """What one wants to know before reading, whole facts on as few lines as fit."""
        today = self.thuis.local_now().date()
        facts = [text for name in _FACTS if (text := _fact(dossier.field(name), today))]
        lines: list[str] = []
        for text in facts:
            together = f"{lines[-1]}{BETWEEN}{text}" if lines else text
            if lines and cell_len(together) <= self.size.width - 4:
                lines[-1] = together
            else:
                lines.append(text)
        told = plain("\n".join(lines))
        if safety := warning(dossier, self._risks, self.size.width - 4):
            told = Content.assemble(plain(safety, "bold"), plain("\n") if lines else "", told)
        return told

    def _draw(self, entry: TimelineEntry, width: int) -> tuple[Line, Line]:
        """Date, time, kind and author; below them the first words."""
        when = moments.at_place(entry.occurred_at, entry.occurred_offset)
        marks = []
        if entry.amendments:
            count = ngettext("{count} amendment", "{count} amendments", entry.amendments)
            marks.append(count.format(count=entry.amendments))
        if entry.waiting:
            marks.append("↑")
        mark = "  ".join(marks)
        kind, who = NOTE_KIND.shown(entry.kind), one_line(entry.author_name)
        first = (
            Cell(f"{moments.day(when)} {moments.clock(when)}", 18, "strong"),
            Cell(f"{kind} · {who}" if who and width >= ROOM_FOR_AUTHOR else kind),
            Cell(f" {mark} ", len(mark) + 2, "lamp", right=True) if mark else Cell("", 1),
        )
        return first, (Cell(entry.excerpt, tone="quiet"),)

    # The note beside the list

    @property
    def _wide(self) -> bool:
        return self.size.width >= WIDE

    def on_windowed_list_highlighted(self, event: WindowedList.Highlighted) -> None:
        """Read the note at the cursor when the cursor rests."""
        event.stop()
        self._read_beside()

    def _read_beside(self) -> None:
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST, self._rested) if self._wide else None

    def _rested(self) -> None:
        in_background(self, self._show_beside, "beside", exclusive=True)

    async def _show_beside(self) -> None:
        entry = self._timeline.current
        pane = self.query_one("#beside", ReadingPane)
        try:
            note = None if entry is None else await self.desk.dossiers.note(entry.note)
        except NotFound:
            note = None
        await pane.show(note)

    def on_resize(self) -> None:
        """A window made wider has room for the note, and for more facts on a line."""
        if self._dossier is not None:
            self.query_one(".dossier-head", Static).update(self._head(self._dossier))
            self._show_banner(self._dossier)
        if self._wide and self.query_one("#beside", ReadingPane).note is None:
            self._read_beside()

    # The commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without notes there is nothing to read or to amend."""
        if action == "conflicts":
            return self._dossier is not None and bool(self._dossier.conflicts)
        if action == "merge":
            return not self.thuis.private  # It begins with a list of other people.
        return self._has_notes if action in ("open", "amend") else True

    async def action_open(self) -> None:
        """Read the note at the cursor full screen."""
        entry = self._timeline.current
        if entry is not None:
            from screens.note import NoteScreen

            await self.app.push_screen(NoteScreen(entry.note, self._client_name))

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click opens."""
        event.stop()
        await self.action_open()

    async def action_new_note(self) -> None:
        """Write a note about this person."""
        from screens.note_editor import NoteEditorScreen

        await self.app.push_screen(NoteEditorScreen(self._client, client_name=self._client_name))

    async def action_amend(self) -> None:
        """Correct the note at the cursor."""
        entry = self._timeline.current
        if entry is not None:
            from screens.amendment import AmendmentScreen

            await self.app.push_screen(AmendmentScreen(entry.note, client_name=self._client_name))

    def action_edit(self) -> None:
        """Change one fact."""
        in_background(self, self._choose_field, "edit", exclusive=True)

    async def _choose_field(self) -> None:
        from screens.dialogs.choose_field import ChooseField
        from thuis_tui.desk.facts import changeable

        if self._dossier is None:
            return
        shown = {field.name: field for field in self._dossier.fields}
        field = await self.app.push_screen_wait(ChooseField([shown[name] for name in changeable()]))
        if field is not None:
            await self.thuis.go("field_editor", client=self._client, field=field)


def _fact(field: FieldShown, today: date) -> str:
    """One fact of the head; an answer that is no value needs its label to be understood."""
    if field.answer == "not_asked":
        return ""
    if field.answer is not None:
        return f"{field.label}: {answer_words(field.answer)}"
    if field.name == "birth_date" and isinstance(field.value, str):
        return reading.birth(field.value, today)
    return f"{field.label}: {one_line(field.text)}" if field.name == "alias" else one_line(field.text)


def _conflicts(dossier: Dossier) -> str:
    """What disagrees, and what is shown until somebody decides."""
    disagreeing = [field for field in dossier.fields if len(field.siblings) > 1]
    count = max(dossier.conflicts, len(disagreeing))
    told = ngettext(
        "! {count} fact was written differently by two people; nothing was lost.",
        "! {count} facts were written differently by two people; nothing was lost.",
        count,
    ).format(count=count)
    for field in disagreeing:
        values = " / ".join(
            f"{excerpt(one_line(each.text), 40)} ({author(each.author_name)})" for each in field.siblings
        )
        told += f"\n  {field.label}: {values}"
    key = first_key(BY_ID["dossier.conflicts"])
    return f"{told}\n  {_('{key} decides').format(key=key)}"


def _together(dossier: Dossier) -> str:
    """That another dossier goes on in place of this one, or this one for others."""
    key = first_key(BY_ID["dossier.merge"])
    if dossier.ring:
        return _(
            "! Two people merged these dossiers into each other at once: {key} says which goes on."
        ).format(key=key)
    if dossier.into is not None:
        return _(
            "→ Merged into the dossier of {name}, which goes on. {key} opens it or takes it back."
        ).format(name=one_line(dossier.into[1]), key=key)
    if dossier.merged:
        names = ", ".join(one_line(name) for _client, name in dossier.merged)
        return _("With all about {names}, merged into this dossier. {key} takes it back.").format(
            names=names, key=key
        )
    return ""
