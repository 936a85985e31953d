"""Three real laptops and a real service against the model, in whatever order Hypothesis thinks of."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.beyond.budget import times
from tests.beyond.model import Change, Replica
from tests.service.office import Office, Running
from tests.sync.laptops import Laptop
from tests.sync.line import BadLine, Fault, cut_at, lost, never_arrives, says
from thuis_tui.log.register import decode_heads
from thuis_tui.service.configuration import Configuration

WHO = st.integers(0, 2)
WHICH = st.integers(0, 20)
FAULTS: dict[str, Fault] = {
    "lost": lost,
    "never arrives": never_arrives,
    "cut": cut_at(0.5),
    "busy": says("503 Service Unavailable"),
    "portal": says("200 OK", b"<html>"),
}


class Three(RuleBasedStateMachine):
    """Three laptops of one caseworker; the model beside each."""

    office: ClassVar[Office]
    url: ClassVar[str]

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="thuis-three-"))
        caseworker = self.office.caseworker("Amina")
        self.laptops: list[Laptop] = []
        self.lines: list[BadLine] = []
        for at in range(3):
            laptop, line = Laptop(self.folder / str(at) / "thuis.db"), BadLine(self.url)
            self.laptops.append(laptop)
            self.lines.append(line)
            laptop.enrol(line.url, self.office.code(caseworker))
            assert laptop.sync().problem is None
        self.replicas = [Replica() for _ in range(3)]
        self.service = Replica()

    @rule(who=WHO)
    def meet(self, who: int) -> None:
        client = self.laptops[who].client("Jansen")
        # The creation itself is what a first change replaces.
        ((id_,),) = self.laptops[who].rows(
            "SELECT id FROM operation WHERE ent=? AND field=''", f"client:{client}"
        )
        self.replicas[who].fields[client] = {id_: Change("Jansen", frozenset())}

    @rule(who=WHO, which=WHICH, value=st.sampled_from(["Berg", "Smit", "Bakker"]))
    def rename(self, who: int, which: int, value: str) -> None:
        if client := self._known(who, which):
            self.replicas[who].change(client, self.laptops[who].set(client, "surname", value), value)

    @rule(who=WHO, which=WHICH, body=st.text("abc é\n", max_size=20).map("Bezoek. {}".format))
    def note(self, who: int, which: int, body: str) -> None:
        if client := self._known(who, which):
            self.replicas[who].notes[self.laptops[who].note(client, body)] = body

    @rule(who=WHO)
    def exchange(self, who: int) -> None:
        assert self.laptops[who].sync().problem is None
        self.service.learn(self.replicas[who])
        self.replicas[who].learn(self.service)

    @rule(who=WHO, what=st.lists(st.sampled_from(sorted(FAULTS)), min_size=1, max_size=3))
    def exchange_badly(self, who: int, what: list[str]) -> None:
        line = self.lines[who]
        line.fail("", *(FAULTS[name] for name in what))
        for _ in range(2 * len(what)):
            self.laptops[who].sync()
        line.faults.clear()
        self.exchange(who)

    @rule(who=WHO)
    def restart(self, who: int) -> None:
        self.laptops[who].reopen()

    @invariant()
    def own_writes_are_seen(self) -> None:
        for laptop, replica in zip(getattr(self, "laptops", ()), getattr(self, "replicas", ()), strict=True):
            assert dict(laptop.rows("SELECT id, body FROM note")) == replica.notes
            for client, surname in laptop.rows("SELECT id, surname FROM client"):
                assert surname in replica.heads(client).values()

    def teardown(self) -> None:
        if not hasattr(self, "service"):
            return
        try:
            self._agree()
        finally:
            for laptop, line in zip(self.laptops, self.lines, strict=True):
                laptop.close()
                line.close()
            shutil.rmtree(self.folder)

    def _agree(self) -> None:
        """When everybody has spoken to the service twice, all is the same everywhere, and is the model."""
        for who in (0, 1, 2, 0, 1, 2):
            self.exchange(who)
        model = self.service
        contested = {client for client in model.fields if len(set(model.heads(client).values())) > 1}
        for laptop in self.laptops:
            assert laptop.runner.repairs == 0
            assert dict(laptop.rows("SELECT id, body FROM note")) == model.notes
            assert {client for (client,) in laptop.rows("SELECT id FROM client")} == model.fields.keys()
            found = laptop.rows("SELECT ent FROM conflict WHERE field='surname'")
            assert {ent.partition(":")[2] for (ent,) in found} == contested
            for client in model.fields:
                assert _heads(laptop, client) == model.heads(client)
        assert self.laptops[0].digests() == self.laptops[1].digests() == self.laptops[2].digests()

    def _known(self, who: int, which: int) -> str | None:
        clients = sorted(self.replicas[who].fields)
        return clients[which % len(clients)] if clients else None


def _heads(laptop: Laptop, client: str) -> dict[str, str]:
    """What stands in the surname; until somebody changed it that is what the creation says."""
    rows: dict[str, Any] = dict(
        laptop.rows("SELECT field, heads FROM register WHERE ent=? ORDER BY field", f"client:{client}")
    )
    if (kept := rows.get("surname")) is not None and (heads := decode_heads(kept)):
        return {head.id: msgspec.json.decode(head.value) for head in heads}
    return {head.id: msgspec.json.decode(head.value)["surname"] for head in decode_heads(rows[""])}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One service for all; each example has a caseworker of its own."""
    configuration = Configuration(data_dir=tmp_path_factory.mktemp("service"))
    running = Running(configuration)
    Three.office, Three.url = Office(configuration, running.url), running.url
    yield
    Three.office.close()
    running.stop()


def try_three(examples: int, steps: int, *, same: bool) -> None:
    """Try so many examples, the same every time or new ones; THUIS_SHRINK=1 makes a failing one short."""
    short = (Phase.shrink,) if times("THUIS_SHRINK", 0) else ()
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Three,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=same,
            phases=(Phase.generate, *short),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_three_laptops_are_what_the_model_says(service: None) -> None:
    try_three(examples=8, steps=20, same=True)


@pytest.mark.soak
def test_three_laptops_are_what_the_model_says_for_long(service: None) -> None:
    try_three(examples=times("THUIS_EXAMPLES", 12), steps=40, same=False)
