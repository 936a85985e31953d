"""Messages in the user's language, through gettext.

`_()` and `ngettext()` translate when something is shown; `N_()` only marks a message that is written down at
import. A `Message` carries a marked message with the values of its placeholders, so that what is found deep
in the rules is worded in the language of whoever reads it. Only gettext is used at run time, and only at the
first message: Babel makes the catalogs (see `thuis_tui.language.catalogs`).
"""

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gettext import NullTranslations

DOMAIN = "thuis"
LANGUAGES = ("nl", "en")
CATALOGS = os.path.join(os.path.dirname(__file__), "catalogs")  # noqa: PTH118, PTH120  pathlib costs start-up time

# What Dutch organisations call the person who is supported; the catalog says 'deelnemer'.
CLIENT_WORDS = {"deelnemer": "deelnemers", "cliënt": "cliënten"}

_chosen: "tuple[str, NullTranslations] | None" = None
_client_word = "deelnemer"


def N_(text: str) -> str:  # noqa: N802  the customary name, known to every extraction tool
    """Mark a message for the catalogs without translating it: for tables that are built at import."""
    return text


def _(text: str) -> str:
    """The message in the user's language."""
    return _worded(_current()[1].gettext(text))


def ngettext(singular: str, plural: str, count: int) -> str:
    """The message in the user's language, in the form that fits the count."""
    return _worded(_current()[1].ngettext(singular, plural, count))


def language() -> str:
    """The language in use: 'nl' or 'en'."""
    return _current()[0]


def select(name: str | None = None, client_word: str | None = None) -> str:
    """Choose the language by its code, else by the locale of the machine; answers the code chosen.

    `client_word` is what a client is called in Dutch, 'deelnemer' or 'cliënt'; none leaves it as it was.
    """
    global _chosen, _client_word
    import gettext

    code = name if name in LANGUAGES else of_locale()
    _client_word = client_word or _client_word
    _chosen = (code, gettext.translation(DOMAIN, CATALOGS, [code], fallback=True))
    return code


def _worded(text: str) -> str:
    """The message with the organisation's own word for a client; no text of a user passes here."""
    if _client_word == "deelnemer" or "eelnemer" not in text:
        return text
    plural = CLIENT_WORDS[_client_word]
    for common, own in (("deelnemers", plural), ("deelnemer", _client_word)):
        text = text.replace(common, own).replace(common.capitalize(), own.capitalize())
    return text


def of_locale() -> str:
    """Dutch when the locale of the machine is Dutch, else English."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "nl" if value.lower().startswith("nl") else "en"
    return "nl" if _system_locale().lower().startswith(("nl", "dutch")) else "en"


def _system_locale() -> str:
    """What Windows was set to; elsewhere the environment says it all."""
    if sys.platform != "win32":
        return ""
    import ctypes
    import locale

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")


def _current() -> "tuple[str, NullTranslations]":
    if _chosen is None:
        select()
    assert _chosen is not None
    return _chosen


class Message(NamedTuple):
    """A marked message with the values of its placeholders; `str()` words it in the language in use."""

    text: str
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        """The message in the language in use, with its values filled in."""
        return _(self.text).format_map(dict(self.values)) if self.values else _(self.text)


def message(text: str, /, **values: object) -> Message:
    """A message to be worded later: `message(N_("At most {limit} characters."), limit=80)`."""
    return Message(text, tuple(values.items()))
