"""Fields with a list of answers: one of them by typed letters, or several by number or letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from textual.app import ComposeResult

from screens.widgets.form.entry import Entry
from screens.widgets.form.field import FormField, Missing, NotUnderstood, Understood
from screens.widgets.form.options import Option, Options
from thuis_tui.casework.validation import Judge
from thuis_tui.language import _
from thuis_tui.text import clean, fold

_BETWEEN: Final = re.compile(r"[\s,;+]+")


def matching(options: Sequence[Option], typed: str) -> list[Option]:
    """What a typed text can mean: the name or mark itself, then beginnings of names, then of their words."""
    wanted = fold(typed)
    if not wanted:
        return list(options)
    exact = [option for option in options if wanted in (fold(option.label), option.mark)]
    names = [(option, fold(option.label)) for option in options if option not in exact]
    starts = [option for option, name in names if name.startswith(wanted)]
    inside = [option for option, name in names if option not in starts and f" {wanted}" in f" {name}"]
    return exact + starts + inside


class ListedField(FormField):
    """A field that shows a list under itself while it has the focus."""

    def __init__(self, field_name: str, label: str, options: Sequence[Option], **more: Any) -> None:
        super().__init__(field_name, label, self._meaning, **more)
        self.options = options
        self._list = Options()

    def _meaning(self, typed: str) -> Understood:
        raise NotImplementedError

    def _offer(self) -> None:
        """Show the list as the typed text stands."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The line, and the list over what is below it."""
        yield from super().compose()
        self._list.display = False
        self._list.styles.margin = (0, 0, 0, self._label_width - 1)
        yield self._list

    def come(self) -> None:
        """Open the list."""
        self._offer()
        super().come()

    def leave(self) -> None:
        """Close the list."""
        self._list.display = False
        super().leave()

    def retyped(self, value: str) -> None:
        """Narrow the list to what is typed."""
        super().retyped(value)
        if self.entry.has_focus:
            self._offer()

    def watch_problem(self, problem: str) -> None:
        """Keep the message in sight: the list starts under it."""
        super().watch_problem(problem)
        self._list.styles.margin = (len(self._problem_lines()), 0, 0, self._label_width - 1)

    def cycle_answer(self) -> None:
        """An answer that is no choice closes the list."""
        super().cycle_answer()
        if self.answer:
            self._list.display = False

    def _write(self, text: str) -> None:
        """Put a text on the line as if it had been typed, without narrowing the list by it."""
        with self.prevent(Entry.Changed):
            self.entry.value = text
            self.entry.cursor_position = len(text)
        self.answer = self._set_aside = ""
        self.entry.placeholder = self._placeholder
        self.remove_class("-answer")
        self.look_again()
        self.post_message(self.Changed(self))


class ChoiceField(ListedField):
    """One of a list: letters narrow it, arrows walk through it, Enter takes it and moves on."""

    def __init__(
        self,
        field_name: str,
        label: str,
        options: Sequence[Option],
        *,
        judge: Judge,
        open_ended: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(field_name, label, options, **more)
        self._judge_value = judge
        self._open_ended = open_ended

    def _meaning(self, typed: str) -> Understood:
        if not typed.strip():
            if (problem := self._judge_value(None)) is not None:
                raise Missing(str(problem))
            return Understood(None)
        found = matching(self.options, typed)
        if found:
            return Understood(found[0].code, found[0].label)
        if not self._open_ended:
            raise NotUnderstood(
                _("'{typed}' is not in the list. Type the first letters, or use the arrows.").format(
                    typed=typed
                )
            )
        value = clean(typed)
        if (problem := self._judge_value(value)) is not None:
            raise NotUnderstood(str(problem))
        return Understood(value, _("not in the list, kept as typed"))

    def choose(self, code: object) -> None:
        """Choose by code, as a default or a draft does."""
        for option in self.options:
            if option.code == code:
                self.restore(option.label)

    def _offer(self) -> None:
        chosen = self._chosen()
        named = next((option for option in self.options if option.label == self.entry.value), None)
        if named is not None or not self.entry.value.strip():
            at = None if named is None else list(self.options).index(named)
            self._list.offer(self.options, chosen, at)
            return
        found = matching(self.options, self.entry.value)
        self._list.offer(found, chosen, 0 if found else None)

    def _chosen(self) -> frozenset[object]:
        try:
            value = self.understood().value
        except NotUnderstood:
            return frozenset()
        return frozenset() if value is None or isinstance(value, dict) else frozenset({value})

    def come(self) -> None:
        """What is chosen is replaced by typing."""
        self.entry.select_all()
        super().come()

    def leave(self) -> None:
        """What was typed becomes the name of the choice."""
        if self.entry.value.strip() and not self.answer:
            found = matching(self.options, self.entry.value)
            if found and found[0].label != self.entry.value:
                self._write(found[0].label)
        super().leave()

    def walk(self, direction: int, leave: bool) -> None:
        """Arrows walk through the open list first; above its top is the field before."""
        if leave or not self._list.display:
            super().walk(direction, leave)
        elif self._list.move(direction):
            option = self._list.at_cursor
            if option is not None:
                self._write(option.label)
        elif direction < 0:
            super().walk(direction, leave)

    def on_options_picked(self, event: Options.Picked) -> None:
        """A click chooses."""
        event.stop()
        self.choose(event.code)
        self.post_message(self.Changed(self))
        self.entry.focus()
        self._offer()


class SeveralField(ListedField):
    """Several of a list, typed as numbers or first letters: '1 4', 'fin hous'."""

    def __init__(
        self,
        field_name: str,
        label: str,
        options: Sequence[Option],
        store: Callable[[list[Any]], Any] = list,
        **more: Any,
    ) -> None:
        super().__init__(field_name, label, options, **more)
        self._store = store
        self.entry.takes_key = self._space

    def _meaning(self, typed: str) -> Understood:
        codes = [self._one(word) for word in _BETWEEN.split(typed.strip()) if word]
        chosen = [option for option in self.options if option.code in codes]
        return Understood(
            self._store([option.code for option in chosen]), ", ".join(option.label for option in chosen)
        )

    def _one(self, word: str) -> object:
        """The code that one typed word means; raises NotUnderstood."""
        for option in self.options:
            if word == option.mark:
                return option.code
        if word.isdecimal():
            raise NotUnderstood(
                _("There is no number {number} in the list: {first} to {last}.").format(
                    number=word, first=self.options[0].mark, last=self.options[-1].mark
                )
            )
        found = matching(self.options, word)
        if not found:
            raise NotUnderstood(
                _("'{typed}' is not in the list. Type numbers or first letters, with spaces between.").format(
                    typed=word
                )
            )
        if len(found) > 1 and fold(found[0].label) != fold(word):
            names = _(" or ").join(f"{option.mark} {option.label}" for option in found[:3])
            raise NotUnderstood(
                _("'{typed}' can be {names}. Type the number.").format(typed=word, names=names)
            )
        return found[0].code

    def choose(self, codes: Sequence[object]) -> None:
        """Choose by code, as a draft does."""
        self.restore(" ".join(option.mark for option in self.options if option.code in codes))

    def _codes(self) -> list[object]:
        """The codes of the words that are understood so far."""
        codes = []
        for word in _BETWEEN.split(self.entry.value.strip()):
            try:
                codes.append(self._one(word) if word else None)
            except NotUnderstood:
                continue
        return codes

    def _offer(self) -> None:
        self._list.offer(self.options, frozenset(self._codes()), self._list.cursor)

    def walk(self, direction: int, leave: bool) -> None:
        """Arrows walk through the list, and out of it above its top; Enter moves on."""
        if leave or not self._list.display:
            super().walk(direction, leave)
        elif self._list.move(direction):
            return
        elif direction < 0 and self._list.cursor is None:
            super().walk(direction, leave)
        elif direction < 0:
            self._list.cursor = None
            self._offer()

    def come(self) -> None:
        """The list opens without a cursor, so that Enter moves on."""
        self._list.cursor = None
        super().come()

    def _space(self, key: str) -> bool:
        """With the cursor on a line of the list, space changes that choice."""
        option = self._list.at_cursor
        if key != "space" or option is None or not self._list.display:
            return False
        self._toggle(option.code)
        return True

    def _toggle(self, code: object) -> None:
        codes = self._codes()
        codes = [each for each in codes if each != code] if code in codes else [*codes, code]
        self._write(" ".join(option.mark for option in self.options if option.code in codes))
        self._offer()

    def on_options_picked(self, event: Options.Picked) -> None:
        """A click changes one choice."""
        event.stop()
        self._toggle(event.code)
        self.entry.focus()
