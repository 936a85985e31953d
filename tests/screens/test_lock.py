"""Locking: what was typed is kept, nothing stays readable, and unlocking leads back."""

from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from screens.app import ThuisApp
from screens.caseload import CaseloadScreen
from screens.colleague import ColleagueScreen
from screens.idle import Idle
from screens.intake import IntakeScreen
from tests.screens import laptop
from tests.screens.conftest import PASSPHRASE, quick_file
from tests.screens.waiting import shows, text, until
from thuis_tui.desk.demo.colleague import Colleague
from thuis_tui.settings import Places, Settings


class Watch:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@asynccontextmanager
async def opened(places: Places, watch: Watch | None = None) -> AsyncIterator[Pilot[None]]:
    """Behind the door, with three people."""
    key, _recovery = quick_file(places, PASSPHRASE)
    laptop.open_desk(places, key).close()
    app = ThuisApp(
        places,
        Settings(),
        open_desk=lambda key: laptop.open_desk(places, key),
        idle_now=watch or Watch(),
    )
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await app.enter(key)
        await app.go("caseload")
        await shows(pilot, "Caseload")
        assert app.desk is not None
        await laptop.fill(app.desk, 3, 1)
        await shows(pilot, "3 people")
        yield pilot


def thuis(pilot: Pilot[None]) -> ThuisApp:
    """The application by its own type."""
    assert isinstance(pilot.app, ThuisApp)
    return pilot.app


async def test_locking_clears_the_screen_and_lets_go_of_the_file(places: Places) -> None:
    async with opened(places) as pilot:
        app = thuis(pilot)
        desk = app.desk
        name = text(pilot).splitlines()[5].split("↑")[1].split(",")[0].strip()
        await pilot.press("enter")
        await until(pilot, lambda: len(app.screen_stack) == 4)
        app.tell("something that was said")
        await pilot.press("ctrl+l")
        await shows(pilot, "Locked. What you typed is kept.")
        assert app.desk is None
        assert len(app.screen_stack) == 1
        assert name not in text(pilot)
        assert "Merel de Wit" not in text(pilot)
        assert "something that was said" not in text(pilot)
        assert desk is not None
        await until(pilot, lambda: not desk._key._material, "the key is overwritten")


async def test_unlocking_leads_back_to_where_one_was(places: Places) -> None:
    async with opened(places) as pilot:
        app = thuis(pilot)
        await pilot.press("down", "enter")
        await until(pilot, lambda: len(app.screen_stack) == 4)
        way = [screen.route for screen in app.screen_stack[1:]]  # type: ignore[attr-defined]
        await pilot.press("ctrl+l")
        await shows(pilot, "Locked.")
        await pilot.press(*PASSPHRASE, "enter")
        await until(pilot, lambda: len(app.screen_stack) == 4)
        assert [screen.route for screen in app.screen_stack[1:]] == way  # type: ignore[attr-defined]
        await pilot.press("escape")
        await shows(pilot, "3 people")


async def test_a_note_that_was_being_typed_survives_a_lock(places: Places) -> None:
    async with opened(places) as pilot:
        app = thuis(pilot)
        await pilot.press("n")
        await until(pilot, lambda: len(app.screen_stack) == 4)
        await pilot.pause()
        app.screen.query("TextArea").first().focus()
        await pilot.press(*"koffie gedronken")
        await pilot.press("ctrl+l")
        await shows(pilot, "Locked.")
        await pilot.press(*PASSPHRASE, "enter")
        await shows(pilot, "koffie gedronken")


async def test_unlocking_leads_back_to_the_field_one_was_in(places: Places) -> None:
    async with opened(places) as pilot:
        app = thuis(pilot)
        await pilot.press("i", *"Nina", "enter", "enter", *"Oost", "enter", "enter")
        await until(pilot, lambda: "Oost" in text(pilot))
        page = app.screen
        assert isinstance(page, IntakeScreen)
        page.form.field("surname").entry.focus()
        await until(pilot, lambda: page.form.current is page.form.field("surname"))
        await pilot.press("ctrl+l")
        await shows(pilot, "Locked.")
        await pilot.press(*PASSPHRASE, "enter")
        await shows(pilot, "Oost")
        again = app.screen
        assert isinstance(again, IntakeScreen) and again is not page
        await until(pilot, lambda: again.form.current is again.form.field("surname"))


async def test_what_is_typed_while_the_door_opens_is_for_the_page_behind_it(places: Places) -> None:
    async with opened(places) as pilot:
        app = thuis(pilot)
        await pilot.press("ctrl+l")
        await shows(pilot, "Locked.")
        await pilot.press(*PASSPHRASE)
        for key, character in (("enter", None), ("slash", "/"), *((each, each) for each in "koffie")):
            app.post_message(events.Key(key, character))
        await until(pilot, lambda: isinstance(app.screen, CaseloadScreen))
        page = app.screen
        assert isinstance(page, CaseloadScreen)
        await until(pilot, lambda: page.ready and page.field.value == "koffie", "the filter has it")


async def test_what_is_typed_after_a_wrong_passphrase_is_no_second_try(places: Places) -> None:
    async with opened(places) as pilot:
        app = thuis(pilot)
        await pilot.press("ctrl+l")
        await shows(pilot, "Locked.")
        for key, character in (("x", "x"), ("enter", None), ("y", "y"), ("enter", None)):
            app.post_message(events.Key(key, character))
        await shows(pilot, "That is not the passphrase")
        assert app.screen.query_one(Input).value == ""
        assert app._turnstile._waiting == deque()
        await pilot.press(*PASSPHRASE, "enter")
        await shows(pilot, "3 people")


async def test_the_colleague_s_sheet_is_not_covered_by_the_word_that_something_arrived(
    places: Places, tmp_path: Path
) -> None:
    async with opened(places) as pilot:
        app = thuis(pilot)
        elsewhere = Places(tmp_path / "colleague", tmp_path / "colleague")
        key, _recovery = quick_file(elsewhere, PASSPHRASE)
        desk = laptop.open_desk(elsewhere, key)
        app.tell("It has arrived.")
        app.tell("The disk is full.", severity="error")
        await shows(pilot, "It has arrived.")
        await app.push_screen(ColleagueScreen(Colleague(desk, PASSPHRASE)))
        await shows(pilot, "Esc closes")
        await until(pilot, lambda: "It has arrived." not in text(pilot))
        await shows(pilot, "The disk is full.")
        desk.close()


async def test_it_locks_by_itself_after_the_time_of_the_setting(places: Places) -> None:
    watch = Watch()
    async with opened(places, watch) as pilot:
        app = thuis(pilot)
        watch.seconds = 599
        await app.look_at_idle()
        assert app.desk is not None
        await pilot.press("down")
        watch.seconds = 1198
        await app.look_at_idle()
        assert app.desk is not None, "a key counts from anew"
        watch.seconds = 1200
        await app.look_at_idle()
        await shows(pilot, "Locked after 10 minutes without a key")
        assert app.desk is None


async def test_a_dialog_does_not_keep_it_open(places: Places) -> None:
    async with opened(places) as pilot:
        await pilot.press("f1")
        await shows(pilot, "Esc closes")
        await pilot.press("ctrl+l")
        await shows(pilot, "Locked.")
        assert len(pilot.app.screen_stack) == 1


async def test_quitting_closes_the_file(places: Places) -> None:
    async with opened(places) as pilot:
        app = thuis(pilot)
        desk = app.desk
        await pilot.press("ctrl+q")
        await until(pilot, lambda: app.desk is None)
        assert desk is not None
        assert not desk._key._material
    assert app.return_code == 0


async def test_the_passphrase_can_be_changed(places: Places) -> None:
    from thuis_tui.desk import opening

    async with opened(places) as pilot:
        await thuis(pilot).action_passphrase()
        await shows(pilot, "Change the passphrase of this laptop")
        await pilot.press(*"fout", "enter", *"een nieuwe zin", "enter", *"een nieuwe zin", "enter")
        await shows(pilot, "not the passphrase you have now")
        await pilot.press(*PASSPHRASE, "enter", "enter", "enter")
        await shows(pilot, "The passphrase is changed")
    opening.unlock(places, "een nieuwe zin")


async def test_the_idle_clock_starts_again_at_a_touch() -> None:
    watch = Watch()
    idle = Idle(60, watch)
    watch.seconds = 59
    assert idle.left == 1
    idle.touch()
    watch.seconds = 118
    assert idle.left == 1
    watch.seconds = 1000
    assert idle.left == 0


async def test_a_fault_of_ours_shows_nobody_s_data(places: Places) -> None:
    from rich.text import Text

    quick_file(places, PASSPHRASE)
    app = ThuisApp(places, Settings())
    secret = "Jan de Vries"

    def fails(person: str) -> None:
        raise ValueError(person)

    try:
        async with app.run_test():
            app.call_later(fails, secret)
    except ValueError:
        pass
    shown = [part for part in app._exit_renderables if isinstance(part, Text)]
    assert len(shown) == len(app._exit_renderables) <= 1
    assert secret not in str(app._exit_renderables)
