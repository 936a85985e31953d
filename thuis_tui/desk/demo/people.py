"""The people of the demo: made up from a seed, so that everybody who tries it meets the same ones.

Their names are as mixed as Utrecht's. Citizen service numbers are from the 9999 range, which is never issued;
telephone numbers all begin with 06-1234.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from faker import Faker

from thuis_tui.casework.names import split_prefix

FIRST_BSN = 999900001
ATTEMPTS = 8
"""Tries for a name nobody has yet; in a very large caseload namesakes are only natural."""
TOWNS = {
    "0344": ("Utrecht", "3511", "3512", "3521", "3526", "3531", "3544", "3551", "3561", "3572", "3582"),
    "0355": ("Zeist", "3701", "3703", "3705"),
    "0356": ("Nieuwegein", "3431", "3434", "3437"),
    "0321": ("Houten", "3991", "3994"),
    "1904": ("Stichtse Vecht", "3601", "3607"),
    "0632": ("Woerden", "3441", "3446"),
    "0310": ("De Bilt", "3721", "3731"),
    "0353": ("IJsselstein", "3401", "3403"),
    "0312": ("Bunnik", "3981"),
    "1581": ("Utrechtse Heuvelrug", "3941"),
}
"""Municipalities by their CBS code, with the first digits of postcodes there."""

_NEAR = ("0344",) * 6 + tuple(TOWNS)
_FAMILIES: tuple[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "Turkish",
        ("Mehmet", "Yusuf", "Emre", "Hakan", "İbrahim", "Cem"),
        ("Ayşe", "Zeynep", "Elif", "Fatma", "Gül", "Sevgi"),
        ("Yılmaz", "Kaya", "Demir", "Şahin", "Öztürk", "Çelik", "Aydın"),
    ),
    (
        "Moroccan",
        ("Mohamed", "Youssef", "Rachid", "Karim", "Hassan", "Bilal"),
        ("Fatima", "Khadija", "Naima", "Samira", "Amina", "Houda"),
        ("El Amrani", "Bouzid", "Benali", "El Idrissi", "Aït Lahcen", "Chaouki", "Ouali"),
    ),
    (
        "Surinamese",
        ("Dwight", "Roy", "Humphrey", "Winston", "Ryan", "Radj"),
        ("Sharda", "Cheryl", "Marlène", "Joyce", "Indra", "Naomi"),
        ("Ramdin", "Kromosoeto", "Biharie", "Pinas", "Sewnath", "Wijngaarde", "Tjon A Fat"),
    ),
    (
        "Polish",
        ("Paweł", "Krzysztof", "Marek", "Tomasz", "Łukasz", "Piotr"),
        ("Agnieszka", "Małgorzata", "Ewa", "Joanna", "Beata", "Zofia"),
        ("Nowak", "Kowalczyk", "Wiśniewska", "Zieliński", "Wójcik", "Dąbrowski", "Lewandowska"),
    ),
    (
        "Eritrean",
        ("Filmon", "Samuel", "Yonas", "Kidane", "Tesfay", "Berhane"),
        ("Selam", "Helen", "Mebrat", "Ruta", "Feven", "Letebrhan"),
        ("Tesfamariam", "Gebremedhin", "Habte", "Weldu", "Kifle", "Mehari", "Okbay"),
    ),
)
_DUTCH_EXTRA = ("Loïs", "Renée", "Daniël", "Zoë", "Chloé", "Noël")
_ALIASES = ("Kleine Jan", "Snor", "de Kapitein", "Pino", "Rooie", "Tante Bep", "Mick", "Lange", "Django")


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up client: the values of quick intake, and how this person speaks of themselves."""

    values: dict[str, Any]
    called: str
    he: str
    him: str
    his: str


def people(count: int, seed: int, today: date) -> Iterator[Person]:
    """So many different people; the same for the same seed."""
    random = Random(seed)  # noqa: S311  made-up people keep no secrets
    faker = Faker("nl_NL")
    faker.seed_instance(seed)
    bsns = fictitious_bsns()
    taken: set[tuple[str, str]] = set()
    for number in range(count):
        for _attempt in range(ATTEMPTS):
            first_name, surname, gender = _name(random, faker, number)
            if (first_name, surname) not in taken:
                break
        taken.add((first_name, surname))
        yield _person(random, faker, number, first_name, surname, gender, next(bsns), today)


def fictitious_bsns() -> Iterator[str]:
    """Numbers of the 9999 range that pass the check of a citizen service number."""
    for number in range(FIRST_BSN, 10**9):
        digits = [int(digit) for digit in str(number)]
        if (
            sum(digit * weight for digit, weight in zip(digits, range(9, 1, -1), strict=False)) - digits[8]
        ) % 11:
            continue
        yield str(number)


def _name(random: Random, faker: Faker, number: int) -> tuple[str, str, str]:
    gender = random.choices(("man", "woman", "other"), (62, 36, 2))[0]
    if number % 2:
        _where, men, women, surnames = _FAMILIES[(number // 2) % len(_FAMILIES)]
        first = random.choice(men if gender == "man" else women)
        return first, random.choice(surnames), gender
    if random.random() < 0.15:
        return random.choice(_DUTCH_EXTRA), faker.last_name(), gender
    first = faker.first_name_male() if gender == "man" else faker.first_name_female()
    return first, faker.last_name(), gender


def _person(
    random: Random,
    faker: Faker,
    number: int,
    first_name: str,
    surname: str,
    gender: str,
    bsn: str,
    today: date,
) -> Person:
    prefix, bare = split_prefix(surname)
    if surname.startswith("El "):
        prefix, bare = "El", surname[3:]
    code = random.choice(_NEAR)
    stay = random.choices(("2", "3", "4", "5", "6", "7", "1"), (20, 30, 8, 6, 18, 10, 8))[0]
    born = today - timedelta(days=random.randint(19 * 365, 68 * 365))
    values: dict[str, Any] = {
        "first_name": first_name,
        "name_prefix": prefix or None,
        "surname": bare,
        "alias": random.choice(_ALIASES) if random.random() < 0.2 else None,
        "birth_date": born.isoformat() if random.random() < 0.92 else f"{born.year}~",
        "gender": gender,
        "bsn": bsn if random.random() < 0.85 else {"answer": random.choice(("unknown", "refused"))},
        "phone": f"06-1234{(number * 37 + 1203) % 10000:04d}"
        if random.random() < 0.9
        else {"answer": "unknown"},
        "municipality": code,
        "current_stay": stay,
    }
    if stay != "1":
        values["address"] = (
            f"{faker.street_name()} {random.randint(1, 240)}{random.choice(('', '', '', ' bis', 'A'))}"
        )
        values["postcode"] = f"{random.choice(TOWNS[code][1:])} {_letters(random)}"
    else:
        values["address"] = random.choice(
            ("bij Hoog Catharijne", "rond het station", "Griftpark, bij de kiosk")
        )
    he, him, his = {"man": ("hij", "hem", "zijn"), "woman": ("zij", "haar", "haar")}.get(
        gender, ("die", "hen", "hun")
    )
    kept = {name: value for name, value in values.items() if value is not None}
    return Person(kept, first_name, he, him, his)


def _letters(random: Random) -> str:
    return "".join(random.choice("ABCDEGHJKLMNPRSTVWXZ") for _letter in range(2))
