"""The table of rights: what must never be in it, and that its page says what it says."""

from __future__ import annotations

import itertools
import re

import pytest

from thuis_tui.casework import rights, rights_page
from thuis_tui.casework.rights import NOT_YET, RIGHTS, ROLE, Reach, Right, Role, holds_dossiers

HOLDERS = {role for role in Role if holds_dossiers([role])}


def test_the_page_is_what_the_code_says() -> None:
    assert rights_page.PAGE.read_text("utf-8") == rights_page.page(), (
        "run: python -m thuis_tui.casework.rights_page"
    )


def test_every_role_is_in_the_table_and_every_right_is_explained() -> None:
    assert set(RIGHTS) == set(Role)
    assert [term.code for term in ROLE.terms] == [role.value for role in Role]
    for right in Right:
        assert not re.search(rf"\| {right.value.replace('_', ' ')}( \*)? \|  \|", rights_page.page()), right
        assert any(RIGHTS[role].get(right) for role in Role), right
        assert (f"| {right.value.replace('_', ' ')} * |" in rights_page.page()) == (right in NOT_YET), right


@pytest.mark.parametrize("role", [role for role in Role if role not in HOLDERS])
def test_who_looks_after_or_over_the_service_has_no_dossier_in_any_way(role: Role) -> None:
    for right in (Right.READ_DOSSIER, Right.WRITE_DOSSIER, Right.MAKE_DOSSIER, Right.EMERGENCY_ACCESS):
        assert rights.reach([role], right) is Reach.NOTHING


def test_only_caseworker_and_team_lead_go_together() -> None:
    for pair in itertools.combinations(Role, 2):
        assert (rights.refusal(pair) is None) == (set(pair) == HOLDERS), pair
    assert all(rights.refusal([role]) is None for role in Role)


def test_two_roles_reach_as_far_as_the_further_and_an_unknown_one_nowhere() -> None:
    assert rights.reach(["caseworker", "team_lead"], Right.READ_DOSSIER) is Reach.TEAM
    assert rights.reach(["caseworker", "janitor"], Right.READ_DOSSIER) is Reach.GRANTED
    assert not rights.may(["janitor"], Right.OWN_RECORDS)
