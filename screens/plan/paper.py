"""The plan on paper for the client: which kind, in which language, into which folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.dialogs.choose_one import ChooseOne
from screens.dialogs.folder import Folder
from screens.dialogs.question import Answer
from thuis_tui.desk.shapes import FileProblem, InvalidInput, NotEnrolled
from thuis_tui.language import _

if TYPE_CHECKING:
    from screens.plan.plan import PlanScreen


async def to_paper(page: PlanScreen) -> None:
    """Ask, write the file, and tell where it is."""
    plan = page.plan
    if plan is None:
        return
    chosen = await page.app.push_screen_wait(
        ChooseOne(
            _("The plan for the client"),
            _("In plain language, to read together and to sign. The access log tells that you did this."),
            (
                Answer("pdf nl", _("PDF to print, in Dutch")),
                Answer("pdf en", _("PDF to print, in English")),
                Answer("markdown nl", _("Text (Markdown), in Dutch")),
                Answer("markdown en", _("Text (Markdown), in English")),
            ),
        )
    )
    if chosen is None:
        return
    kind, _space, language = chosen.partition(" ")
    typed, problem = "", ""
    while True:
        given = await page.app.push_screen_wait(
            Folder(
                _("Into which folder?"),
                _("The file is not encrypted. Delete it once the client has it."),
                typed,
                problem,
            )
        )
        if given is None:
            return
        typed = given
        try:
            place = await page.desk.plans.export(plan, kind, language, typed)
        except InvalidInput as fault:
            problem = str(fault.problems[0])
        except FileProblem as fault:
            problem = fault.reason
        except NotEnrolled:
            problem = _("This laptop is not connected to an organisation yet.")
        else:
            page.thuis.tell(_("Written: {path}").format(path=place), timeout=12)
            return
