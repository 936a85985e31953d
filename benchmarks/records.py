"""The same records for every contender: 500 clients, 500 plans, 10,000 notes of about 600 bytes, one seed."""

import random
from dataclasses import dataclass

CLIENTS = 500
PLANS = 500
NOTES = 10_000
BYTES = 600

_SYLLABLES = (
    "ge",
    "ver",
    "be",
    "wo",
    "ning",
    "hulp",
    "brief",
    "post",
    "tele",
    "foon",
    "af",
    "spraak",
    "huur",
    "plan",
)


@dataclass(frozen=True)
class Record:
    """A piece of text that belongs to one dossier."""

    dossier: int
    kind: str
    text: str


def texts(count: int, size: int = BYTES, seed: int = 7) -> list[str]:
    """Texts of Dutch-looking words, which compress about as notes do."""
    chance = random.Random(seed)
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(4000)]
    return [" ".join(chance.choices(words, k=size // 6))[:size].strip() for _ in range(count)]


def records(seed: int = 7) -> list[Record]:
    """All records in the order of writing: a client and its plan, then the notes around them."""
    body = iter(texts(CLIENTS + PLANS + NOTES, seed=seed))
    first = [Record(dossier, kind, next(body)) for dossier in range(CLIENTS) for kind in ("client", "plan")]
    return first + [Record(number % CLIENTS, "note", next(body)) for number in range(NOTES)]
