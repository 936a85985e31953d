"""The page of today at the desk: grouped and in order, in one read that no table makes longer."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, event

from tests.desk.laptops import PERSON
from thuis_tui.desk import today
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.matter import GROUPS, Matter, group_of, grouped
from thuis_tui.desk.shapes import Draft

ON = date(2026, 3, 4)
DAYS = st.sampled_from(["", "2026-03-03", "2026-03-04", "2026-03-05", "2026-04-01"])
KINDS = st.sampled_from(["visit", "visit_under_way", "visit_open", "task", "draft", "conflict", "consent"])
MATTERS = st.builds(
    lambda kind, due, at, urgent: Matter(kind=kind, text="x", due_on=due, at=at, urgent=urgent),
    KINDS,
    DAYS,
    st.sampled_from(["", "2026-03-04T09:00:00Z", "2026-03-04T14:00:00Z"]),
    st.booleans(),
)
BOUNDED = re.compile(
    r"SCAN (json_each|CONSTANT|draft|conflict|u|m USING INDEX meldcode_open"
    r"|(\w+ )?USING INDEX \w+_(open|undecided|unseen|under_way)"
    r"|(notice|task|late_work|visit) USING (COVERING )?INDEX \w+_(open|undecided|unseen|under_way)"
    r"|a USING COVERING INDEX assessment_latest|client USING COVERING INDEX \w+)"
)
"""What is read from end to end holds only what waits for this person, by its partial index; one row an
assessment is read from its index alone, and of the clients whether there is one."""


@given(st.lists(MATTERS, max_size=20))
def test_each_matter_stands_once_urgent_ones_first_and_each_group_in_order(found: list[Matter]) -> None:
    groups = grouped(found, ON)
    assert sorted(map(id, found)) == sorted(id(one) for group in groups.values() for one in group)
    assert list(groups) == [name for name in GROUPS if name in groups]
    assert all(one.urgent == (name == "now") for name, group in groups.items() for one in group)
    for group in groups.values():
        days = [one.due_on or "9999" for one in group]
        assert days == sorted(days)


def test_what_comes_later_is_not_among_what_is_due() -> None:
    assert group_of(Matter(kind="consent", text="", due_on="2026-03-05"), ON) == "coming"
    assert group_of(Matter(kind="task", text="", due_on="2026-03-04"), ON) == "due"
    assert group_of(Matter(kind="visit_open", text="", due_on="2026-03-01"), ON) == "due"
    assert group_of(Matter(kind="visit", text="", due_on="2026-03-05"), ON) == "tomorrow"
    assert group_of(Matter(kind="refused", text=""), ON) == "settle"


async def test_a_draft_is_named_with_its_first_words_and_whom_it_is_about(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    await desk.drafts.keep(
        Draft(id="d" * 32, kind="note", fields={"body": "Koffie\ngedronken"}, client=client)
    )
    await desk.drafts.keep(Draft(id="e" * 32, kind="intake", fields={"first_name": "Zoë"}))
    found = {one.client_name: one.text for one in (await desk.today.day()).matters}
    assert found == {"José van der Ünal": "Note: Koffie gedronken", "Zoë": "Intake"}


async def test_an_empty_file_says_that_nobody_is_known(desk: Desk) -> None:
    assert not (await desk.today.day()).known
    await desk.intake.create(PERSON)
    assert (await desk.today.day()).known


async def test_no_table_that_grows_is_read_from_end_to_end(desk: Desk) -> None:
    await desk.intake.create(PERSON)
    me, on = desk.file.author(), desk.file.world.today()

    def look(connection: Connection) -> list[str]:
        asked: list[tuple[str, Any]] = []

        def before(_c: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, _many: bool) -> None:
            asked.append((sql, parameters))

        event.listen(connection, "before_cursor_execute", before)
        today.matters(connection, on, me)
        event.remove(connection, "before_cursor_execute", before)
        assert len(asked) >= len(today.SOURCES)
        return [
            row[3]
            for sql, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
            if row[3].startswith("SCAN")
        ]

    assert [step for step in await desk.file.read(look) if not BOUNDED.match(step)] == []
