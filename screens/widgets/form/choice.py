"""Fields with a list of answers: one of them by typed letters, or several by number or letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from textual.app import ComposeResult

from screens.widgets.form.entry import Entry
from screens.widgets.form.field import FormField, Missing, NotUnderstood, Understood
from screens.widgets.form.options import Option, Options, line_of
from thuis_tui.casework.validation import Judge
from thuis_tui.language import _
from thuis_tui.text import clean, fold

_BETWEEN: Final = re.compile(r"[,;+]")


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
    """Several of a list, typed as numbers, names or first letters: '1 4', 'fin hous', 'de bilt, zei'.

    The letters of the last one narrow the list; on leaving, what was understood stands by its name.
    """

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
        codes = [self._one(name) for name in self._names(typed)]
        chosen = [option for option in self.options if option.code in codes]
        return Understood(
            self._store([option.code for option in chosen]), ", ".join(option.label for option in chosen)
        )

    def _names(self, typed: str) -> list[str]:
        """What was typed, one name after the other: words go together where that is how one is called."""
        found = []
        for part in _BETWEEN.split(typed):
            words = part.split()
            while words:
                most = next((n for n in range(len(words), 1, -1) if self._called(" ".join(words[:n]))), 1)
                found.append(" ".join(words[:most]))
                words = words[most:]
        return found

    def _called(self, name: str) -> bool:
        """Whether this is how just one of the options is called, or begins."""
        found = matching(self.options, name)
        return len(found) == 1 or bool(found and fold(found[0].label) == fold(name))

    def _fragment(self) -> str:
        """The letters of the last name, while they can still become one; empty after a whole one."""
        last = _BETWEEN.split(self.entry.value)[-1]
        names = [fold(option.label) for option in self.options]
        words = last.split()
        for at in range(len(words)):
            tail = " ".join(words[at:])
            if not matching(self.options, tail):
                continue
            whole = fold(tail) in names or tail.isdecimal() or (last.endswith(" ") and self._called(tail))
            return "" if whole else tail
        return ""

    def _one(self, word: str) -> object:
        """The code that one typed name means; raises NotUnderstood."""
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
        self.restore(line_of(self.options, codes))

    def _codes(self) -> list[object]:
        """The codes of the names that are understood so far."""
        codes = []
        for name in self._names(self.entry.value):
            try:
                codes.append(self._one(name))
            except NotUnderstood:
                continue
        return codes

    def _offer(self) -> None:
        found = matching(self.options, self._fragment())
        self._list.offer(found, frozenset(self._codes()), self._list.cursor)

    def retyped(self, value: str) -> None:
        """The list is another one with each letter: no line of it is meant yet."""
        self._list.cursor = None
        super().retyped(value)

    def walk(self, direction: int, leave: bool) -> None:
        """Arrows walk through the list, and out of it above its top; Enter takes what letters led to."""
        option = self._list.at_cursor
        if leave and self._list.display and option is not None and self._fragment():
            self._toggle(option.code)
        elif leave or not self._list.display:
            super().walk(direction, leave)
        elif self._list.move(direction):
            return
        elif direction < 0 and self._list.cursor is None:
            super().walk(direction, leave)
        elif direction < 0:
            self._list.cursor = None
            self._offer()

    def come(self) -> None:
        """The list opens without a cursor, so that Enter moves on; more is typed behind what is there."""
        self._list.cursor = None
        self.entry.cursor_position = len(self.entry.value)
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
        if code in codes and not self._fragment():
            codes.remove(code)
        else:
            # The letters that led to it are no name of their own.
            codes.append(code)
        self._write(line_of(self.options, codes))
        self._list.cursor = next(at for at, option in enumerate(self.options) if option.code == code)
        self._offer()

    def leave(self) -> None:
        """What was typed in letters becomes names, once all of it is understood."""
        try:
            codes = [self._one(name) for name in self._names(self.entry.value)]
        except NotUnderstood:
            codes = []
        if codes and not self.answer and (line := line_of(self.options, codes)) != self.entry.value.strip():
            self._write(line)
        # A line that is longer than its place shows its beginning.
        self.entry.cursor_position = 0
        super().leave()

    def on_options_picked(self, event: Options.Picked) -> None:
        """A click changes one choice."""
        event.stop()
        self._toggle(event.code)
        self.entry.focus()
