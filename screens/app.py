"""The application: one open file, the way between screens, locking, and leaving without losing a letter."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from rich.text import Text
from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.reactive import reactive
from textual.screen import ModalScreen, Screen
from textual.worker import WorkerFailed

from screens import theme
from screens.bridge import Bridge, NewsArrived
from screens.idle import Idle, awake_and_asleep
from screens.keys import APP, bindings, followable
from screens.page import STYLES, Page
from screens.route import Route, load_all
from screens.turnstile import Turnstile, Typed
from screens.ways import PLACES, Ways
from thuis_tui.commands import Command
from thuis_tui.language import _, language, select
from thuis_tui.settings import Places, Settings

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from thuis_tui.desk.demo.colleague import Colleague
    from thuis_tui.desk.desk import Desk
    from thuis_tui.desk.opening import FileKey
    from thuis_tui.desk.shapes import ConnectionState

ResultT = TypeVar("ResultT")

DOOR: Final = "style/door.tcss"
HOME: Final = Route("today")
LEAVING: Final = 5.0
"""Seconds that a draft or the desk may take on the way out."""
SHOWN: Final = 0.3
"""Seconds until the first page behind the door is drawn; loading the others would hold it up."""
IDLE_LOOK: Final = 5.0
"""Seconds between two looks at the idle clock."""
_NEEDS_DESK: Final = PLACES | {"undo", "sync", "cut", "lock", "enrol", "passphrase", "colleague"}
_NEEDS_NO_DIALOG: Final = frozenset(["search", "palette", "help", "enrol", "passphrase", "language"])
_INPUT: Final = (events.Key, events.Paste, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)


class ThuisApp(Ways):
    """thuis in the terminal."""

    TITLE = "thuis"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(APP), *bindings("demo")]
    ENABLE_COMMAND_PALETTE = False
    CLOSE_TIMEOUT: float | None = LEAVING

    connection: reactive[ConnectionState | None] = reactive(None)
    owner: reactive[str] = reactive("")

    _looks_known = False

    def __init__(
        self,
        places: Places,
        settings: Settings,
        *,
        open_desk: Callable[[FileKey], Desk] | None = None,
        colleague: Colleague | None = None,
        create_file: Callable[[Places, str], tuple[FileKey, str]] | None = None,
        idle_now: Callable[[], float] = awake_and_asleep,
        local_now: Callable[[], datetime] = datetime.now,
    ) -> None:
        # Textual reads no styles for the very first screen but these.
        super().__init__(css_path=[DOOR] if places.keys.exists() else [DOOR, *STYLES])
        select(settings.language, settings.client_word)
        self.places = places
        self.settings = settings
        self.desk: Desk | None = None
        self.colleague = colleague
        self.local_now = local_now
        self.idle = Idle(settings.lock_after_minutes * 60, idle_now)
        self.bridge = Bridge(self)
        self.keymap_in_use, self.keymap_problems = followable(settings.keymap)
        self.create_file = create_file
        self._open_desk = open_desk
        self._ended = False
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="thuis-screens")
        self._way_back: tuple[Route, ...] = ()
        self._stay_cut = False
        self._leaving = False
        self._turnstile = Turnstile(self)
        self.animation_level = "none"
        for look in theme.THEMES:
            self.register_theme(look)
        # Set without its watcher, which would read all styles a second time before the first paint.
        self.set_reactive(App.theme, theme.chosen(settings.theme))
        self._looks_known = True
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_keymap(self.keymap_in_use)

    # Start

    def get_css_variables(self) -> dict[str, str]:
        """The theme's colours; Textual asks for them once before our looks are known, for nothing."""
        return super().get_css_variables() if self._looks_known else {}

    def get_default_screen(self) -> Screen[Any]:
        """The first screen is the first thing painted: unlock, or the first run when there is no file."""
        return Route("unlock" if self.places.keys.exists() else "setup").build()

    def on_mount(self) -> None:
        """Watch for idling, and for the terminal being taken away."""
        self.set_interval(IDLE_LOOK, self.look_at_idle)
        loop = asyncio.get_running_loop()
        for name in ("SIGHUP", "SIGTERM"):
            if hasattr(signal, name):
                try:
                    loop.add_signal_handler(getattr(signal, name), self._taken_away)
                except (NotImplementedError, RuntimeError, ValueError):
                    return  # Windows, or not in the main thread: there is nothing to listen to.

    async def in_thread(self, work: Callable[..., ResultT], *arguments: Any) -> ResultT:
        """Run something that blocks beside the screens; its threads end with the application."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)

    # The open file

    async def enter(self, key: FileKey, *, first: bool = False) -> None:
        """Open the desk and go in: back to where one was when it was locked, else home.

        After the first run the way leads past the connection with the service.
        """
        from thuis_tui.desk.shapes import FileProblem

        try:
            desk = await self.in_thread(self._open, key)
        except FileProblem as problem:
            await self._show_door(problem=problem.reason)
            return
        self.take(desk)
        way, self._way_back = self._way_back or (HOME,), ()
        await self._show_only(way)
        self.set_timer(SHOWN, self._make_ready)
        if first and not desk.enrolled:
            await self.go("enrolment")

    async def _make_ready(self) -> None:
        """Load the pages that are opened next, and stop looking through what is loaded.

        It stays until the end, and Python's search for garbage would walk through it every few seconds, for
        80 ms, in the middle of a letter.
        """
        if self._ended:
            return  # left within the second
        await self.in_thread(load_all)
        gc.freeze()

    def _open(self, key: FileKey) -> Desk:
        if self._open_desk is not None:
            return self._open_desk(key)
        from thuis_tui.desk.opening import open_desk

        return open_desk(self.places, key)

    def take(self, desk: Desk) -> None:
        """Work at this desk from now on."""
        self.desk = desk
        self.idle.touch()
        self.bridge.attach(desk, self.colleague)
        if self._stay_cut:
            desk.connection.cut()
        self.look_at_desk()

    def look_at_desk(self) -> None:
        """Show whose desk it is and how its connection stands; called again after enrolment."""
        desk = self.desk
        self.owner = desk.caseworker.name if desk and desk.caseworker else ""
        self.connection = desk.connection.state if desk and desk.enrolled else None
        self.refresh_bindings()

    async def on_news_arrived(self, _message: NewsArrived) -> None:
        """Pass on what the threads reported to the screens."""
        changed, state, arrived = self.bridge.take()
        if self.desk is None:
            return
        if arrived and self.colleague is not None and not self.private:
            await self._arrived(self.colleague)
        if state is not None and self.desk.enrolled:
            self.connection = state
            await self.look_at_idle()
            if self.desk is None:
                return
        if changed is not None:
            for screen in self.screen_stack:
                if isinstance(screen, Page):
                    # Later: a screen that is just being shown has to have its widgets first.
                    screen.call_later(screen.records_changed, changed)

    async def _arrived(self, colleague: Colleague) -> None:
        """In the demo: something reached the colleague."""
        from screens.colleague import ColleagueScreen

        if isinstance(self.screen, ColleagueScreen):
            await self.screen.look()
        else:
            self.tell(_("It has arrived on the laptop of {name}: F10 shows it.").format(name=colleague.name))

    # Ways

    async def _show_only(self, way: Sequence[Route]) -> None:
        """Remove every screen above the door and show these, the last on top."""
        with self.batch_update():
            while len(self.screen_stack) > 1:
                await self.pop_screen()
            for route in way:
                await self.push_screen(route.build())

    async def _show_door(self, locked: str = "", problem: str = "") -> None:
        """Back to the door, which is under everything; after the first run it is put there now."""
        from screens.unlock import UnlockScreen

        await self._show_only(())
        if not isinstance(self.screen, UnlockScreen):
            await self.push_screen(UnlockScreen())
        if isinstance(self.screen, UnlockScreen):
            self.screen.close_door(locked, problem)

    def _way(self) -> tuple[Route, ...]:
        """The routes of the screens that one can come back to."""
        routes = (screen.route for screen in self.screen_stack if isinstance(screen, Page))
        return tuple(route for route in routes if route is not None)

    async def _keep_drafts(self) -> None:
        """Put what is being typed on disk, whatever screen it is on."""
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                await screen.keep_draft()

    # Locking and leaving

    async def on_event(self, event: events.Event) -> None:
        """Every key and click says that somebody is there."""
        if isinstance(event, _INPUT):
            self.idle.touch()
        if isinstance(event, Typed) and not event.is_forwarded:
            if not self._turnstile.holds(event):
                await self._turnstile.let_through(event)
        else:
            await super().on_event(event)

    async def hand_on(self, event: events.Event) -> None:
        """Textual's own way of a key: to a binding that goes first, else to the focus."""
        await super().on_event(event)

    def forget_keys(self) -> None:
        """Let go of keys that wait for a page that is not going to be shown."""
        self._turnstile.clear()

    async def look_at_idle(self) -> None:
        """Lock when nobody has been there for as long as the setting says, or the dossiers have to close."""
        if self.desk is not None and self.desk.bar:
            await self.lock()
        elif self.desk is not None and self.idle.left == 0:
            await self.lock(idle=True)

    async def lock(self, *, idle: bool = False) -> None:
        """Keep what was typed, clear the screen, let go of the key; unlocking leads back here."""
        desk = self.desk
        if desk is None:
            return
        self.forget_keys()
        await self._keep_drafts()
        self._way_back = self._way()
        self._stay_cut = desk.connection.state.cut
        self.desk = None
        self.bridge.detach()
        self.clear_notifications()
        self._clipboard = ""
        await self._show_door(locked="idle" if idle else "asked")
        self.look_at_desk()
        if said := await self.in_thread(_close, desk):
            await self._show_door(problem=said)

    async def action_quit(self) -> None:
        """Leave: the draft on disk, sync stopped, the writer done, then the terminal back."""
        if self._leaving:
            return
        self._leaving = True
        try:
            await asyncio.wait_for(self._keep_drafts(), LEAVING)
        except TimeoutError:
            self._keep_drafts_now()
        await self._close_desk()
        self.exit()

    async def _close_desk(self) -> None:
        """Close the file, within a bound: the log on disk is complete at any moment."""
        self.bridge.detach()
        desk, self.desk = self.desk, None
        if desk is not None:
            await asyncio.wait({asyncio.ensure_future(self.in_thread(desk.close))}, timeout=LEAVING)

    def _taken_away(self) -> None:
        """The terminal hung up or somebody ends the program: the draft first, then out."""
        self._keep_drafts_now()
        self.call_next(self.action_quit)

    def _keep_drafts_now(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.keep_draft_now()

    async def on_unmount(self) -> None:
        """Whatever the way out was, close the file."""
        await self._close_desk()
        self._ended = True
        self._threads.shutdown(wait=False)

    # Telling

    def tell(self, text: str, *, severity: SeverityLevel = "information", timeout: float = 6) -> None:
        """A short message in the corner; never markup, never personal data of a dossier that is not open."""
        for shown in list(self._notifications):
            if shown.severity == "information" or shown.message == text:
                self._unnotify(shown)  # What was told before has been read, or is no longer news.
        self.notify(text, severity=severity, timeout=timeout, markup=False)

    def hush(self) -> None:
        """Take away what was told in passing; what somebody has to know stays."""
        for shown in list(self._notifications):
            if shown.severity == "information":
                self._unnotify(shown)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy; out of thuis only when the settings allow it, else until the next lock."""
        if self.settings.clipboard:
            super().copy_to_clipboard(text)
        else:
            self._clipboard = text
            self.tell(_("Copied within thuis: the settings of this laptop keep it from other programs."))

    # Commands

    def _fatal_error(self) -> None:
        """End on a fault without showing anyone's data: Textual's own traceback prints local values."""
        self._keep_drafts_now()
        fault: BaseException | None = self._exception
        if isinstance(fault, WorkerFailed):
            fault = fault.error
        trace = fault.__traceback__ if fault else None
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
        said = _("thuis stopped by a fault of its own ({kind}, {place}). What you typed is kept.")
        self.bell()
        self._exit_renderables.append(Text(said.format(kind=type(fault).__name__, place=place)))
        self._close_messages_no_wait()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a command can be done now: most need an open file, some a screen without a dialog."""
        if (action in _NEEDS_DESK and self.desk is None) or not self.may_do(action):
            return False
        if action in _NEEDS_NO_DIALOG and isinstance(self.screen, ModalScreen):
            return False
        if action == "language" and self.desk is None:
            return isinstance(self.screen, Page) and self.screen.CONTEXT == "unlock"
        if action == "cut":
            return self.desk is not None and self.desk.enrolled
        if action == "colleague":
            return self.colleague is not None
        return True

    async def action_back(self) -> None:
        """Back one step; never out of the application."""
        if isinstance(self.screen, Page):
            self.screen.action_back()

    @property
    def context(self) -> str:
        """The context of the screen that is shown."""
        return self.screen.CONTEXT if isinstance(self.screen, Page) else APP

    async def action_help(self) -> None:
        """Every key that works here."""
        from screens.help import HelpScreen

        await self.push_screen(HelpScreen(self.context, self.keymap_in_use))

    async def action_palette(self) -> None:
        """Find a command by name and carry it out."""
        from screens.palette import Palette, offered

        commands = [each for each in offered(self.context, self.keymap_in_use) if self._possible(each)]
        await self.push_screen(Palette(commands), self._carry_out)

    def _owner(self, command: Command) -> App[None] | Screen[Any]:
        """Who carries a command out: the application, or the screen it belongs to."""
        return self if command.context == APP else self.screen

    def _possible(self, command: Command) -> bool:
        return bool(self._owner(command).check_action(command.action, ()))

    async def _carry_out(self, command: Command | None) -> None:
        """Do what was chosen in the palette, on the screen under it."""
        if command is not None:
            await self.run_action(command.action, self._owner(command))

    def action_sync(self) -> None:
        """Exchange with the service now."""
        if self.desk is not None and self.desk.enrolled:
            self.desk.connection.sync_now()
        else:
            self.tell(_("This laptop is not connected to a service yet."), severity="warning")

    def action_cut(self) -> None:
        """Cut the connection, or restore it."""
        if self.desk is None:
            return
        connection = self.desk.connection
        if connection.state.cut:
            connection.restore()
        else:
            connection.cut()

    async def action_lock(self) -> None:
        """Clear the screen and ask for the passphrase."""
        await self.lock()

    async def action_passphrase(self) -> None:
        """Choose another passphrase."""
        from screens.dialogs.passphrase import PassphraseDialog

        await self.push_screen(PassphraseDialog())

    async def action_enrol(self) -> None:
        """Connect this laptop to the service."""
        await self.go("enrolment")

    def action_theme(self) -> None:
        """The next look."""
        names = [look.name for look in theme.THEMES]
        current = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(current + 1) % len(names)]

    async def action_language(self) -> None:
        """The other language; screens are made anew, what was typed comes back from its draft."""
        select("en" if language() == "nl" else "nl")
        if self.desk is None:
            await self.screen.recompose()
            return
        await self._keep_drafts()
        await self._show_only(self._way() or (HOME,))

    async def action_colleague(self) -> None:
        """In the demo: what has reached the colleague's laptop."""
        if self.colleague is not None:
            from screens.colleague import ColleagueScreen

            await self.push_screen(ColleagueScreen(self.colleague))

    def action_help_quit(self) -> None:
        """Ctrl+C copies in text and never ends the program; say what does."""
        self.tell(_("Ctrl+Q closes thuis."))


def _close(desk: Desk) -> str:
    """Close a desk; why its dossiers stay closed, when something but the passphrase closes them."""
    from thuis_tui.desk.shapes import NoAccess

    try:
        desk.leave()
    except NoAccess as refusal:
        return refusal.reason
    desk.close()
    return ""


def run(places: Places, settings: Settings) -> int:
    """Show the application until it is left; the exit code."""
    app = ThuisApp(places, settings)
    app.run(mouse=settings.mouse)
    return app.return_code or 0
