"""Whether the service could start as it is configured: nothing is opened for others, nothing is changed."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from thuis_tui.language import N_, message
from thuis_tui.service.listening import NotSafe

if TYPE_CHECKING:
    from thuis_tui.service.configuration import Configuration
    from thuis_tui.service.listening import Listening


def checked(configuration: Configuration, listening: Listening) -> dict[str, str]:
    """Look at the address, the certificate with its key, the secret and the database.

    Returns what it would be. Raises NotSafe or NoSecret.
    """
    listening.check()
    if listening.certificate and listening.key:
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
                listening.certificate, listening.key
            )
        except (ssl.SSLError, OSError) as problem:
            reason = message(
                N_("The certificate and its key cannot be used: {reason}."),
                reason=problem.strerror or problem,
            )
            raise NotSafe(reason) from problem
    if configuration.secret_file:
        configuration.secret("check")
    if configuration.database_url:
        _ask(configuration.database_url)
    return {
        "database": "postgresql" if configuration.database_url else "sqlite",
        "address": f"{listening.host}:{listening.port}",
        "tls": "here" if listening.certificate else "proxy" if listening.behind_proxy else "none",
        "metrics": f"{listening.metrics_host}:{listening.metrics_port}" if listening.metrics_port else "none",
    }


def _ask(url: str) -> None:
    from sqlalchemy import create_engine
    from sqlalchemy.exc import ArgumentError, DBAPIError
    from sqlalchemy.pool import NullPool

    try:
        engine = create_engine(
            url, poolclass=NullPool, hide_parameters=True, connect_args={"connect_timeout": 10}
        )
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    except (ArgumentError, DBAPIError, ModuleNotFoundError) as problem:
        told = type(getattr(problem, "orig", None) or problem).__name__  # its text may quote the password
        raise NotSafe(message(N_("The database does not answer: {reason}."), reason=told)) from problem
