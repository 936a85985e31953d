"""A person's row: what the dossier says becomes codes, classes and weeks, and never more than that."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each
from tests.samples import WHOLE
from thuis_tui.casework.learning import classes, rows, variables
from thuis_tui.casework.learning.consents import Given, allows
from thuis_tui.casework.learning.rows import Person
from thuis_tui.casework.learning.variables import BY_NAME, SOURCES, NotAllowed, check

TODAY = date(2026, 11, 23)
P = "p" + "0a" * 10
CLIENT = "c" * 32


def person(**records: Any) -> Person:
    """A person with these records: one, or a list of them."""
    made = Person()
    for record_type, values in records.items():
        for one in values if isinstance(values, list) else [values]:
            made.add(record_type, one)
    return made


def row_of(**records: Any) -> dict[str, str]:
    """The row with the empty values left out."""
    made = rows.row(person(**records), P, TODAY)
    check(made)
    return {name: value for name, value in made.items() if value}


def move(stage: str, day: str) -> dict[str, Any]:
    return {"stage": stage, "moved_on": day, "recorded_at": f"{day}T10:00:00Z"}


def test_who_somebody_is_becomes_classes() -> None:
    made = row_of(
        client={
            "birth_date": "1987-04-03",
            "gender": "woman",
            "municipality": "0355",
            "household": "single_parent",
            "current_stay": "6",
            "homeless_since": "2021~",
            "referred_on": "2025-02-03",
        }
    )
    assert made == {
        "person": P,
        "born": "1985-1989",
        "gender": "woman",
        "part": "region",
        "household": "single_parent",
        "entered": "2025",
        "stay": "6",
        "homeless_years": "3-5",
        "followed": "52-103",
        "offers": "0",
        **{f"offers_{outcome}": "0" for outcome in ("accepted", "refused", "withdrawn", "lapsed")},
        "tenancies": "0",
    }


def test_what_is_not_known_or_typed_is_a_code() -> None:
    made = row_of(
        client={"birth_date": {"answer": "refused"}, "municipality": "Bij tante Truus", "gender": "Truus"},
        home_offer={
            "outcome": "refused",
            "refusal_reason": "Truus woont ernaast",
            "offered_on": "2026-01-05",
        },
        tenancy={"starts_on": "2026-01-05", "ends_on": "2026-03-02", "end_reason": "Ruzie met Truus"},
    )
    assert (made["born"], made["gender"], made["part"]) == ("unknown", "unknown", "elsewhere")
    assert (made["refusal"], made["tenancy_end"]) == ("other_text", "other_text")
    assert (made["tenancy"], made["tenancy_weeks"]) == ("ended", "8")
    assert "truus" not in json.dumps(made).lower()


def test_the_way_to_a_home_is_told_in_weeks() -> None:
    made = row_of(
        candidacy={"registered_on": "2025-01-06", "stage": "living", "side_state": "on_hold"},
        stage_move=[
            move("screening", "2025-01-20"),
            move("waiting", "2025-02-03"),
            move("offer", "2025-06-02"),
            move("waiting", "2025-06-09"),  # refused
            move("offer", "2025-09-01"),
            move("key", "2025-09-29"),
            move("living", "2025-09-29"),
        ],
    )
    weeks = {name: made[name] for name in made if name.startswith("weeks_")}
    assert weeks == {
        "weeks_referral": "2",
        "weeks_screening": "2",
        "weeks_waiting": "29",  # 17 and 12
        "weeks_offer": "5",
        "weeks_key": "0",
        "weeks_to_key": "38",
        "weeks_in_stage": "52-103",
    }
    assert (made["stage"], made["side_state"]) == ("living", "on_hold")


def test_of_each_moment_the_last_levels_that_were_not_withdrawn() -> None:
    def taken(id_: str, moment: str, day: str, **more: str) -> dict[str, Any]:
        return {"id": id_, "moment": moment, "measured_on": day, **more}

    def level(assessment: str, domain: int, found: int | None) -> dict[str, Any]:
        return {"assessment": assessment, "life_domain": domain, "level": found, "comment": "Over de ex"}

    made = row_of(
        assessment=[
            taken("a", "intake", "2025-01-06"),
            taken("b", "progress", "2025-07-07"),
            taken("c", "progress", "2026-01-05"),
            taken("d", "progress", "2026-02-02", withdrawn_reason="Van een ander"),
        ],
        assessment_score=[
            *(level("a", 1, 2), level("a", 13, 5), level("a", 2, None)),
            *(level("b", 1, 1), level("c", 1, 4), level("d", 1, 5), level("z", 2, 5)),
        ],
    )
    found = {name: made[name] for name in made if name.startswith("zrm_")}
    assert found == {
        "zrm_intake_1": "2",
        "zrm_intake_13": "5",
        "zrm_progress_1": "4",
        "zrm_progress_weeks": "52",
    }


_TYPED = st.text(max_size=30) | st.none() | st.integers() | st.just({"answer": "unknown"})
_DAYS = st.dates(date(1890, 1, 1), date(2040, 1, 1)).map(date.isoformat) | st.text(max_size=12)


@given(st.data())
def test_nothing_leaves_that_the_table_does_not_allow(data: st.DataObject) -> None:
    made = Person()
    for record_type in sorted(SOURCES):
        for _ in range(data.draw(st.integers(0, 2))):
            whole = WHOLE[record_type]
            names = sorted({one.source for one in variables.VARIABLES})
            read = {
                part.partition(".")[2]
                for source in names
                for part in source.split(", ")
                if part.startswith(f"{record_type}.")
            }
            values = {
                **whole,
                **{
                    name: data.draw(_DAYS if name.endswith(("_on", "_since", "birth_date")) else _TYPED)
                    for name in sorted(read - {"id", "level", "stage"})
                },
            }
            made.add(record_type, {**values, "id": "1" * 32})
    check(rows.row(made, P, TODAY))


@each(
    "name, value",
    [
        ("person", CLIENT),
        ("person", "Jansen"),
        ("born", "1987"),
        ("born", "1987-1991"),
        ("born", "1987-04-03"),
        ("entered", "2025-01"),
        ("gender", "Vrouw"),
        ("gender", "other_text"),
        ("stay", "*"),
        ("weeks_to_key", "261"),
        ("weeks_to_key", "1e2"),
        ("weeks_to_key", "²"),
        ("zrm_intake_1", "6"),
        ("refusal", "De buurt"),
        ("tenancy_end", "=cmd()"),
    ],
)
def test_a_value_that_is_not_in_the_codebook_stops_everything(name: str, value: str) -> None:
    good = rows.row(Person(), P, TODAY)
    check(good)
    with pytest.raises(NotAllowed) as refused:
        check({**good, name: value})
    assert refused.value.name == name
    assert value not in str(refused.value)


def test_no_more_and_no_fewer_columns() -> None:
    good = rows.row(Person(), P, TODAY)
    with pytest.raises(NotAllowed):
        check({**good, "surname": ""})
    with pytest.raises(NotAllowed):
        check({name: value for name, value in good.items() if name != "stay"})


@given(st.integers(1900, 2049), st.integers(0, 3))
def test_a_coarser_class_holds_the_finer_one(year: int, step: int) -> None:
    fine = classes.of_year(str(year), 5)
    wide = classes.coarser("born", step, fine)
    assert BY_NAME["born"].allows(wide)
    if wide != "*":
        first, last = (int(each) for each in wide.split("-"))
        assert first <= year <= last
        assert last - first + 1 == (5, 10, 20)[step]


INSTITUTE = "Kenniscentrum Wonen"


def consent(**more: Any) -> Given:
    contested = more.pop("contested", False)
    values = {"party": INSTITUTE, "data": ["housing", "research"], "given_on": "2026-01-05", **more}
    return Given(values, contested)


def test_only_who_allows_it_on_that_day(subtests: pytest.Subtests) -> None:
    day = timedelta(days=1)
    for what, expected, consents in (
        ("none", False, []),
        ("given", True, [consent()]),
        ("to whoever writes it otherwise", True, [consent(party="  kenniscentrum WONEN")]),
        ("to another", False, [consent(party="Woningcorporatie")]),
        ("for other things", False, [consent(data=["housing"])]),
        ("through its last day", True, [consent(ends_on=TODAY.isoformat())]),
        ("over", False, [consent(ends_on=(TODAY - day).isoformat())]),
        ("withdrawn", False, [consent(withdrawn_on=TODAY.isoformat())]),
        ("to be withdrawn", True, [consent(withdrawn_on=(TODAY + day).isoformat())]),
        ("given tomorrow", False, [consent(given_on=(TODAY + day).isoformat())]),
        ("two people disagree", False, [consent(), consent(contested=True)]),
        ("withdrawn at another", False, [consent(), consent(withdrawn_on="2026-02-02")]),
        ("given anew", True, [consent(withdrawn_on="2026-02-02"), consent(given_on="2026-02-03")]),
        ("withdrawn from another", True, [consent(), consent(party="GGZ", withdrawn_on="2026-02-02")]),
    ):
        with subtests.test(what):
            assert allows(consents, INSTITUTE, TODAY) is expected
