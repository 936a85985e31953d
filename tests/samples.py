"""A whole value for every field of every record."""

from typing import Any

from thuis_tui.casework.attribute import Attribute, Shape
from thuis_tui.casework.records import RECORDS, fields

NOTE: dict[str, Any] = {
    "client": "0" * 32,
    "kind": "home_visit",
    "occurred_at": "2026-11-12T13:30:00Z",
    "occurred_offset": 60,
    "duration_minutes": 45,
    "life_domains": [1, 4, 13],
    "body": "Koffie gedronken, é ë ï €.\nDe huur is betaald.",
    "author": "1" * 32,
    "recorded_at": "2026-11-12T15:30:00Z",
    "recorded_offset": 60,
}
WHOLE: dict[str, dict[str, Any]] = {
    "client": {
        "first_name": "Zoë",
        "name_prefix": "van der",
        "surname": "Berg",
        "alias": {"answer": "unknown"},
        "birth_date": "1985~",
        "gender": "woman",
        "bsn": "999900006",
        "phone": "06-12345678",
        "address": {"answer": "refused"},
        "postcode": "3511 AB",
        "municipality": "0344",
        "current_stay": "6",
        "status": "registered",
        "risk_level": "orange",
        "go_with_two": "yes",
        "agreements": "Bel een dag van tevoren.\n\nDe hond blijft binnen.",
    },
    "note": NOTE,
    "amendment": {
        "client": "0" * 32,
        "note": "2" * 32,
        "reason": "Verkeerde dag",
        "body": "Het was dinsdag.",
        "author": "1" * 32,
        "recorded_at": "2026-11-12T15:30:00Z",
        "recorded_offset": 60,
    },
    "caseworker": {"name": "Sanne Bakker", "team": "Noord", "roles": ["caseworker", "team_lead"]},
    "access": {"client": "0" * 32, "event": "read", "occurred_at": "2026-11-12T13:30:00Z"},
    "late_work": {
        "client": "0" * 32,
        "author": "1" * 32,
        "reason": "late",
        "recorded_at": "2026-11-12T15:30:00Z",
        "record_type": "client",
        "field": "alias",
        "value": '"Kees"',
        "operation": "3" * 32,
        "decision": "accept",
        "decision_reason": "Hoort er nog bij",
        "decided_by": "4" * 32,
        "decided_at": "2026-11-13T09:00:00Z",
    },
    "ruling": {
        "operation": "3" * 32,
        "client": "0" * 32,
        "decision": "return",
        "reason": "Graag in het dossier van de ander",
        "decided_by": "4" * 32,
        "decided_at": "2026-11-13T09:00:00Z",
    },
}
SAMPLES: dict[Shape, Any] = {
    Shape.LINE: "Één regel",
    Shape.TEXT: "Twee\nregels.",
    Shape.DATE: "2026-11-12",
    Shape.MOMENT: "2026-11-12T13:30:00Z",
    Shape.NUMBER: 1,
    Shape.MINUTES: 45,
    Shape.REFERENCE: "5" * 32,
    Shape.REFERENCES: ["5" * 32, "6" * 32],
}
CHECKED = {
    "bsn": "999900006",
    "phone": "06-12345678",
    "second_phone": "030-1234567",
    "email": "naam@voorbeeld.nl",
    "postcode": "3511 AB",
    "landlord_phone": "030-1234567",
    "rent": "623.45",
    "rent_up_to": "700.00",
    "amount": "1247.00",
}


def sample(facts: Attribute) -> Any:
    """A value that the field keeps."""
    if facts.vocabulary is not None:
        first = facts.vocabulary.terms[0].code
        return [first] if facts.shape is Shape.CHOICES else first
    return CHECKED.get(facts.name, SAMPLES[facts.shape])


for _name in RECORDS:
    WHOLE[_name] = {facts.name: sample(facts) for facts in fields(_name).values()} | WHOLE.get(_name, {})
