"""The pictures of who leads a team, and of handing dossiers over."""

from __future__ import annotations

from datetime import timedelta

from textual.pilot import Pilot

from screens.app import ThuisApp
from tests.shots import day_stops
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.world import stamp_of
from thuis_tui.log.wire import ScopeGrant
from thuis_tui.store import holding, write
from thuis_tui.store.writing import Writing

TEAM = "f" * 32
PEOPLE = {f"{8:032x}": "Bram Smit", f"{9:032x}": "Aïcha el Idrissi", f"{10:032x}": "Joost van den Berg"}


async def _filled(pilot: Pilot[None]) -> tuple[ThuisApp, Desk]:
    """The laptop of a lead: ten dossiers of the team, one of them of nobody, one covered."""
    app, desk = await day_stops._filled(pilot)
    if await desk.team.leads():
        return app, desk
    me = desk.file.author()
    rows = await desk.caseload.rows((await desk.caseload.ids())[6:17])
    now = desk.file.world.now_ms()
    until = now + 5 * 24 * 3_600_000

    def lead(writing: Writing) -> None:
        known = {row[0] for row in writing.raw.execute("SELECT id FROM caseworker")}
        for id_, name in ({me: "Merel de Wit"} | PEOPLE).items():
            roles = ["caseworker", "team_lead"] if id_ == me else ["caseworker"]
            values = {"name": name, "team": "Utrecht-Oost", "team_id": TEAM, "roles": roles}
            if id_ in known:
                for field in ("team", "team_id", "roles"):
                    write.set_field(writing, "ref", f"caseworker:{id_}", field, values[field])
            else:
                write.create(writing, "ref", "caseworker", values, id=id_)
        grants = [ScopeGrant(f"c:{row.client}", 1, "e", 0, kind="lead") for row in rows[:-1]]
        covered = ScopeGrant(f"c:{rows[-1].client}", 1, "e", 0, kind="cover", until=until)
        holding.learn(writing, [*grants, covered])
        for place, row in enumerate(rows[:-2]):
            holders = [(list(PEOPLE)[place % 3], "own", "")]
            if place == 0:
                holders.append((list(PEOPLE)[1], "cover", stamp_of(until)))
            for caseworker, kind, end in holders:
                values = {"client": row.client, "caseworker": caseworker, "kind": kind}
                values["since"] = stamp_of(now - (place + 3) * 9 * 24 * 3_600_000)
                write.create(writing, f"u:{me}", "assignment", values | ({"until": end} if end else {}))

    await desk.file.write(lead)
    today = desk.file.world.today()
    for place, level in ((0, "red"), (4, "orange")):
        values = {"kind": "aggression", "level": level, "fact": "Dreigde aan de deur.", "source": "politie"}
        made = await desk.safety.add_risk(
            rows[place].client, {**values, "review_on": (today + timedelta(days=30)).isoformat()}
        )
        seen = await desk.records.standing(rows[place].client, f"risk_flag:{made}")
        await desk.records.change(seen, {"review_on": (today - timedelta(days=6 + place)).isoformat()})
    return app, desk


async def team(pilot: Pilot[None]) -> None:
    """The whole team."""
    app, _desk = await _filled(pilot)
    await app.go("team")
    await pilot.pause(0.5)


async def member(pilot: Pilot[None]) -> None:
    """What one of them holds."""
    app, _desk = await _filled(pilot)
    await app.go("member", caseworker=f"{9:032x}")
    await pilot.pause(0.5)


async def caseload(pilot: Pilot[None]) -> None:
    """One's own, with what is covered."""
    app, _desk = await _filled(pilot)
    await app.go("caseload")
    await pilot.pause(0.5)


async def sheet(pilot: Pilot[None]) -> None:
    """The sheet that goes along with a dossier."""
    app, desk = await _filled(pilot)
    [row] = await desk.caseload.rows((await desk.caseload.ids())[:1])
    await app.go("hand_over", client=row.client)
    await pilot.pause(0.5)


async def whom(pilot: Pilot[None]) -> None:
    """To whom."""
    await sheet(pilot)
    await pilot.press("1")
    await pilot.pause(0.4)


async def transfers(pilot: Pilot[None]) -> None:
    """One that is offered, one that was accepted, a cover and a refusal."""
    app, desk = await _filled(pilot)
    me = desk.file.author()
    rows = await desk.caseload.rows((await desk.caseload.ids())[:5])
    now = desk.file.world.now_ms()
    if not await desk.transfers.received():

        def handed(writing: Writing) -> None:
            told = {"kind": "transfer", "client_name": "Fatma Yılmaz", "recorded_at": stamp_of(now)}
            write.create(
                writing,
                f"u:{me}",
                "offer",
                {
                    **told,
                    "client": "c" * 32,
                    "sender": f"{8:032x}",
                    "state": "offered",
                    "reason": "Ik ga per 1 april minder werken.",
                    "sheet": "OPEN RISICO'S\n- Hond of ander dier (oranje): grote hond, niet aangelijnd.\n\n"
                    "OPEN ACTIES\n- 06-03-2026 Samen naar de kredietbank (Bram Smit)\n\n"
                    "DOEL\n- Ik wil weten wat ik elke week kan uitgeven.",
                },
            )
            for place, (kind, state, answer) in enumerate(
                (
                    ("transfer", "accepted", ""),
                    ("cover", "in_force", ""),
                    ("transfer", "declined", "Ik zit vol tot na de zomer."),
                )
            ):
                values = {
                    "client": rows[place].client,
                    "kind": kind,
                    "recipient": list(PEOPLE)[place],
                    "client_name": rows[place].name,
                    "author": me,
                    "recorded_at": stamp_of(now - (place + 1) * 26 * 3_600_000),
                    "state": state,
                    "reason": "Verhuisd naar Zeist." if place == 0 else "",
                }
                until = stamp_of(now + 9 * 24 * 3_600_000)
                more = {"answer": answer} if answer else {}
                more |= {"until": until} if kind == "cover" else {}
                more |= {"reads_until": until} if state == "accepted" else {}
                write.create(writing, f"u:{me}", "transfer", values | more)

        await desk.file.write(handed)
    await app.go("transfers")
    await pilot.pause(0.5)


async def emergency(pilot: Pilot[None]) -> None:
    """One that was given, one that found nobody."""
    app, desk = await _filled(pilot)
    me = desk.file.author()
    [row] = await desk.caseload.rows((await desk.caseload.ids())[4:5])
    now = desk.file.world.now_ms()
    if not await desk.emergency.listed():

        def asked(writing: Writing) -> None:
            for place, (state, client, reason) in enumerate(
                (
                    (
                        "granted",
                        row.client,
                        "Staat bij mij aan de balie en praat over niet meer willen leven.",
                    ),
                    ("not_found", "", "Buurvrouw belt: al drie dagen geen licht en de hond blaft."),
                )
            ):
                values = {
                    "surname": "Verhoeven",
                    "birth_date": "1985-04-03",
                    "reason": reason,
                    "author": me,
                    "state": state,
                    "recorded_at": stamp_of(now - place * 50 * 3_600_000),
                }
                more = {"dossier": client, "until": stamp_of(now + 3_600_000)} if client else {}
                write.create(writing, f"u:{me}", "emergency_access", values | more)

        await desk.file.write(asked)
    await app.go("emergency")
    await pilot.pause(0.5)


async def asking(pilot: Pilot[None]) -> None:
    """The reason is asked."""
    await emergency(pilot)
    await pilot.press("n", *"123456789", "enter")
    await pilot.pause(0.4)


async def learning(pilot: Pilot[None]) -> None:
    """Exports for research before a privacy officer: one that waits, one that was made, one refused."""
    assert isinstance(pilot.app, ThuisApp)
    app, desk = pilot.app, pilot.app.desk
    assert desk is not None
    me, now = desk.file.author(), desk.file.world.now_ms()
    if not await desk.learning.items():

        def asked(writing: Writing) -> None:
            known = {row[0] for row in writing.raw.execute("SELECT id FROM caseworker")}
            for id_, values in (
                (me, {"name": "Merel de Wit", "roles": ["privacy_officer"]}),
                ("e" * 32, {"name": "Ans Dekker", "roles": ["programme_analyst"]}),
            ):
                if id_ in known:
                    write.set_field(writing, "ref", f"caseworker:{id_}", "roles", values["roles"])
                else:
                    write.create(writing, "ref", "caseworker", values, id=id_)
            for place, (project, state, reason) in enumerate(
                (
                    ("Landing", "asked", "Wat helpt mensen om na een jaar nog te wonen? Tweede meting."),
                    ("Landing", "made", "Wat helpt mensen om na een jaar nog te wonen? Eerste meting."),
                    ("Schulden en uithuiszetting", "refused", "Wie raakt de woning weer kwijt?"),
                )
            ):
                values = {
                    "project": project,
                    "institute": "Kenniscentrum Wonen en Zorg",
                    "reason": reason,
                    "least": 5 + 5 * (place == 0),
                    "variables": 1,
                    "opened_by": "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
                    "requester": "e" * 32,
                    "recorded_at": stamp_of(now - place * 200 * 24 * 3_600_000),
                    "state": state,
                }
                decided = {"decided_by": me, "decision_reason": "Overeenkomst van 3 maart."} if place else {}
                write.create(writing, f"u:{me}", "learning_request", values | decided)

        await desk.file.write(asked)
    await app.go("learning")
    await pilot.pause(0.5)


async def approving(pilot: Pilot[None]) -> None:
    """The reason is asked."""
    await learning(pilot)
    await pilot.press("a")
    await pilot.pause(0.4)


STOPS = {
    "team-1-lead": team,
    "team-2-member": member,
    "team-3-caseload": caseload,
    "team-4-sheet": sheet,
    "team-5-whom": whom,
    "team-6-handovers": transfers,
    "team-7-emergency": emergency,
    "team-8-asking": asking,
    "team-9-learning": learning,
    "team-10-approving": approving,
}
