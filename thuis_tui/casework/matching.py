"""Which homes fit which candidate: reasons for and against, never a score and never a decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from thuis_tui.language import N_, Message, message

FREE: Final = frozenset({"available", "promised"})
"""The states in which a place can still be offered."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One home beside one candidate."""

    place: Mapping[str, Any]
    candidacy: Mapping[str, Any]
    fits: tuple[Message, ...]
    against: tuple[Message, ...]
    unknown: tuple[Message, ...]

    @property
    def fitting(self) -> bool:
        """Nothing that is known speaks against it."""
        return not self.against


def compare(place: Mapping[str, Any], candidacy: Mapping[str, Any]) -> Fit:
    """Lay one home beside one candidate."""
    found: dict[bool | None, list[Message]] = {True: [], False: [], None: []}
    for rule in _RULES:
        said = rule(place, candidacy)
        if said is not None:
            found[said[0]].append(said[1])
    return Fit(place, candidacy, tuple(found[True]), tuple(found[False]), tuple(found[None]))


def places_for(candidacy: Mapping[str, Any], places: Iterable[Mapping[str, Any]]) -> list[Fit]:
    """The homes that can be offered to a candidate, those that fit first, then by what is against."""
    fits = [compare(place, candidacy) for place in places if place.get("state") in FREE]
    return sorted(fits, key=lambda fit: (*_rank(fit), fit.place.get("available_from") or "", fit.place["id"]))


def candidates_for(place: Mapping[str, Any], candidacies: Iterable[Mapping[str, Any]]) -> list[Fit]:
    """The candidates for a home in the order in which they were given, those it fits before the others."""
    fits = [compare(place, candidacy) for candidacy in candidacies]
    return sorted(fits, key=lambda fit: not fit.fitting)


def _rank(fit: Fit) -> tuple[int, int]:
    return len(fit.against), -len(fit.fits)


Said = tuple[bool | None, Message] | None
"""Whether it speaks for (True), against (False), or is not known (None), and in which words."""


def _municipality(place: Mapping[str, Any], candidacy: Mapping[str, Any]) -> Said:
    wished = candidacy.get("wished_municipalities")
    if not wished:
        return None
    if place.get("municipality") in wished:
        return True, message(N_("in a municipality they wish for"))
    return False, message(N_("in another municipality than they wish for"))


def _area(place: Mapping[str, Any], candidacy: Mapping[str, Any]) -> Said:
    area = _plain(place.get("area"))
    if area and area in _plain(candidacy.get("avoided_area")):
        return False, message(N_("in a neighbourhood they rather avoid"))
    wished = _plain(candidacy.get("wished_area"))
    if area and wished and area in wished:
        return True, message(N_("in the neighbourhood they wish for"))
    return None


def _type(place: Mapping[str, Any], candidacy: Mapping[str, Any]) -> Said:
    wished, kind = candidacy.get("wished_type"), place.get("home_type")
    if not wished:
        return None
    if not kind:
        return None, message(N_("the kind of home is not known"))
    if wished == kind:
        return True, message(N_("the kind of home they wish for"))
    return False, message(N_("another kind of home than they wish for"))


def _rent(place: Mapping[str, Any], candidacy: Mapping[str, Any]) -> Said:
    most, rent = candidacy.get("rent_up_to"), place.get("rent")
    if not most:
        return None
    if not rent:
        return None, message(N_("the rent is not known"))
    if Decimal(rent) <= Decimal(most):
        return True, message(N_("within the rent they can pay"))
    return False, message(N_("a higher rent than they can pay"))


def _accessible(place: Mapping[str, Any], candidacy: Mapping[str, Any]) -> Said:
    needs, there_is = candidacy.get("accessible"), place.get("accessible")
    if needs in (None, "stairs"):
        return None
    if not there_is:
        return None, message(N_("not known whether it is accessible"))
    if there_is == "wheelchair" or there_is == needs:
        return True, message(N_("accessible as they need"))
    return False, message(N_("not accessible enough"))


def _pets(place: Mapping[str, Any], candidacy: Mapping[str, Any]) -> Said:
    if candidacy.get("pets") != "yes":
        return None
    allowed = place.get("pets")
    if not allowed:
        return None, message(N_("not known whether pets are allowed"))
    if allowed == "yes":
        return True, message(N_("pets are allowed"))
    return False, message(N_("no pets allowed"))


def _plain(text: object) -> str:
    return str(text or "").casefold().strip()


_RULES: Final[tuple[Callable[[Mapping[str, Any], Mapping[str, Any]], Said], ...]] = (
    _municipality,
    _area,
    _type,
    _rent,
    _accessible,
    _pets,
)
