"""The description of the addresses: valid, complete, as the code is, its examples what they show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from docs import openapi
from tests.service.test_strangers import OPEN, ROUTES


@pytest.fixture(scope="module")
def described() -> Any:
    return json.loads(openapi.FILE.read_text("utf-8"))


def operations(described: Any) -> Iterator[tuple[str, str, Any]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def test_it_is_what_the_code_says() -> None:
    assert openapi.FILE.read_text("utf-8") == openapi.text(), "python -m docs.openapi writes it"


def test_it_is_valid_and_complete(described: Any) -> None:
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []
    found = list(operations(described))
    assert {(method, path) for method, path, _ in found} == set(ROUTES)
    names = [operation["operationId"] for _, _, operation in found]
    assert len(set(names)) == len(names)
    for method, path, operation in found:
        assert operation["description"] and operation["tags"], path
        assert bool(operation.get("security")) is (path not in OPEN), path
        assert ("requestBody" in operation) is (method == "POST"), path
        assert "500" in operation["responses"] and "200" in operation["responses"]


def test_every_example_is_what_it_shows(described: Any) -> None:
    shown = 0
    for _, _, operation in operations(described):
        parts = [operation.get("requestBody", {}), *operation["responses"].values()]
        for media in (media for part in parts for media in part.get("content", {}).values()):
            schema = {**media["schema"], "components": described["components"]}
            jsonschema.validate(media["example"], schema, jsonschema.Draft202012Validator)
            shown += 1
    assert shown > 50


def test_links_lead_to_operations(described: Any) -> None:
    names = {operation["operationId"] for _, _, operation in operations(described)}
    links = [
        link
        for _, _, operation in operations(described)
        for answer in operation["responses"].values()
        for link in answer.get("links", {}).values()
    ]
    assert len(links) == 2
    assert {link["operationId"] for link in links} <= names
