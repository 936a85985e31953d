"""`u`: the last change one made on this laptop is taken back; who is told, only when that dossier is open."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from screens import moments
from screens.background import in_background
from screens.dialogs.question import Answer, Question
from screens.page import Page
from screens.plain import one_line
from thuis_tui.language import _

if TYPE_CHECKING:
    from screens.app import ThuisApp
    from thuis_tui.desk.desk import Desk
    from thuis_tui.desk.undo import LastChange


def undo(page: Page[None]) -> None:
    """Begin; it may have to ask first."""
    in_background(page, partial(_undo, page), "undo", exclusive=True)


async def _undo(page: Page[None]) -> None:
    from thuis_tui.desk.shapes import NotEnrolled
    from thuis_tui.desk.undo import CannotUndo

    app, desk = page.thuis, page.desk
    last = await desk.undoing.last()
    if last is None:
        app.tell(_("There is nothing to undo."))
        return
    is_open = _is_open(app, last.client)
    if not is_open and not await _sure(app, last):
        return
    try:
        undone = await desk.undoing.undo(last)
    except CannotUndo as why:
        app.tell(why.reason, severity="warning", timeout=12)
    except NotEnrolled:
        app.tell(_("This laptop is not connected to an organisation yet."), severity="warning")
    else:
        _tell(app, desk, undone, is_open=is_open)


def _tell(app: ThuisApp, desk: Desk, undone: LastChange | None, *, is_open: bool) -> None:
    if undone is None:
        app.tell(_("Something was written meanwhile; nothing was undone."), severity="warning")
    elif is_open:
        told = _("Undone: {what} · {name}")
        app.tell(told.format(what=one_line(undone.what), name=one_line(undone.client_name)))
    else:
        app.tell(_("Undone: {what}").format(what=one_line(undone.what)))


async def _sure(app: ThuisApp, last: LastChange) -> bool:
    """What one does not see change is asked about first, without the name of the person."""
    moment = moments.local(last.at).replace(tzinfo=None)
    question = Question(
        _("Undo a change in a dossier that is not open?"),
        _("{what}, {when}").format(what=last.what, when=moments.when(moment, app.local_now())),
        [Answer("leave", _("Leave it")), Answer("undo", _("Undo it"))],
    )
    return await app.push_screen_wait(question) == "undo"


def _is_open(app: ThuisApp, client: str) -> bool:
    """Whether one is in this dossier."""
    routes = (screen.route for screen in app.screen_stack if isinstance(screen, Page))
    return any(route is not None and route.arguments.get("client") == client for route in routes)


def page_of(app: object) -> Page[None] | None:
    """The page that is shown, when it has an open file behind it."""
    shown = cast("ThuisApp", app).screen
    return shown if isinstance(shown, Page) and cast("ThuisApp", app).desk is not None else None
