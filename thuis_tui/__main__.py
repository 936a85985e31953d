"""Where thuis starts: the screens when nothing else is asked for, else the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thuis_tui.desk.demo.stage import Stage
    from thuis_tui.settings import Places, Settings


def main() -> None:
    """Run thuis and end with its exit code."""
    # A bare `thuis` goes straight to the unlock screen: parsing nothing should cost nothing.
    if len(sys.argv) == 1 and sys.stdin.isatty() and sys.stdout.isatty():
        sys.exit(_open_at_once())
    from thuis_tui.cli import run

    sys.exit(run(sys.argv[1:]))


def _open_at_once() -> int:
    from thuis_tui.language import select
    from thuis_tui.settings import Places, Settings, SettingsProblem

    places = Places.find()
    try:
        settings = Settings.load(places)
    except SettingsProblem as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    select(settings.language, settings.client_word)
    return open_screens(places, settings)


def open_screens(places: Places, settings: Settings) -> int:
    """Open the screens on this terminal; the exit code. The only place that names them."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        from thuis_tui.language import _

        sys.stderr.write(_("The screens need a terminal. See 'thuis --help' for the commands.") + "\n")
        return 2
    from screens.app import run

    return run(places, settings)


def open_demo(stage: Stage, settings: Settings) -> int:
    """Open the screens as the demo's first caseworker, already unlocked; the exit code."""
    from screens.app import ThuisApp
    from thuis_tui.desk.opening import FileKey

    first = stage.laptops[0]
    app = ThuisApp(first.places, settings, colleague=stage.colleague)

    async def enter(_pilot: object) -> None:
        await app.enter(FileKey(first.key.raw()))

    stage.watch()
    app.run(mouse=settings.mouse, auto_pilot=enter)
    return app.return_code or 0


if __name__ == "__main__":
    main()
