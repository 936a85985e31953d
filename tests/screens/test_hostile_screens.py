"""Every nasty text that a field keeps is shown by every screen, and nothing falls over."""

from itertools import groupby

import pytest
from textual.pilot import Pilot

from screens.app import HOME, ThuisApp
from screens.plain import one_line
from tests.hostile import HOSTILE
from tests.screens import laptop
from tests.screens.conftest import PASSPHRASE, quick_file
from tests.screens.waiting import shows, text, until
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import InvalidInput, NoteInput
from thuis_tui.settings import Places, Settings

SURNAME = 100


async def keep(desk: Desk) -> dict[str, str]:
    """Write every text that is kept as somebody's surname and as a note; client id to the text."""
    kept = {}
    for hostile in HOSTILE:
        try:
            client = await desk.intake.create({"surname": hostile.text, "alias": hostile.text[:20]})
        except InvalidInput:
            continue
        kept[client] = hostile.text
        try:
            await desk.notes.file(
                NoteInput(
                    client=client,
                    kind="phone",
                    occurred_at="2026-03-04T10:00:00Z",
                    occurred_offset=60,
                    body=hostile.text,
                )
            )
        except InvalidInput:
            continue
    return kept


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["one pane", "two panes"])
async def test_lists_and_previews_show_them_all(places: Places, size: tuple[int, int]) -> None:
    key, _recovery = quick_file(places, PASSPHRASE)
    desk = laptop.open_desk(places, key)
    kept = await keep(desk)
    assert len(kept) > 100
    app = ThuisApp(places, Settings(), open_desk=lambda _key: desk)
    async with app.run_test(size=size) as pilot:
        await app.enter(key)
        await app.go("caseload")
        await shows(pilot, f"{len(kept)} people")
        for _page in range(len(kept) // 10):
            await pilot.press("pagedown")
        await pilot.press("G")
        await pilot.pause(0.5)
        assert all(len(line) <= size[0] for line in text(pilot).splitlines())


async def test_a_dossier_of_each_family(places: Places) -> None:
    key, _recovery = quick_file(places, PASSPHRASE)
    desk = laptop.open_desk(places, key)
    kept = await keep(desk)
    families = {h.text: h.name.rpartition("-")[0] for h in HOSTILE}
    chosen = [next(group) for _family, group in groupby(kept.items(), lambda item: families[item[1]])]
    app = ThuisApp(places, Settings(), open_desk=lambda _key: desk)
    async with app.run_test(size=(120, 36)) as pilot:
        await app.enter(key)
        for client, surname in chosen:
            await visit(pilot, app, client, surname)


async def visit(pilot: Pilot[None], app: ThuisApp, client: str, surname: str) -> None:
    """Dossier and note editor of one person."""
    await app.go("dossier", client=client)
    await until(pilot, lambda: len(app.screen_stack) == 3)
    start = one_line(surname)[:8].strip()
    await until(pilot, lambda: start in text(pilot) or not start.isascii(), start)
    await app.go("note_editor", client=client)
    await pilot.pause()
    await app._show_only((HOME,))


@pytest.mark.parametrize("hostile", HOSTILE[:: max(1, len(HOSTILE) // 40)], ids=lambda each: each.name)
async def test_the_door_takes_anything(places: Places, hostile: object) -> None:
    quick_file(places, PASSPHRASE)
    app = ThuisApp(places, Settings())
    async with app.run_test(size=(80, 24)) as pilot:
        field = app.screen.query_one("#passphrase")
        field.value = hostile.text[:200]  # type: ignore[attr-defined]
        await pilot.press("enter")
        await until(pilot, lambda: "That is not" in text(pilot) or "Type your" in text(pilot))
