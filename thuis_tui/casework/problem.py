"""What is wrong with a value, said to the person who typed it."""

from dataclasses import dataclass

from thuis_tui.language import Message


@dataclass(frozen=True, slots=True)
class Problem:
    """One field that cannot be kept as it is; an empty field name means the record as a whole."""

    field: str
    message: Message

    def __str__(self) -> str:
        """The message in the user's language."""
        return str(self.message)


class FieldProblem(ValueError):
    """A typed value that a check refuses, with the reason."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.text)
        self.message = reason

    def __str__(self) -> str:
        """The reason in the user's language."""
        return str(self.message)
