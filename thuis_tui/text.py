"""What is done to text and what is never done to it.

The rule: text is stored equal to what was typed, but for Unicode's composed form (NFC) and line ends (LF), or
it is refused at the field with a reason. Nothing is stripped, replaced or shortened in silence.
"""

import re
import unicodedata

from thuis_tui.language import N_, Message, message

_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
# Controls but tab and line feed, lone surrogates, overrides and isolates of the reading direction (they make
# a text read otherwise than it is), and the two code points that no file format carries.
_REFUSED = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_REFUSED_IN_LINE = re.compile("[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
# Letters that Unicode does not take apart into a letter and a mark, but that people type without it.
_UNMARKED = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
    }
)


def clean(text: str) -> str:
    """The text as it is stored: composed (NFC), with LF for every line end."""
    if text.isascii():
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))


def is_clean(text: str) -> bool:
    """Whether `clean` would leave the text as it is."""
    if text.isascii():
        return "\r" not in text
    return unicodedata.is_normalized("NFC", text) and not (
        "\r" in text or "\u2028" in text or "\u2029" in text
    )


def refuse(text: str, *, lines: bool = True) -> Message | None:
    """Why this text cannot be kept, or None; `lines` says whether it may have line ends and tabs."""
    if text.isprintable() or (lines and text.replace("\n", "").isprintable()):
        return None
    found = (_REFUSED if lines else _REFUSED_IN_LINE).search(text)
    if found is None:
        return None
    character, place = found.group(), found.start() + 1
    if character in "\n\r":
        return message(
            N_("This field is one line: take out the line end after character {place}."), place=place - 1
        )
    if character == "\t":
        return message(
            N_("This field cannot keep a tab: replace the tab at character {place} with a space."),
            place=place,
        )
    name = f"U+{ord(character):04X}"
    if "\u202a" <= character <= "\u2069":
        return message(
            N_(
                "Character {place} is invisible and turns the reading direction ({name}), so that a text "
                "can read differently from what it says. Take it out, or paste the text without formatting."
            ),
            place=place,
            name=name,
        )
    if "\ud800" <= character <= "\udfff":
        return message(
            N_("Character {place} is only half a character ({name}) and cannot be kept. Type it again."),
            place=place,
            name=name,
        )
    return message(
        N_(
            "Character {place} is a control character ({name}) that cannot be kept. "
            "Take it out, or type the text again."
        ),
        place=place,
        name=name,
    )


def fold(text: str) -> str:
    """For comparing and sorting: lower case, without accents, with one space between words."""
    if text.isascii():
        return " ".join(text.lower().split())
    # Compatibility forms first: a mathematical capital has no lower case, the letter inside it has.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    return " ".join(bare.translate(_UNMARKED).split())


def digits(text: str) -> str:
    """The digits of a telephone number as they are searched: '+31 6-1234 5678' is '0612345678'."""
    found = "".join(
        str(unicodedata.digit(character)) for character in text if unicodedata.digit(character, -1) >= 0
    )
    lead = text.lstrip(" (")
    if lead.startswith("+31"):
        found = found[2:]
    elif found.startswith("0031"):
        found = found[4:]
    else:
        return found
    return "0" + found.removeprefix("0")


def excerpt(text: str, width: int) -> str:
    """The beginning of a text on one line of at most `width` characters; a cut shows as '…'."""
    line = " ".join(text[: width * 4].split())
    if len(line) <= width and len(text) <= width * 4:
        return line
    cut = line[: max(width - 1, 0)]
    spaced = cut.rpartition(" ")[0]
    return (spaced if len(spaced) * 2 > width else cut).rstrip() + "…"
