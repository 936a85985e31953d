"""The OpenAPI description of the addresses, made from the code: routes, messages of the wire, examples.

The examples are messages, encoded as they go over the line, so they cannot come to differ from the code.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from thuis_tui.log import wire
from thuis_tui.log.chain import Chain

if TYPE_CHECKING:
    from fastapi import FastAPI

_ONE, _TWO, _THREE = ("0198c0de" + f"{n:024x}" for n in (1, 2, 3))
_SCOPE = f"c:{_ONE}"
_TIME = "2026-03-02T09:00:00.000Z"
_SIGNATURE = "A" * 86 + "=="
_DIGEST = "5f" * 16
_JSON = "application/json"


@dataclass(frozen=True)
class Messages:
    """What goes in and out at one address. `links`: what comes next, by operation, as OpenAPI writes it."""

    asked: Any = None
    answered: Any = None
    sent_as: str = wire.MEDIA_TYPE
    answered_as: str = wire.MEDIA_TYPE
    links: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)


def _operation() -> msgspec.Raw:
    _, raw = Chain(_SCOPE, _TWO).link(
        id=_THREE,
        ent=f"client:{_ONE}",
        field="",
        kind="create",
        val=b'{"surname":"Jansen"}',
        hlc=1,
        actor=_TWO,
    )
    return msgspec.Raw(raw)


_ROW = wire.PullRow(
    1, _THREE, f"client:{_ONE}", "", "create", msgspec.Raw(b'{"surname":"Jansen"}'), (), 1, _TWO
)
_PERSON = wire.Person(_TWO, "Amina Kaya")

_MESSAGES: dict[str, Messages] = {
    wire.ENROL: Messages(
        wire.EnrolRequest("7KQF-2M9T-XW4C-0RJB", "A" * 43 + "=", "laptop of Amina"),
        wire.EnrolReply(_ONE, _PERSON, _TIME),
        _JSON,
        links={"challenge": (wire.CHALLENGE, {"device": "$response.body#/device"})},
    ),
    wire.CHALLENGE: Messages(
        wire.ChallengeRequest(_ONE),
        wire.ChallengeReply("eyJhbGciOiJIUzI1NiJ9.e30.c2VhbGVk", _TIME),
        _JSON,
        links={
            "token": (
                wire.TOKEN,
                {"device": "$request.body#/device", "challenge": "$response.body#/challenge"},
            )
        },
    ),
    wire.TOKEN: Messages(
        wire.TokenRequest(_ONE, "eyJhbGciOiJIUzI1NiJ9.e30.c2VhbGVk", _SIGNATURE),
        wire.TokenReply("eyJhbGciOiJIUzI1NiJ9.e30.c2VhbGVk", 600, _TIME),
        _JSON,
    ),
    wire.PUSH: Messages(
        wire.PushRequest([wire.PushScope(_SCOPE, 0, _TWO, [_operation()])]),
        wire.PushReply(
            [wire.PushOutcome(_SCOPE, 1, _THREE, 1, 0, 1, [wire.PushResult(1, "applied", 1)])], _TIME
        ),
    ),
    wire.PULL: Messages(
        wire.PullRequest({_SCOPE: wire.Cursor(1, _TWO, _THREE, 0)}),
        wire.PullLine("", _SCOPE, 1, _THREE, 0, 1, _DIGEST, ops=[_ROW]),
        answered_as=wire.LINES_TYPE,
    ),
    wire.SCOPES: Messages(
        answered=wire.ScopesReply([wire.ScopeGrant(_SCOPE, 1, _THREE, 1)], _PERSON, _TIME),
    ),
    wire.SNAPSHOT + "{scope}": Messages(
        answered=wire.SnapshotPage(_SCOPE, 1, _THREE, 1, registers=[(f"client:{_ONE}", "", 1, [_ROW])]),
        answered_as=wire.LINES_TYPE,
    ),
    wire.DIGEST + "{scope}": Messages(answered=wire.DigestReply(_SCOPE, 1, _THREE, 1, _DIGEST, _TIME)),
    wire.PURGED: Messages(wire.PurgedRequest([wire.PurgedScope(_SCOPE, 1)]), wire.TimeReply(_TIME)),
    wire.ESCROW: Messages(wire.EscrowRequest(_ONE, "c2VhbGVk", _SIGNATURE), wire.TimeReply(_TIME)),
}
_ALSO = (wire.ErrorReply, wire.Hint)
_QUERY = {
    wire.SNAPSHOT + "{scope}": {
        "after": "Go on after this register: `after` of the page before.",
        "buckets": "Only these parts of the digest: hexadecimal numbers with commas.",
    },
    wire.DIGEST + "{scope}": {"buckets": "1: the 256 parts too."},
}


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the description of an application, complete with messages, examples and what signs a request."""
    made: dict[str, Any] = json.loads(json.dumps(app.openapi()))
    made["info"] = {
        "title": "thuis",
        "version": str(wire.VERSION),
        "description": "The central service of thuis. docs/sync.md says what the messages mean.",
        "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    }
    made["servers"] = [{"url": "https://thuis.example.nl"}]
    made["tags"] = [{"name": "health"}, {"name": "sign-in"}, {"name": "sync"}]
    types = [
        type(each) for one in _MESSAGES.values() for each in (one.asked, one.answered) if each is not None
    ]
    _, schemas = msgspec.json.schema_components(
        [*dict.fromkeys(types), *_ALSO], ref_template="#/components/schemas/{name}"
    )
    made["components"] = {
        "schemas": _portable(schemas),
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer", "description": "The token, ten minutes at most."},
            "proof": {
                "type": "apiKey",
                "in": "header",
                "name": wire.PROOF_HEADER,
                "description": "base64 Ed25519 of the device over method, target, body and token.",
            },
        },
    }
    for path, methods in made["paths"].items():
        for operation in methods.values():
            _complete(path, operation)
    return made


def _complete(path: str, operation: dict[str, Any]) -> None:
    own = _MESSAGES.get(path, Messages())
    operation["operationId"] = _name(path)
    operation["tags"] = ["health" if "health" in path else "sync" if "sync" in path else "sign-in"]
    if own.asked is not None:
        operation["requestBody"] = {"required": True, "content": {own.sent_as: _shown(own.asked)}}
    parameters = [
        {"name": name, "in": "query", "required": False, "description": text, "schema": {"type": "string"}}
        for name, text in _QUERY.get(path, {}).items()
    ]
    if "{scope}" in path:
        schema = {"type": "string", "pattern": "^(ref|figures|[chu]:[0-9a-f]{32})$"}
        scope = {"name": "scope", "in": "path", "required": True, "schema": schema, "example": _SCOPE}
        parameters.insert(0, scope)
    if parameters:
        operation["parameters"] = parameters
    answers = operation["responses"]
    answers["200"] = {"description": "Done"}
    if own.answered is not None:
        answers["200"]["content"] = {own.answered_as: _shown(own.answered)}
    elif path == wire.EVENTS:
        answers["200"]["content"] = {"text/event-stream": {"schema": {"type": "string"}, "example": ": \n\n"}}
    else:
        status = {"status": path.rpartition("/")[2], "server_time": _TIME}
        answers["200"]["content"] = {_JSON: {"schema": {"type": "object"}, "example": status}}
    if own.links:
        answers["200"]["links"] = {
            name: {"operationId": _name(to), "requestBody": body} for name, (to, body) in own.links.items()
        }
    if path == wire.SCOPES:
        answers["304"] = {"description": "As it was: the ETag is that of If-None-Match"}
    if path == wire.PULL:
        answers["204"] = {"description": "Nothing new"}
        answers["426"] = {"description": "An update is needed", "content": {}}
    answers["408"] = {"description": "Too slow", "content": {}}
    answers["500"] = {"description": "A fault of ours; nothing was kept", "content": {}}
    for status, answer in answers.items():
        if int(status) >= 400:
            problem = wire.ErrorReply(wire.Problem(*_PROBLEMS[status]), _TIME)
            answer["content"] = {wire.ERROR_TYPE: _shown(problem)}


_PROBLEMS = {
    "401": (wire.Code.TOKEN_EXPIRED, "Sign in: there is no token, or it is not valid any more."),
    "403": (wire.Code.NOT_ALLOWED, "This scope is not granted to who asks."),
    "408": (wire.Code.BUSY, "The request took too long to arrive."),
    "413": (wire.Code.TOO_LARGE, "The request is larger than this service takes at once."),
    "415": (wire.Code.MALFORMED, "The body is to be sent as zstd, gzip or as it is."),
    "422": (wire.Code.MALFORMED, "The request is not what this address takes."),
    "426": (wire.Code.UPDATE_NEEDED, "Pulling needs a newer version of the program."),
    "429": (wire.Code.TOO_MANY, "Too many attempts. Wait before the next one."),
    "500": (wire.Code.INTERNAL, "The service failed; nothing was kept."),
    "503": (wire.Code.BUSY, "The service cannot reach its database."),
}


def _shown(example: Any) -> dict[str, Any]:
    name = type(example).__name__
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"schema": schema, "example": json.loads(wire.encode(example))}


def _name(path: str) -> str:
    parts = [part for part in path.split("/")[2:] if not part.startswith("{")]
    return "_".join(parts)


def _portable(part: Any) -> Any:
    """Write Python's end of a text as the one that all readers of JSON Schema know."""
    if isinstance(part, dict):
        return {
            key: value.replace(r"\Z", "$") if key == "pattern" else _portable(value)
            for key, value in part.items()
        }
    return [_portable(each) for each in part] if isinstance(part, list) else part
