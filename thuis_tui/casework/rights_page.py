"""Writes docs/rights.md from the table of rights: `python -m thuis_tui.casework.rights_page`."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from thuis_tui.casework import rights
from thuis_tui.casework.rights import ADDRESSES, NOT_YET, RIGHTS, Reach, Right, Role
from thuis_tui.casework.transfer import EMERGENCY_MINUTES, EMERGENCY_REASON, READS_ON_DAYS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rights.md"

HEAD = """# Who may do what

Written by `python -m thuis_tui.casework.rights_page`; a test fails when it is not what the code says. The
table is the one that the service and the laptops decide by: `tests/service/test_rights.py` walks every
address with every role, in the own team and in another organisation, against it, and
`tests/service/test_table.py` takes each right away in turn and sees that what it allowed is not possible
any more.

An account belongs to one team of one organisation (a municipality, a provider or a housing corporation). It
has the role of caseworker, of team lead, or both; or one of the other roles, alone: who looks after the
service or looks over it sees no dossier, and a second role would undo that. Such a person has two accounts.

`thuis admin role give NAME ROLE`, `role take`, `role list`; `caseworker create NAME --team TEAM --role ROLE`.
"""

REACHES: Mapping[Reach, str] = {
    Reach.NOTHING: "–",
    Reach.OWN: "own",
    Reach.COUNTED: "counted",
    Reach.GRANTED: "granted",
    Reach.TEAM: "team",
    Reach.ORGANISATION: "organisation",
}

MEANING = """
\\* Nothing in this version asks for this right: no address, no screen and no command looks whether an account
has it.

*own*: what belongs to the account alone. *counted*: numbers, never of fewer than five people. *granted*: the
dossiers that are granted to the account at that moment. *team*: those, and the dossiers of its team that are
not restricted. *organisation*: the whole organisation.
"""

GRANTS = f"""
## The administrator

The role of administrator says of an account that it holds no dossier and none can be granted to it. It
opens nothing: an account with it has its own records and the names of colleagues, as every account. What an
administrator does is done with `thuis admin`, which works on the database and with the secret of the
service directly and asks nobody to sign in: on the machine of the service, whoever may read the secret and
reach the database may do all of it, with an account here or without one. Who that is, the accounts of that
machine and of the database say. In the access log what was done there has no account ("the administrator of
the service"), or that of `--by`. Where a command asks for `--by`, it writes down what was typed, or sees
that such an account exists, and for the access log that it is a privacy officer's; not that they are who
typed it.

What may not be decided at that machine alone is decided on a laptop: an export for research ([the learning
export](learning-export.md)). Who makes an account of a privacy officer there gets around that too, but
every laptop has who has which role, and a privacy officer sees every request since they are one, and what
became of it.

## Grants

A dossier is of the team of who made it. Who may read or write it is said by its grants; without an open grant
it does not exist for whoever asks: not in a list, not as a number, not in an error. The table says what a
grant may be at the moment at which it is given: who may only read gets one for reading, who may neither gets
none.

| kind | who | ends |
|---|---|---|
| own | who made it, was given it, or took it on | when it is taken or handed over; a lead keeps it as lead |
| lead | who leads the team of the dossier | with the role, or when the dossier moves or is restricted |
| cover | a colleague of the team, asked by the holder or the lead | at the end of its last day |
| reading on | who handed it over, for reading only | after {READS_ON_DAYS} days |
| emergency | who asked for emergency access | after {EMERGENCY_MINUTES} minutes |

A grant that ends of itself needs nobody to end it: from that moment the service answers as if it was
withdrawn, and the laptop hands over what is in it alone and deletes the dossier.

**Transfer**: the holder, or who leads the team, offers the dossier to somebody of the organisation, with a
handover sheet that puts the risks and the open actions first. Nothing of it goes to the other's laptop before
they accept; then the dossier is of their team. **Assign**: who leads the team gives a dossier to somebody of
it; nobody has to accept. All of it is judged when it takes effect, not when it was asked.

**Restricted** (`thuis admin dossier restrict CLIENT`, or by who leads the team): only who has the dossier as
their own has it. It is in no list or number of who leads the team, and emergency access does not find it. Who
is to approve a plan in it needs a grant of their own. `dossier open CLIENT` ends the restriction. It counts
in the [figures](figures.md) of the programme, which are numbers of five people or more.

**Emergency access**: who knows the family name and the birth date, or the citizen service number, exactly as
the dossier has them, and gives a reason of at least {EMERGENCY_REASON} characters. The laptop has to be
online. No sealed copies of dossiers of others are kept on laptops for when it is not: there is no setting for
it. What a laptop can open without the line, somebody with its file and passphrase can open without telling
anybody. Who leads the team and the privacy officer are told each time.

**Merged dossiers** are handed over, covered, assigned and restricted together, one request for each of them
that the asker may give on, and answered as one. Emergency access to either opens both. Where one of them is
restricted, emergency access finds neither, nobody covers the other, and who hands it over does not read on.

## Addresses
"""


def page() -> str:
    """The whole page."""
    roles = [role.value.replace("_", " ") for role in Role]
    head = ("right", "what it is", *roles)
    rows = [
        (
            _named(right) + (" *" if right in NOT_YET else ""),
            _MEANT.get(right.name, ""),
            *(_reach(role, right) for role in Role),
        )
        for right in Right
    ]
    counted = (
        (f"`{address}`", ", ".join(map(_named, asked)) or "the proof of the device alone")
        for address, asked in ADDRESSES.items()
    )
    return "\n".join(
        [HEAD, _table(head, rows), MEANING.strip(), GRANTS, _table(("address", "rights that count"), counted)]
    )


def _reach(role: Role, right: Right) -> str:
    return REACHES[RIGHTS[role].get(right, Reach.NOTHING)]


def _named(right: Right) -> str:
    return right.value.replace("_", " ")


def _meanings() -> dict[str, str]:
    """What stands below each right in its class: the one place where it is said what it is."""
    body = ast.parse(inspect.getsource(rights)).body
    cls = next(node for node in body if isinstance(node, ast.ClassDef) and node.name == "Right")
    found: dict[str, str] = {}
    name = ""
    for node in cls.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
        elif name and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found[name] = " ".join(str(node.value.value).split())
    return found


_MEANT = _meanings()


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _cell in head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
