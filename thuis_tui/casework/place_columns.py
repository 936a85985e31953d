"""How corporations head the columns of their lists of homes, and how they write what is in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from thuis_tui.casework import checks, dates, money
from thuis_tui.casework.attribute import Attribute, Shape, specification
from thuis_tui.casework.place import Place
from thuis_tui.casework.problem import FieldProblem
from thuis_tui.casework.vocabulary import MUNICIPALITY, Vocabulary
from thuis_tui.language import N_, message
from thuis_tui.text import clean

FIELDS: Final[Mapping[str, Attribute]] = {facts.name: facts for facts in specification(Place)}
STREET, NUMBER, ADDITION = "street", "house_number", "addition"
"""Parts of an address that some lists keep in columns of their own."""

_HEADS: Final[Mapping[str, str]] = {
    "address": "adres address adresregel volledigadres straatennummer straathuisnummer",
    STREET: "straat straatnaam street",
    NUMBER: "huisnummer huisnr nr nummer housenumber",
    ADDITION: "toevoeging huisnummertoevoeging toev huisletter addition",
    "postcode": "postcode pc postalcode zip",
    "municipality": "gemeente municipality plaats woonplaats stad city gemeentecode",
    "area": "wijk buurt wijkbuurt area neighbourhood stadsdeel",
    "corporation": "corporatie woningcorporatie verhuurder corporation landlord eigenaar",
    "corporation_number": "eenheid eenheidnummer vhe vhenummer complex objectnummer woningnummer unit"
    " corporationnumber kenmerk",
    "home_type": "type woningtype soort soortwoning hometype",
    "rooms": "kamers aantalkamers rooms slaapkamers",
    "rent": "huur huurprijs kalehuur nettohuur brutohuur rent huurpermaand maandhuur",
    "lease_form": "contractvorm huurcontract leaseform contract",
    "accessible": "toegankelijk toegankelijkheid accessible rolstoel drempelvrij",
    "pets": "huisdieren pets huisdierentoegestaan",
    "available_from": "beschikbaar beschikbaarvanaf beschikbaarper vanaf availablefrom opleverdatum"
    " datumbeschikbaar leegper",
    "state": "status staat state",
    "remarks": "opmerking opmerkingen bijzonderheden remarks toelichting",
}
COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
    {head: field for field, heads in _HEADS.items() for head in heads.split()}
)
"""The field of each head, as `head_of` makes it: without spaces, marks and capitals."""

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "home_type": {
        "kamer": "room", "onzelfstandig": "room", "studio": "studio", "appartement": "apartment",
        "flat": "apartment", "portiekwoning": "apartment", "bovenwoning": "apartment",
        "benedenwoning": "apartment", "galerijwoning": "apartment", "eengezinswoning": "house",
        "huis": "house", "woning": "house", "tussenwoning": "house",
    },
    "lease_form": {
        "eigennaam": "own_name", "opnaam": "own_name", "intermediair": "intermediary",
        "intermediaireverhuur": "intermediary", "omklap": "intermediary", "driepartijen": "three_party",
        "driepartijenovereenkomst": "three_party", "driehoekscontract": "three_party",
    },
    "accessible": {
        "rolstoel": "wheelchair", "rolstoeltoegankelijk": "wheelchair", "ja": "no_stairs",
        "lift": "no_stairs", "gelijkvloers": "no_stairs", "beganegrond": "no_stairs",
        "zondertrap": "no_stairs", "nee": "stairs",
        "trap": "stairs", "trappen": "stairs",
    },
    "pets": {"ja": "yes", "j": "yes", "x": "yes", "1": "yes", "nee": "no", "n": "no", "0": "no"},
    "state": {
        "toegezegd": "promised", "beschikbaar": "available", "vrij": "available", "leeg": "available",
        "gereserveerd": "reserved", "optie": "reserved", "verhuurd": "occupied", "bewoond": "occupied",
        "nietbeschikbaar": "unavailable", "renovatie": "unavailable", "vervallen": "ended",
    },
}  # fmt: skip

NOT_ONE_OF = N_("This is none of: {terms}.")
NOT_WHOLE = message(N_("This is not a whole number."))
BROKEN = message(
    N_("A spreadsheet turned this into a number in short form. Set the column to text and type it again.")
)
_SHORT = re.compile(r"\d+[.,]?\d*E[+-]?\d+", re.IGNORECASE | re.ASCII)
_ISO_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d|\d{1,2}-\d{1,2}-\d{4})[ T]00:00(?::00)?", re.ASCII)
_SERIAL = re.compile(r"[34]\d{4}|5[0-4]\d{3}", re.ASCII)
_DAY_ZERO = date(1899, 12, 30).toordinal()
"""Spreadsheets count days from here."""


def head_of(text: str) -> str:
    """A head as it is compared: letters and digits only, small."""
    return re.sub(r"[\W_]", "", text.casefold())


def read_cell(field: str, cell: str, today: date) -> Any:
    """What a cell says, as the field keeps it; None for an empty one. Raises FieldProblem."""
    typed = clean(cell.replace("\u00a0", " ")).strip()
    if not typed or typed in ("-", "—", "n.v.t.", "nvt", "?"):
        return None
    if _SHORT.fullmatch(typed):
        raise FieldProblem(BROKEN)
    facts = FIELDS[field]
    if field == "postcode":
        return checks.postcode(typed, today)
    if field == "rent":
        return money.euros(re.sub(r"\s*(?:p\.?\s?m\.?|per maand)$", "", typed, flags=re.IGNORECASE), today)
    if facts.shape is Shape.DATE:
        return _day(typed, today)
    if facts.shape is Shape.NUMBER:
        return _whole(typed, facts.limit)
    if facts.vocabulary is not None:
        return _term(field, typed, facts.vocabulary)
    return typed


def _day(typed: str, today: date) -> str:
    if _SERIAL.fullmatch(typed):
        return date.fromordinal(_DAY_ZERO + int(typed)).isoformat()
    if typed.casefold() in ("direct", "per direct", "heden", "nu"):
        return today.isoformat()
    found = _ISO_MOMENT.fullmatch(typed)
    return dates.coming_day(found[1] if found else typed, today)


def _whole(typed: str, most: int) -> int:
    bare = re.sub(r"[.,]0+$", "", typed)
    if not bare.isascii() or not bare.isdigit() or int(bare) > most:
        raise FieldProblem(NOT_WHOLE)
    return int(bare)


def _term(field: str, typed: str, vocabulary: Vocabulary) -> str | int:
    bare = head_of(typed)
    for term in vocabulary.terms:
        if bare in (head_of(str(term.code)), head_of(term.label), head_of(term.shown())):
            return term.code
    if vocabulary is MUNICIPALITY and bare.isdigit() and bare.zfill(4) in vocabulary.codes:
        return bare.zfill(4)
    known = _WORDS.get(field, {}).get(bare)
    if known is not None:
        return known
    if vocabulary.open:
        return typed
    terms = ", ".join(term.shown() for term in vocabulary.terms)
    raise FieldProblem(message(NOT_ONE_OF, terms=terms))
