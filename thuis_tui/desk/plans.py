"""The support plan of a client: goals and actions, agreement, approval, evaluation.

The rules are in `casework.plan_rules`; they are asked again inside the transaction that writes, because a
form may have been open while the plan was agreed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from thuis_tui.casework import plan_rules
from thuis_tui.casework.problem import Problem
from thuis_tui.casework.validation import REQUIRED
from thuis_tui.desk import plan_reading, plan_steps, plan_versions, private_file, standing
from thuis_tui.desk.facts import put
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.plan_shapes import ActionShown, PlanDifference, PlanPage, PlanShown
from thuis_tui.desk.records import Records, RecordStanding, add, refuse
from thuis_tui.desk.shapes import FileProblem, InvalidInput, NotFound
from thuis_tui.language import N_, Message, _
from thuis_tui.store import drafts, merged, write
from thuis_tui.store.writing import Writing

_IN_ORDER = "ORDER BY ifnull(position, '~'), recorded_at, id"


class Plans:
    """Reads and writes the support plans of clients."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file
        self._records = Records(file)

    # Reading

    async def page(self, client: str, plan: str | None = None) -> PlanPage:
        """One version with the list of all; without `plan` the one that is worked on. Raises NotFound."""
        me = self._file.database.actor
        return await self._file.read_of(
            client, lambda connection: plan_reading.page(connection, client, plan, me)
        )

    async def plan(self, client: str, plan: str | None = None) -> PlanShown:
        """One version; raises NotFound when there is none."""
        found = (await self.page(client, plan)).plan
        if found is None:
            raise NotFound(plan or client)
        return found

    async def difference(self, client: str, older: str, newer: str) -> PlanDifference:
        """What the newer version says otherwise than the older one. Raises NotFound."""
        return plan_versions.difference(await self.plan(client, older), await self.plan(client, newer))

    @property
    def today(self) -> str:
        """The day it is, as days are kept."""
        return date.fromtimestamp(self._file.world.now_ms() / 1000).isoformat()

    # Versions

    async def begin(self, client: str) -> str:
        """The first version, a draft; its id. Raises InvalidInput when there is one, NotFound."""
        if (await self.page(client)).versions:
            raise refused(plan_rules.STILL_OPEN)
        kept = self._records.stamped("plan", {"number": 1, "state": "draft"})
        return await self._file.write(lambda writing: add(writing, "plan", client, kept))

    async def new_version(self, client: str) -> str:
        """A draft with everything of the latest version that goes on, in one transaction; its id.

        Raises InvalidInput while another version is still being written, NotFound.
        """
        page = await self.page(client)
        if page.plan is None:
            raise NotFound(client)
        if any(each.state not in (*plan_rules.RUNNING, "closed") for each in page.versions):
            raise refused(plan_rules.STILL_OPEN)
        before = await self.plan(client, page.versions[0].id)
        number = {"number": before.number + 1, "state": "draft"}
        kept = self._records.stamped("plan", {**number, **plan_versions.head_of(before)})
        stamps = self._records.stamped("goal", {})

        def write_it(writing: Writing) -> str:
            tx = writing.ids()
            plan = add(writing, "plan", client, kept, tx=tx)
            home = merged.goes_on(writing.connection, client)
            plan_versions.copy(writing, before, plan, home, stamps, tx)
            return plan

        return await self._file.write(write_it)

    # Words

    async def change_plan(
        self, seen: RecordStanding, values: Mapping[str, Any], draft_id: str | None = None
    ) -> None:
        """Dates and the client's view. Raises InvalidInput."""
        await self._must_be_editable(seen.ent)
        await self._records.change(seen, values, rule=in_order, draft_id=draft_id)

    async def change_words(
        self, seen: RecordStanding, values: Mapping[str, Any], draft_id: str | None = None
    ) -> None:
        """A goal or an action of a plan that is not agreed yet. Raises InvalidInput."""
        await self._must_be_editable(seen.ent)
        await self._records.change(seen, values, draft_id=draft_id)

    async def add_goal(
        self, client: str, plan: str, values: Mapping[str, Any], draft_id: str | None = None
    ) -> str:
        """A goal at the end of the plan; its id. Raises InvalidInput, NotFound."""
        kept = self._records.stamped("goal", {**values, "plan": plan})
        refuse("goal", kept)

        def add_it(writing: Writing) -> str:
            beside = _beside(writing, "goal", "plan", plan)
            _stop(plan_rules.may_add_goal(_state(writing, plan), len(beside)), "wording")
            return _put_last(writing, "goal", client, kept, beside, draft_id)

        return await self._file.write(add_it)

    async def add_action(
        self, client: str, goal: str, values: Mapping[str, Any], draft_id: str | None = None
    ) -> str:
        """An action at the end of a goal; its id. Raises InvalidInput, NotFound."""
        kept = self._records.stamped("action", {**values, "goal": goal, "state": "open"})
        refuse("action", kept)

        def add_it(writing: Writing) -> str:
            beside = _beside(writing, "action", "goal", goal)
            state = _state(writing, _plan_of(writing, f"goal:{goal}"))
            _stop(plan_rules.may_add_action(state, len(beside)), "what")
            return _put_last(writing, "action", client, kept, beside, draft_id)

        return await self._file.write(add_it)

    async def move(self, client: str, ent: str, down: bool) -> bool:
        """One place down or up among the goals, or among the actions of a goal; whether it moved."""
        self._file.author()
        record_type, _colon, record = ent.partition(":")
        column = "plan" if record_type == "goal" else "goal"
        at = self._file.world.stamp()

        def move_it(writing: Writing) -> bool:
            _stop(None if _state(writing, _plan_of(writing, ent)) in plan_rules.EDITABLE else FROZEN)
            row = writing.raw.execute(
                f'SELECT "{column}" FROM "{record_type}" WHERE id=?',  # noqa: S608  our own names
                (record,),
            ).fetchone()
            beside = _beside(writing, record_type, column, row[0])
            order = [each[0] for each in beside]
            place = order.index(record) + (1 if down else -1)
            if not 0 <= place < len(order):
                return False
            scope = f"c:{merged.owner(writing.connection, client, ent)}"
            for one, position in _placed(beside, record, place).items():
                write.set_field(writing, scope, f"{record_type}:{one}", "position", position)
            log_access(writing, "change", client, at)
            return True

        return await self._file.write(move_it)

    async def remove(self, client: str, ent: str, reason: str) -> None:
        """Take a goal, an action or a version that was never agreed away, with the reason.

        Raises InvalidInput.
        """
        await self._must_be_editable(ent)
        await self._records.remove(client, ent, reason)

    # The way of a plan

    async def step(self, plan: PlanShown, step: str, *, name: str = "", reason: str = "") -> None:
        """Go one step on: `name` is what the client signs with, `reason` why there is no agreement.

        What is agreed is what was seen. Raises InvalidInput.
        """
        me, at = self._file.author(), self._file.world.stamp()
        values = plan_steps.values(plan, step, me, self.today, name=name, reason=reason)
        if plan.seen.fields["state"].contested:
            raise refused(plan_steps.CONTESTED)
        before = plan.seen.values

        def take_it(writing: Writing) -> None:
            if _state(writing, plan.id) != plan.state:
                raise refused(plan_rules.NOT_NOW)
            tx = writing.ids()
            for field, value in values.items():
                if value != before.get(field):
                    seen = plan.seen.fields[field]
                    put(writing, seen, value, seen.base, tx)
            if step == "start":
                plan_steps.replace(writing, plan, tx)
            log_access(writing, "change", plan.client, at)

        await self._file.write(take_it)

    async def set_action(self, plan: PlanShown, action: ActionShown, state: str) -> None:
        """Done, dropped or open again, in a plan that runs. Raises InvalidInput."""
        me, at = self._file.author(), self._file.world.stamp()
        if not plan.running:
            raise refused(plan_rules.NOT_RUNNING)
        ent = f"action:{action.id}"
        names = ("state", "done_on")
        seen = await self._file.read(
            lambda connection: [standing.of_field(connection, plan.client, name, me, ent) for name in names]
        )
        if seen[0].contested:
            raise refused(plan_steps.CONTESTED)
        values = (state, self.today if state == "done" else None)

        def set_it(writing: Writing) -> None:
            tx = writing.ids()
            for field, value in zip(seen, values, strict=True):
                put(writing, field, value, field.base, tx)
            log_access(writing, "change", plan.client, at)

        await self._file.write(set_it)

    async def evaluate(
        self, seen: RecordStanding, values: Mapping[str, Any], draft_id: str | None = None
    ) -> None:
        """The outcome of a goal with what the client says of it, in evaluation. Raises InvalidInput."""
        state = await self._state_of(seen.ent)
        if state != "in_evaluation":
            raise refused(plan_rules.NOT_IN_EVALUATION)
        if not values.get("outcome"):
            raise refused(REQUIRED, "outcome")
        await self._records.change(seen, values, draft_id=draft_id)

    # On paper

    async def paper(self, plan: PlanShown, kind: str, language: str) -> bytes:
        """The plan for the client, as "pdf" or "markdown"; a line in the access log. Raises FileProblem."""
        from thuis_tui.desk import plan_paper

        at = self._file.world.stamp()
        make = plan_paper.PAPERS[kind]
        try:
            made = await asyncio.to_thread(make, plan, language, self.today)
        except plan_paper.NoTypesetter as fault:
            raise FileProblem(_(NO_PDF)) from fault
        event = "print" if kind == "pdf" else "export"
        await self._file.write(lambda writing: log_access(writing, event, plan.client, at))
        return made

    async def export(self, plan: PlanShown, kind: str, language: str, folder: str) -> Path:
        """Write the plan for the client into a folder, readable by its owner only; where it is now.

        The access log has it before the file is there. Raises InvalidInput at 'folder', and FileProblem.
        """
        self._file.author()
        if not await asyncio.to_thread(_is_folder, folder):
            raise refused(private_file.NO_FOLDER, "folder")
        stem = "-".join(filter(None, ("plan", initials(plan.client_name), self.today)))
        made = await self.paper(plan, kind, language)
        return await asyncio.to_thread(private_file.write, folder, stem, _ENDINGS[kind], made)

    async def _must_be_editable(self, ent: str) -> None:
        if await self._state_of(ent) not in plan_rules.EDITABLE:
            raise refused(FROZEN)

    async def _state_of(self, ent: str) -> str:
        """The state of the plan that a plan, goal or action belongs to. Raises NotFound."""
        record_type, _colon, record = ent.partition(":")
        found = await self._file.read(
            lambda connection: connection.exec_driver_sql(_STATE_OF[record_type], (record,)).scalar()
        )
        if found is None:
            raise NotFound(ent)
        return str(found)


FROZEN = plan_rules.FROZEN
NO_PDF = N_("A PDF cannot be made on this machine. Nothing is lost: the plan can be written as text.")
_ENDINGS = {"pdf": "pdf", "markdown": "md"}
_STATE_OF = {
    "plan": "SELECT state FROM plan WHERE id=?",
    "goal": "SELECT plan.state FROM goal JOIN plan ON plan.id=goal.plan WHERE goal.id=?",
    "action": "SELECT plan.state FROM action JOIN goal ON goal.id=action.goal"
    " JOIN plan ON plan.id=goal.plan WHERE action.id=?",
}
_PLAN_OF = {
    "goal": "SELECT plan FROM goal WHERE id=?",
    "action": "SELECT goal.plan FROM action JOIN goal ON goal.id=action.goal WHERE action.id=?",
}
refused = plan_steps.refused


def _is_folder(typed: str) -> bool:
    return bool(typed.strip()) and Path(typed.strip()).expanduser().is_dir()


def initials(name: str) -> str:
    """The initials of a name, for a file name that tells no stranger who it is about."""
    return "".join(part[0] for part in name.split() if part[0].isalnum()).upper()


def in_order(values: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the dates of a plan together."""
    if plan_rules.dates_in_order(values.get("starts_on"), values.get("evaluate_on")):
        return []
    return [Problem("evaluate_on", plan_rules.END_BEFORE_START)]


def _stop(reason: Message | None, field: str = "") -> None:
    if reason is not None:
        raise InvalidInput([Problem(field, reason)])


def _state(writing: Writing, plan: str) -> str:
    row = writing.raw.execute("SELECT state FROM plan WHERE id=?", (plan,)).fetchone()
    if row is None:
        raise NotFound(plan)
    return str(row[0])


def _plan_of(writing: Writing, ent: str) -> str:
    record_type, _colon, record = ent.partition(":")
    row = writing.raw.execute(_PLAN_OF[record_type], (record,)).fetchone()
    if row is None:
        raise NotFound(ent)
    return str(row[0])


def _beside(writing: Writing, table: str, column: str, owner: str) -> list[tuple[str, str | None]]:
    """The goals of a plan or the actions of a goal, in order, each with its place."""
    return list(
        writing.raw.execute(
            f'SELECT id, position FROM "{table}" WHERE "{column}"=? {_IN_ORDER}',  # noqa: S608  our own names
            (owner,),
        )
    )


def _put_last(
    writing: Writing,
    record_type: str,
    client: str,
    kept: Mapping[str, Any],
    beside: list[tuple[str, str | None]],
    draft_id: str | None,
) -> str:
    last = max((position for _id, position in beside if position), default=None)
    if draft_id is not None:
        drafts.discard(writing, draft_id)
    try:
        position = plan_rules.between(last, None)
    except ValueError:
        position = plan_rules.places(len(beside) + 1)[-1]
    return add(writing, record_type, client, {**kept, "position": position})


def _placed(beside: list[tuple[str, str | None]], record: str, place: int) -> dict[str, str]:
    """Which records get which place so that one stands where it should: one of them, or all anew."""
    rest = [each for each in beside if each[0] != record]
    before = rest[place - 1][1] if place else None
    after = rest[place][1] if place < len(rest) else None
    try:
        if all(position for _id, position in rest):
            return {record: plan_rules.between(before, after)}
    except ValueError:
        pass  # No room between the two, which two laptops can bring about: all get a place anew.
    order = [each[0] for each in rest]
    order.insert(place, record)
    return dict(zip(order, plan_rules.places(len(order)), strict=True))
