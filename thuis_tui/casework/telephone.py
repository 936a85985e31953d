"""Dutch telephone numbers in the form people write them."""

import re

from thuis_tui.casework.problem import FieldProblem
from thuis_tui.language import N_, message

# Area codes of three digits; every other geographic area code in the Netherlands has four.
_SHORT_AREAS = frozenset(
    [
        "010",
        "013",
        "014",
        "015",
        "020",
        "023",
        "024",
        "026",
        "030",
        "033",
        "035",
        "036",
        "038",
        "040",
        "043",
        "045",
        "046",
        "050",
        "053",
        "055",
        "058",
        "070",
        "071",
        "072",
        "073",
        "074",
        "075",
        "076",
        "077",
        "078",
        "079",
        "082",
        "084",
        "085",
        "087",
        "088",
        "091",
    ]
)


def normal(text: str) -> str:
    """'0612345678' or '+31 6 12 34 56 78' as '06-12345678', '+49 30 1234' as '+49301234'.

    Raises FieldProblem for anything that cannot be dialled from the Netherlands.
    """
    bare = re.sub(r"[\s()./\-\u2010-\u2013]", "", text.replace("(0)", ""))
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    if not re.fullmatch(r"\+?[0-9]+", bare):
        raise FieldProblem(
            message(N_("A telephone number has digits, spaces and dashes only, and may begin with +."))
        )
    if bare.startswith("+31"):
        bare = "0" + bare[3:].removeprefix("0")
    if bare.startswith("+"):
        return _foreign(bare)
    if not bare.startswith("0"):
        if bare in ("112", "113", "144") or bare.startswith("14"):
            return bare
        raise FieldProblem(
            message(N_("A Dutch telephone number begins with 0, and one from abroad with + and the country."))
        )
    return _dutch(bare)


def _foreign(bare: str) -> str:
    """E.164: a country code and at most 15 digits in all."""
    if not 8 <= len(bare) <= 16 or bare[1] == "0":
        raise FieldProblem(
            message(N_("This number from abroad is not complete: + and the country, then the number."))
        )
    return bare


def _dutch(bare: str) -> str:
    if bare.startswith(("0800", "0900", "0906", "0909")) and 8 <= len(bare) <= 11:
        return f"{bare[:4]}-{bare[4:]}"
    if len(bare) != 10:
        raise FieldProblem(
            message(
                N_("A Dutch telephone number has ten digits; this has {count}. Look at the number again."),
                count=len(bare),
            )
        )
    if bare.startswith("06"):
        return f"06-{bare[2:]}"
    area = 3 if bare[:3] in _SHORT_AREAS else 4
    return f"{bare[:area]}-{bare[area:]}"
