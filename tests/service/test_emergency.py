"""Emergency access: exactly whose, for an hour, told to who has to know, and nothing to find by trying."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from tests.service.conftest import Clock
from tests.service.office import Laptop
from tests.service.test_transfers import Staff, staff  # noqa: F401  the fixture
from thuis_tui.casework.rights import Role
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.people import admin, emergency, finder

REASON = "Staat op straat, dreigt zichzelf iets aan te doen"
NAMED = {"surname": "van der Berg", "birth_date": "1985-04-03"}


def ask(staff: Staff, who: Laptop, reason: str = REASON, **facts: str) -> dict[str, object]:  # noqa: F811
    """Ask, and return what the asker reads of it."""
    id_, own = new_id(), f"u:{who.caseworker}"
    values = {
        **(facts or NAMED),
        "reason": reason,
        "author": who.caseworker,
        "recorded_at": "2026-11-23T10:00:00Z",
    }
    (outcome,) = who.push((own, [who.write(own, f"emergency_access:{id_}", values)]))
    assert outcome.results[0].r == "applied"
    return staff.shown(who, f"emergency_access:{id_}")


def known(staff: Staff) -> None:  # noqa: F811
    """Write who the client is: the name and the birth date in two pieces, as they come to be known."""
    alice, scope, ent = staff.alice, f"c:{staff.dossier}", f"client:{staff.dossier}"
    ((made,),) = staff.office.rows("SELECT id FROM log WHERE scope = ? AND seq = 1", scope)
    values = {"surname": "BERG", "birth_date": "1985-04-03", "bsn": "999900006"}
    raws = [
        alice.write(scope, ent, value, kind="set", name=name, base=(made,)) for name, value in values.items()
    ]
    alice.push((scope, raws))


def _notices(staff: Staff, account: str) -> list[dict[str, object]]:  # noqa: F811
    """What stands in the notices of an account."""
    rows = staff.office.rows("SELECT row FROM log WHERE scope = ? ORDER BY seq", f"u:{account}")
    told = [json.loads(bytes(row)) for (row,) in rows]
    return [value for _, _, ent, _, kind, value, *_ in told if ent.startswith("notice:") and kind == "create"]


def test_it_opens_for_an_hour_and_who_has_to_know_is_told(staff: Staff, clock: Clock) -> None:  # noqa: F811
    known(staff)
    make, office, me = admin.create_caseworker, staff.office, staff.elsewhere.caseworker
    ((away,),) = office.rows("SELECT team FROM caseworker WHERE id = ?", me)
    other = office.storage.write(admin.create_team_of, "Stichting", "West")
    told_of = {
        "privacy officer": office.storage.write(
            lambda tx: make(tx, office.team, "Pia", held=[Role.PRIVACY_OFFICER])
        ),
        "lead of who asks": office.storage.write(lambda tx: make(tx, away, "Lars", lead=True)),
        "lead of the dossier": staff.lead.caseworker,
    }
    strangers = {
        "lead of another team": office.storage.write(lambda tx: make(tx, other, "Loes", lead=True)),
        "administrator": office.storage.write(
            lambda tx: make(tx, office.team, "Ada", held=[Role.ADMINISTRATOR])
        ),
        "privacy officer elsewhere": office.storage.write(
            lambda tx: make(
                tx, admin.create_team_of(tx, "Gemeente", "Oost"), "Piet", held=[Role.PRIVACY_OFFICER]
            )
        ),
        "who has it": staff.alice.caseworker,
        "who asks": me,
    }
    began = office.storage.now_ms()
    told = ask(staff, staff.elsewhere)
    assert (told["state"], told["dossier"]) == ("granted", staff.dossier)
    until = datetime.fromisoformat(str(told["until"])).timestamp() * 1000
    assert began - 1000 <= until - 3_600_000 <= office.storage.now_ms()
    assert staff.held(staff.elsewhere) == ("emergency", False)
    for who, account in told_of.items():
        (notice,) = _notices(staff, account)
        assert notice.pop("recorded_at"), who
        assert str(notice.pop("about")).startswith("emergency_access:")
        assert notice == {"kind": "emergency", "client": staff.dossier, "author": me, "account": REASON}, who
    assert [who for who, account in strangers.items() if _notices(staff, account)] == []
    assert staff.assignments() == {"alice": ("own", True), "elsewhere": ("emergency", True)}
    scope = f"c:{staff.dossier}"
    (outcome,) = staff.elsewhere.push((scope, [staff.elsewhere.note(staff.dossier)]))
    assert outcome.results[0].r == "applied"
    (page,) = staff.elsewhere.pull(scope)
    assert [bytes(row.val) for row in page.ops if row.field == "surname"] == [b'"BERG"'], (
        "what it says is read"
    )
    logged = office.rows(
        "SELECT account, outcome, reason, ground FROM access_log WHERE event = 'emergency' AND scope = ?",
        scope,
    )
    assert logged == [(me, "done", REASON, "emergency")]
    clock.ahead = 59 * 60
    assert staff.held(staff.elsewhere) == ("emergency", False)
    clock.ahead = 61 * 60
    assert staff.held(staff.elsewhere) is None
    (line,) = staff.elsewhere.pull(scope)
    assert (line.t, line.reason) == ("revoked", "The emergency access has ended.")
    (outcome,) = staff.elsewhere.push((scope, [staff.elsewhere.note(staff.dossier)]))
    assert outcome.results[0].reason == "late"
    assert staff.held(staff.alice) == ("", False)


def test_who_asked_too_often_asks_again_after_a_day(staff: Staff, clock: Clock) -> None:  # noqa: F811
    known(staff)
    for _ in range(emergency.MOST_A_DAY):
        assert ask(staff, staff.bob, surname="Jansen", birth_date="1985-04-03")["state"] == "not_found"
    assert ask(staff, staff.bob)["state"] == "limited"
    clock.ahead = 23 * 3600
    staff.bob.sign_in()
    assert ask(staff, staff.bob)["state"] == "limited"
    assert (staff.held(staff.bob), _notices(staff, staff.lead.caseworker)) == (None, [])
    clock.ahead = 24 * 3600 + 60
    staff.bob.sign_in()
    assert ask(staff, staff.bob)["state"] == "granted"


def test_only_exactly_who_is_meant_is_found(staff: Staff, subtests: pytest.Subtests) -> None:  # noqa: F811
    known(staff)
    assert ask(staff, staff.elsewhere, bsn="999900006")["state"] == "granted"
    for facts in (
        {"surname": "Berg", "birth_date": "1985-04-04"},
        {"surname": "Bergen", "birth_date": "1985-04-03"},
        {"surname": "Jansen", "birth_date": "1985-04-03"},  # the name it had before
        {"bsn": "999900018"},
    ):
        with subtests.test("not found", facts=facts):
            told = ask(staff, staff.bob, **facts)
            assert told["state"] == "not_found"
            assert "dossier" not in told
    assert ask(staff, staff.bob)["state"] == "granted"
    assert ask(staff, staff.bob)["state"] == "limited"  # so often nobody asks in a day
    assert staff.office.rows("SELECT count(*) FROM emergency WHERE state = 'limited'") == [(1,)]
    assert emergency.MOST_A_DAY == 5


def test_what_is_not_to_be_found_is_not(staff: Staff) -> None:  # noqa: F811
    known(staff)
    assert ask(staff, staff.bob, "te kort")["state"] == "refused"
    away = staff.office.storage.write(lambda tx: admin.create_team_of(tx, "Gemeente", "Zuid"))
    stranger = staff.office.laptop(
        staff.office.storage.write(lambda tx: admin.create_caseworker(tx, away, "Stan"))
    )
    assert ask(staff, stranger)["state"] == "not_found"
    pia = staff.office.storage.write(
        lambda tx: admin.create_caseworker(tx, away, "Pia", held=[Role.ADMINISTRATOR])
    )
    assert ask(staff, staff.office.laptop(pia))["state"] == "refused"
    staff.office.storage.write(admin.restrict, staff.dossier, True)
    assert ask(staff, staff.bob)["state"] == "not_found"
    assert staff.held(staff.bob) is None


def test_the_index_holds_no_names_and_can_be_made_again(staff: Staff) -> None:  # noqa: F811
    known(staff)
    before = sorted(staff.office.rows("SELECT scope, hash FROM dossier_index"))
    assert len(before) == 2
    assert all(len(hash_) == 32 and "berg" not in hash_ for _, hash_ in before)
    staff.office.storage.write(lambda tx: tx.run("DELETE FROM dossier_index"))
    assert ask(staff, staff.bob)["state"] == "not_found"
    staff.office.storage.write(finder.reindex_all)
    assert sorted(staff.office.rows("SELECT scope, hash FROM dossier_index")) == before
