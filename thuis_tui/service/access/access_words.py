"""How the access log is worded: for the client in plain language, for the privacy officer in short."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from thuis_tui.casework.rights import ROLE
from thuis_tui.language import N_, _
from thuis_tui.service.access.access_check import Break
from thuis_tui.service.access.access_reading import Line
from thuis_tui.service.access.access_unusual import Rule
from thuis_tui.service.logs.access_log import Event, Outcome, Remark
from thuis_tui.service.people.grants import Kind

DID: Final[Mapping[str, str]] = {
    Event.CREATE: N_("made your dossier"),
    Event.READ: N_("read in your dossier"),
    Event.ADD: N_("added something to your dossier"),
    Event.AMEND: N_("corrected something in your dossier"),
    Event.CHANGE: N_("changed something in your dossier"),
    Event.REMOVE: N_("removed something from your dossier"),
    Event.SEARCH: N_("searched in your dossier"),
    Event.COPY: N_("copied something from your dossier"),
    Event.PRINT: N_("printed something from your dossier"),
    Event.EXPORT: N_("saved something from your dossier in a file"),
    Event.MERGE: N_("put two dossiers of yours together"),
    Event.TRANSFER: N_("handed your dossier over"),
    Event.EMERGENCY: N_("opened your dossier in an emergency"),
    Event.HAND_OUT: N_("got your dossier on their laptop"),
    Event.GRANT: N_("gave {name} access to your dossier"),
    Event.REVOKE: N_("ended the access of {name} to your dossier"),
    Event.ERASE: N_("erased something from your dossier for good"),
    Event.LOG_VIEW: N_("looked up who has been in your dossier"),
    Event.RESTORE: N_("put a copy back after a failure"),
    Event.SEAL: N_("removed lines older than the time they are kept"),
    Event.UNKNOWN: N_("did something that the laptop did not say clearly"),
}
"""What somebody did, as it is told to the client; `name` is whom it was done to."""

BY_RIGHT: Final[Mapping[str, str]] = {
    Kind.OWN: N_("your own caseworker"),
    Kind.COVER: N_("covers for your caseworker"),
    Kind.LEAD: N_("leads the team"),
    Kind.READING_ON: N_("was your caseworker until shortly before"),
    Kind.EMERGENCY: N_("emergency access"),
    Kind.HOUSING: N_("divides the homes; reads the way to a home and no note"),
}
"""By what right, as it is told to the client."""

MARKED: Final[Mapping[str, str]] = {
    Remark.TIME: N_("the clock of the laptop cannot be right"),
    Remark.NO_GRANT: N_("had no access to your dossier"),
    Remark.AFTER_GRANT: N_("had no access to your dossier any more"),
    Remark.BEFORE_GRANT: N_("had no access to your dossier yet"),
    Remark.SET_ASIDE: N_("the laptop's own note of it was set aside"),
}
REFUSED: Final = N_("this was refused")

BROKEN: Final[Mapping[str, str]] = {
    Break.CHANGED: N_("this line is not the one that was written"),
    Break.MISSING: N_("lines before this one are gone"),
    Break.END: N_("the end of the chain is not where it should be"),
    Break.SEAL: N_("a seal does not fit the log"),
    Break.NOT_LOGGED: N_("a laptop told of an access that is not in the log"),
    Break.NOT_TOLD: N_("a line of a laptop that never told it"),
    Break.ANCHOR: N_("this is not what was written down before"),
}

RULES: Final[Mapping[str, str]] = {
    Rule.MANY: N_("more than {dossiers_an_hour} dossiers within an hour"),
    Rule.NIGHT: N_("at night, between {dusk}:00 and {dawn}:00"),
    Rule.NOT_HELD: N_("a dossier that was not, not yet or not any more theirs"),
    Rule.EMERGENCY: N_("emergency access"),
    Rule.EXPORTS: N_("{exports_a_day} or more exports, prints or copies in a day"),
    Rule.CLOCK: N_("a laptop told an impossible time"),
}

ADMINISTRATOR: Final = N_("the administrator of the service")


def who(account: str, names: Mapping[str, str]) -> str:
    """The name of an account; without one it was done at the service's own machine."""
    return names.get(account, account) if account else _(ADMINISTRATOR)


def did(line: Line, names: Mapping[str, str]) -> str:
    """What was done, as it is told to the client."""
    return _(DID[line.event]).format(name=names.get(line.whom, line.whom))


def functions(line: Line) -> str:
    """The roles that somebody had then, in words."""
    return ", ".join(ROLE.shown(role) for role in line.roles.split())


def why(line: Line) -> str:
    """By what right it was done, or what is wrong with it."""
    told = [_(MARKED[remark]) for remark in line.remarks.split()]
    if line.outcome == Outcome.REFUSED:
        told.append(_(REFUSED))
    if line.ground and line.event not in (Event.GRANT, Event.REVOKE):
        told.insert(0, _(BY_RIGHT[line.ground]))
    return "; ".join(told)
