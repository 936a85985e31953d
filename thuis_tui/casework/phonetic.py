"""How a Dutch name sounds, so that Jansen finds Janssen, Yilmaz finds Yılmaz and Dykstra finds Dijkstra.

A key, not a pronunciation: spellings that people mix up when they only heard a name become the same letters.
"""

import re

from thuis_tui.text import fold

_ALIKE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), letters)
    for pattern, letters in (
        (r"[^a-z]", ""),
        (r"sch(?=[^aeiouyrl]|$)", "s"),
        (r"tsj|tch|cz|ch(?=i|e)", "sj"),
        (r"sh|dj", "sj"),
        (r"ph", "f"),
        (r"th|dt", "t"),
        (r"gh|kh|ch", "g"),
        (r"ck|qu|q", "k"),
        (r"x", "ks"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"ouw|auw|au|ou", "o"),
        (r"eij|ey|ei|ij|y|ie|ee|ea", "i"),
        (r"oe|u", "o"),
        (r"ae|aa|ah", "a"),
        (r"eu|oo", "o"),
        (r"z", "s"),
        (r"v|w", "f"),
        (r"d$", "t"),
        (r"b$", "p"),
        (r"j", "i"),
        (r"h", ""),
        (r"e(?=n$|r$|l$|$)", ""),
        (r"(.)\1+", r"\1"),
    )
)


def sound(name: str) -> str:
    """The key of one word of a name; names that sound alike have the same one. Empty for no letters."""
    key = fold(name)
    for pattern, letters in _ALIKE:
        key = pattern.sub(letters, key)
    return key
