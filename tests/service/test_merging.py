"""Long text of two people is merged by paragraph where that is certain; else a person decides."""

from __future__ import annotations

import json

import pytest

from tests.service.office import Laptop, Office
from thuis_tui.log import digest
from thuis_tui.log.identifiers import new_id

BEFORE = "Bel een dag van tevoren.\n\nDe hond blijft binnen."
MINE = "Bel twee dagen van tevoren.\n\nDe hond blijft binnen."
THEIRS = "Bel een dag van tevoren.\n\nDe hond blijft binnen.\n\nNiet op maandag."
TOGETHER = "Bel twee dagen van tevoren.\n\nDe hond blijft binnen.\n\nNiet op maandag."


def agree(
    laptop: Laptop, client: str, text: str | None, base: tuple[str, ...], tx: str = ""
) -> tuple[str, bytes]:
    id_ = new_id()
    raw = laptop.write(
        f"c:{client}", f"client:{client}", text, kind="set", name="agreements", id=id_, base=base, tx=tx
    )
    return id_, raw


def result(laptop: Laptop, client: str, *raws: bytes) -> list[str]:
    (outcome,) = laptop.push((f"c:{client}", list(raws)))
    assert outcome.error is None
    return [found.r for found in outcome.results]


def heads(office: Office, client: str) -> list[str]:
    sql = "SELECT heads FROM register WHERE scope = ? AND field = 'agreements'"
    ((found,),) = office.rows(sql, f"c:{client}")
    return str(found).split()


@pytest.fixture
def before(office: Office, alice: Laptop, bob: Laptop, dossier: str) -> str:
    """The agreements as both have seen them."""
    office.grant(bob.caseworker, dossier)
    made = alice.pull(f"c:{dossier}")[0].ops[0].id
    id_, raw = agree(alice, dossier, BEFORE, (made,))
    assert result(alice, dossier, raw) == ["applied"]
    return id_


def test_changes_in_different_paragraphs_become_one_text(
    office: Office, alice: Laptop, bob: Laptop, dossier: str, before: str
) -> None:
    mine, raw = agree(alice, dossier, MINE, (before,))
    theirs, other = agree(bob, dossier, THEIRS, (before,), tx=new_id())
    assert result(alice, dossier, raw) == ["applied"]
    assert result(bob, dossier, other) == ["merged"]
    assert result(bob, dossier, other) == ["duplicate"]
    (page,) = alice.pull(f"c:{dossier}")
    last = page.ops[-1]
    assert json.loads(bytes(last.val)) == TOGETHER
    assert (last.actor, set(last.base), last.tx) == ("service", {mine, theirs}, page.ops[-2].tx)
    assert heads(office, dossier) == [last.id]
    assert {mine, theirs} < {row.id for row in page.ops}, "both texts stay in the log"
    registers = office.rows("SELECT ent, field, heads FROM register WHERE scope = ?", f"c:{dossier}")
    sums = digest.bucket_sums((ent, name, ids.split()) for ent, name, ids in registers)
    assert page.digest == digest.to_hex(digest.total(sums))


def test_work_goes_on_from_the_merged_text(
    office: Office, alice: Laptop, bob: Laptop, dossier: str, before: str
) -> None:
    result(alice, dossier, agree(alice, dossier, MINE, (before,))[1])
    result(bob, dossier, agree(bob, dossier, THEIRS, (before,))[1])
    merged = heads(office, dossier)
    id_, raw = agree(alice, dossier, "Alles anders.", tuple(merged))
    assert result(alice, dossier, raw) == ["applied"]
    assert heads(office, dossier) == [id_]


def test_the_same_paragraph_is_for_a_person(
    office: Office, alice: Laptop, bob: Laptop, dossier: str, before: str
) -> None:
    mine, raw = agree(alice, dossier, MINE, (before,))
    theirs, other = agree(bob, dossier, MINE.replace("twee", "drie"), (before,))
    assert result(alice, dossier, raw) == ["applied"]
    assert result(bob, dossier, other) == ["conflict"]
    assert set(heads(office, dossier)) == {mine, theirs}
    _, third = agree(bob, dossier, THEIRS, (before,))
    assert result(bob, dossier, third) == ["conflict"], "of three values none is merged away"
    assert len(heads(office, dossier)) == 3


def test_texts_that_replaced_something_different_are_for_a_person(
    office: Office, alice: Laptop, bob: Laptop, dossier: str, before: str
) -> None:
    assert result(alice, dossier, agree(alice, dossier, MINE, (before,))[1]) == ["applied"]
    assert result(bob, dossier, agree(bob, dossier, THEIRS, ())[1]) == ["conflict"]
    assert len(heads(office, dossier)) == 2


def test_fields_with_another_rule_are_never_merged(
    office: Office, alice: Laptop, bob: Laptop, dossier: str, before: str
) -> None:
    scope, name = f"c:{dossier}", f"client:{dossier}"
    made = alice.pull(scope)[0].ops[0].id
    for laptop, value, expected in ((alice, "A", "applied"), (bob, "B", "conflict")):
        raw = laptop.write(scope, name, value, kind="set", name="alias", base=(made,))
        assert result(laptop, dossier, raw) == [expected]


def test_a_value_that_is_no_text_is_for_a_person(
    office: Office, alice: Laptop, bob: Laptop, dossier: str, before: str
) -> None:
    assert result(alice, dossier, agree(alice, dossier, MINE, (before,))[1]) == ["applied"]
    (told,) = result(bob, dossier, agree(bob, dossier, None, (before,))[1])
    assert told == "conflict"
    assert len(heads(office, dossier)) == 2
