"""The forms of somebody around the client, and of a consent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from screens.record_editor import RecordEditorScreen
from thuis_tui.language import N_

if TYPE_CHECKING:
    from thuis_tui.desk.records import Rule


class ContactEditorScreen(RecordEditorScreen):
    """Somebody around the client."""

    FIELDS = (
        "role",
        "name",
        "organisation",
        "phone",
        "email",
        "safe_to_call",
        "emergency",
        "household",
        "birth_date",
        "ended_on",
        "remark",
    )
    ROUTE = "contact_editor"

    def __init__(self, client: str, record: str | None = None, draft: str | None = None) -> None:
        super().__init__(client, "contact", record, None, draft)


class ConsentEditorScreen(RecordEditorScreen):
    """What the client allows to be shared, with whom, and what for."""

    FIELDS = ("party", "purpose", "data", "given_on", "given_how", "ends_on")
    ROUTE = "consent_editor"
    FOOT: ClassVar[str] = N_("For one party and one purpose. It can always be withdrawn.")

    def __init__(self, client: str, record: str | None = None, draft: str | None = None) -> None:
        super().__init__(client, "consent", record, None, draft)

    @property
    def rule(self) -> Rule | None:
        """It names what may be shared, and does not end before it began."""
        from thuis_tui.desk.people import People

        return People.consent_rule

    def begin_with(self) -> Mapping[str, Any]:
        """Given today, as it mostly is."""
        return {"given_on": self.thuis.local_now().date().isoformat()}
