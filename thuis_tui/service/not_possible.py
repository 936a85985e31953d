"""What was asked of the service's own functions and cannot be done, in words for a person."""

from __future__ import annotations

from thuis_tui.language import Message


class NotPossible(Exception):
    """What was asked of an administrator's function cannot be done; `message` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.text)
        self.message = reason

    def __str__(self) -> str:
        """The reason in the user's language."""
        return str(self.message)
