"""Notices: what the service tells who leads the team, to read and to mark as seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from thuis_tui.casework.terms.safety import NOTICE_KIND
from thuis_tui.desk import names
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.shapes import NotFound
from thuis_tui.language import _
from thuis_tui.store import write
from thuis_tui.store.writing import Writing

SEEN_SHOWN = 50
"""So many of those that were seen are listed too."""
_UNSEEN = "SELECT * FROM notice WHERE seen_at IS NULL ORDER BY recorded_at, id"
_SEEN = "SELECT * FROM notice WHERE seen_at IS NOT NULL ORDER BY recorded_at DESC, id LIMIT ?"


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """One notice; `client_name` is empty when the dossier is not on this laptop."""

    id: str
    kind: str
    """Its code: visit_alone, calamity, meldcode, emergency."""
    title: str
    client: str | None
    client_name: str
    author_name: str
    account: str
    recorded_at: str
    seen_at: str


class Notices:
    """Lists notices and marks them as seen."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def listed(self) -> tuple[NoticeShown, ...]:
        """Those that were not seen yet, the oldest first; then the latest of the others."""
        return await self._file.read(_listed)

    async def seen(self, notice: str) -> None:
        """Mark a notice as seen, on every laptop of this lead. Raises NotFound."""
        me, at = self._file.author(), self._file.world.stamp()

        def see_it(writing: Writing) -> None:
            row = writing.raw.execute("SELECT seen_at FROM notice WHERE id=?", (notice,)).fetchone()
            if row is None:
                raise NotFound(notice)
            if row[0] is None:
                write.set_field(writing, f"u:{me}", f"notice:{notice}", "seen_at", at)

        await self._file.write(see_it)


def _listed(connection: Connection) -> tuple[NoticeShown, ...]:
    rows = [
        *connection.exec_driver_sql(_UNSEEN).mappings(),
        *connection.exec_driver_sql(_SEEN, (SEEN_SHOWN,)).mappings(),
    ]
    clients = names.of_clients(connection, {row["client"] for row in rows})
    authors = names.of_caseworkers(connection, {row["author"] for row in rows if row["author"]})
    return tuple(
        NoticeShown(
            id=row["id"],
            kind=row["kind"] or "",
            title=NOTICE_KIND.shown(row["kind"] or ""),
            client=row["client"],
            client_name=clients.get(row["client"] or "", ""),
            author_name=authors.get(row["author"] or "", ""),
            account=row["account"] or "",
            recorded_at=row["recorded_at"] or "",
            seen_at=row["seen_at"] or "",
        )
        for row in rows
    )


def matters(connection: Connection, today: date, me: str) -> list[Matter]:
    """Notices that were not seen yet."""
    return [
        Matter(
            kind="notice",
            text=_("Notice: {notice}").format(notice=NOTICE_KIND.shown(row["kind"] or "")),
            client=row["client"],
            at=row["recorded_at"] or "",
            route="notices",
            urgent=True,
        )
        for row in connection.exec_driver_sql(_UNSEEN).mappings()
    ]
