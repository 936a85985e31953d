"""Two machines with one file go on with one chain: a number that one took is not the other's operation."""

from __future__ import annotations

import pytest

from tests.service.office import Laptop, Office
from tests.service.test_chains import outcomes
from thuis_tui.log import wire
from thuis_tui.log.chain import Chain
from thuis_tui.log.identifiers import new_id


def elsewhere(alice: Laptop, scope: str, raw: bytes) -> str:
    """Send an operation on a chain of its own, with its id; return what became of it."""
    fresh, moved = Chain(scope, new_id()).relink(raw)
    (outcome,) = alice.push((scope, [moved]), chain=fresh.chain)
    return outcome.results[0].r


@pytest.mark.parametrize("kept", ["log", "quarantine"])
def test_what_is_known_by_its_id_does_not_take_the_number_of_a_clone(
    office: Office, alice: Laptop, dossier: str, kept: str
) -> None:
    scope = f"c:{dossier}"
    shared = alice.chain(scope)
    original = alice.note(dossier, "op de ene laptop")
    alice.chains[scope] = shared
    clones = [alice.note(dossier, "op de andere"), alice.note(dossier, "op de andere, daarna")]
    if kept == "quarantine":
        office.revoke(alice.caseworker, dossier)
    assert elsewhere(alice, scope, original) == ("applied" if kept == "log" else "quarantined")
    if kept == "quarantine":
        office.grant(alice.caseworker, dossier)
    (outcome,) = alice.push((scope, clones))
    assert outcome.acked == 3

    (outcome,) = alice.push((scope, [original]))
    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.n, outcome.results) == (wire.Code.CHAIN_FORK, 2, [])


@pytest.mark.parametrize("kept", ["log", "quarantine"])
def test_what_is_known_by_its_id_is_a_repeat_where_the_rest_leads_to_the_end(
    office: Office, alice: Laptop, dossier: str, kept: str
) -> None:
    scope = f"c:{dossier}"
    raws = [alice.note(dossier, "een"), alice.note(dossier, "twee")]
    if kept == "quarantine":
        office.revoke(alice.caseworker, dossier)
    alice.push((scope, raws))
    fresh, moved = Chain(scope, new_id()), []
    for raw in raws:
        fresh, again = fresh.relink(raw)
        moved.append(again)
    for _ in range(2):  # the answer to the first was lost
        (outcome,) = alice.push((scope, moved), chain=fresh.chain)
        assert (outcome.error, outcome.acked) == (None, 2)
        assert outcomes(outcome) == [(1, "duplicate"), (2, "duplicate")]


def test_a_group_that_cannot_be_read_does_not_take_the_number_of_a_clone(alice: Laptop, dossier: str) -> None:
    scope, tx = f"c:{dossier}", new_id()
    shared = alice.chain(scope)
    group = [alice.note(dossier, "een", tx=tx), alice.note(dossier, "twee", tx=tx)]
    alice.chains[scope] = shared
    alice.push((scope, [alice.note(dossier, "op de andere laptop")]))

    (outcome,) = alice.push((scope, half_readable(group)))
    assert outcome.error is not None
    assert (outcome.error.code, outcome.results) == (wire.Code.CHAIN_FORK, [])
    fresh, moved = Chain(scope, new_id()), []
    for raw in group:
        fresh, again = fresh.relink(raw)
        moved.append(again)
    (outcome,) = alice.push((scope, half_readable(moved)), chain=fresh.chain)
    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.n, outcome.acked) == (wire.Code.MALFORMED, 2, 0)


def half_readable(group: list[bytes]) -> list[bytes]:
    """The group with a last operation that no service can read."""
    return [*group[:-1], group[-1].replace(b'"hlc":', b'"hlc":-')]
