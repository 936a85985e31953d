"""Which other dossier is of the same person, and taking a merging back: asked from the dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from textual.widgets import Input

from screens.dialogs.choose_client import ROWS, ChooseClient
from screens.dialogs.choose_one import ChooseOne
from screens.dialogs.question import Answer
from screens.plain import one_line
from screens.widgets.windowed_list import WindowedList
from thuis_tui.desk.shapes import Dossier, FileProblem, InvalidInput, NotEnrolled, NotFound
from thuis_tui.language import _

if TYPE_CHECKING:
    from screens.app import ThuisApp
    from screens.page import Page

OPEN: Final = "open "
BACK: Final = "back "
ANOTHER: Final = "another"


class ChooseOther(ChooseClient):
    """Whom to merge in: those who may be the same person come first, and never the dossier itself."""

    def __init__(self, question: str, client: str) -> None:
        super().__init__(question)
        self._client = client

    async def _find(self) -> None:
        desk = cast("ThuisApp", self.app).desk
        if desk is not None:
            typed = self.query_one("#line", Input).value
            ids = await desk.merging.candidates(self._client, typed)
            rows = await desk.caseload.rows(ids[:ROWS])
            await self.query_one("#people", WindowedList).show(ids, keep=False, rows=rows)


async def merge_from(page: Page[None], dossier: Dossier) -> None:
    """From a dossier: merge another into it, or take back what was merged."""
    answer = ANOTHER
    if dossier.into is not None or dossier.merged or dossier.ring:
        chosen = await page.app.push_screen_wait(
            ChooseOne(_("Dossiers of one person"), _about(dossier), _answers(dossier))
        )
        if chosen is None:
            return
        answer = chosen
    if answer.startswith(OPEN):
        await page.thuis.go("dossier", client=answer.removeprefix(OPEN))
    elif answer.startswith(BACK):
        await _take_back(page, answer.removeprefix(BACK))
    else:
        question = _("Which dossier is of {name} too?").format(name=one_line(dossier.name))
        other = await page.app.push_screen_wait(ChooseOther(question, dossier.client))
        if other is not None:
            await page.thuis.go("merging", client=dossier.client, other=other)


def _about(dossier: Dossier) -> str:
    if dossier.ring:
        return _("Two people merged these into each other at once. Which one goes on?")
    if dossier.into is not None:
        return _("This dossier is merged into that of {name}.").format(name=one_line(dossier.into[1]))
    names = ", ".join(one_line(name) for _client, name in dossier.merged)
    return _("Merged into this dossier: {names}").format(names=names)


def _answers(dossier: Dossier) -> list[Answer]:
    """What can be done, the one that changes nothing first."""
    if dossier.ring:
        others = [dossier.into] if dossier.into is not None else list(dossier.merged)
        goes_on = _("{name} goes on")
        both = [(dossier.client, dossier.name), *others]
        return [Answer(f"{BACK}{client}", goes_on.format(name=one_line(name))) for client, name in both]
    if dossier.into is not None:
        client, name = dossier.into
        return [
            Answer(f"{OPEN}{client}", _("Open the dossier of {name}").format(name=one_line(name))),
            Answer(f"{BACK}{dossier.client}", _("Take it back: two dossiers again")),
        ]
    return [
        Answer(ANOTHER, _("Merge another one too")),
        *(
            Answer(f"{BACK}{client}", _("Take {name} apart again").format(name=one_line(name)))
            for client, name in dossier.merged
        ),
    ]


async def _take_back(page: Page[None], client: str) -> None:
    try:
        await page.desk.merging.undo(client)
    except NotFound:
        page.thuis.tell(_("It was taken back already."))
    except InvalidInput as fault:
        page.thuis.tell(str(fault.problems[0]), severity="warning", timeout=10)
    except NotEnrolled:
        page.thuis.tell(_("This laptop is not connected to an organisation yet."), severity="warning")
    except FileProblem as fault:
        page.thuis.tell(fault.reason, severity="error", timeout=12)
    else:
        page.thuis.tell(_("Taken back. Each dossier stands by itself with its own notes."))
