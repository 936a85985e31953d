"""People around a client, the register of consents, and sharing that stops without one."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.laptops import PERSON, Pair, note
from thuis_tui.casework import consent_rules
from thuis_tui.casework.terms.people import CONSENT_DATA
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.people import NoConsent
from thuis_tui.desk.shapes import InvalidInput

CONSENT: dict[str, Any] = {
    "party": "Woningcorporatie",
    "purpose": "de voordracht voor een woning",
    "data": ["identity", "housing"],
    "given_on": "2026-01-10",
    "given_how": "spoken",
}
CODES = [str(term.code) for term in CONSENT_DATA.terms]
DAYS = st.dates(date(2026, 1, 1), date(2027, 1, 1))


@given(
    given_on=DAYS, ends_on=st.none() | DAYS, withdrawn_on=st.none() | DAYS, today=DAYS,
    held=st.sets(st.sampled_from(CODES)), wanted=st.sets(st.sampled_from(CODES)),
)  # fmt: skip
def test_nothing_is_shared_but_what_a_consent_that_counts_names(
    given_on: date,
    ends_on: date | None,
    withdrawn_on: date | None,
    today: date,
    held: set[str],
    wanted: set[str],
) -> None:
    consent = {
        "party": "Buurtteam",
        "data": sorted(held),
        "given_on": given_on.isoformat(),
        "ends_on": ends_on and ends_on.isoformat(),
        "withdrawn_on": withdrawn_on and withdrawn_on.isoformat(),
    }
    counts = (ends_on is None or ends_on >= today) and (withdrawn_on is None or withdrawn_on > today)
    absent = consent_rules.missing([consent], "buurtteam", wanted, today)
    assert set(absent) == (wanted - held if counts else wanted)
    assert set(consent_rules.missing([consent], "Politie", wanted, today)) == wanted
    assert set(consent_rules.missing([], "Buurtteam", wanted, today)) == wanted


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"data": []}, "data"),
        ({"data": ["shoes"]}, "data"),
        ({"ends_on": "2026-01-09"}, "ends_on"),
        ({"withdrawn_on": "2026-01-09"}, "withdrawn_on"),
        ({"given_how": "telepathy"}, "given_how"),
        ({"party": " "}, "party"),
        ({"given_on": "2026-02-30"}, "given_on"),
    ],
)
async def test_a_consent_that_cannot_be_is_refused_at_its_field(
    desk: Desk, change: dict[str, Any], field: str
) -> None:
    client = await desk.intake.create(PERSON)
    with pytest.raises(InvalidInput) as refused:
        await desk.records.create("consent", client, {**CONSENT, **change}, rule=desk.people.consent_rule)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert await desk.people.consents(client) == []


def written_into(folder: Path) -> list[Path]:
    return list(folder.glob("*.md"))


async def test_sharing_without_consent_is_refused_and_names_each_missing_line(
    desk: Desk, tmp_path: Path
) -> None:
    client = await desk.intake.create(PERSON)
    await desk.notes.file(note(client, "Geheim: [/x] de huur."))
    await desk.records.create("consent", client, CONSENT, rule=desk.people.consent_rule)
    wanted = ["identity", "notes", "health"]
    with pytest.raises(NoConsent) as refused:
        await desk.sharing.write(client, "Woningcorporatie", wanted, str(tmp_path))
    assert refused.value.lines == ("Notes", "Health")
    assert "Notes, Health" in refused.value.told
    assert written_into(tmp_path) == []
    with pytest.raises(NoConsent):
        await desk.sharing.text(client, "Politie", ["identity"])


async def test_what_is_shared_is_what_the_consent_names_and_the_file_is_for_its_owner(
    desk: Desk, tmp_path: Path
) -> None:
    client = await desk.intake.create(PERSON)
    await desk.notes.file(note(client, "Geheim over de huur."))
    await desk.records.create("consent", client, CONSENT, rule=desk.people.consent_rule)
    first = await desk.sharing.write(client, "woningcorporatie", ["identity", "housing"], str(tmp_path))
    again = await desk.sharing.write(client, "woningcorporatie", ["identity"], str(tmp_path))
    assert first.place != again.place
    assert first.place.read_text("utf-8") == first.text
    assert stat.S_IMODE(first.place.stat().st_mode) == 0o600
    assert "Ünal" in first.text
    assert "Geheim" not in first.text
    assert "999900006" not in first.text
    for folder in ("", str(tmp_path / "nowhere")):
        with pytest.raises(InvalidInput) as refused:
            await desk.sharing.write(client, "woningcorporatie", ["identity"], folder)
        assert [problem.field for problem in refused.value.problems] == ["folder"]


async def test_every_kind_of_data_can_be_shared(desk: Desk) -> None:
    from tests.desk.test_records import made_of

    client = await desk.intake.create({**PERSON, "pets": "een hond"})
    for record_type in ("plan", "goal", "action", "assessment", "assessment_score", "risk_flag"):
        await desk.records.create(record_type, client, made_of(record_type))
    await desk.records.create("consent", client, {**CONSENT, "data": CODES})
    text = await desk.sharing.text(client, "Woningcorporatie", CODES)
    for code in CODES:
        assert (f"## {CONSENT_DATA.shown(code)}" in text) == (code != "research")


async def test_who_allows_research_allows_no_file_with_the_name_on_it(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    await desk.records.create("consent", client, {**CONSENT, "data": ["research"]})
    with pytest.raises(NoConsent) as refused:
        await desk.sharing.text(client, "Woningcorporatie", ["research"])
    assert "Research" in refused.value.told


async def test_a_withdrawn_consent_stays_with_its_reason_and_allows_nothing(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    consent = await desk.records.create("consent", client, CONSENT)
    with pytest.raises(InvalidInput):
        await desk.people.withdraw(client, consent, " ")
    await desk.people.withdraw(client, consent, "wil het niet meer")
    [shown] = await desk.people.consents(client)
    assert (shown.state, shown.withdrawn_reason) == ("withdrawn", "wil het niet meer")
    with pytest.raises(NoConsent):
        await desk.people.require(client, "Woningcorporatie", ["identity"])


async def test_contacts_come_in_the_order_in_which_one_calls_them(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    for values in (
        {"role": "friend", "name": "Oud", "ended_on": "2026-01-01"},
        {"role": "gp", "name": "Dokter Vos", "phone": "030-1234567"},
        {"role": "parent", "name": "Moeder", "emergency": "yes", "safe_to_call": "arranged"},
    ):
        await desk.records.create("contact", client, values)
    shown = await desk.people.contacts(client)
    assert [(each.name, each.emergency, each.warned) for each in shown] == [
        ("Moeder", True, True),
        ("Dokter Vos", False, False),
        ("Oud", False, False),
    ]


async def test_two_people_at_once_the_stricter_word_on_calling_governs(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    contact = await pair.a.records.create("contact", client, {"role": "partner", "name": "Sam"})
    consent = await pair.a.records.create("consent", client, CONSENT)
    for desk in (pair.a, pair.b):
        assert (await desk.connection.run_once()).problem is None
    for desk, safe in ((pair.a, "no"), (pair.b, "yes")):
        seen = await desk.records.standing(client, f"contact:{contact}")
        await desk.records.change(seen, {"safe_to_call": safe})
    await pair.a.people.withdraw(client, consent, "liever niet")
    seen = await pair.b.records.standing(client, f"consent:{consent}")
    await pair.b.records.change(seen, {"purpose": "huur en onderhoud"})
    for desk in (pair.a, pair.b, pair.a):
        assert (await desk.connection.run_once()).problem is None
    for desk in (pair.a, pair.b):
        [shown] = await desk.people.contacts(client)
        assert (shown.warned, shown.safe_to_call) == (True, "no: do not call")
        assert [item.field for item in await desk.conflicts.listed()] == ["safe_to_call"]
        [held] = await desk.people.consents(client)
        assert (held.state, held.purpose) == ("withdrawn", "huur en onderhoud")
