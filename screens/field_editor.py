"""Changing one fact about a person; where people disagree, every value stands above the new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from screens.keys import bindings
from screens.plain import plain
from screens.route import Route
from screens.widgets.differing import by_whom
from screens.widgets.form.body_field import BodyField
from screens.widgets.form.derived import field_of
from screens.widgets.form.foot import Foot
from screens.widgets.form.form import Form
from screens.writing_page import Subject, WritingPage
from thuis_tui.casework.attribute import Shape
from thuis_tui.casework.reading import answer
from thuis_tui.casework.records import fields
from thuis_tui.desk.shapes import Draft, DraftKind, FieldStanding
from thuis_tui.language import N_, _

BASE = "base"
"""Where a draft keeps which values were seen when it was begun."""


class FieldEditorScreen(WritingPage):
    """One field of one client, or of a record in the dossier."""

    CONTEXT = "field_editor"
    KIND: ClassVar[DraftKind] = "field"
    OFFER = N_("You began to change this")
    AUTO_FOCUS = "Entry, NoteBody"
    BINDINGS: ClassVar[list[BindingType]] = bindings("field_editor")

    def __init__(
        self,
        client: str,
        field: str,
        ent: str | None = None,
        draft: str | None = None,
        together: bool = False,
    ) -> None:
        """`together`: of the warning plan, begin with what the plans of merged dossiers say as well."""
        super().__init__(draft)
        self._together = together
        self._client = client
        self._ent = ent or f"client:{client}"
        self._facts = fields(self._ent.partition(":")[0])[field]
        self._seen: FieldStanding | None = None

    @property
    def heading(self) -> str:
        """What of whom."""
        label = _(self._facts.label)
        return f"{label} · {self._seen.client_name}" if self._seen else label

    @property
    def route(self) -> Route:
        """Back here after a lock, with the draft; without one it begins as it began."""
        together = {"together": True} if self._together else {}
        where = {"client": self._client, "field": self._facts.name, "ent": self._ent}
        return Route("field_editor", {**where, "draft": self.draft_id, **together})

    def compose_body(self) -> Iterable[Widget]:
        """The values that differ, the line or the text, and when it was kept."""
        with VerticalScroll(classes="values-seen"):
            yield Static("", markup=False)
        long = self._facts.shape is Shape.TEXT
        with Form(classes="one-field"):
            if not long:
                yield field_of(self._facts, self.thuis.local_now, label_width=16, side_width=28)
        if long:
            yield BodyField(self._facts)
        else:
            foot = Foot()
            foot.left = _("What your colleague writes meanwhile is not overwritten.")
            yield foot

    async def about(self) -> Subject:
        """How the field stands; the form begins with what is shown now."""
        seen = await self.desk.facts.standing(self._client, self._facts.name, self._ent)
        self._seen = seen
        self.retitle()
        above = self.query_one(".values-seen")
        above.display = seen.contested
        if seen.contested:
            lines = [f"≠ {_('This takes the place of all these values:')}"]
            lines += [
                f"  {by_whom(each, self.thuis.local_now())}: {each.text or _('nothing')}"
                for each in seen.values
            ]
            above.query_one(Static).update(plain("\n".join(lines)))
        if self._together:
            text = await self._all_together(seen)
            self._begin_with(text, text)
        elif seen.values:
            self._begin_with(seen.values[0].value, seen.values[0].text)
        self._blank = self.gather()
        return Subject(client=seen.client, client_name=seen.client_name, note=self._subject)

    async def _all_together(self, seen: FieldStanding) -> str:
        """What the cell of the plan says, then what merged dossiers say beside it: one text from here on."""
        plan = await self.desk.safety.plan(self._client)
        said = next((cell.texts for cell in plan.cells if cell.field == self._facts.name), ())
        values = [one.value for one in seen.values if isinstance(one.value, str)]
        others = [text for text in said if text not in values]
        return "\n\n".join([*values[:1], *others])

    @property
    def _subject(self) -> str:
        """What a draft of this is about."""
        own = self._ent == f"client:{self._client}"
        return self._facts.name if own else f"{self._ent} {self._facts.name}"

    def _begin_with(self, value: Any, text: str) -> None:
        if self.body is not None:
            if isinstance(value, str) and value:
                self.body.restore(value)
        else:
            given = answer(value)
            field = self.form.fields[0]
            field.restore("" if given else text, given or "")

    def go_on(self) -> None:
        """To the text, or to the line."""
        if self.body is not None:
            self.body.body.focus()
        else:
            self.form.start()

    def gather(self) -> dict[str, Any]:
        """What was typed, and which values had been seen."""
        return {**super().gather(), BASE: list(self._seen.base) if self._seen else []}

    def _restore(self, draft: Draft) -> None:
        """A draft still replaces what was seen when it was begun, not what has come since."""
        super()._restore(draft)
        base = draft.fields.get(BASE)
        if self._seen is not None and isinstance(base, list):
            self._seen = replace(self._seen, base=tuple(str(each) for each in base))

    def action_cycle_answer(self) -> None:
        """Unknown, refused, not asked, and back to what was typed."""
        for field in self.form.fields:
            if field.answerable:
                field.cycle_answer()
            else:
                field.side = _("only a value, or empty")

    async def action_history(self) -> None:
        """What this field said before; what was typed waits here."""
        await self.keep_draft()
        await self.thuis.go("history", client=self._client, ent=self._ent, field=self._facts.name)

    async def action_next(self) -> None:
        """Enter on the only line is done."""
        await self.action_file()

    async def carry_out(self) -> str:
        """Set the field; where people disagreed this is the decision."""
        assert self._seen is not None
        if self.body is not None:
            value: Any = self.body.text or None
        else:
            value = self.form.values().get(self._facts.name)
        if self._seen.contested:
            await self.desk.conflicts.resolve(self._seen, value, draft_id=self.draft_id)
            return _("Decided. Your colleagues see it with the next connection.")
        await self.desk.facts.set(self._seen, value, self.draft_id)
        return _("Changed. Your colleagues see it with the next connection.")
