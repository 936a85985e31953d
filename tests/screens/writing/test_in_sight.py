"""What is offered can be done, and what matters is in sight, also at 80 columns."""

from screens.caseload import CaseloadScreen
from screens.dossier import DossierScreen
from screens.drafts import DraftsScreen
from screens.outbox import OutboxScreen
from screens.route import SCREENS
from screens.widgets.status_line import StatusLine
from tests.screens.waiting import shows, text, until
from tests.screens.writing.conftest import Opener
from thuis_tui.desk.shapes import Draft, TimelineEntry
from thuis_tui.language import select


async def test_an_empty_list_of_drafts_offers_nothing_to_do_with_one(opened: Opener) -> None:
    async with opened() as at:
        await at.go(DraftsScreen, "drafts")
        await shows(at.pilot, "Nothing to continue")
        assert "Throw away" not in text(at.pilot)
        assert "Go on" not in text(at.pilot)
        await at.desk.drafts.keep(Draft(id="a" * 32, kind="intake", client=None, fields={"surname": "Berg"}))
        await shows(at.pilot, "Del Throw away")


async def test_a_filter_that_finds_nobody_offers_nobody_to_open(opened: Opener) -> None:
    async with opened() as at:
        await at.desk.intake.create({"surname": "Berg"})
        await at.go(CaseloadScreen, "caseload")
        await shows(at.pilot, "Enter Open")
        await at.pilot.press("slash", "x")
        await until(at.pilot, lambda: "Enter Open" not in text(at.pilot))
        await at.pilot.press("escape")
        await shows(at.pilot, "n New note")


async def test_an_empty_outbox_offers_nothing_to_open(opened: Opener) -> None:
    async with opened() as at:
        await at.go(OutboxScreen, "outbox")
        await shows(at.pilot, "Nothing waits")
        assert "Enter Open" not in text(at.pilot)
        await at.desk.intake.create({"surname": "Berg"})
        await shows(at.pilot, "Enter Open")


async def test_what_is_told_leaves_the_status_line_in_sight_and_takes_the_place_of_what_was_told(
    opened: Opener,
) -> None:
    async with opened() as at:
        await at.go(OutboxScreen, "outbox")
        at.app.tell("The first thing.")
        await shows(at.pilot, "The first thing.")
        at.app.tell("The second thing, which is long enough for more than one line of a toast. " * 2)
        await shows(at.pilot, "The second thing")
        assert "The first thing" not in text(at.pilot)
        status = at.app.screen.query_one(StatusLine).region
        assert status.height == 1
        toasts = at.app.screen.query("Toast")
        assert toasts
        assert all(toast.region.bottom <= status.y for toast in toasts)


async def test_the_demo_names_its_two_keys_at_80_columns_in_both_languages(opened: Opener) -> None:
    async with opened() as at:
        await at.go(OutboxScreen, "outbox")
        at.app.colleague = object()  # type: ignore[assignment]
        for language in ("en", "nl"):
            select(language)
            at.app.screen.query_one(StatusLine).refresh()
            await until(at.pilot, lambda: "F10" in text(at.pilot) and "F6" in text(at.pilot), language)


async def test_an_author_whose_name_is_not_here_yet_leaves_no_dot(opened: Opener) -> None:
    async with opened() as at:
        client = await at.desk.intake.create({"surname": "Berg"})
        page = await at.go(DossierScreen, "dossier", client=client)
        entry = TimelineEntry(
            rowid=1,
            note="a" * 32,
            client=client,
            kind="phone",
            occurred_at="2026-03-04T10:00:00Z",
            occurred_offset=60,
            author_name="",
            duration_minutes=None,
            life_domains=(),
            excerpt="",
            amendments=0,
            waiting=False,
        )
        first, _second = page._draw(entry, 100)
        assert first[1].text == "By telephone"


async def test_the_other_screens_are_loaded_once_the_caseload_is_shown(opened: Opener) -> None:
    import sys

    async with opened() as at:
        await at.app._make_ready()
        assert {place.partition(":")[0] for place in SCREENS.values()} <= set(sys.modules)
