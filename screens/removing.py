"""Removing a record of a dossier: the reason is asked, and the bin keeps it for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screens.dialogs.reason import Reason
from thuis_tui.language import _, ngettext

if TYPE_CHECKING:
    from screens.page import Page


async def remove_record(page: Page[Any], client: str, ent: str, what: str) -> bool:
    """Ask why, then take the record away; whether that was done. To be run in the background of a page.

    `what`: how the record is called in the question, such as "Risk: dog that bites".
    """
    from thuis_tui.desk.removals import BIN_DAYS
    from thuis_tui.desk.shapes import InvalidInput

    kept = ngettext(
        "It can be put back from the bin for {count} day. Colleagues see who removed it and why.",
        "It can be put back from the bin for {count} days. Colleagues see who removed it and why.",
        BIN_DAYS,
    ).format(count=BIN_DAYS)
    reason = await page.app.push_screen_wait(Reason(_("Remove this? {what}").format(what=what), kept))
    if reason is None:
        return False
    try:
        await page.desk.records.remove(client, ent, reason)
    except InvalidInput as fault:
        page.thuis.tell(str(fault.problems[0]), severity="warning", timeout=10)
        return False
    page.thuis.tell(_("Removed. u puts it back, and so does the bin in the history of the dossier (H)."))
    return True
