"""Where the service may listen: what is decided before anything is opened, and without loading the server."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from thuis_tui.language import N_, Message, message


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
    """Where the service listens, and how it stops.

    `behind_proxy`: a proxy ends TLS; its headers are believed when it comes from `proxy_addresses`.
    `metrics_port` None: there are no metrics. `drain_seconds`: for how long it still answers, not ready any
    more, when it is told to stop; `stop_seconds`: how long what is being answered gets after that.
    """

    host: str = "127.0.0.1"
    port: int = 8340
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False
    proxy_addresses: tuple[str, ...] = ("127.0.0.1", "::1")
    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = None
    drain_seconds: float = 0
    stop_seconds: int = 10

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
