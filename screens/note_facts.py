"""What a note takes from elsewhere in the dossier: the facts of its visit, and the goals it can be about."""

from __future__ import annotations

from screens import moments
from screens.plain import one_line
from screens.widgets.form.choice import ChoiceField, SeveralField
from screens.widgets.form.derived import typed_moment
from screens.widgets.form.options import Option
from screens.writing_page import WritingPage
from thuis_tui.desk.shapes import NotFound
from thuis_tui.language import _
from thuis_tui.text import excerpt

LENGTH = 60
"""Characters of a goal in the list to choose from."""


async def offer_goals(page: WritingPage, client: str, label_width: int) -> None:
    """A field for the goals of the plan that runs; without such a plan there is none."""
    options = [
        Option(goal, str(place), one_line(excerpt(wording, LENGTH)))
        for place, (goal, wording) in enumerate(await page.desk.notes.goals(client), 1)
    ]
    if options:
        hint = _("numbers, like 1 3")
        field = SeveralField("goals", _("Goals"), options, label_width=label_width, entry_width=20, hint=hint)
        field.step = page.form.step
        await page.form.mount(field)


async def fill_from_visit(page: WritingPage, visit: str) -> None:
    """Kind, time and duration as the visit was; a visit that is gone leaves the form as it is."""
    try:
        facts = await page.desk.visits.note_facts(visit)
    except NotFound:
        return
    kind = page.form.field("kind")
    assert isinstance(kind, ChoiceField)
    kind.choose(facts.kind)
    begun = moments.local(facts.occurred_at).replace(tzinfo=None)
    page.form.field("occurred_at").restore(typed_moment(begun))
    if facts.minutes is not None:
        page.form.field("duration_minutes").restore(str(facts.minutes))
