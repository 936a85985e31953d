"""Running the application: where it may listen, with which certificate, and how it stops."""

from __future__ import annotations

import gc
import ipaddress
import socket
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from thuis_tui.language import N_, Message, message
from thuis_tui.service.app import create_app
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.journal import log_config, note

_GRACE = 10  # seconds for the requests that are being answered when the service is told to stop


class NotSafe(ValueError):
    """The service would be reachable by others without encryption; `message` says what to do."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.text)
        self.message = reason

    def __str__(self) -> str:
        """The reason in the user's language."""
        return str(self.message)


@dataclass(frozen=True, kw_only=True)
class Listening:
    """Where the service listens. `behind_proxy`: a proxy ends TLS, and its headers are trusted."""

    host: str = "127.0.0.1"
    port: int = 8340
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False

    def check(self) -> None:
        """Refuse to listen where others can reach without TLS. Raises NotSafe."""
        if (self.certificate is None) != (self.key is None):
            raise NotSafe(message(N_("Give both the certificate and its key, or neither.")))
        if self.certificate is None and not self.behind_proxy and not _is_loopback(self.host):
            raise NotSafe(
                message(
                    N_(
                        "On {host} others can reach this service, so it needs TLS: give --tls-certificate "
                        "and --tls-key, or --behind-proxy when a proxy in front of it ends TLS."
                    ),
                    host=self.host,
                )
            )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def run(configuration: Configuration, listening: Listening, log_level: str = "info") -> bool:
    """Serve until told to stop (SIGTERM, SIGINT); requests that are being answered are finished first.

    Returns whether it came to listening at all. Raises NotSafe before anything is opened.
    """
    server = Server(configuration, listening, log_level)
    # What was loaded stays until the end, and a request's own garbage has few cycles: look for them seldom.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    server.run()
    return server.started


class Server(uvicorn.Server):
    """A server that knows where it listens once it does; with port 0 the system chooses."""

    def __init__(self, configuration: Configuration, listening: Listening, log_level: str = "info") -> None:
        """Open the database; `run` serves until `should_exit` is set. Raises NotSafe."""
        listening.check()
        self.url = ""
        self.app = create_app(configuration)
        super().__init__(
            uvicorn.Config(
                self.app,
                host=listening.host,
                port=listening.port,
                log_config=log_config(log_level),
                access_log=False,  # it would write addresses and paths
                server_header=False,
                proxy_headers=listening.behind_proxy,
                ssl_certfile=listening.certificate,
                ssl_keyfile=listening.key,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=_GRACE,
                backlog=1024,
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; who listens for hints is not waited for."""
        self.app.state.hub.close()
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen and say where."""
        await super().startup(sockets)
        if not self.should_exit:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            scheme = "https" if self.config.is_ssl else "http"
            self.url = f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
            note("listening", url=self.url)
