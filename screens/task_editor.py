"""One task: what, who does it and by when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widget import Widget

from screens.record_editor import RecordEditorScreen
from screens.widgets.form.choice import ChoiceField
from screens.widgets.form.derived import field_of
from screens.widgets.form.foot import Foot
from screens.widgets.form.form import Form
from screens.widgets.form.options import Option
from screens.writing_page import Subject
from thuis_tui.casework.validation import judge
from thuis_tui.desk.shapes import Draft
from thuis_tui.language import N_, _

if TYPE_CHECKING:
    from thuis_tui.desk.records import RecordStanding

ABOUT = "about"
"""Where a draft keeps what the task comes from."""


class TaskEditorScreen(RecordEditorScreen):
    """A new task, or one that is changed; it may come from an action, a review or another record."""

    FIELDS = ("what", "due_on", "owner")
    ROUTE = "task_editor"
    OFFER = N_("You began a task for this person")
    FOOT: ClassVar[str] = N_("Dates: +14, mo, 3-12")

    def __init__(
        self, client: str, record: str | None = None, about: str = "", draft: str | None = None
    ) -> None:
        super().__init__(client, "task", record, draft=draft)
        self._about = about

    @property
    def route(self) -> Any:
        """Back here after a lock, also with what it comes from."""
        route = super().route
        return route._replace(arguments={**route.arguments, "about": self._about})

    def compose_body(self) -> Iterable[Widget]:
        """The lines; who does it is chosen from the colleagues that are known."""
        with Form(classes="record-fields"):
            for facts in self._in_form():
                if facts.name == "owner":
                    yield ChoiceField(
                        "owner", _(facts.label), (), judge=judge(facts), label_width=18, side_width=34
                    )
                else:
                    # What has to be done is a sentence: nothing stands beside it.
                    side = 2 if facts.name == "what" else 34
                    yield field_of(facts, self.thuis.local_now, label_width=18, side_width=side)
        foot = Foot()
        foot.left = _(self.FOOT)
        yield foot

    async def about(self) -> Subject:
        """Who can do it, and what it comes from, before anything is typed."""
        owners = await self.desk.tasks.owners()
        owner = self.form.field("owner")
        assert isinstance(owner, ChoiceField)
        owner.options = [Option(each.id, "", each.name) for each in owners]
        if self._about and self._record is None:
            begun = await self.desk.tasks.about(self._about)
            self._given = dict(begun.values)
        if self._record is None and owners:
            self._given.setdefault("owner", self.desk.file.database.actor)
        return await super().about()

    def _put(self, values: Mapping[str, Any]) -> None:
        """Who is shown by name."""
        owner = self.form.field("owner")
        super()._put({name: value for name, value in values.items() if name != "owner"})
        if isinstance(owner, ChoiceField) and values.get("owner"):
            owner.choose(values["owner"])

    def gather(self) -> dict[str, Any]:
        """What was typed, and what it comes from."""
        kept = super().gather()
        return {**kept, ABOUT: self._about} if self._about else kept

    def _restore(self, draft: Draft) -> None:
        """The draft knows what it comes from."""
        super()._restore(draft)
        if isinstance(about := draft.fields.get(ABOUT), str):
            self._about = about

    async def create(self, values: Mapping[str, Any]) -> str:
        """Make it."""
        origin = {"about": self._about} if self._about else {}
        await self.desk.tasks.add(self._client, {**origin, **values}, self.draft_id)
        return _("The task is on the list.")

    async def change(self, seen: RecordStanding, values: Mapping[str, Any]) -> str:
        """Write what was changed."""
        await self.desk.tasks.change(seen, values, self.draft_id)
        return _("The task is changed.")
