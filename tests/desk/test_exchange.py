"""Two laptops and a real service: what is recorded on one is read on the other; the outbox is true."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from tests.desk.laptops import PERSON, Laptop, Pair, enrolled, note
from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import ConnectionState


async def test_a_note_reaches_a_colleague_and_the_amendment_comes_back(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    filed = await pair.a.notes.file(note(client, "Koffie met Zoë, € 3,50 [/x] [bijlage]"))
    await pair.share(client)
    [hit] = (await pair.b.search.find("zoe")).notes
    assert hit.note == filed
    shown = await pair.b.dossiers.note(filed)
    assert shown.body == "Koffie met Zoë, € 3,50 [/x] [bijlage]"
    assert shown.entry.author_name.startswith("Anna ")
    assert not shown.entry.waiting
    await pair.b.notes.amend(filed, "Verkeerd bedrag", "Het was € 4,50.")
    await pair.b.connection.run_once()
    await pair.a.connection.run_once()
    [amendment] = (await pair.a.dossiers.note(filed)).amendments
    assert (amendment.reason, amendment.author_name[:5]) == ("Verkeerd bedrag", "Bram ")


async def test_nobody_sees_a_dossier_they_were_not_given(pair: Pair) -> None:
    await pair.a.intake.create(PERSON)
    await pair.a.connection.run_once()
    await pair.b.connection.run_once()
    assert await pair.b.caseload.ids() == ()
    assert (await pair.b.search.find("unal")).clients == ()


async def test_the_outbox_tells_what_waits_and_what_was_confirmed(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.a.notes.file(note(client))
    items = await pair.a.outbox.items()
    assert [(item.what, item.client_name, item.state) for item in items] == [
        ("New client", "José van der Ünal", "waiting"),
        ("Note", "José van der Ünal", "waiting"),
    ]
    both = threading.Event()
    leave = pair.a.connection.subscribe(lambda state: both.set() if state.waiting == 2 else None)
    if pair.a.connection.state.waiting != 2:  # counted on another thread
        assert await asyncio.to_thread(both.wait, 20)
    leave()
    state = await pair.a.connection.run_once()
    assert (state.waiting, state.refused, state.problem) == (0, 0, None)
    assert state.confirmed_at is not None
    assert [item.state for item in await pair.a.outbox.items()] == ["confirmed", "confirmed"]
    [row] = await pair.a.caseload.rows(await pair.a.caseload.ids())
    assert not row.waiting


async def test_what_was_written_after_the_dossier_was_taken_away_came_late(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    await pair.b.notes.file(note(client, "Nog net geschreven."))
    pair.organisation.admin("revoke", pair.b_id, client, "--reason", "Andere begeleider")
    state = await pair.b.connection.run_once()
    assert (state.problem, state.waiting, state.refused) == (None, 0, 1)
    [item] = [item for item in await pair.b.outbox.items() if item.state != "confirmed"]
    assert item.state == "late"
    assert "team lead decides" in item.reason


async def test_two_values_of_one_field_are_both_shown(pair: Pair) -> None:
    from thuis_tui.store import write

    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    for desk, phone in ((pair.a, "06-11111111"), (pair.b, "06-22222222")):
        await desk.file.write(
            lambda writing, phone=phone: write.set_field(
                writing, f"c:{client}", f"client:{client}", "phone", phone
            )
        )
    for desk in (pair.a, pair.b, pair.a):
        await desk.connection.run_once()
    for desk in (pair.a, pair.b):
        dossier = await desk.dossiers.open(client)
        assert dossier.conflicts == 1
        siblings = dossier.field("phone").siblings
        assert {sibling.text for sibling in siblings} == {"06-11111111", "06-22222222"}
        assert {sibling.author_name[:5] for sibling in siblings} == {"Anna ", "Bram "}
        assert (await desk.caseload.rows(await desk.caseload.ids()))[0].conflicts == 1


async def test_without_the_service_everything_waits_and_nothing_is_lost(
    organisation: Organisation, pair: Pair
) -> None:
    client = await pair.a.intake.create(PERSON)
    organisation.stop_service()
    try:
        state = await pair.a.connection.run_once()
    finally:
        organisation.start_service()
    assert (state.problem, state.waiting) == ("unreachable", 1)
    assert state.offline_since is not None
    state = await pair.a.connection.run_once()
    assert (state.problem, state.waiting, state.offline_since) == (None, 0, None)
    assert await pair.a.dossiers.name(client) == "José van der Ünal"


async def test_a_connected_desk_exchanges_by_itself_unless_it_is_cut(
    organisation: Organisation, tmp_path: Path
) -> None:
    desk = Laptop.make(tmp_path / "laptop").open(connect=True)
    try:
        states: list[ConnectionState] = []
        news = threading.Condition()

        def told(state: ConnectionState) -> None:
            with news:
                states.append(state)
                news.notify_all()

        desk.connection.subscribe(told)

        def wait_until(waiting: int, cut: bool) -> None:
            with news:
                assert news.wait_for(
                    lambda: (
                        desk.connection.state.waiting == waiting
                        and desk.connection.state.cut is cut
                        and (cut or desk.connection.state.confirmed_at is not None)
                    ),
                    timeout=20,
                )

        await enrolled(organisation, desk, f"Cor {tmp_path.name}")
        await desk.intake.create(PERSON)
        wait_until(0, cut=False)
        desk.connection.cut()
        await desk.intake.create({"surname": "Zonder Lijn"})
        wait_until(1, cut=True)
        assert desk.connection.state.offline_since is not None
        desk.connection.restore()
        wait_until(0, cut=False)
        desk.connection.sync_now()
    finally:
        desk.close()


async def test_a_desk_that_was_never_enrolled_can_be_cut_and_asked_to_sync(laptop: Laptop) -> None:
    desk = laptop.open()
    desk.connection.cut()
    assert desk.connection.state.cut
    desk.connection.sync_now()
    desk.connection.restore()
    assert not desk.connection.state.cut
    desk.close()


async def test_the_file_is_the_fold_of_its_log(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    filed = await pair.a.notes.file(note(client))
    await pair.share(client)
    await pair.b.notes.amend(filed, "reden", "tekst")
    await pair.b.connection.run_once()
    await pair.a.connection.run_once()
    await pair.a.notes.file(note(client, "nog niet verzonden"))
    for desk in (pair.a, pair.b):
        await desk.search.find("tekst")
        await desk.notes.file(note(client, "na het zoeken geschreven"))
        health = await desk.health.check()
        assert health.good, health
        assert health.scopes >= 2


async def test_a_table_that_is_not_what_the_log_says_is_found(pair: Pair) -> None:
    await pair.a.intake.create(PERSON)

    def damage(writing: object) -> None:
        with writing.permitted():  # type: ignore[attr-defined]
            writing.raw.execute("UPDATE client SET surname='Anders'").close()  # type: ignore[attr-defined]

    await pair.a.file.write(damage)
    health = await pair.a.health.check()
    assert health.differing == ("client",)
    assert not health.good


async def test_a_backup_opens_with_the_same_passphrase(desk: Desk, tmp_path: Path) -> None:
    from thuis_tui.desk import opening
    from thuis_tui.settings import Places

    client = await desk.intake.create(PERSON)
    await desk.backup(tmp_path / "backup")
    await desk.intake.create({"surname": "Later"})
    places = Places(tmp_path / "backup", tmp_path / "backup")
    from tests.desk.laptops import PASSPHRASE

    copy = opening.open_desk(places, opening.unlock(places, PASSPHRASE), connect=False)
    assert [row.client for row in await copy.caseload.rows(await copy.caseload.ids())] == [client]
    copy.close()
