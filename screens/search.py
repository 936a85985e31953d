"""Search as you type: people and notes together, with the words that were found lit up in their context."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar
from weakref import WeakKeyDictionary

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input, Static

from screens import moments
from screens.background import in_background
from screens.dialogs.reason import Reason
from screens.keys import bindings, first_key
from screens.page import Page
from screens.plain import plain
from screens.route import Route
from screens.widgets.form.entry import Entry
from screens.widgets.hit_list import Hit, HitGroup, HitList
from thuis_tui.casework.vocabulary import MUNICIPALITY
from thuis_tui.commands import BY_ID
from thuis_tui.desk.shapes import (
    Changed,
    ClientHit,
    InvalidInput,
    NoteHit,
    SavedSearch,
    SearchResult,
)
from thuis_tui.language import _, ngettext
from thuis_tui.text import clean

if TYPE_CHECKING:
    from thuis_tui.desk.desk import Desk

PAGE = 8
# What was last searched at each desk: it is personal, so it goes when the file is locked.
_last: WeakKeyDictionary[Desk, str] = WeakKeyDictionary()


class SearchScreen(Page[None]):
    """One line to type on and what it finds."""

    CONTEXT = "search"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("search"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._looking = False
        self._again = False
        self.hits_shown = asyncio.Event()

    @property
    def heading(self) -> str:
        """The name of the screen; what is searched is on the line below."""
        return _("Search")

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("search")

    def compose_body(self) -> Iterable[Widget]:
        """The line, the hits, and a word when there are none."""
        line = Entry()
        line.placeholder = _("A name, a telephone number, an address, or words from a note")
        line.add_class("search-line")
        yield line
        odd = Static("", markup=False, classes="search-odd")
        odd.display = False
        yield odd
        yield HitList()
        yield Static("", markup=False, classes="empty-state")

    @property
    def line(self) -> Entry:
        """The line to type on."""
        return self.query_one(Entry)

    @property
    def hits(self) -> HitList:
        """What was found."""
        return self.query_one(HitList)

    def on_mount(self) -> None:
        """Begin where the last search was left, ready to be typed over."""
        line = self.line
        line.takes_key = self._moves
        with self.prevent(Input.Changed):
            line.value = _last.get(self.desk, "")
        line.focus()
        line.select_all()
        self._look()

    def _moves(self, key: str) -> bool:
        """Keys that move through the hits while the line keeps the focus."""
        steps = {"pagedown": PAGE, "pageup": -PAGE}
        if key in steps:
            self.hits.move(steps[key])
        return key in steps

    def on_entry_step(self, event: Entry.Step) -> None:
        """Arrows move the cursor, Enter opens."""
        event.stop()
        if event.leave:
            in_background(self, self.action_open, "open", exclusive=True)
        else:
            self.hits.move(event.direction)

    def on_entry_refused(self, event: Entry.Refused) -> None:
        """A paste that cannot be searched."""
        event.stop()
        self.thuis.tell(event.reason, severity="warning")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every letter searches."""
        event.stop()
        _last[self.desk] = event.value
        self._look()

    def _look(self) -> None:
        """Search for what stands on the line; while one search is under way, the latest text waits for it."""
        self._again = True
        if not self._looking:
            self._looking = True
            self.hits_shown.clear()
            in_background(self, self._find, "find")

    async def _find(self) -> None:
        try:
            while self._again:
                self._again = False
                text = clean(self.line.value)
                kept = () if text.strip() else await self.desk.search.saved()
                self._show(text, await self.desk.search.find(text), kept)
        finally:
            self._looking = False
            self.hits_shown.set()

    def _show(self, text: str, result: SearchResult, kept: Sequence[SavedSearch]) -> None:
        people = [self._person(hit) for hit in result.clients]
        notes = [self._note(hit) for hit in result.notes]
        more = "+" if result.more else ""
        known = ngettext("{count} person", "{count} people", len(people)).format(count=len(people))
        if result.alike:
            known = _("Nobody is called so; these names are alike")
        searches = [Hit(f"saved:{each.query}", each.name, each.query) for each in kept]
        self.hits.show(
            [
                HitGroup(_("Kept searches"), searches),
                HitGroup(known, people),
                HitGroup(
                    ngettext("{count} note", "{count} notes", len(notes)).format(count=f"{len(notes)}{more}"),
                    notes,
                ),
            ]
        )
        self._tell_odd(result.problems)
        self._tell(found=bool(people or notes or searches), text=text)

    def _tell_odd(self, problems: Sequence[str]) -> None:
        """What of the filters was not understood, while everything else is searched."""
        odd = self.query_one(".search-odd", Static)
        if bool(problems) != odd.display:
            odd.display = bool(problems)
        if problems:
            told = [f"▲ {problem}" for problem in problems]
            told.append(
                _("Filters: {filters}").format(
                    filters=_("g:zeist  r:red  f:aftercare  b:me  k:phone  l:1  <30d")
                )
            )
            odd.update(plain("\n".join(told)))

    def _tell(self, *, found: bool, text: str) -> None:
        """A word when there is nothing to see."""
        empty = self.query_one(".empty-state", Static)
        empty.display = not found
        self.hits.display = found
        if found:
            return  # Changing a text that nobody sees would cost a layout at each letter.
        told = _("Searches everything on this laptop, also without a connection.")
        told += "\n\n" + _("Filters: {filters}").format(
            filters=_("g:zeist  r:red  f:aftercare  b:me  k:phone  l:1  <30d")
        )
        told += "\n" + _("{key} keeps a search under a name.").format(key=first_key(BY_ID["search.save"]))
        if text.strip():
            told = _("Nothing found for '{text}'.").format(text=text)
            told += "\n\n" + _("Try the beginning of a word, fewer words, or part of a number.")
        empty.update(plain(told))

    def _person(self, hit: ClientHit) -> Hit:
        born = moments.day_of(hit.birth_date)
        place = MUNICIPALITY.shown(hit.municipality) if hit.municipality else ""
        into = _("merged into {name}").format(name=hit.into) if hit.into else ""
        return Hit(f"client:{hit.client}", hit.name, "  ".join(part for part in (born, place, into) if part))

    def _note(self, hit: NoteHit) -> Hit:
        when = moments.at_place(hit.occurred_at, hit.occurred_offset)
        aside = f"{moments.day(when)} {moments.clock(when)}"
        return Hit(f"note:{hit.note}", hit.client_name, aside, hit.excerpt, hit.marks)

    def records_changed(self, changed: Changed) -> None:
        """Something new may be found."""
        if changed.ents:
            self._look()

    async def action_open(self) -> None:
        """Open what is at the cursor, once that is about what was typed last."""
        while self._looking:
            await self.hits_shown.wait()
        hit = self.hits.current
        if hit is not None:
            await self._open(hit.key)

    async def on_hit_list_opened(self, event: HitList.Opened) -> None:
        """A second click opens."""
        event.stop()
        await self._open(event.key)

    async def action_save(self) -> None:
        """Keep what stands on the line under a name."""
        if clean(self.line.value).strip():
            in_background(self, self._save, "save", exclusive=True)

    async def _save(self) -> None:
        query = clean(self.line.value).strip()
        name = await self.app.push_screen_wait(
            Reason(
                _("Keep this search"),
                query,
                placeholder=_("Its name"),
                missing=_("Give it a name, to know it again."),
                longest=60,
            )
        )
        if name is None:
            return
        try:
            await self.desk.search.save(name, query)
        except InvalidInput as fault:
            self.thuis.tell(str(fault.problems[0]), severity="warning")
        else:
            self.thuis.tell(_("Kept. It stands here when the line is empty."))

    async def action_forget(self) -> None:
        """Let go of the kept search at the cursor."""
        hit = self.hits.current
        if hit is not None and hit.key.startswith("saved:"):
            await self.desk.search.forget(hit.title)
            self._look()

    async def _open(self, key: str) -> None:
        kind, _colon, identity = key.partition(":")
        if kind == "saved":
            self.line.value = identity
            self.line.cursor_position = len(identity)
            return
        if kind == "client":
            await self.thuis.go("dossier", client=identity)
        else:
            await self.thuis.go("note", note=identity)
