"""The form as a whole: walks from field to field, gathers values, drafts and problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from textual.containers import VerticalScroll
from textual.message import Message

from screens.widgets.form.field import FormField, NotUnderstood
from thuis_tui.casework.problem import Problem

ANSWERS_KEY = "answers"
"""Where a draft keeps which fields are answered by something that is no value."""


class Form(VerticalScroll):
    """Fields below each other, in the order in which they are walked through."""

    can_focus = False

    @dataclass
    class Edited(Message):
        """A field was changed by the user."""

        field: FormField

    def __init__(self, *, classes: str = "", passed: Callable[[int], None] = lambda direction: None) -> None:
        super().__init__(classes=classes)
        self._passed = passed

    def on_mount(self) -> None:
        """Know where walking on leads."""
        for field in self.fields:
            field.step = self.step

    @property
    def fields(self) -> list[FormField]:
        """The fields in their order."""
        return list(self.query(FormField))

    def field(self, name: str) -> FormField:
        """The field of that name."""
        return next(field for field in self.fields if field.field_name == name)

    @property
    def current(self) -> FormField | None:
        """The field that has the focus."""
        return next((field for field in self.fields if field.entry.has_focus), None)

    def values(self) -> dict[str, Any]:
        """What each field says, as far as it is understood; fields that were not asked are left out."""
        values = {}
        for field in self.fields:
            try:
                value = field.understood().value
            except NotUnderstood:
                continue
            if value is not None:
                values[field.field_name] = value
        return values

    def judge(self) -> bool:
        """Show the problem of every field and go to the first; whether there is none."""
        bad = [field for field in self.fields if not field.judge()]
        if bad:
            bad[0].entry.focus()
        return not bad

    def show(self, problems: Iterable[Problem]) -> list[Problem]:
        """Show problems at their fields and go to the first; those that belong to no field come back."""
        fields = {field.field_name: field for field in self.fields}
        rest = []
        first: FormField | None = None
        for problem in problems:
            field = fields.get(problem.field)
            if field is None:
                rest.append(problem)
                continue
            field.problem = str(problem)
            first = first or field
        if first is not None:
            first.entry.focus()
        return rest

    @property
    def empty(self) -> bool:
        """Whether nothing was typed or answered."""
        return not any(field.typed.strip() or field.answer for field in self.fields)

    def kept(self) -> dict[str, Any]:
        """The form as a draft keeps it: what was typed, and the answers that are no value."""
        kept: dict[str, Any] = {field.field_name: field.typed for field in self.fields if field.typed}
        answers = {field.field_name: field.answer for field in self.fields if field.answer}
        return {**kept, ANSWERS_KEY: answers} if answers else kept

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Put back what a draft kept."""
        answers = kept.get(ANSWERS_KEY) or {}
        for field in self.fields:
            typed = kept.get(field.field_name)
            if isinstance(typed, str) or field.field_name in answers:
                field.restore(typed or "", str(answers.get(field.field_name, "")))

    def start(self) -> None:
        """Go to the first field without anything in it, else to the first."""
        fields = self.fields
        (next((field for field in fields if not field.typed and not field.answer), fields[0])).entry.focus()

    def step(self, field: FormField, direction: int) -> None:
        """To the field after or before this one; what is beyond the form, the screen says."""
        fields = self.fields
        at = fields.index(field) + direction
        if 0 <= at < len(fields):
            # At once, not by Widget.focus: the next key may be here before its message.
            self.screen.set_focus(fields[at].entry)
        else:
            self._passed(direction)

    def on_form_field_changed(self, event: FormField.Changed) -> None:
        """Tell the screen, which keeps the draft."""
        event.stop()
        self.post_message(self.Edited(event.field))
