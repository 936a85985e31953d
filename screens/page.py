"""What all our screens share: title bar, body, status line and key bar, and keeping what was typed."""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Iterable
from functools import partial
from inspect import isawaitable
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar, cast

from textual.containers import Vertical
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker, WorkType

from screens.route import Route
from screens.widgets.alarm_line import AlarmLine
from screens.widgets.key_bar import KeyBar
from screens.widgets.status_line import StatusLine
from screens.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from screens.app import ThuisApp
    from thuis_tui.desk.desk import Desk
    from thuis_tui.desk.shapes import Changed

ResultT = TypeVar("ResultT")
WorkT = TypeVar("WorkT")


_STYLE: Final = Path(__file__).parent / "style"
STYLES: Final[list[str | PurePath]] = [_STYLE / "base.tcss", _STYLE / "forms.tcss"]
"""Styles that are read when the first screen behind the door is shown."""


class FileClosed(RuntimeError):
    """The file was locked or closed meanwhile."""


class PageFoot(Vertical):
    """The two lines at the bottom."""


class Page(Screen[ResultT]):
    """A full screen of thuis.

    A subclass names its CONTEXT in the command registry, sets BINDINGS = bindings(CONTEXT), composes its body
    and carries out each command of the context in `action_<last part of the command id>`.
    """

    CONTEXT: ClassVar[str] = ""
    CSS_PATH: ClassVar[list[str | PurePath]] = STYLES
    _left = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  an instance variable in Textual

    @property
    def thuis(self) -> ThuisApp:
        """The application, by its own type."""
        return cast("ThuisApp", self.app)

    @property
    def desk(self) -> Desk:
        """The open desk; only for screens that are shown after unlocking."""
        desk = self.thuis.desk
        if desk is None:
            raise FileClosed
        return desk

    @property
    def heading(self) -> str:
        """What the title bar says; may hold user text, which is shown as it is."""
        return ""

    @property
    def route(self) -> Route | None:
        """How to come back here after a lock; None when there is no way back."""
        return None

    @property
    def client(self) -> str:
        """Whose dossier this page is in, an id; empty when it is not about one person."""
        route = self.route
        found = route.arguments.get("client") if route is not None else None
        return found if isinstance(found, str) else ""

    @property
    def ready(self) -> bool:
        """Whether keys can be taken; those that come earlier wait, in order."""
        return self.is_mounted

    def on_screen_suspend(self) -> None:
        """Something else goes before this page."""
        self._left = True

    async def on_screen_resume(self) -> None:
        """On coming back, what was done elsewhere is shown; the first time, the page reads by itself."""
        left, self._left = self._left, False
        if left and self.is_mounted and self.thuis.desk is not None:
            try:
                await self.look_again()
            except RuntimeError as fault:
                if not self._file_went(fault):
                    raise

    async def look_again(self) -> None:
        """Read once more what the page shows; for a page that others can change."""

    def compose(self) -> Iterable[Widget]:
        """Title bar, body, status line, key bar."""
        yield TitleBar(self.heading)
        yield AlarmLine()
        yield from self.compose_body()
        with PageFoot():
            yield StatusLine()
            yield KeyBar(self.CONTEXT)

    def compose_body(self) -> Iterable[Widget]:
        """The screen's own widgets."""
        return ()

    def run_worker(
        self,
        work: WorkType[WorkT],
        name: str | None = "",
        group: str = "default",
        description: str = "",
        exit_on_error: bool = True,
        start: bool = True,
        exclusive: bool = False,
        thread: bool = False,
    ) -> Worker[WorkT]:
        """As in Textual; but work that finds the screen left or the file locked ends in peace."""
        return super().run_worker(
            partial(self._unless_left, work),
            name,
            group,
            description,
            exit_on_error,
            start,
            exclusive,
            thread,
        )

    async def _unless_left(self, work: WorkType[WorkT]) -> WorkT:
        try:
            result = work() if callable(work) else work
            return await result if isawaitable(result) else result
        except NoMatches:
            # On the way out of the application the widgets go before the screen leaves the stack.
            if self.app.is_running and self in self.app.screen_stack:
                raise
            raise CancelledError from None
        except RuntimeError as fault:
            if self._file_went(fault):
                raise CancelledError from None
            raise

    def _file_went(self, fault: RuntimeError) -> bool:
        """Whether work ended because the file was locked: before it, or in the middle of its reading."""
        from thuis_tui.desk.shapes import FileProblem

        return isinstance(fault, FileClosed) or (isinstance(fault, FileProblem) and self.thuis.desk is None)

    def retitle(self) -> None:
        """Show the heading again after what it names became known."""
        self.query_one(TitleBar).heading = self.heading

    async def keep_draft(self) -> None:
        """Put what is being typed on disk; awaited before a lock, before quitting and when focus leaves."""

    def keep_draft_now(self) -> None:
        """The same, blocking, for hang-up and termination: nothing can be awaited any more."""

    def records_changed(self, changed: Changed) -> None:
        """Records were written, here or by sync; look again at what is visible."""

    def action_back(self) -> None:
        """Back to where one came from; never out of the application."""
        if len(self.app.screen_stack) > 1:
            self.dismiss()
