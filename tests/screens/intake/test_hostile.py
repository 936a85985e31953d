"""Whatever people typed: the intake, its sheet and the merging show it as text and stay on their feet."""

from itertools import pairwise

from rich.cells import cell_len

from screens.merging.page import MergingScreen
from screens.whole_intake.sections import WholeIntakeScreen
from screens.whole_intake.sheet import TypingSheetScreen
from tests.hostile import HOSTILE
from tests.screens.waiting import text, until
from tests.screens.writing.conftest import Opener
from tests.screens.writing.opened import Opened
from thuis_tui.casework.attribute import Shape
from thuis_tui.casework.intake_sections import SECTIONS
from thuis_tui.casework.records import fields, validate
from thuis_tui.desk.whole_intake import text_of

FREE = [
    name
    for name, facts in fields("client").items()
    if not facts.system
    and not facts.vocabulary
    and not facts.check
    and facts.shape in (Shape.LINE, Shape.TEXT)
]


def people() -> list[dict[str, str]]:
    """Two people with a nasty text of each family in some field."""
    made: list[dict[str, str]] = [{}]
    families = {each.name.rpartition("-")[0]: each.text for each in HOSTILE}
    for nasty in families.values():
        for name in FREE:
            if name not in made[-1] and not validate("client", {"surname": "x", name: nasty}):
                made[-1][name] = nasty
                break
        if len(made[-1]) == len(FREE) // 2:
            made.append({})
    return [{"surname": "Berg", **values} for values in made[:2]]


async def look(at: Opened, size: tuple[int, int]) -> None:
    await until(at.pilot, lambda: at.app.screen.ready, "ready")  # type: ignore[attr-defined]
    await at.pilot.pause()
    assert [line for line in text(at.pilot).splitlines() if cell_len(line) > size[0]] == []


async def test_every_nasty_text_in_some_field(opened: Opener) -> None:
    size = (80, 24)
    async with opened(size=size) as at:
        made = [(await at.desk.intake.create(values), values) for values in people()]
        assert sum(len(values) for _client, values in made) > 8
        for (client, values), (other, _values) in pairwise(made):
            for part in SECTIONS:
                if any(name in values for name in part.fields):
                    await at.go(WholeIntakeScreen, "whole_intake", client=client, part=part.name)
                    await look(at, size)
                    await at.app.pop_screen()
            await at.go(TypingSheetScreen, "typing_sheet", client=client)
            await look(at, size)
            sheet = text_of(await at.desk.whole_intake.sheet(client))
            for name, value in values.items():
                if name in ("alias", "pets", "language"):
                    assert value.split("\n")[0].rstrip() in sheet
            await at.app.pop_screen()
            await at.go(MergingScreen, "merging", client=client, other=other)
            await look(at, size)
            await at.pilot.press("end", "3")
            await look(at, size)
            await at.app.pop_screen()
