"""What one round of the engine brings about: nothing is left for the next that could be done in this one."""

from __future__ import annotations

import pytest

from tests.sync.world import Laptop, Service
from thuis_tui.log.wire import Problem, PushOutcome
from thuis_tui.sync import messages
from thuis_tui.sync.messages import (
    Done,
    Ended,
    FetchScopes,
    FetchSnapshot,
    Lines,
    Pull,
    Push,
    Pushed,
    Rechain,
    Refused,
    Wait,
)


def level(name: str = "c:1", behind: int = 0) -> tuple[Service, Laptop]:
    """A laptop that has all of a dossier somebody else made; `behind`: what came to its log since."""
    service = Service()
    service.granted[name], service.logs[name] = 1, ["e" * 32]
    laptop = Laptop(service)
    laptop.settle()
    service.logs[name] += [f"{number:032x}" for number in range(behind)]
    laptop.engine.ask_now()
    return service, laptop


def test_what_was_not_taken_because_the_service_was_restored_goes_again_when_the_list_said_so() -> None:
    service, laptop = level()
    service.restore(0)
    written = laptop.write("c:1")
    kinds = [type(laptop.turn()) for _ in range(3)]
    assert kinds == [Push, FetchScopes, Push]
    assert written in service.logs["c:1"]


def test_what_did_not_move_is_sent_once_more_when_the_round_ends_though_no_question_was_needed() -> None:
    _, laptop = level()
    laptop.write("c:1")
    engine, standing = laptop.engine, laptop.standing()
    scope = standing.scopes[0]
    said = Pushed(
        [PushOutcome("c:1", scope.gen, scope.epoch, scope.acked)], "t", standing.vector, standing.etag
    )
    for _ in range(2):
        action = engine.next(standing, laptop.now)
        assert isinstance(action, Push)
        engine.receive(laptop._fill(action), said, standing, laptop.now)
    assert isinstance(engine.next(standing, laptop.now), Wait)


@pytest.mark.parametrize("written_late", [False, True])
def test_after_a_new_chain_the_scope_is_asked_for_again_at_once_and_only_once(written_late: bool) -> None:
    _, laptop = level(behind=1)
    engine = laptop.engine
    laptop.turn()
    asked = engine.next(laptop.standing(), laptop.now)
    assert isinstance(asked, Pull)
    assert list(asked.scopes) == ["c:1"]

    def unfit() -> list[messages.Effect]:
        """What comes back as ours is not in the file; its page is written before the answer ends or after."""
        standing = laptop.standing()
        engine.receive(asked, Lines([]), standing, laptop.now)
        if written_late:
            engine.receive(asked, Ended(), standing, laptop.now)
        effects = engine.done(Done(unfit=("c:1",)), standing, laptop.now)
        if not written_late:
            engine.receive(asked, Ended(), standing, laptop.now)
        return effects

    assert unfit() == [Rechain("c:1")]
    again = engine.next(laptop.standing(), laptop.now)
    assert isinstance(again, Pull)
    assert list(again.scopes) == ["c:1"]
    assert unfit() == []
    assert isinstance(engine.next(laptop.standing(), laptop.now), Wait)


def test_what_is_no_longer_read_is_sent_as_soon_as_the_list_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "FAR", 5)
    service, laptop = level(behind=9)
    engine = laptop.engine
    laptop._set("c:1", head=10)
    asked = engine.next(laptop.standing(), laptop.now)
    assert isinstance(asked, FetchSnapshot)
    del service.granted["c:1"]
    engine.receive(asked, Refused(403, Problem("not_allowed")), laptop.standing(), laptop.now)
    laptop.write("c:1")
    assert isinstance(laptop.turn(), FetchScopes)
    action = engine.next(laptop.standing(), laptop.now)
    assert isinstance(action, Push)
    assert not action.skip


def test_a_list_that_is_the_same_lets_nothing_be_asked_in_a_circle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "FAR", 5)
    _, laptop = level(behind=9)
    laptop._set("c:1", head=10)
    asked = laptop.engine.next(laptop.standing(), laptop.now)
    laptop.engine.receive(asked, Refused(403, Problem("not_allowed")), laptop.standing(), laptop.now)
    kinds = []
    while not isinstance(action := laptop.turn(), Wait):
        kinds.append(type(action))
        assert len(kinds) < 5
    assert FetchSnapshot not in kinds
