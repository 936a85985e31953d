"""Nothing of anybody gets out of the service but in its answers: words are planted everywhere, and sought."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.service.office import Laptop, Office, Running, eventually
from tests.service.test_strangers import ROUTES
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.configuration import Configuration, Limits
from thuis_tui.service.journal import Lines
from thuis_tui.service.listening import Listening

NAME, BSN, NOTE, WORDS = "Geertruida-Merkwaardig", "999990019", "huurschuld-bij-de-buren", "zoekt-haar-zus"
MARKERS = [NAME, BSN, NOTE, WORDS]


class Journal(logging.Handler):
    """What would be written, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(Lines().format(record))


@pytest.fixture
def journal() -> Iterator[Journal]:
    journal = Journal()
    loggers = [
        logging.getLogger(name) for name in ("thuis.service", "uvicorn", "uvicorn.error", "sqlalchemy")
    ]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(journal)
        logger.setLevel(logging.DEBUG)
    yield journal
    for logger, level in zip(loggers, before, strict=True):
        logger.removeHandler(journal)
        logger.setLevel(level)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    configuration = Configuration(data_dir=tmp_path / "service", limits=Limits(failures=3, headers=24))
    server = Running(configuration, Listening(port=0, metrics_port=0))
    yield server
    server.stop()


@pytest.fixture
def configuration(running: Running) -> Configuration:
    return running.configuration


def everywhere(laptop: Laptop, dossier: str) -> Iterator[tuple[str, httpx.Response]]:
    """Every route with a marker in each part of a request, unsigned and signed, and every refusal we know."""
    marked = json.dumps(
        {"code": NAME, "device_name": NOTE, "public_key": BSN, "scopes": {WORDS: {}}}
    ).encode()
    for method, path in ROUTES:
        for target in (
            path.replace("{scope}", f"c:{dossier}"),
            path.replace("{scope}", BSN) + f"?after={WORDS}&naam={NAME}",
            f"{path}/{NAME}",
        ):
            for body in (b"", marked, NOTE.encode()):
                extra = {"x-client": NAME, "user-agent": WORDS, "content-type": "application/json"}
                signed = laptop.headers(method, target, body)
                for headers in (extra, extra | signed, extra | {"authorization": f"Bearer {NAME}"}):
                    with laptop.http.stream(method, target, content=body, headers=headers) as answer:
                        if not answer.headers.get("content-type", "").startswith("text/event-stream"):
                            answer.read()
                    yield method, answer
        yield "DELETE", laptop.http.request("DELETE", path, content=marked)
    for _ in range(5):
        guess = {"code": NAME, "public_key": laptop.public_key, "device_name": NOTE}
        yield "POST", laptop.http.post(wire.ENROL, json=guess)
    for body in (
        wire.compress(marked)[:-2],
        wire.encode({"scopes": [{"scope": NAME, "gen": 0, "chain": new_id(), "ops": [{"val": NOTE}]}]}),
        laptop.push_body(
            (f"c:{dossier}", [laptop.note(dossier, NOTE).replace(b'"sv"', f'"{BSN}"'.encode())])
        ),
        laptop.push_body((f"c:{dossier}", [laptop.note(dossier, NOTE, actor=NAME)])),
        laptop.push_body((f"c:{new_id()}", [laptop.note(new_id(), NOTE)])),
    ):
        yield "POST", laptop.post(wire.PUSH, body)
        yield "POST", laptop.send("POST", wire.PUSH, body, **{"content-encoding": NAME})


def faults(office: Office, laptop: Laptop, dossier: str) -> Iterator[tuple[str, httpx.Response]]:
    """What happens when the database fails, or we do, with markers in what is being worked on."""
    scope = f"c:{dossier}"
    for breaking, mending in (
        ("ALTER TABLE scope_head RENAME TO away", "ALTER TABLE away RENAME TO scope_head"),
        ("ALTER TABLE log RENAME TO away", "ALTER TABLE away RENAME TO log"),
        (
            f"CREATE TRIGGER no BEFORE INSERT ON log BEGIN SELECT RAISE(ABORT, '{NAME} {BSN}'); END",
            "DROP TRIGGER no",
        ),
        (f"UPDATE scope_head SET digest = '{NAME}' WHERE scope = '{scope}'", "SELECT 1"),
    ):
        office.storage.write(lambda tx, sql=breaking: tx.run(sql))
        yield "POST", laptop.post(wire.PUSH, laptop.push_body((scope, [laptop.note(dossier, NOTE)])))
        with contextlib.suppress(httpx.TransportError):  # an answer that fails half-way is broken off
            yield "POST", laptop.ask({scope: wire.Cursor()})
        with contextlib.suppress(httpx.TransportError):
            yield "GET", laptop.send("GET", wire.SNAPSHOT + scope)
        office.storage.write(lambda tx, sql=mending: tx.run(sql))


def test_no_word_of_anybody_is_written_or_counted(running: Running, office: Office, journal: Journal) -> None:
    caseworker = office.caseworker(NAME)
    code = office.code(caseworker)
    laptop = office.new_laptop(WORDS)
    assert laptop.enrol(code).status_code == 200
    dossier = new_id()
    scope = f"c:{dossier}"
    laptop.push((scope, [laptop.client(dossier, NAME)]))
    laptop.push((scope, [laptop.note(dossier, f"{NOTE} {BSN} {WORDS}")]))
    assert NAME in laptop.ask({scope: wire.Cursor()}).text
    seen: set[int] = set()
    secret = [*MARKERS, code, laptop.token, laptop.device, caseworker, dossier, "127.0.0.1"]
    answers = [*everywhere(laptop, dossier), *faults(office, laptop, dossier)]
    for _, answer in answers:
        seen.add(answer.status_code)
        if answer.status_code >= 400:
            told = f"{answer.text} {dict(answer.headers)}"
            assert not [marker for marker in secret if marker in told], told
    assert {200, 401, 403, 404, 405, 415, 422, 429, 500, 503} <= seen
    eventually(lambda: any('"fault"' in line for line in journal.lines))
    metrics = httpx.get(running.server.metrics_url).text
    for line in journal.lines:
        assert json.loads(line)["event"]
        assert not [marker for marker in secret if marker in line], line
    assert not [marker for marker in secret if marker in metrics]
    assert len(journal.lines) > len(answers)
