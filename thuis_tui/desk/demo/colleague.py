"""The other caseworker of the demo: a second real desk with an encrypted file of its own, in this process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thuis_tui.language import _
from thuis_tui.text import excerpt

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from thuis_tui.desk.desk import Desk
    from thuis_tui.desk.shapes import Changed

KEPT = 200
EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Received:
    """A dossier, note or amendment that reached the colleague, and when it did (UTC)."""

    what: str
    note: str
    client: str
    client_name: str
    author_name: str
    excerpt: str
    received_at: str


class Colleague:
    """What the demo shows of the other caseworker's laptop.

    `passphrase` opens both files of the demo: it is told on the unlock screen, where else it never is.
    """

    def __init__(self, desk: Desk, passphrase: str) -> None:
        """Watch the colleague's desk from now on."""
        self.desk = desk
        self.passphrase = passphrase
        self._guard = threading.Lock()
        self._arrived: dict[str, str] = {}
        self._told: dict[object, Callable[[], None]] = {}
        self._leave = desk.subscribe(self._changed)

    @property
    def name(self) -> str:
        """The colleague's name."""
        return self.desk.caseworker.name if self.desk.caseworker else ""

    async def latest(self, limit: int = 10) -> list[Received]:
        """What has reached the colleague since the demo began, the latest first."""
        with self._guard:
            arrived = list(self._arrived.items())[::-1]
        me = self.desk.file.database.actor
        return await self.desk.file.read(lambda connection: _received(connection, arrived, me, limit))

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Be told, on another thread, when something new has arrived there; returns the way to stop."""
        ticket = object()
        self._told[ticket] = callback

        def unsubscribe() -> None:
            self._told.pop(ticket, None)

        return unsubscribe

    def close(self) -> None:
        """Close the colleague's desk."""
        self._leave()
        self._told.clear()
        self.desk.close()

    def _changed(self, changed: Changed) -> None:
        fresh = [ent for ent in changed.ents if ent.partition(":")[0] in ("client", "note", "amendment")]
        with self._guard:
            fresh = [ent for ent in fresh if ent not in self._arrived]
            at = self.desk.file.world.stamp()
            self._arrived.update((ent, at) for ent in sorted(fresh))
            for ent in list(self._arrived)[:-KEPT]:
                del self._arrived[ent]
        if fresh:
            for callback in list(self._told.values()):
                callback()


def _received(connection: Connection, arrived: list[tuple[str, str]], me: str, limit: int) -> list[Received]:
    """What is known of records that arrived; what the colleague wrote is left out."""
    from thuis_tui.desk import names

    found: list[Received] = []
    for ent, at in arrived:
        kind, _colon, record = ent.partition(":")
        row = connection.exec_driver_sql(_LOOK[kind], (record,)).first()
        if row is None or row[2] == me:
            continue
        note, client, author, text = row
        found.append(
            Received(
                what={"client": _("New client"), "note": _("Note"), "amendment": _("Amendment")}[kind],
                note=note,
                client=client,
                client_name=names.of_clients(connection, [client]).get(client, ""),
                author_name=names.of_caseworkers(connection, [author]).get(author, "") if author else "",
                excerpt=excerpt(text or "", EXCERPT),
                received_at=at,
            )
        )
        if len(found) == limit:
            break
    return found


_LOOK = {
    "client": "SELECT '', id, '', '' FROM client WHERE id=?",
    "note": "SELECT id, client, author, body FROM note WHERE id=?",
    "amendment": "SELECT note, client, author, body FROM amendment WHERE id=?",
}
