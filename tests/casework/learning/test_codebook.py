"""The codebook says of each column what it is, and the page in docs says the same."""

from __future__ import annotations

import csv
import io
import json

from thuis_tui.casework.learning import codebook, page
from thuis_tui.casework.learning.variables import SOURCES, VARIABLES, Kind, Role
from thuis_tui.casework.records import RECORDS, fields


def test_the_page_is_current() -> None:
    text = page.PAGE.read_text("utf-8")
    assert page.MARK in text
    assert text == page.page(text)


def test_each_column_is_explained_and_comes_from_a_field_there_is() -> None:
    told = json.loads(codebook.as_json())["variables"]
    assert [each["variable"] for each in told] == [each.name for each in VARIABLES]
    lines = list(csv.DictReader(io.StringIO(codebook.as_csv())))
    assert [line["variable"] for line in lines] == [each["variable"] for each in told]
    for each, variable in zip(told, VARIABLES, strict=True):
        assert each["meaning"], variable.name
        assert "{" not in each["meaning"], variable.name
        assert bool(variable.steps) == (variable.role is Role.QUASI), variable.name
        assert bool(variable.most) == (variable.kind in (Kind.NUMBER, Kind.LEVEL)), variable.name
        for source in variable.source.split(", "):
            record_type, _, field = source.partition(".")
            assert record_type in SOURCES
            assert record_type in RECORDS
            assert not field or field == "id" or field in fields(record_type), source


def test_nothing_is_made_of_free_text() -> None:
    typed = {
        f"{record_type}.{facts.name}"
        for record_type in SOURCES
        for facts in fields(record_type).values()
        if facts.shape in ("line", "text") and facts.check is None
    }
    assert typed
    assert not typed & {source for each in VARIABLES for source in each.source.split(", ")}
