"""The figures on a laptop: what was counted is read offline, and opens to the dossiers that are here."""

from __future__ import annotations

from pathlib import Path

from tests.desk.laptops import PERSON, Laptop, enrolled
from thuis_tui.desk.demo.organisation import Organisation


async def test_the_figures_come_and_open_to_the_dossiers_that_are_here(
    organisation: Organisation, tmp_path: Path
) -> None:
    team = f"Cijfers {tmp_path.name}"
    organisation.admin("team", "create", team)
    lead, alone = Laptop.make(tmp_path / "lead").open(), Laptop.make(tmp_path / "alone").open()
    try:
        await enrolled(organisation, lead, f"Lia {tmp_path.name}", "--lead", team=team)
        await enrolled(organisation, alone, f"Abe {tmp_path.name}", team=team)
        assert await lead.figures.report() is None
        client = await lead.intake.create({**PERSON, "surname": f"Cijfer {tmp_path.name}"})
        await lead.housing.begin(client, {"municipality": "0344"})
        seen = await lead.housing.one(client)
        await lead.housing.move(seen, "screening", lead.file.world.today())
        assert (await lead.connection.run_once()).problem is None
        counted = organisation.admin("figures", "count")
        for desk in (lead, alone):
            assert (await desk.connection.run_once()).problem is None
        assert organisation.admin("figures", "show") == counted
        report = await lead.figures.report()
        assert report is not None
        assert report.counted_on.isoformat() == counted["counted_on"]
        assert (await lead.figures.allowed(), await alone.figures.allowed()) == (True, False)
        assert await alone.figures.report() is None, "a caseworker is not sent it"
        waiting = await lead.figures.dossiers("to_key", "city", "waiting")
        assert client in {one.client for one in waiting}
        assert client in {
            one.client for one in await lead.figures.dossiers("stage_days", "screening", "open")
        }
        assert client not in {one.client for one in await lead.figures.dossiers("to_key", "city", "reached")}
        assert client not in {
            one.client for one in await lead.figures.dossiers("stage_days", "referral", "open")
        }
        assert await alone.figures.dossiers("to_key", "city", "waiting") == ()
        assert await lead.figures.dossiers("load", "1-4", "caseworkers") == ()
    finally:
        lead.close()
        alone.close()
