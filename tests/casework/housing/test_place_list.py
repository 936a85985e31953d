"""Lists of homes as corporations send them: what is read, what comes back, and that nothing is made up."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_tui.casework.place_columns import FIELDS
from thuis_tui.casework.place_list import NotAList, PlaceList, key_of, read_list
from thuis_tui.casework.validation import judge

TODAY = date(2026, 11, 23)
HEADS = "Adres;Postcode;Gemeente;Corporatie;Huur;Beschikbaar per;Type"


def read(*lines: str, corporation: str = "") -> PlaceList:
    return read_list("\r\n".join(lines).encode("cp1252"), TODAY, corporation=corporation)


def test_a_list_as_it_comes_out_of_a_spreadsheet() -> None:
    found = read(
        "Overzicht vrijkomende woningen;;;;;;",
        ";;;;;;",
        HEADS,
        'Oudegracht 12 bis;3511ab;Utrecht;Bo-Ex;"€ 1.023,50";1-12-2026;Appartement',
        "Caféstraat 8;;Zeist;Woongoed;;;",
        ";;;;;;",
    )
    assert (found.encoding, found.delimiter) == ("cp1252", ";")
    first, second = found.rows
    assert first.number == 4
    assert not first.problems
    assert first.values == {
        "address": "Oudegracht 12 bis",
        "postcode": "3511 AB",
        "municipality": "0344",
        "corporation": "Bo-Ex",
        "rent": "1023.50",
        "available_from": "2026-12-01",
        "home_type": "apartment",
        "state": "available",
    }
    assert second.values["address"] == "Caféstraat 8"
    assert second.values["state"] == "promised"


def test_every_bad_cell_has_its_own_reason_and_the_others_are_read() -> None:
    (row,) = read(HEADS, "Weg 4;3,51E+03;Zeist;Woongoed;gratis;31-2-2027;studio").rows
    said = {problem.field: str(problem) for problem in row.problems}
    assert said.keys() == {"postcode", "rent", "available_from"}
    assert "spreadsheet" in said["postcode"]
    assert "amount" in said["rent"]
    assert "does not exist" in said["available_from"]
    assert row.values["home_type"] == "studio"
    assert row.cells[1] == "3,51E+03"


CELLS = {
    "3511": "postcode",
    "3511 A": "postcode",
    "0511 AB": "postcode",
    "misschien": "pets",
    "12,5": "rooms",
    "99": "rooms",
    "12,345,6": "rent",
    "200000": "rent",
    "morgen ergens": "available_from",
    "in beraad": "state",
    "mondeling": "lease_form",
}


def test_what_a_cell_cannot_say_is_refused(subtests: pytest.Subtests) -> None:
    head = {"pets": "Huisdieren", "rooms": "Kamers", "state": "Status", "lease_form": "Contractvorm",
            "postcode": "Postcode", "rent": "Huur", "available_from": "Beschikbaar"}  # fmt: skip
    for cell, field in CELLS.items():
        with subtests.test(cell):
            (row,) = read(f"Adres;Gemeente;Corporatie;{head[field]}", f"Weg 4;Zeist;Woongoed;{cell}").rows
            assert [problem.field for problem in row.problems] == [field]


def test_what_a_cell_may_say(subtests: pytest.Subtests) -> None:
    good = {
        ("Postcode", "3511ab"): ("postcode", "3511 AB"),
        ("Postcode", "3511\u00a0AB"): ("postcode", "3511 AB"),
        ("Huur", "€ 623"): ("rent", "623.00"),
        ("Huur", "623,4"): None,
        ("Huur", "1,023.50"): ("rent", "1023.50"),
        ("Huur", "623,45 p.m."): ("rent", "623.45"),
        ("Huur", "623,-"): ("rent", "623.00"),
        ("Beschikbaar", "2026-12-01 00:00:00"): ("available_from", "2026-12-01"),
        ("Beschikbaar", "46357"): ("available_from", "2026-12-01"),
        ("Beschikbaar", "per direct"): ("available_from", "2026-11-23"),
        ("Kamers", "3.0"): ("rooms", 3),
        ("Huisdieren", "JA"): ("pets", "yes"),
        ("Huisdieren", "x"): ("pets", "yes"),
        ("Status", "Leeg"): ("state", "available"),
        ("Contractvorm", "Driepartijenovereenkomst"): ("lease_form", "three_party"),
        ("Type", "Woonwagen"): ("home_type", "Woonwagen"),
    }
    for (head, cell), meant in good.items():
        with subtests.test(f"{head} {cell}"):
            (row,) = read(f"Adres;Gemeente;Corporatie;{head}", f"Weg 4;Zeist;Woongoed;{cell}").rows
            if meant is None:
                assert row.problems
            else:
                assert not row.problems
                assert row.values[meant[0]] == meant[1]


def test_a_code_that_lost_its_nought_is_a_municipality_all_the_same() -> None:
    (row,) = read("Adres;Gemeentecode;Corporatie", "Weg 4;344;Woongoed").rows
    assert row.values["municipality"] == "0344"


def test_street_and_number_apart_are_one_address(subtests: pytest.Subtests) -> None:
    for parts, address in {
        "Lange Weg;12;": "Lange Weg 12",
        "Lange Weg;12;A": "Lange Weg 12A",
        "Lange Weg;12;bis": "Lange Weg 12 bis",
        "Lange Weg;12,0;2": "Lange Weg 12-2",
    }.items():
        with subtests.test(parts):
            (row,) = read("Straat;Huisnr.;Toevoeging;Gemeente", f"{parts};Zeist", corporation="Woongoed").rows
            assert row.values["address"] == address


def test_the_same_home_twice_is_told_with_its_row(subtests: pytest.Subtests) -> None:
    for first, second, same in (
        ("Oudegracht 12 bis;3511 AB", "Oude Gracht 12-bis;3511ab", True),
        ("Oudegracht 1-1;3511 AB", "Oudegracht 11;3511 AB", False),
        ("Oudegracht 12;3511 AB", "Oudegracht 12 A;3511 AB", False),
        ("2e Daalsebuurt 4;", "2e  daalsebuurt 4;", True),
        ("Weg 4;", "Laan 4;", False),
    ):
        with subtests.test(f"{first} {second}"):
            rows = read(
                "Adres;Postcode;Gemeente;Corporatie", *(f"{one};Utrecht;X" for one in (first, second))
            ).rows
            assert bool(rows[1].problems) is same
            assert "row 2" in str(rows[1].problems[0]) if same else True
            assert (key_of(rows[0].values) == key_of(rows[1].values)) is same


def test_what_is_no_list_says_why(subtests: pytest.Subtests) -> None:
    for data, word in (
        (b"", "No row"),
        (b"PK\x03\x04\0\0\0", "CSV"),
        (b"a;b;c\r\n1;2;3\r\n", "No row"),
        (b"Adres;Postcode\r\nWeg 4;3511 AB\r\n", "gemeente, corporatie"),
        (b"Straat;Gemeente;Corporatie\r\nWeg;Zeist;X\r\n", "adres"),
        (b"x" * 20_000_001, "20 MB"),
    ):
        with subtests.test(word), pytest.raises(NotAList) as refusal:
            read_list(data, TODAY)
        assert word in str(refusal.value)


def test_columns_that_nobody_knows_are_named() -> None:
    assert read("Adres;Gemeente;Corporatie;Kleur deur", "Weg 4;Zeist;X;rood").unknown == ("Kleur deur",)


_CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30)


@given(
    st.lists(st.tuples(*[_CELL] * 7), max_size=6),
    st.sampled_from(";,\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_whatever_stands_in_it_each_row_is_whole_or_comes_back(
    cells: list[tuple[str, ...]], delimiter: str, encoding: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([HEADS.split(";"), *cells])
    found = read_list(out.getvalue().encode(encoding), TODAY)
    kept = [each for each in cells if any(cell.strip() for cell in each)]
    assert [row.cells for row in found.rows] == kept
    for row in found.rows:
        for field, value in row.values.items():
            assert judge(FIELDS[field])(value) is None, (field, value)


def test_a_text_that_is_too_long_is_refused_and_not_cut() -> None:
    (row,) = read("Adres;Gemeente;Corporatie", f"{'W' * 201};Zeist;X").rows
    assert [problem.field for problem in row.problems] == ["address"]
    assert "201" in str(row.problems[0])
