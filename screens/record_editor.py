"""A form for any record of a dossier, made from its table of fields: a new one, or one that is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens.keys import bindings
from screens.plain import plain
from screens.route import Route
from screens.widgets.form.body_field import BodyField
from screens.widgets.form.choice import ListedField
from screens.widgets.form.derived import field_of, stored_moment, typed_of
from screens.widgets.form.entry import Entry
from screens.widgets.form.foot import Foot
from screens.widgets.form.form import ANSWERS_KEY, Form
from screens.writing_page import Subject, WritingPage
from thuis_tui.casework.attribute import Attribute, Merge, Shape
from thuis_tui.casework.reading import answer
from thuis_tui.casework.records import fields, record_label
from thuis_tui.desk.shapes import Draft, DraftKind
from thuis_tui.language import N_, _

if TYPE_CHECKING:
    from thuis_tui.desk.records import RecordStanding, Rule

BASES = "bases"
"""Where a draft keeps which values were seen when it was begun."""


class RecordEditorScreen(WritingPage):
    """One record of one client.

    A part of the work with rules of its own makes a subclass: `FIELDS` names the fields and their order,
    `rule` looks at the record as a whole, `create` and `change` say how it is written.
    """

    CONTEXT = "record_editor"
    KIND: ClassVar[DraftKind] = "record"
    OFFER = N_("You began this before")
    AUTO_FOCUS = "Entry, NoteBody"
    BINDINGS: ClassVar[list[BindingType]] = bindings("record_editor")
    FIELDS: ClassVar[Sequence[str]] = ()
    """Empty: every field that a person fills in, in the order of the record."""
    ROUTE: ClassVar[str] = "record_editor"
    FOOT: ClassVar[str] = ""

    def __init__(
        self,
        client: str,
        record_type: str,
        record: str | None = None,
        given: Mapping[str, Any] | None = None,
        draft: str | None = None,
    ) -> None:
        """`given`: values that a new record begins with, also of fields that are not in the form."""
        super().__init__(draft)
        self._client = client
        self._client_name = ""
        self._record_type = record_type
        self._record = record
        self._given = dict(given or {})
        self._seen: RecordStanding | None = None

    # What a subclass may say

    @property
    def rule(self) -> Rule | None:
        """What else has to be right, beside each field by itself."""
        return None

    def begin_with(self) -> Mapping[str, Any]:
        """The values that a new record begins with."""
        return self._given

    async def create(self, values: Mapping[str, Any]) -> str:
        """Write a new record; answers what to tell."""
        hidden = {name: value for name, value in self._given.items() if name not in self._shown}
        await self.desk.records.create(
            self._record_type, self._client, {**hidden, **values}, rule=self.rule, draft_id=self.draft_id
        )
        return _("Kept in the dossier. Your colleagues see it with the next connection.")

    async def change(self, seen: RecordStanding, values: Mapping[str, Any]) -> str:
        """Write what was changed; answers what to tell."""
        await self.desk.records.change(seen, values, rule=self.rule, draft_id=self.draft_id)
        return _("Changed. Your colleagues see it with the next connection.")

    # The page

    @property
    def heading(self) -> str:
        """What it is, of whom."""
        label = _(record_label(self._record_type))
        return f"{label} · {self._client_name}" if self._client_name else label

    @property
    def route(self) -> Route:
        """Back here after a lock, with the draft."""
        arguments = {"client": self._client, "record": self._record, "draft": self.draft_id}
        if self.ROUTE == "record_editor":
            arguments["record_type"] = self._record_type
        return Route(self.ROUTE, arguments)

    @property
    def _shown(self) -> tuple[str, ...]:
        """The fields of the form."""
        if self.FIELDS:
            return tuple(self.FIELDS)
        return tuple(name for name, facts in fields(self._record_type).items() if not facts.system)

    def _in_form(self) -> list[Attribute]:
        known = fields(self._record_type)
        found = [known[name] for name in self._shown]
        if self._record is None:
            return found
        return [facts for facts in found if facts.merge is not Merge.IMMUTABLE]

    def compose_body(self) -> Iterable[Widget]:
        """The lines, and the last long text below them."""
        facts = self._in_form()
        long = [each for each in facts if each.shape is Shape.TEXT]
        body = long[-1] if long and facts[-1] is long[-1] else None
        with Form(
            classes=f"record-fields{' -with-body' if body else ''}", passed=self.into_body if body else _stay
        ):
            for each in facts:
                if each is not body:
                    yield field_of(each, self.thuis.local_now, label_width=18, side_width=30)
        if body is not None:
            yield Static(plain(_(body.label)), markup=False, classes="body-label")
            yield BodyField(body, placeholder=_(body.hint) if body.hint else "")
        else:
            foot = Foot()
            foot.left = _(self.FOOT) if self.FOOT else ""
            yield foot

    async def about(self) -> Subject:
        """Whose it is; a record that is changed is shown as it stands."""
        self._client_name = await self.desk.dossiers.name(self._client)
        self.retitle()
        if self._record is not None:
            ent = f"{self._record_type}:{self._record}"
            self._seen = await self.desk.records.standing(self._client, ent)
            self._put(self._seen.values)
            self._start_reading()
        else:
            self._put(self.begin_with())
            self._offer(True)
        self._blank = self.gather()
        subject = f"{self._record_type}:{self._record or ''}"
        return Subject(client=self._client, client_name=self._client_name, note=subject)

    def _start_reading(self) -> None:
        """Begin where no list opens over what is already there."""
        plain_lines = [field for field in self.form.fields if not isinstance(field, ListedField)]
        if plain_lines:
            self.set_focus(plain_lines[0].entry)

    def _offer(self, whole: bool) -> None:
        """Whether what stands in a line is only a suggestion, which the first letter takes the place of."""
        for field in self.form.fields:
            entry = field.entry
            if isinstance(entry, Entry) and not isinstance(field, ListedField):
                entry.select_on_focus = whole and bool(entry.value)

    def _put(self, values: Mapping[str, Any]) -> None:
        known = fields(self._record_type)
        for field in self.form.fields:
            value = values.get(field.field_name)
            given = answer(value)
            if given in ("unknown", "refused"):
                field.restore("", given)
            elif value is not None:
                field.restore(typed_of(known[field.field_name], value), "")
        body = self.body
        if body is not None and isinstance(text := values.get(body.field_name), str):
            body.restore(text)

    def _restore(self, draft: Draft) -> None:
        """A draft still replaces what was seen when it was begun, and keeps empty what was emptied."""
        answers = draft.fields.get(ANSWERS_KEY) or {}
        for field in self.form.fields:
            if field.field_name not in draft.fields and field.field_name not in answers:
                field.restore("", "")
        super()._restore(draft)
        self._offer(False)
        bases = draft.fields.get(BASES)
        if self._seen is not None and isinstance(bases, dict):
            self._seen = seen_as_then(self._seen, bases)

    def gather(self) -> dict[str, Any]:
        """What was typed, and which values had been seen."""
        kept = super().gather()
        if self._seen is not None:
            kept[BASES] = {name: list(each.base) for name, each in self._seen.fields.items()}
        return kept

    def typed_values(self) -> dict[str, Any]:
        """The values of all fields of the form, None for an empty one."""
        values: dict[str, Any] = {facts.name: None for facts in self._in_form()}
        for name, value in self.form.values().items():
            values.update(_stored(self._record_type, name, value))
        body = self.body
        if body is not None:
            values[body.field_name] = body.text or None
        return values

    async def action_history(self) -> None:
        """What this record said before; what was typed waits here."""
        if self._record is None:
            self.thuis.tell(_("This is not kept yet, so nothing was changed in it."))
            return
        await self.keep_draft()
        await self.thuis.go("history", client=self._client, ent=f"{self._record_type}:{self._record}")

    def action_cycle_answer(self) -> None:
        """Unknown, refused, not asked, and back to what was typed."""
        current = self.form.current
        if current is None:
            return
        if current.answerable:
            current.cycle_answer()
        else:
            current.side = _("only a value, or empty")

    async def action_next(self) -> None:
        """To the next field; after the last, into the text or to the end."""
        current = self.form.current
        if current is not None:
            self.form.step(current, 1)

    async def carry_out(self) -> str:
        """Write it."""
        values = self.typed_values()
        if self._seen is not None:
            return await self.change(self._seen, values)
        return await self.create({name: value for name, value in values.items() if value is not None})


def _stored(record_type: str, name: str, value: Any) -> dict[str, Any]:
    """A value of the form as it is kept; a moment also says where on earth it was."""
    if not isinstance(value, datetime):
        return {name: value}
    stamp, offset = stored_moment(value)
    beside = f"{name.removesuffix('_at')}_offset"
    return {name: stamp, beside: offset} if beside in fields(record_type) else {name: stamp}


def _stay(direction: int) -> None:
    """Beyond the last field is nothing."""


def seen_as_then(seen: RecordStanding, bases: Mapping[str, Any]) -> RecordStanding:
    """The standing with the bases of an earlier look."""
    from dataclasses import replace

    fields_then = {
        name: replace(each, base=tuple(str(one) for one in bases[name]))
        if isinstance(bases.get(name), list)
        else each
        for name, each in seen.fields.items()
    }
    return replace(seen, fields=fields_then)
