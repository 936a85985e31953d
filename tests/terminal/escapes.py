"""What a terminal says and hears: keys as bytes, and sequences the screen emulation does not know."""

import re

_CURSOR = {"up": "A", "down": "B", "right": "C", "left": "D", "home": "H", "end": "F"}
_TILDE = {"insert": 2, "delete": 3, "pageup": 5, "pagedown": 6}
_F_KEYS = ("OP", "OQ", "OR", "OS", "[15~", "[17~", "[18~", "[19~", "[20~", "[21~", "[23~", "[24~")

KEYS: dict[str, str] = {
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "escape": "\x1b",
    "backspace": "\x7f",
    "space": " ",
    **{name: f"\x1b[{final}" for name, final in _CURSOR.items()},
    **{f"ctrl+{name}": f"\x1b[1;5{final}" for name, final in _CURSOR.items()},
    **{f"shift+{name}": f"\x1b[1;2{final}" for name, final in _CURSOR.items()},
    **{name: f"\x1b[{number}~" for name, number in _TILDE.items()},
    **{f"f{number}": f"\x1b{code}" for number, code in enumerate(_F_KEYS, start=1)},
    **{f"ctrl+{chr(96 + number)}": chr(number) for number in range(1, 27)},
}

# Private modes, the kitty keyboard, cursor shapes, window operations, and strings meant for the terminal.
_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<>=][0-9;:]*[@-~]|\x1b\[\?[0-9;]*\$p|\x1b\[\?[0-9;]*[usSm]|\x1b\[[0-9;]* q|\x1b\[[0-9;]*t"
    rb"|\x1b[P_^X][^\x1b]*\x1b\\|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;:<>=? $]*|[P_^X\]][^\x07\x1b]*\x1b?)?$")
_MODE_QUERY = re.compile(rb"\x1b\[\?(\d+)\$p")


def key_bytes(name: str) -> bytes:
    """The bytes a terminal sends for a named key, or for one character."""
    if name in KEYS:
        return KEYS[name].encode()
    if len(name) == 1:
        return name.encode()
    raise ValueError(f"no such key: {name}")


def pasted(text: str) -> bytes:
    """A bracketed paste, as terminals send it."""
    return b"\x1b[200~" + text.encode() + b"\x1b[201~"


def complete_part(output: bytes) -> tuple[bytes, bytes]:
    """Split where an escape sequence is not whole yet: what can be shown, what waits for more."""
    tail = _UNFINISHED.search(output)
    return (output[: tail.start()], output[tail.start() :]) if tail else (output, b"")


def drawable(output: bytes) -> bytes:
    """The output without what the emulation would print as text."""
    return _UNKNOWN_TO_PYTE.sub(b"", output)


def answers(output: bytes) -> bytes:
    """What kitty, iTerm2, WezTerm and foot reply to the questions in this output."""
    replies = [
        b"\x1b[?" + mode + (b";2$y" if mode == b"2026" else b";0$y") for mode in _MODE_QUERY.findall(output)
    ]
    if b"\x1b[c" in output or b"\x1b[0c" in output:
        replies.append(b"\x1b[?62;22c")
    if b"\x1b[?u" in output:
        replies.append(b"\x1b[?0u")
    if b"\x1b[6n" in output:
        replies.append(b"\x1b[1;1R")
    return b"".join(replies)
