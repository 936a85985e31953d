"""Pictures of the history, a change in full, the bin, an undo, and a removal against an edit."""

from __future__ import annotations

from functools import partial

from textual.pilot import Pilot

from screens.app import ThuisApp
from tests.samples import WHOLE
from tests.shots.tour import Stop, _colleague_writes
from thuis_tui.desk.desk import Desk
from thuis_tui.store import write
from thuis_tui.store.writing import Writing

BEFORE = "Bel een dag van tevoren.\n\nPost gaat naar de buurvrouw op nummer 12.\n\nDe hond blijft binnen."
SINCE = (
    "Bel twee dagen van tevoren.\n\nPost gaat naar de buurvrouw op nummer 12.\n\nDe hond en de kat blijven."
)


def _desk(pilot: Pilot[None]) -> Desk:
    assert isinstance(pilot.app, ThuisApp)
    desk = pilot.app.desk
    assert desk is not None
    return desk


async def _changed(pilot: Pilot[None]) -> str:
    """A client of whom two people changed something, with a contact that was removed."""
    desk = _desk(pilot)
    [row] = await desk.caseload.rows((await desk.caseload.ids())[:1])
    client = row.client
    await desk.facts.set(await desk.facts.standing(client, "agreements"), BEFORE)
    await desk.facts.set(await desk.facts.standing(client, "phone"), "06-12345678")
    for field, value in (("phone", "06-87654321"), ("agreements", SINCE)):
        seen = await desk.facts.standing(client, field)
        await desk.file.write(partial(_colleague_writes, seen, value))
    await desk.facts.set(await desk.facts.standing(client, "phone"), {"answer": "refused"})
    await desk.records.remove(client, await _contact(desk, client, "Ria Bos"), "Twee keer opgeschreven")
    return client


async def _contact(desk: Desk, client: str, name: str) -> str:
    made = {field: value for field, value in WHOLE["contact"].items() if field not in ("client", "author")}
    return "contact:" + await desk.records.create("contact", client, {**made, "name": name})


def _page(name: str, *pressed: str) -> Stop:
    async def stop(pilot: Pilot[None]) -> None:
        client = await _changed(pilot)
        assert isinstance(pilot.app, ThuisApp)
        await pilot.app.go(name, client=client)
        await pilot.pause(0.4)
        await pilot.press(*pressed)
        await pilot.pause(0.4)

    return stop


async def removal(pilot: Pilot[None]) -> None:
    """A colleague removed what I changed."""
    desk = _desk(pilot)
    [row] = await desk.caseload.rows((await desk.caseload.ids())[1:2])
    client, scope = row.client, f"c:{row.client}"
    ent = await _contact(desk, client, "Karel de Groot, broer")
    head = (await desk.facts.standing(client, "name", ent)).base
    await desk.facts.set(await desk.facts.standing(client, "name", ent), "Karel de Groot, oudste broer")

    def remove(writing: Writing) -> None:
        me, writing.actor = writing.actor, f"{8:032x}"
        write.remove(writing, scope, ent, "Wil geen contact meer, zegt Karel zelf.", seen=head)
        writing.actor = me

    await desk.file.write(remove)
    assert isinstance(pilot.app, ThuisApp)
    await pilot.app.go("conflicts", client=client)
    await pilot.pause(0.4)


async def asked(pilot: Pilot[None]) -> None:
    """Undo where the dossier is not open."""
    await _changed(pilot)
    await pilot.press("u")
    await pilot.pause(0.4)


STOPS: dict[str, Stop] = {
    "history": _page("history"),
    "history-change": _page("history", "j", "j", "j", "enter"),
    "history-bin": _page("bin"),
    "history-undone": _page("dossier", "u"),
    "history-undo-asks": asked,
    "history-removal": removal,
}
