"""'Continue': what was begun and not filed, to go on where one was."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens import moments
from screens.background import in_background
from screens.keys import bindings
from screens.list_page import ListPage
from screens.plain import one_line, plain
from screens.route import EDITORS, Route
from screens.widgets.cells import Cell, Line
from screens.widgets.form import reading
from screens.widgets.windowed_list import WindowedList
from screens.writing_page import throw_away_question
from thuis_tui.desk.drafts import KINDS, first_words, name_typed
from thuis_tui.desk.shapes import Changed, Draft
from thuis_tui.language import _


class DraftsScreen(ListPage[Draft]):
    """The drafts of this laptop, the latest first."""

    CONTEXT = "drafts"
    BINDINGS: ClassVar[list[BindingType]] = bindings("drafts")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing can be done with an item of an empty list."""
        return bool(self._items) if action in ("open", "discard") else True

    @property
    def heading(self) -> str:
        """The name of the screen."""
        return _("Continue where you were")

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("drafts")

    def compose_body(self) -> Iterable[Widget]:
        """What this is, the drafts, or a word when there are none."""
        yield Static(
            plain(_("You began these and did not file them. They are on this laptop only.")),
            markup=False,
            classes="summary",
        )
        yield self._make_list()
        yield self._make_empty(_("Nothing to continue."), _("What you type is kept here until you file it."))

    async def _look(self) -> None:
        drafts = await self.desk.drafts.list()
        self.query_one(".summary").display = bool(drafts)
        await self._show(drafts)
        self._shown()

    def _lines(self, draft: Draft, width: int) -> tuple[Line, Line]:
        """What and for whom, and when it was kept; below it the first words."""
        when = reading.kept(moments.local(draft.kept_at).replace(tzinfo=None), self.thuis.local_now())
        who = draft.client_name or name_typed(draft)
        title = _(KINDS[draft.kind])
        first = (
            Cell(f"{title} · {one_line(who)}" if who else title, tone="strong"),
            Cell(f"{when} ", len(when) + 2, "quiet", right=True),
        )
        return first, (Cell(one_line(first_words(draft) or _("no text yet")), tone="quiet"),)

    def records_changed(self, changed: Changed) -> None:
        """A draft was kept or filed elsewhere."""
        if changed.drafts:
            super().records_changed(changed)

    async def action_open(self) -> None:
        """Go on with the draft at the cursor."""
        draft = self._current
        if draft is not None and (route := route_of(draft)) is not None:
            await self.thuis.go(route.name, **route.arguments)

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click goes on."""
        event.stop()
        await self.action_open()

    def action_discard(self) -> None:
        """Throw the draft at the cursor away, after asking once."""
        draft = self._current
        if draft is not None:
            in_background(self, partial(self._discard, draft), "discard", exclusive=True)

    async def _discard(self, draft: Draft) -> None:
        if await self.app.push_screen_wait(throw_away_question()) == "throw-away":
            await self.desk.drafts.discard(draft.id)
            await self._look()


def route_of(draft: Draft) -> Route | None:
    """Where one goes on with a draft; None for one of a kind that this version does not know."""
    if draft.kind == "note" and draft.client is not None:
        return Route("note_editor", {"client": draft.client, "draft": draft.id})
    elif draft.kind == "amendment" and draft.subject is not None:
        return Route("amendment", {"note": draft.subject, "draft": draft.id})
    elif draft.kind == "field" and draft.client is not None and draft.subject is not None:
        ent, _space, field = draft.subject.rpartition(" ")
        return Route(
            "field_editor",
            {"client": draft.client, "field": field, "ent": ent or None, "draft": draft.id},
        )
    elif draft.kind == "record" and draft.client is None and draft.subject is not None:
        record_type, _colon, record = draft.subject.partition(":")
        return Route(EDITORS[record_type], {"record": record or None, "draft": draft.id})
    elif draft.kind == "record" and draft.client is not None and draft.subject is not None:
        record_type, _colon, record = draft.subject.partition(":")
        editor = EDITORS.get(record_type, "record_editor")
        kind = {"record_type": record_type} if editor == "record_editor" else {}
        return Route(editor, {"client": draft.client, "record": record or None, "draft": draft.id, **kind})
    elif draft.kind == "section" and draft.client is not None and draft.subject is not None:
        section = draft.subject.partition(":")[2]
        return Route("whole_intake", {"client": draft.client, "part": section, "draft": draft.id})
    elif draft.kind == "assessment" and draft.client is not None:
        return Route("assessment", {"client": draft.client, "draft": draft.id})
    elif draft.kind == "intake":
        return Route("intake", {"draft": draft.id})
    return None
