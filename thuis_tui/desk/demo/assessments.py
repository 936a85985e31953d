"""ZRM assessments of the demo: over two years, with one that is due again and one that was withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from thuis_tui.casework.assessment_rules import DOMAINS, Score, asks_explanation, kept_values

COUNT = 6
"""So many of the first clients have been assessed."""
Write = Callable[[str, str, Mapping[str, Any]], None]
"""Takes the record type, the id and the values."""

# Days ago, and the thirteen levels; 0 is not assessed. Each client has a part of the row.
_SERIES: tuple[tuple[int, tuple[int, ...]], ...] = (
    (700, (1, 2, 2, 1, 3, 2, 3, 2, 4, 3, 2, 2, 0)),
    (520, (2, 2, 2, 1, 3, 2, 3, 2, 4, 3, 2, 2, 4)),
    (330, (2, 2, 3, 3, 3, 2, 3, 2, 4, 3, 3, 2, 4)),
    (140, (3, 3, 3, 4, 3, 2, 3, 3, 5, 4, 3, 2, 4)),
)
_PARTS: tuple[Sequence[int], ...] = ((0, 1, 2, 3), (1, 2, 3), (0, 1, 2), (2, 3), (3,), (0, 1, 2))
"""The third and the last are due again."""
WITHDRAWN = 3
"""The client whose first assessment was somebody else's."""
_EXPLAINED = {
    1: "Er ligt beslag op de uitkering, er is geen leefgeld.",
    4: "Slaapt buiten sinds de ontruiming.",
}
_RISEN = "Heeft sinds het voorjaar een eigen woning en betaalt zelf de huur."
_COMMENTS = {6: "Slaapt slecht, wil er nog niet met de huisarts over praten.", 11: "Ziet de zus weer."}


def write_assessments(
    number: int, client: str, actor: str, now: datetime, ids: Callable[[], str], write: Write
) -> None:
    """The assessments of one of the first clients, the earliest first."""
    before: dict[int, int] = {}
    for place, which in enumerate(_PARTS[number]):
        ago, levels = _SERIES[which]
        day = now - timedelta(days=ago + number)
        assessment = ids()
        values: dict[str, Any] = {
            "client": client,
            "moment": "progress" if place else "intake",
            "measured_on": day.date().isoformat(),
            "source_on": (day - timedelta(days=7)).date().isoformat(),
            "author": actor,
            "recorded_at": day.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "recorded_offset": 60,
        }
        if number == WITHDRAWN and not place:
            values["withdrawn_reason"] = "Ingevuld bij de verkeerde deelnemer."
        write("assessment", assessment, values)
        for domain in DOMAINS:
            score = _score(domain, levels[domain - 1], before.get(domain))
            beside = {"client": client, "assessment": assessment, "life_domain": domain}
            write("assessment_score", ids(), {**beside, **kept_values(score)})
            if score.level is not None and "withdrawn_reason" not in values:
                before[domain] = score.level


def _score(domain: int, level: int, before: int | None) -> Score:
    if not level:
        return Score(not_assessed="Wilde hier nu niet over praten.")
    why = _EXPLAINED.get(domain, "") if level == 1 else _RISEN
    return Score(
        level=level,
        target=min(level + 1, 4) if level < 4 else None,
        explanation=why if asks_explanation(level, before) else "",
        comment=_COMMENTS.get(domain, "") if level < 4 else "",
    )
