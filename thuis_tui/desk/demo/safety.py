"""Risks and warning plans of the demo: one that is red, one that has expired, one that comes near its day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

Write = Callable[[str, str, Mapping[str, Any]], None]
"""Writes one record: its type, its id, its values."""

_RISKS: Final[Mapping[int, tuple[tuple[str, str, str, str, int], ...]]] = {
    # Kind, colour, what was observed, source, days from today until it is looked at again.
    0: (("animal", "orange", "Grote hond, loopt los in huis en springt tegen bezoek op.", "huisbezoek", -9),),
    2: (("home", "green", "Trap zonder leuning, slecht verlicht.", "huisbezoek", 21),),
    6: (
        (
            "aggression",
            "red",
            "Gooide een stoel naar een medewerker van de corporatie toen het over de huur ging.",
            "melding van de woningcorporatie",
            48,
        ),
        (
            "third_parties",
            "orange",
            "Twee mannen in de woning die niet zeiden wie ze waren.",
            "huisbezoek",
            48,
        ),
    ),
}
_PLAN: Final = {
    "green_signs": "Slaapt goed, doet boodschappen, maakt grapjes aan de deur.",
    "green_client": "Elke ochtend wandelen en medicijnen bij de koffie.",
    "green_others": "Mijn zus belt op zondag.",
    "green_caseworker": "Elke week op bezoek, ook als het goed gaat.",
    "yellow_signs": "Neemt de telefoon niet op, gordijnen blijven dicht.",
    "yellow_client": "Ik stuur een duim, ook als praten niet lukt.",
    "yellow_others": "Mijn zus komt langs en kookt.",
    "yellow_caseworker": "Elke dag een kort berichtje. Niet aandringen.",
    "orange_signs": "Praat hard en snel, slaapt niet, loopt de trap op en neer.",
    "orange_client": "Ik zeg dat het niet gaat.",
    "orange_caseworker": "Samen de huisarts bellen. Met z'n tweeën komen.",
    "red_signs": "Herkent mensen niet, dreigt met spullen te gooien.",
    "red_client": "Ik ga naar mijn kamer en doe de deur dicht.",
    "red_others": "Mijn zus belt 112 en wacht buiten.",
    "red_caseworker": "Blijf bij de deur, praat langzaam, ga weg als het gevraagd wordt. Bel 112 bij gevaar.",
}
_PLANNED: Final = (0, 6)
COUNT: Final = 7
"""Some of so many of the first clients have a risk."""


def write_safety(
    number: int, client: str, author: str, now: datetime, ids: Callable[[], str], add: Write
) -> None:
    """Risks and the warning plan of one of the first clients."""
    today = now.astimezone()
    written = today - timedelta(days=60)
    stamped = {
        "client": client,
        "author": author,
        "recorded_at": written.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "recorded_offset": round(offset.total_seconds() / 60) if (offset := written.utcoffset()) else 0,
    }
    for kind, level, fact, source, days in _RISKS.get(number, ()):
        values = {
            "kind": kind,
            "level": level,
            "fact": fact,
            "source": source,
            "observed_on": written.date().isoformat(),
            "review_on": (today + timedelta(days=days)).date().isoformat(),
        }
        add("risk_flag", ids(), {**stamped, **values})
    if number in _PLANNED:
        discussed = (today - timedelta(days=40)).date().isoformat()
        add("warning_plan", client, {"client": client, **_PLAN, "discussed_on": discussed})
