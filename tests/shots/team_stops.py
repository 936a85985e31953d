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


STOPS = {"team-1-lead": team, "team-2-member": member, "team-3-caseload": caseload}
