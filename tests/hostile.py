"""Nasty strings, made by family: what people paste, what attackers send, what breaks programs.

`HOSTILE` is the same in every run. A text either comes out of thuis as it went in (but for NFC and line
ends) or is refused at its field with a reason; nothing here may crash, hang or change anything else.
"""

import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple


class Hostile(NamedTuple):
    """One text and the name of its family with a number."""

    text: str
    name: str


Family = Callable[[], Iterator[str]]

# What a name, a sentence and a word look like around the nasty part.
_AROUND = ("{}", "Jan {} de Vries", "{} vooraan", "achteraan {}")


def _around(parts: tuple[str, ...]) -> Iterator[str]:
    for part in parts:
        yield from (frame.replace("{}", part) for frame in _AROUND[:2])


def markup() -> Iterator[str]:
    """What Rich and Textual read as style, links or actions."""
    yield from _around(
        (
            "[/x]", "[/]", "[bijlage]", "[b]vet[/b]", "[red]", "[/red]",
            "[link=https://evil.example]klik[/link]",
            "[@click=app.quit]stop[/]", "[@click=app.bell()]bel[/@click]", "[on red]", "[bold", "bold]",
            "[[", "]]",
            "[]", "[ ]", "[#ff0000]", "[$primary]", "[!]", "[=]", "\\[b]", "\\", "[b][i][/b][/i]",
            ":smile:",
            "[:heart:]", "[link='", '[a="b]', "[@click=", "[reverse]x", "[1]",
            "[x](javascript:alert(1))", "$text",
            "[/bold][/bold][/bold]", "&[b", "<b>vet</b>", "**vet**", "`code`", "# kop", "---",
            "| a | b |",
        )
    )  # fmt: skip


def escapes() -> Iterator[str]:
    """Sequences that steer a terminal."""
    yield from (
        "\x1b[31mrood\x1b[0m", "\x1b[2J", "\x1b[H", "\x1b]0;titel\x07",
        "\x1b]8;;https://evil.example\x1b\\k\x1b]8;;\x1b\\",
        "\x1b]52;c;ZXZpbA==\x07", "\x1bP1;1|x\x1b\\", "\x1b[6n", "\x1b[?1049l", "\x1b[?25l", "\x1bc",
        "\x1b", "\x9b31m",
        "\x9d0;x\x9c", "^[[31m", "\\x1b[31m", "\\033[2J", "\x1b[200~plak\x1b[201~", "\x1b[201~ls\r",
        "\x1b[M !!", "\x0e\x0f",
        "\x1b[9999;9999H", "\x1b[1;1R", "␛[31m",
    )  # fmt: skip


def controls() -> Iterator[str]:
    """Every C0 and C1 control character inside a word."""
    for code in (*range(0x20), *range(0x7F, 0xA0)):
        yield f"a{chr(code)}b"
    yield from ("\0", "\0\0\0", "naam\0.txt", "%00", "\\0", "\x7f\x7f")


def line_ends() -> Iterator[str]:
    """All that some system takes for a new line."""
    yield from (
        "a\nb", "a\r\nb", "a\rb", "a\n\rb", "a\r\r\nb", "a\n\n\n\nb", "\n", "\r\n", "\nbegin", "eind\n",
        "a\u2028b", "a\u2029b",
        "a\x85b", "a\x0bb", "a\x0cb", "a\x1cb", "a\x1db", "a\x1eb", "a\\nb", "regel 1\n\tregel 2\n",
        "\t", "a\tb", "\n"*500,
    )  # fmt: skip


def spaces() -> Iterator[str]:
    """White space of all widths, and nothing but white space."""
    for code in (0x20, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000):
        yield f"{chr(code)}a{chr(code)}b{chr(code)}"
    yield from (" ", "   ", "  voor", "na  ", "a  b", "\u00a0", "\u3000\u3000", "a" + " " * 300 + "b")


def invisible() -> Iterator[str]:
    """Characters without a width or a shape."""
    codes = (
        0xAD, 0x34F, 0x61C, 0x115F, 0x17B4, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0x2061,
        0x2064, 0x206A, 0x206F, 0x2800, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFB, 0xFFFC,
        0xFFFD, 0xFFFE, 0xFFFF, 0xFDD0, 0xE0001, 0xE0061, 0xE0100, 0x10FFFF, 0xE000, 0xF8FF, 0x1D173,
    )  # fmt: skip
    yield from (f"Ja{chr(code)}n" for code in codes)
    yield from ("\ufeffnaam", "\ufeff", "\u200b", "\u200d\u200d", "\u00ad" * 50)


def directions() -> Iterator[str]:
    """Right to left, and the overrides that make a text read otherwise than it is."""
    yield from (
        "مرحبا", "שלום", "محمد بن علي", "דוד כהן", "Jan محمد Jansen", "السلام 123 عليكم",
        "עברית (haakjes) א",
        "ا" * 100, "\u200fJan\u200f", "\u200eמ\u200e", "فارسی می‌خواهم", "ܫܠܡܐ", "ދިވެހި", "ߒߞߏ",
    )  # fmt: skip
    for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A)):
        yield f"a{chr(code)}cba"
    yield from ("\u202egnp.tnemucod", "\u2067a\u2069", "\u202a\u202b\u202c\u202d\u202e")


def combining() -> Iterator[str]:
    """Marks on letters: composed, apart, in the other order, in piles."""
    yield from (
        "é", "e\u0301", "é ë ï €", "e\u0308", "Zoe\u0308", "ñ", "n\u0303", "Å", "A\u030a", "\u212b",
        "ﬁets", "Ĳsbrand", "ĳ",
        "q\u0307\u0323", "q\u0323\u0307", "\u0301", "\u0301\u0301\u0301", "한국", "\u1112\u1161\u11ab",
        "ệ", "e\u0323\u0302",
        "ấ", "\u0344", "\u0958", "\u2126", "\u1e9b\u0323", "\ufb2c", "Ǆ", "①", "½", "ſ", "\u0f77",
        "\u0340", "\u2adc",
    )  # fmt: skip
    for letter in "Zalgo":
        yield letter + "".join(chr(0x300 + (ord(letter) * step) % 0x70) for step in range(1, 40))
    yield "".join(letter + "\u0316\u0317\u0318\u0319" * 8 for letter in "Z̈algo komt")
    yield "e" + "\u0301" * 500


def letters() -> Iterator[str]:
    """Letters that change when their case does, or look like others."""
    yield from (
        "ı", "İ", "I\u0307", "İstanbul", "ISPARTA ısparta", "ß", "ẞ", "STRASSE straße", "ŉ", "ǰ", "ΐ",
        "ς σ Σ", "ΌΣΟΣ", "ﬀ",
        "Øystein", "Łukasz", "Đorđe", "Þór", "Ægir", "Œuvre", "Jаn", "ｆｕｌｌ", "𝕁𝕒𝕟", "𝒥", "🅹🅰🅽",
        "ʲᵃⁿ", "Яна", "Γιάννης",
        "王芳", "ひらがな", "カタカナ", "ｶﾀｶﾅ", "ไทย", "தமிழ்", "नमस्ते", "བོད", "አማርኛ", "𐌰𐌱", "𓀀𓀁",
        "Ꭰ", "ꭰ", "Ⴀ", "Ა",
        "'s-Gravesande", "’t Hooft", "van der Berg", "Van Der Berg", "d'Ancona", "O'Neill",
        "Müller-Lüdenscheidt", "X Æ A-12",
        "Null", "None", "NaN", "True", "undefined", "-", "—", "…", "N.N.", "?", "Jr.", "van", "de",
        "van de",
    )  # fmt: skip


def emoji() -> Iterator[str]:
    """Clusters of several code points that are one sign."""
    yield from (
        "😀", "👍🏽", "👨‍👩‍👧‍👦", "👩🏿‍❤️‍💋‍👨🏻", "🏳️‍🌈", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇳🇱", "🇳",
        "🇳🇱🇳", "1️⃣", "#️⃣", "❤️", "❤", "☺︎", "🧑‍🦽‍➡️", "👩‍🚀🚀",
        "\u200d👩", "👩\u200d", "🏽", "\ufe0f", "😀"*60, "🇳🇱"*40, "⚠️ let op", "✅ gedaan",
        "Huis🏠thuis", "🫠🫨🪿",
        "👩‍👩‍👦‍👦" * 20, "\U0001f468\u200d\u200d\U0001f469",
    )  # fmt: skip


def surrogates() -> Iterator[str]:
    """Halves of a character, which no encoding can write."""
    yield from (
        "\ud800",
        "\udfff",
        "a\ud83db",
        "\ude00",
        "\ude00\ud83d",
        "\udc80naam",
        "Jan\udcff",
        "\ud83d" + "\ude00",
    )


def sql() -> Iterator[str]:
    """For programs that paste text into SQL."""
    yield from _around(
        (
            "'; DROP TABLE client; --", "' OR '1'='1", '" OR ""="', "1; SELECT load_extension('x')",
            "' UNION SELECT NULL--",
            "'/**/OR/**/1=1", "\\'; --", "%", "_", "%%%", "a%b_c", "';", '"', "'", "''", "`", "--",
            "/*", "*/", ";", "?", ":name",
            "@p1", "$1", "x'00'", "ATTACH DATABASE '/tmp/x' AS x", "PRAGMA key", "thuis_guard()",
        )
    )  # fmt: skip


def full_text() -> Iterator[str]:
    """Operators of the full-text search."""
    yield from (
        "*", "a*", "*a", '"', '"""', '"a', 'a"b"c', "AND", "OR", "NOT", "a AND", "NOT a", "a OR",
        "NEAR(a b)", "NEAR(", "name:x",
        "{a b}:c", "-a", "+a", "^a", "a^", "(", ")", "()", "((((", "a-b", "a.b", "col : x",
        "a NEAR/2 b", "\\*", "a + b", "{", "}",
        "rank", "note_search", "bm25(x)",
    )  # fmt: skip


def paths() -> Iterator[str]:
    """For programs that use text as a file name, a command or an address."""
    yield from (
        "../../etc/passwd", "..\\..\\windows", "/etc/passwd", "C:\\Windows\\system32",
        "\\\\server\\share", "CON", "NUL", "aux.txt",
        "~", "~root", ".", "..", "./", "/", "file:///etc/passwd", "$(reboot)", "`reboot`", "| rm -rf /",
        "&& ls", "; ls", "$HOME",
        "%PATH%", "%TEMP%", "-rf", "--help", "-", "@/etc/passwd", "a/b", "a\\b", "http://x",
        "https://user:pass@x/", "javascript:x",
        "mailto:a@b", "*.db", "thuis.db", ";thuis --help", "\\\\?\\C:\\", "a:b", "name<>:|?*",
    )  # fmt: skip


def formats() -> Iterator[str]:
    """Placeholders of every templating language."""
    yield from _around(
        (
            "{}", "{0}", "{name}", "{client}", "{count}", "{0.__class__}",
            "{self.__init__.__globals__}", "{", "}", "{{", "}}", "{!r}",
            "%s", "%d", "%n", "%(name)s", "%", "%%", "%x%x%x", "${x}", "${jndi:ldap://x}", "#{x}",
            "{{7*7}}", "{% x %}", "<%= x %>",
            "\\N{BULLET}", "\\u0041", "&lt;", "&#0;", "\\", "\\\\",
        )
    )  # fmt: skip


def data() -> Iterator[str]:
    """Bits of JSON, CSV, XML, YAML and of our own wire."""
    yield from (
        '{"answer":"unknown"}', '{"answer": "refused"}', '{"a":', "[1,2", "null", "true", "0", "-0",
        "1e999", "NaN", "Infinity",
        '"', '\\"', '\\u0000', '{"__proto__":{}}', "=1+1", "=cmd|'/c calc'!A1", "+1+1", "-1+1",
        "@SUM(A1)", "\t=1+1", "a,b", "a;b",
        '"a""b"', "a\n,b", "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>", "<![CDATA[x]]>",
        "]]>", "<!--", "<script>x</script>",
        "<img src=x onerror=x>", "!!python/object:os.system", "- a\n- b", "key: value", "---\n...",
        "&a *a", "data:text/html,x",
        "(lp0\n.", "c:0190", "note:" + "0" * 32, "u:", "ref", "removed", "0" * 32,
    )  # fmt: skip


def numbers() -> Iterator[str]:
    """Digits of other scripts and numbers that are none: for BSN, telephone and dates above all."""
    yield from (
        "٠٦١٢٣٤٥٦٧٨", "۰۶۱۲۳۴۵۶۷۸", "०६१२३४५६", "０６１２３４５６７８", "𝟎𝟔𝟏𝟐", "²³¹", "①②③", "٣-٤-٨٥",
        "３-４-８５", "٩٩٩٩٠٠٠٠٦", "９９９９００００６",
        "³511 AB", "３５１１ AB", "3511 ＡＢ", "1"*400, "-1", "+0", "0x1F", "1_000", "1,5", "1.5",
        "1e5", "∞", "½", "31-2-2020",
        "29-2-1900", "29-2", "0-0-0", "00-00-0000", "99-99-99", "1-1-0000", "1-1-99999", "+99999",
        "-99999", "+", "25:00", "24:00",
        "12:60", "999999999", "000000000", "12345678", "123456782", "999900006", "+31", "+31(0)6",
        "0031", "112", "06-", "++31612345678",
        "06-1234567890123456789", "~", "ca", "ca 0", "9u99", "-1:30", "1:-30", "99:99", "1u1u",
    )  # fmt: skip


def long() -> Iterator[str]:
    """Around every limit, and far over it."""
    for size in (20, 21, 80, 81, 120, 121, 200, 201, 500, 501, 19_999, 20_000, 20_001, 25_000):
        yield "a" * size
    yield "woord " * 4_000
    yield "zonder-spatie" * 1_500
    yield "é" * 20_000
    yield "e\u0301" * 12_500
    yield "😀" * 12_000
    yield "[/x]" * 5_000
    yield "regel\n" * 4_000
    yield "\n" * 20_000
    yield "{" * 10_000
    yield "(" * 10_000
    yield "\u0301" * 10_000


FAMILIES: tuple[Family, ...] = (
    markup, escapes, controls, line_ends, spaces, invisible, directions, combining, letters, emoji,
    surrogates, sql, full_text, paths, formats, data, numbers, long,
)  # fmt: skip


def _all() -> Iterator[Hostile]:
    seen: set[str] = set()
    for family in FAMILIES:
        for number, text in enumerate(family()):
            if text not in seen:
                seen.add(text)
                yield Hostile(text, f"{family.__name__}-{number}")


HOSTILE: tuple[Hostile, ...] = tuple(_all())
"""All of them, without doubles, in a fixed order."""

SHORT: tuple[Hostile, ...] = tuple(item for item in HOSTILE if len(item.text) <= 300)
"""Those that a test can afford to try in every field of every screen."""


def same(stored: str, typed: str) -> bool:
    """Whether a stored text is what was typed, but for NFC and line ends."""
    ends = typed.replace("\r\n", "\n")
    for other in "\r\u2028\u2029":
        ends = ends.replace(other, "\n")
    return stored == unicodedata.normalize("NFC", ends)
