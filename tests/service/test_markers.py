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
from thuis_tui.service.listening import Listening
from thuis_tui.service.logs.journal import Lines, keep_others_short

NAME, BSN, NOTE, WORDS = "Geertruida-Merkwaardig", "999990019", "huurschuld-bij-de-buren", "zoekt-haar-zus"
MARKERS = [NAME, BSN, NOTE, WORDS]


class Journal(logging.Handler):
    """What would be written, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(Lines().format(record))


CLIENTS = ("httpx", "httpcore")
"""Loggers of who asks, here in the same process."""
SWITCH = "uvicorn.access"
"""A logger that writes addresses as soon as it has a handler, so the service gives it none."""


@pytest.fixture
def journal(running: Running) -> Iterator[Journal]:
    """Everything that any logger says, at any level: those that pass nothing on have the handler too."""
    assert not logging.getLogger(SWITCH).hasHandlers()
    journal = Journal()
    named = [each for each in logging.root.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    loggers = [logging.root, *(each for each in named if not each.name.startswith(CLIENTS))]
    before = [logger.level for logger in loggers]
    direct = [each for each in loggers if each is logging.root or not (each.propagate or each.name == SWITCH)]
    clients = [logging.getLogger(name) for name in CLIENTS]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    for logger in direct:
        logger.addHandler(journal)
    for logger in clients:
        logger.propagate = False
    yield journal
    for logger, level in zip(loggers, before, strict=True):
        logger.setLevel(level)
    for logger in direct:
        logger.removeHandler(journal)
    for logger in clients:
        logger.propagate = True


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


@pytest.mark.parametrize(
    "name", ["thuis.service", "uvicorn.error", "sqlalchemy.engine", "asyncio", "new.one"]
)
def test_what_any_of_them_would_write_is_seen(running: Running, journal: Journal, name: str) -> None:
    """Or the next test would find nothing whatever was written."""
    logging.getLogger(name).debug("een woord")
    (line,) = [each for each in journal.lines if json.loads(each)["event"] in ("een woord", name)]
    # Words are taken from ourselves and the server under us only.
    assert ("een woord" in line) == name.startswith(("thuis", "uvicorn"))


def test_what_a_library_reports_is_a_line_without_its_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logging, "lastResort", None)
    keep_others_short()
    assert isinstance(logging.lastResort, logging.Handler)
    fault = (ValueError, ValueError(NAME), None)
    told = logging.LogRecord("asyncio", logging.ERROR, __file__, 1, f"exception={NAME}", (), fault)
    logging.lastResort.handle(told)
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["fault"]) == ("asyncio", "ValueError")
    assert NAME not in str(line)


def test_no_word_of_anybody_is_written_or_counted(
    running: Running, office: Office, journal: Journal, capfd: pytest.CaptureFixture[str]
) -> None:
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
    beside = "".join(capfd.readouterr())
    assert not [marker for marker in secret if marker in beside], "written past all loggers"
    assert len(journal.lines) > len(answers)
