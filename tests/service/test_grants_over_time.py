"""Grants that end of themselves: nobody comes by, and the dossier is gone for whoever asks."""

from __future__ import annotations

import pytest

from tests.service.conftest import Clock
from tests.service.office import Laptop, Office
from thuis_tui.log import wire
from thuis_tui.service.people import grants
from thuis_tui.service.people.grants import Kind

HOUR = 3600


def _grant(office: Office, laptop: Laptop, client: str, kind: Kind, seconds: int, role: str = "write") -> int:
    def give(tx: grants.Transaction) -> int:
        until = tx.now_ms + seconds * 1000 if seconds else 0
        return grants.grant(tx, laptop.caseworker, f"c:{client}", role, kind=kind, until=until)

    return office.storage.write(give)


def _listed(laptop: Laptop) -> dict[str, wire.ScopeGrant]:
    return {each.scope: each for each in laptop.scopes().scopes}


def test_a_grant_is_over_when_its_time_is(office: Office, bob: Laptop, dossier: str, clock: Clock) -> None:
    scope = f"c:{dossier}"
    assert _grant(office, bob, dossier, Kind.COVER, HOUR) == 1
    told = _listed(bob)[scope]
    assert (told.kind, told.read_only) == ("cover", False)
    assert told.until > clock() * 1000
    assert [line.scope for line in bob.pull(scope)] == [scope]
    assert bob.push((scope, [bob.note(dossier)]))[0].results[0].r == "applied"
    before = bob.etag()

    clock.ahead = HOUR + 1
    bob.sign_in()
    assert scope not in _listed(bob)
    assert bob.etag() != before
    (line,) = bob.pull(scope)
    assert (line.t, line.gen, line.reason) == ("revoked", 1, "The cover has ended.")
    for target in (f"/v1/sync/snapshot/{scope}", f"/v1/sync/digest/{scope}"):
        assert bob.send("GET", target).status_code == 403
    (outcome,) = bob.push((scope, [bob.note(dossier)]))
    assert [(result.r, result.reason) for result in outcome.results] == [("quarantined", "late")]
    body = wire.encode(wire.PurgedRequest([wire.PurgedScope(scope, 1)]))
    assert bob.post(wire.PURGED, body).status_code == 200
    assert office.rows("SELECT gen FROM purge_receipt WHERE scope = ?", scope) == [(1,)]

    assert _grant(office, bob, dossier, Kind.OWN, 0) == 2  # another time, not the one that is over
    assert _listed(bob)[scope].gen == 2


def test_a_stronger_grant_takes_the_place_of_a_weaker_one(office: Office, bob: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    assert _grant(office, bob, dossier, Kind.READING_ON, HOUR, "read") == 1
    (outcome,) = bob.push((scope, [bob.note(dossier)]))
    assert outcome.results[0].reason == "read_only"
    first = bob.etag()
    assert _listed(bob)[scope].read_only
    assert _grant(office, bob, dossier, Kind.OWN, 0) == 1
    assert bob.etag() != first  # the laptop hears of it, and keeps the dossier
    assert (_listed(bob)[scope].kind, _listed(bob)[scope].read_only) == ("", False)
    assert _grant(office, bob, dossier, Kind.COVER, HOUR) == 1
    assert _listed(bob)[scope].until == 0


@pytest.mark.parametrize(
    "role", ["housing_coordinator", "programme_analyst", "administrator", "privacy_officer"]
)
def test_roles_without_dossiers_are_given_none(office: Office, dossier: str, role: str) -> None:
    from thuis_tui.casework.rights import Right, Role, may
    from thuis_tui.service.not_possible import NotPossible
    from thuis_tui.service.people import admin

    account = office.storage.write(
        lambda tx: admin.create_caseworker(tx, office.team, "Kim", held=[Role(role)])
    )
    with pytest.raises(NotPossible, match="hold no dossiers"):
        office.grant(account, dossier)
    kim = office.laptop(account)
    counted = ["figures"] if may([role], Right.COUNT) else []
    assert sorted(_listed(kim)) == [*counted, "ref", f"u:{account}"]
    other = "e" * 32
    (outcome,) = kim.push((f"c:{other}", [kim.client(other)]))
    assert outcome.results[0].reason == "not_granted"
    assert office.rows("SELECT scope FROM scope_head WHERE scope = ?", f"c:{other}") == []


def test_a_quiet_device_is_told_when_a_grant_ends_though_nobody_wrote_anything(
    office: Office, bob: Laptop, dossier: str, clock: Clock
) -> None:
    """And when another process wrote: what is remembered between two questions is not believed then."""
    _grant(office, bob, dossier, Kind.COVER, HOUR)
    listed, etag = bob.scopes().scopes, bob.etag()
    vector = wire.vector_digest((found.scope, found.epoch, found.head) for found in listed)
    clock.ahead = HOUR - 60
    bob.sign_in()
    assert [bob.ask({}, scopes_etag=etag, vector=vector).status_code for _ in range(2)] == [204, 204]
    clock.ahead = HOUR + 60  # the token is good still
    assert bob.ask({}, scopes_etag=etag, vector=vector).status_code == 200

    listed, etag = bob.scopes().scopes, bob.etag()
    vector = wire.vector_digest((found.scope, found.epoch, found.head) for found in listed)
    assert bob.ask({}, scopes_etag=etag, vector=vector).status_code == 204
    _grant(office, bob, dossier, Kind.OWN, 0)
    assert bob.ask({}, scopes_etag=etag, vector=vector).status_code == 200
