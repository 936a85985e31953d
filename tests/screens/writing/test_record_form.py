"""The form of any record: lines, texts of several rows, dates in shorthand, a draft, and changing."""

from __future__ import annotations

from typing import Any

import pytest

from screens.record_editor import RecordEditorScreen
from tests.screens.waiting import shows, text, until
from tests.screens.writing.conftest import Opener
from tests.screens.writing.opened import Opened


async def _client(at: Opened) -> str:
    return await at.desk.intake.create({"first_name": "Jan", "name_prefix": "van der", "surname": "Berg"})


async def _filed(at: Opened) -> None:
    await at.pilot.press("ctrl+s")
    await until(at.pilot, lambda: not isinstance(at.app.screen, RecordEditorScreen), "filed")


async def test_a_record_is_typed_from_top_to_bottom_and_kept(opened: Opener) -> None:
    async with opened() as at:
        who = await _client(at)
        await at.go(RecordEditorScreen, "record_editor", client=who, record_type="risk_flag")
        await shows(at.pilot, "Risk · Jan van der Berg")
        await at.type("dog\nora\n")
        await at.paste("Gromt [/x] naar bezoek.\nBijt niet.")
        await at.pilot.press("tab")
        await at.type("buurvrouw\ngisteren\n+14")
        await _filed(at)
        [flag] = await at.desk.records.listed("risk_flag", who)
        assert (flag["kind"], flag["level"], flag["fact"], flag["source"]) == (
            "animal",
            "orange",
            "Gromt [/x] naar bezoek.\nBijt niet.",
            "buurvrouw",
        )
        assert await at.desk.drafts.list() == []


async def test_a_suggestion_is_replaced_by_what_one_types_and_what_one_typed_is_not(opened: Opener) -> None:
    async with opened() as at:
        who = await _client(at)
        given = {"source": "huisbezoek"}
        await at.go(RecordEditorScreen, "record_editor", client=who, record_type="risk_flag", given=given)
        await until(at.pilot, lambda: at.field("source").entry.value == "huisbezoek", "suggested")
        at.field("source").entry.focus()
        await at.type("wijkagent")
        assert at.field("source").entry.value == "wijkagent"
        await at.pilot.press("escape")
        [draft] = await at.desk.drafts.list()
        await at.go(RecordEditorScreen, "record_editor", client=who, record_type="risk_flag", draft=draft.id)
        await until(at.pilot, lambda: at.field("source").entry.value == "wijkagent", "restored")
        at.field("source").entry.focus()
        await at.type(" zelf")
        assert at.field("source").entry.value == "wijkagent zelf"


async def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(opened: Opener) -> None:
    async with opened() as at:
        who = await _client(at)
        await at.go(RecordEditorScreen, "record_editor", client=who, record_type="risk_flag")
        await at.type("dog\n")
        await at.pilot.press("ctrl+s")
        await shows(at.pilot, "cannot stay empty")
        assert at.field("level").entry.has_focus
        assert "Dog or other animal" in text(at.pilot)
        await at.pilot.press("escape")
        await until(at.pilot, lambda: not isinstance(at.app.screen, RecordEditorScreen), "left")
        [draft] = await at.desk.drafts.list()
        assert (draft.kind, draft.subject) == ("record", "risk_flag:")
        await at.go(RecordEditorScreen, "record_editor", client=who, record_type="risk_flag", draft=draft.id)
        await shows(at.pilot, "Dog or other animal")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_changing_begins_with_what_is_there_and_writes_only_what_changed(
    opened: Opener, size: tuple[int, int]
) -> None:
    async with opened(size=size) as at:
        who = await _client(at)
        values: dict[str, Any] = {
            "role": "gp",
            "name": "Dokter Vos",
            "phone": "030-1234567",
            "safe_to_call": "arranged",
            "birth_date": "1971",
            "remark": "Belt terug\nna vieren.",
        }
        contact = await at.desk.records.create("contact", who, values)
        await at.go(RecordEditorScreen, "record_editor", client=who, record_type="contact", record=contact)
        await shows(at.pilot, "Dokter Vos")
        at.field("name").entry.focus()
        await at.pilot.press("end")
        await at.type("sen")
        await _filed(at)
        [row] = await at.desk.records.listed("contact", who)
        assert row["name"] == "Dokter Vossen"
        assert {name: row[name] for name in values if name != "name"} == {
            name: value for name, value in values.items() if name != "name"
        }
        waiting = await at.desk.outbox.items()
        assert len([item for item in waiting if item.client == who]) >= 1


async def test_what_was_emptied_stays_empty_when_one_goes_on_with_it(opened: Opener) -> None:
    async with opened() as at:
        who = await _client(at)
        values = {"role": "gp", "name": "Dokter Vos", "phone": "030-1234567"}
        contact = await at.desk.records.create("contact", who, values)
        await at.go(RecordEditorScreen, "record_editor", client=who, record_type="contact", record=contact)
        await shows(at.pilot, "Dokter Vos")
        at.field("phone").entry.focus()
        await at.pilot.press("ctrl+u", "escape")
        await until(at.pilot, lambda: not isinstance(at.app.screen, RecordEditorScreen), "left")
        [draft] = await at.desk.drafts.list()
        await at.go(
            RecordEditorScreen,
            "record_editor",
            client=who,
            record_type="contact",
            record=contact,
            draft=draft.id,
        )
        await shows(at.pilot, "Dokter Vos")
        assert at.field("phone").entry.value == ""
        await _filed(at)
        [row] = await at.desk.records.listed("contact", who)
        assert (row["name"], row["phone"]) == ("Dokter Vos", None)
