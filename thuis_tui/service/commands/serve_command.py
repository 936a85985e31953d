"""`thuis serve`: running the central service, or only checking what it would run with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from thuis_tui.language import N_, _
from thuis_tui.service.commands.terminal import USAGE, WRONG, Command, Stopped, json_option, option

if TYPE_CHECKING:
    from thuis_tui.service.settings import Settings


def where_options(function: Any) -> Any:
    """Add the options that say which service is meant, for `serve` and `admin` alike."""
    for decorate in (
        option(
            "--data",
            "data_dir",
            type=click.Path(path_type=Path, file_okay=False),
            help=N_("Directory of the service's database."),
        ),
        option("--database-url", help=N_("A PostgreSQL database instead (postgresql+psycopg://...).")),
        option(
            "--configuration",
            "file",
            type=click.Path(path_type=Path, dir_okay=False),
            envvar="THUIS_CONFIGURATION",
            help=N_(
                "A file with settings (TOML); the variables THUIS_... go before it, options before both."
            ),
        ),
    ):
        function = decorate(function)
    return function


def settings_of(file: Path | None, **given: Any) -> Settings:
    """Read the settings; what is wrong with them ends the command."""
    from thuis_tui.service.settings import NotValid, load

    try:
        return load(file, given)
    except NotValid as problem:
        raise Stopped(str(problem), USAGE) from problem


@click.command(
    cls=Command,
    help=N_(
        "Run the central service.\n\n"
        "It listens on this machine only, unless it is given a certificate or stands behind a proxy."
    ),
)
@where_options
@option("--host", help=N_("Address to listen on."))
@option("--port", type=int, help=N_("Port to listen on; 0 lets the system choose."))
@option("--tls-certificate", type=click.Path(path_type=Path), help=N_("Certificate chain (PEM)."))
@option("--tls-key", type=click.Path(path_type=Path), help=N_("Key of the certificate (PEM)."))
@option("--behind-proxy", is_flag=True, default=None, help=N_("A proxy in front of this service ends TLS."))
@option("--metrics-port", type=int, help=N_("Port of the metrics, on this machine only; 0: none."))
@option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    help=N_("What is written to standard error, as JSON lines."),
)
@option("--check", is_flag=True, help=N_("Say whether it could start with these settings, and stop."))
@json_option
def serve(file: Path | None, check: bool, as_json: bool, **given: Any) -> None:
    """Serve until stopped."""
    from thuis_tui.service.listening import NotSafe
    from thuis_tui.service.not_possible import NotPossible
    from thuis_tui.service.secret import NoSecret

    settings = settings_of(file, **given)
    configuration, listening = settings.configuration(), settings.listening()
    try:
        if check:
            from thuis_tui.service.check import checked

            told = checked(configuration, listening)
            click.echo(json.dumps(told) if as_json else _("It could start: the settings are right."))
            return
        from thuis_tui.service.web.server import run

        started = run(configuration, listening, settings.log_level)
    except (NotSafe, NoSecret) as problem:
        raise Stopped(str(problem), USAGE) from problem
    except NotPossible as problem:
        raise Stopped(str(problem), WRONG) from problem
    if not started:
        raise Stopped(
            _("The service could not listen on {host}, port {port}: is it running already?").format(
                host=settings.host, port=settings.port
            ),
            WRONG,
        )
