"""Identifiers: UUIDv7 as 32 lowercase hexadecimal digits.

They sort by the moment they were made, so a table keyed by them grows at its end. Nothing decides by that
order: a wrong clock only changes where a row lies.
"""

from __future__ import annotations

import re

import uuid_utils

ID_PATTERN = r"^[0-9a-f]{32}\Z"
"""The one spelling of an identifier, as a regular expression."""

_matches_id = re.compile(ID_PATTERN).match


def new_id() -> str:
    """Make a new identifier; pass this function where tests inject their own."""
    return uuid_utils.uuid7().hex


def is_id(text: str) -> bool:
    """Tell whether a text is an identifier as we write them: one spelling only, so equality is by text."""
    return _matches_id(text) is not None
