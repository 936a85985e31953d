"""How people are named and sorted: Dutch rules, where a prefix does not count ('van der Berg' is under B)."""

import re

from thuis_tui.text import fold

_PREFIX = re.compile(
    r"^((?:van|von|de|den|der|ten|ter|te|het|'t|’t|'s|’s|in|op|aan|uit|bij|onder|over|voor|tot|du|des|la|le|les|"
    r"da|do|dos|di|el|al|ul|ben|bin|ibn|af|zu|zur|zum|vom|d'|d’|l'|l’)(?:\s+|(?<=['’])|-(?=\S)))+(?=\S)",
    re.IGNORECASE,
)


def split_prefix(surname: str) -> tuple[str, str]:
    """'van der Berg' as ('van der', 'Berg'); ('', surname) when it begins with no prefix."""
    found = _PREFIX.match(surname.strip())
    if found is None:
        return "", surname.strip()
    return found.group().rstrip(" -"), surname.strip()[found.end() :]


def initials(first_name: str) -> str:
    """'Jan-Willem' as 'J.W.', 'IJsbrand' as 'IJ.'."""
    parts = [part for part in re.split(r"[\s\-.]+", first_name) if part]
    return "".join(("IJ" if part[:2] in ("IJ", "Ij", "ij") else part[0].upper()) + "." for part in parts)


def full_name(
    first_name: str | None = None,
    name_prefix: str | None = None,
    surname: str | None = None,
    alias: str | None = None,
) -> str:
    """'Jan van der Berg', with the alias when there is no surname or no first name; never empty."""
    name = _joined(first_name, name_prefix, surname)
    alias = _given(alias)
    if name and alias and not (_given(first_name) and _given(surname)):
        return f"{name} ({alias})"
    return name or alias or NAMELESS


def short_name(
    first_name: str | None = None,
    name_prefix: str | None = None,
    surname: str | None = None,
    alias: str | None = None,
) -> str:
    """'J. van der Berg'; the full name when there is no surname."""
    if not _given(surname):
        return full_name(first_name, name_prefix, surname, alias)
    return _joined(initials(first_name or ""), name_prefix, surname)


def list_name(
    first_name: str | None = None,
    name_prefix: str | None = None,
    surname: str | None = None,
    alias: str | None = None,
) -> str:
    """'Berg, Jan van der': for lists that are in order of surname."""
    if not _given(surname):
        return full_name(first_name, name_prefix, surname, alias)
    rest = _joined(first_name, name_prefix, None)
    return f"{_given(surname)}, {rest}" if rest else _given(surname)


def sort_key(
    first_name: str | None = None,
    name_prefix: str | None = None,
    surname: str | None = None,
    alias: str | None = None,
) -> str:
    """What lists are in order of: folded surname without its prefix, then first name, then prefix."""
    typed, bare = split_prefix(_given(surname))
    parts = (bare or _given(first_name) or _given(alias), first_name, name_prefix or typed)
    # A tab goes before every letter and before a space, so that Berg stands before Bergsma and Berg Jansen.
    return "\t".join(re.sub(r"[^\w ]+", "", fold(_given(part))) for part in parts)


NAMELESS = "—"
"""Shown for a person whose name is not known in any form."""


def _given(text: str | None) -> str:
    return " ".join(text.split()) if isinstance(text, str) else ""


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in map(_given, parts) if part)
