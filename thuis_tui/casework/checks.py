"""What is typed into a field, read into the value that is kept; each refusal says what is wrong.

Every check takes the typed text and today's date and answers the value as it is stored, which is also what
the field then shows, or raises FieldProblem. A stored value read again answers itself.
"""

import re
from collections.abc import Callable
from datetime import date

from thuis_tui.casework.problem import FieldProblem
from thuis_tui.language import N_, message

Check = Callable[[str, date], str]


def bsn(text: str, today: date) -> str:
    """A citizen service number as nine digits; eight take a leading zero. Well-formed is not issued."""
    from stdnum.nl import bsn as standard

    number = re.sub(r"[\s.\-]", "", text)
    if not number.isascii() or not number.isdigit():
        raise FieldProblem(message(N_("A BSN has digits only, nine of them.")))
    if len(number) not in (8, 9):
        raise FieldProblem(
            message(
                N_("A BSN has nine digits; this has {count}. Look at the number again."), count=len(number)
            )
        )
    number = number.zfill(9)
    if int(number) == 0:
        raise FieldProblem(message(N_("A BSN is never all zeros. Use F3 if the number is not known.")))
    if standard.checksum(number) != 0:
        raise FieldProblem(
            message(N_("This is not a BSN: the check digit is wrong. Look at the nine digits again."))
        )
    return number


def postcode(text: str, today: date) -> str:
    """A Dutch postcode as '1234 AB'."""
    from stdnum.exceptions import ValidationError
    from stdnum.nl import postcode as standard

    try:
        return str(standard.validate(text))
    except ValidationError as fault:
        raise FieldProblem(
            message(N_("This is not a Dutch postcode: four digits and two letters, like 3511 AB."))
        ) from fault


def phone(text: str, today: date) -> str:
    """A telephone number: Dutch ones as '06-12345678' or '030-1234567', others as '+49…'."""
    from thuis_tui.casework.telephone import normal

    return normal(text)


def email(text: str, today: date) -> str:
    """An e-mail address, as it was typed; only what cannot be one is refused."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", text):
        raise FieldProblem(message(N_("This is not an e-mail address: name@organisation.nl.")))
    return text
