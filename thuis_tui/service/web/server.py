"""Running the application: where it may listen, with which certificate, and how it stops."""

from __future__ import annotations

import asyncio
import gc
import socket
from time import monotonic
from typing import TYPE_CHECKING

import uvicorn

from thuis_tui.service.configuration import Configuration
from thuis_tui.service.listening import Listening
from thuis_tui.service.logs.journal import keep_others_short, log_config, note
from thuis_tui.service.web.app import create_app
from thuis_tui.service.web.lines import bounded
from thuis_tui.service.web.metrics import PATH, Page

if TYPE_CHECKING:
    from thuis_tui.service.people.identity import People


def run(configuration: Configuration, listening: Listening, log_level: str = "info") -> bool:
    """Serve until told to stop (SIGTERM, SIGINT); requests that are being answered are finished first.

    Returns whether it came to listening at all. Raises NotSafe before anything is opened.
    """
    keep_others_short()
    server = Server(configuration, listening, log_level)
    # What was loaded stays until the end, and a request's own garbage has few cycles: look for them seldom.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    server.run()
    return server.started


class Server(uvicorn.Server):
    """A server that knows where it listens once it does; with port 0 the system chooses."""

    def __init__(
        self,
        configuration: Configuration,
        listening: Listening,
        log_level: str = "info",
        people: People | None = None,
    ) -> None:
        """Open the database; `run` serves until `should_exit` is set. Raises NotSafe."""
        listening.check()
        self.url = self.metrics_url = ""
        self.app = create_app(configuration, people)
        self._listening = listening
        self._metrics: uvicorn.Server | None = None
        lines = bounded(configuration, self.app.state.metrics)
        super().__init__(
            uvicorn.Config(
                self.app,
                host=listening.host,
                port=listening.port,
                http=lines,
                ws="none",
                log_config=log_config(log_level),
                access_log=False,  # it would write addresses and paths
                server_header=False,
                proxy_headers=listening.behind_proxy,
                forwarded_allow_ips=list(listening.proxy_addresses),
                ssl_certfile=listening.certificate,
                ssl_keyfile=listening.key,
                timeout_keep_alive=configuration.limits.keep_alive,
                timeout_graceful_shutdown=listening.stop_seconds,
                backlog=1024,
            )
        )
        if listening.metrics_port is not None:
            page = Page(self.app.state.metrics, self.app.state.storage)
            self._metrics = uvicorn.Server(
                uvicorn.Config(
                    page,
                    host=listening.metrics_host,
                    port=listening.metrics_port,
                    http=lines,
                    ws="none",
                    lifespan="off",
                    log_config=None,
                    access_log=False,
                    server_header=False,
                    proxy_headers=False,
                    timeout_graceful_shutdown=1,
                )
            )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop: say so, answer what was begun, and only then close the database. Hints are not waited for."""
        self.app.state.health.stopping = True
        note("stopping")
        await self._drain()
        self.app.state.hub.close()
        if self._metrics is not None:
            await self._metrics.shutdown()
        await super().shutdown(sockets)
        note("stopped")

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen and say where."""
        if self._metrics is not None:
            self._metrics.config.load()
            self._metrics.lifespan = self._metrics.config.lifespan_class(self._metrics.config)
            await self._metrics.startup()
            self.metrics_url = _url(self._metrics) + PATH
        await super().startup(sockets)
        if not self.should_exit:
            self.url = _url(self)
            note("listening", url=self.url, metrics=self.metrics_url)

    async def _drain(self) -> None:
        """Answer on for a while, until those in front of us have seen that we are not ready."""
        until = monotonic() + self._listening.drain_seconds
        while not self.force_exit and (left := until - monotonic()) > 0:  # noqa: ASYNC110 - a signal's flag
            await asyncio.sleep(min(left, 0.1))


def _url(server: uvicorn.Server) -> str:
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    scheme = "https" if server.config.is_ssl else "http"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
