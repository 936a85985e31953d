"""Who may be in a learning export: whoever allowed this institute research, and allows it on that day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from thuis_tui.casework.consent_rules import RESEARCH, state
from thuis_tui.text import fold


@dataclass(frozen=True, slots=True)
class Given:
    """A consent as it stands; `contested` while two people said different things of it."""

    values: Mapping[str, Any]
    contested: bool = False


def allows(consents: Iterable[Given], institute: str, today: date) -> bool:
    """Whether somebody's consents allow research to an institute on a day.

    The strictest reading counts: one that two people disagree on allows nothing, and a withdrawal ends what
    was allowed up to that day, whichever consent it was written at.
    """
    wanted = fold(institute)
    about = [
        each
        for each in consents
        if fold(str(each.values.get("party") or "")) == wanted and RESEARCH in (each.values.get("data") or ())
    ]
    if any(each.contested for each in about):
        return False
    ended = max(
        (str(each.values["withdrawn_on"]) for each in about if state(each.values, today) == "withdrawn"),
        default="",
    )
    return any(
        ended < str(each.values["given_on"]) <= today.isoformat()
        for each in about
        if state(each.values, today) in ("valid", "expiring")
    )
