"""The catalogs are complete: every message of the sources, in both languages, with the same placeholders."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message

from thuis_tui.language import LANGUAGES, catalogs

FIX = "run: python -m thuis_tui.language.catalogs"


@cache
def template() -> Catalog:
    return catalogs.extract()


@cache
def written(language: str) -> Catalog:
    return catalogs.read(language)


def messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def forms(value: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_sources_have_messages() -> None:
    assert len(template()) > 300


def test_messages_are_found_wherever_they_stand() -> None:
    code = """f"↑ {_('inside')}"; N_("mar" "ked"); ngettext("one", "{n} many", n); _(name); other("no")"""
    assert set(catalogs.messages(ast.parse(code))) == {"inside", "marked", ("one", "{n} many")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_missing_and_none_is_left_over(language: str) -> None:
    asked = {message.id for message in messages(template())}
    there = {message.id for message in messages(written(language))}
    assert asked - there == set(), FIX
    assert there - asked == set(), FIX
    assert not written(language).obsolete, FIX


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_none_is_fuzzy(language: str) -> None:
    assert [message.id for message in catalogs.missing(written(language))] == []
    for message in messages(written(language)):
        assert len(forms(message.string)) == len(forms(message.id))


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_the_same_in_every_language(language: str) -> None:
    for message in messages(written(language)):
        asked = placeholders(" ".join(forms(message.id)))
        for form in forms(message.string):
            assert placeholders(form) <= asked, message.id
        assert placeholders(forms(message.string)[-1]) == placeholders(forms(message.id)[-1]), message.id


def test_placeholders_have_names() -> None:
    for message in messages(template()):
        for form in forms(message.id):
            assert all(re.fullmatch(r"[a-z_]+", name) for name in placeholders(form)), form


@pytest.mark.parametrize("language", LANGUAGES)
def test_space_and_the_last_sign_are_the_same_in_every_language(language: str) -> None:
    for message in messages(written(language)):
        for asked, form in zip(forms(message.id), forms(message.string), strict=True):
            assert asked[:1].isspace() == form[:1].isspace(), asked
            assert asked[-1:].isspace() == form[-1:].isspace(), asked
            assert (asked[-1:] in ".?:…") == (form[-1:] in ".?:…"), asked


def test_english_is_its_own_message() -> None:
    for message in messages(written("en")):
        assert forms(message.string) == forms(message.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_are_as_the_tool_writes_them(language: str) -> None:
    assert catalogs.source(language).read_bytes() == catalogs.written(
        catalogs.updated(language, template())
    ), FIX
