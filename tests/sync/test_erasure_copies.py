"""What quotes a dossier in the scopes of caseworkers and leads goes with what was erased: on both ends.

Driven by the records that are registered: a new kind that lies with a caseworker takes part by being there,
and has to say of each of its texts whether it repeats a field of a dossier.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial
from typing import Any

import pytest

from tests.service.office import Office
from tests.sync.laptops import Laptop
from tests.sync.test_erasure import MARK, client, erase, found, whole
from thuis_tui.casework.attribute import Shape
from thuis_tui.casework.records import RECORDS, SCOPE_OF, fields
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.database.tables import METADATA
from thuis_tui.service.keeping import erasure
from thuis_tui.service.keeping.erasure_copies import CODES, QUOTING, words
from thuis_tui.service.logs import ledger
from thuis_tui.service.logs.own_chain import OwnChain
from thuis_tui.store import write
from thuis_tui.store.writing import Writing

__all__ = ["client"]
PLANTED = f"{MARK} van nu"
BEFORE = f"{MARK} van eerst"
WITHOUT_A_CLIENT = {
    "access": "no words at all",
    "saved_search": "names no dossier: words for any of them",
    "learning_request": "about a project, and between people who work here",
}
OWN_WORDS = {
    "emergency_access": {"reason"},
    "late_work": {"value", "decision_reason"},
    "offer": {"reason", "decision_reason"},
    "ruling": {"reason"},
    "transfer": {"reason", "answer"},
    "working_note": {"body"},
}
"""Words of who wrote the record, which go with the whole dossier; the value of late work with its own."""
NAMES = [("client", name) for name in ("first_name", "name_prefix", "surname", "alias")]
ANY = [("client", "address"), ("client", "phone"), ("note", "body"), ("visit", "alone_reason")]
REPEATED = {
    ("transfer", "client_name"): NAMES,
    ("offer", "client_name"): NAMES,
    ("transfer", "sheet"): ANY,
    ("offer", "sheet"): ANY,
    ("emergency_access", "surname"): [("client", "surname")],
    ("emergency_access", "birth_date"): [("client", "birth_date")],
    ("emergency_access", "bsn"): [("client", "bsn")],
    ("notice", "account"): [("visit", "alone_reason"), ("calamity", "what")],
}
"""Texts that repeat what a field of the dossier says."""


def kept(office: Office) -> list[str]:
    """In which tables of the service the word still is."""
    return sorted(
        {
            table
            for table in METADATA.tables
            for row in office.rows(f'SELECT * FROM "{table}"')
            for cell in row
            if MARK.lower()
            in (bytes(cell).decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)).lower()
        }
    )


def put(office: Office, scope: str, ents: Iterable[tuple[str, dict[str, Any], dict[str, Any]]]) -> None:
    """Let records stand in a scope, unless they say nothing, and change some of their fields."""

    def write_them(tx: Transaction) -> None:
        logs: dict[str, ledger.ScopeLog] = {}
        own = OwnChain(tx, logs)
        own.open([scope])
        for ent, values, later in ents:
            if values:
                own.create(scope, ent, values, "service")
            own.change(scope, ent, later, "service")
        ledger.flush(tx, logs.values())
        own.write()

    office.storage.write(write_them)


def values(kind: str, said: str, client: str) -> dict[str, Any]:
    """A record that names the client wherever it can, and says these words wherever it can."""
    plain: dict[Shape, Any] = {Shape.REFERENCE: client, Shape.MOMENT: "2026-11-01T10:00:00Z"}
    told = {name: plain.get(facts.shape) for name, facts in fields(kind).items()}
    told |= dict.fromkeys(words(kind), said)
    told |= dict.fromkeys(CODES.get(kind, ()), f"client:{client}")
    return {name: value for name, value in told.items() if value is not None}


def made(writing: Writing, scope: str, kind: str, values: dict[str, Any]) -> str:
    return write.create(writing, scope, kind, values)


def deliver(office: Office, *laptops: Laptop) -> None:
    for laptop in laptops:
        laptop.sync()
    office.storage.write(lambda tx: tx.run("UPDATE chain SET durable = n"))
    for laptop in laptops:
        laptop.sync()


def test_every_text_of_every_record_with_a_caseworker_is_decided_on() -> None:
    assert {name for name, where in SCOPE_OF.items() if where == "u"} == {
        *QUOTING,
        *WITHOUT_A_CLIENT,
        "assignment",
    }
    assert words("assignment") == words("access") == ()
    told = {kind: set(OWN_WORDS.get(kind, ())) for kind in QUOTING}
    for kind, name in REPEATED:
        told[kind].add(name)
    assert told == {kind: set(words(kind)) for kind in QUOTING}
    # Of what is no word, nothing but a code, a number, a moment or the id of another record is left.
    for kind in RECORDS:
        assert set(CODES.get(kind, ())) <= set(fields(kind))


@pytest.mark.parametrize("late", [False, True], ids=["there", "late"])
def test_with_a_whole_dossier_goes_every_word_about_it(
    bob: Laptop, client: str, office: Office, late: bool
) -> None:
    """Records that the service made and, late, those that their laptop still has to send."""
    bob.sync()
    if late:
        for kind in sorted(QUOTING):
            told = {**values(kind, PLANTED, client), "author": bob.actor}
            told = {name: told[name] for name in fields(kind) if name in told}
            bob.database.write(partial(made, scope=f"u:{bob.actor}", kind=kind, values=told)).result()
    else:
        ents = [
            (f"{kind}:{new_id()}", values(kind, BEFORE, client), dict.fromkeys(words(kind), PLANTED))
            for kind in sorted(QUOTING)
        ]
        put(office, f"u:{bob.actor}", ents)
        bob.sync()
    assert {*QUOTING} <= set(found(bob))
    erased = office.storage.write(erasure.erase_dossier, client, "Functionaris", "verzoek art. 17")
    assert erased
    assert kept(office) == []
    deliver(office, bob)
    assert kept(office) == []
    assert whole(office)
    assert found(bob) == []


def test_what_repeats_a_field_goes_with_that_field(
    bob: Laptop, client: str, office: Office, subtests: pytest.Subtests
) -> None:
    erase(office, client)
    sources = dict.fromkeys(source for several in REPEATED.values() for source in several)
    for record_type, name in sources:
        ent = f"{record_type}:{client if record_type == 'client' else new_id()}"
        if record_type == "client":
            put(office, f"c:{client}", [(ent, {}, {name: PLANTED})])
        else:
            put(office, f"c:{client}", [(ent, {"client": client, name: PLANTED}, {})])
        copies = {kind: copy for (kind, copy), several in REPEATED.items() if (record_type, name) in several}
        for kind, copy in copies.items():
            record = {**values(kind, "iets", client), copy: PLANTED}
            record |= {"about": ent} if "about" in fields(kind) else {}
            put(office, f"u:{bob.actor}", [(f"{kind}:{new_id()}", record, {})])
        bob.sync()
        for kind, copy in copies.items():
            assert (PLANTED,) in bob.rows(f"SELECT {copy} FROM {kind}")
        with subtests.test(f"{record_type}.{name}"):
            erase(office, client, ent, name)
            assert kept(office) == []
    deliver(office, bob)
    assert found(bob) == []
    assert whole(office)


@pytest.mark.parametrize("of", ["goal", "action", "plan"])
def test_what_was_agreed_goes_with_the_words_it_was_made_of(
    bob: Laptop, client: str, office: Office, of: str
) -> None:
    erase(office, client)
    ids = {kind: new_id() for kind in ("plan", "goal", "action")}
    field = {"plan": "client_view", "goal": "wording", "action": "what"}[of]
    agreed = json.dumps({"goals": [{"id": ids["goal"], "actions": [{"id": ids["action"], "what": PLANTED}]}]})
    other = new_id()
    put(
        office,
        f"c:{client}",
        [
            (f"plan:{ids['plan']}", {"client": client, "number": 1}, {"frozen": agreed}),
            (f"plan:{other}", {"client": client, "frozen": "van een ander doel"}, {}),
            *([(f"{of}:{ids[of]}", {"client": client, field: PLANTED}, {})] if of != "plan" else []),
        ],
    )
    if of == "plan":
        put(office, f"c:{client}", [(f"plan:{ids['plan']}", {}, {field: PLANTED})])
    bob.sync()
    assert "plan" in found(bob)
    erase(office, client, f"{of}:{ids[of]}", field)
    assert kept(office) == []
    deliver(office, bob)
    assert found(bob) == []
    assert bob.rows("SELECT frozen FROM plan ORDER BY id = ?", other) == [(None,), ("van een ander doel",)]
    assert whole(office)


def test_an_emergency_access_keeps_nobody_s_name(
    alice: Laptop, bob: Laptop, office: Office, subtests: pytest.Subtests
) -> None:
    """Found or not: who asked for it said whose it is."""
    gone = alice.client(f"{MARK}-Vermeer")
    alice.set(gone, "birth_date", "1980-02-03")
    alice.sync()

    def ask(**more: Any) -> str:
        told = {
            "surname": f"{MARK}-Vermeer",
            "birth_date": "1980-02-03",
            "reason": f"Huisarts belt over {MARK}.",
            "author": bob.actor,
            "recorded_at": "2026-11-01T10:00:00Z",
            **more,
        }
        ent = bob.database.write(
            lambda w: write.create(w, f"u:{bob.actor}", "emergency_access", told)
        ).result()
        bob.sync()
        return ent.partition(":")[2]

    ask()
    office.storage.write(lambda tx: tx.run("UPDATE dossier SET restricted = 1"))
    ask()
    bob.sync()
    assert [state for (state,) in office.rows("SELECT state FROM emergency ORDER BY asked_at, id")] == [
        "granted",
        "not_found",
    ]
    office.storage.write(erasure.erase_dossier, gone, "Functionaris", "verzoek art. 17")
    # Why somebody opened it is in the access log, which is kept for its five years.
    assert set(kept(office)) <= {"access_log"}
    deliver(office, alice, bob)
    assert found(bob) == found(alice) == []
    assert set(kept(office)) <= {"access_log"}


def test_what_was_removed_stays_so_when_a_field_of_it_is_erased(
    alice: Laptop, client: str, office: Office
) -> None:
    values = {"client": client, "what": f"Bellen over {MARK}.", "recorded_at": "2026-03-01T12:00:00Z"}
    values |= {"author": alice.actor}
    ent = alice.database.write(lambda w: write.create(w, f"c:{client}", "task", values)).result()
    alice.sync()
    alice.database.write(lambda w: write.remove(w, f"c:{client}", ent, "verkeerd dossier")).result()
    alice.sync()
    erase(office, client, ent, "what")
    erase(office, client)
    deliver(office, alice)
    assert alice.rows("SELECT 1 FROM task") == []
    assert alice.rows("SELECT 1 FROM conflict WHERE ent=?", ent) == []
    assert found(alice) == []
    assert kept(office) == []
    assert office.rows("SELECT 1 FROM quarantine") == []
