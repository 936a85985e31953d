"""The fields that most records have: whose dossier, who wrote it, and when it was recorded."""

from typing import Any

from thuis_tui.casework.attribute import Merge, Shape, attribute
from thuis_tui.language import N_


def client_field() -> Any:
    """The client in whose dossier the record is."""
    return attribute(
        N_("Client"), Shape.REFERENCE, required=True, merge=Merge.IMMUTABLE, system=True, index=True
    )


def author_field() -> Any:
    """The caseworker who wrote it."""
    return attribute(N_("Author"), Shape.REFERENCE, required=True, merge=Merge.IMMUTABLE, system=True)


def recorded_at_field() -> Any:
    """When it was recorded, UTC."""
    return attribute(N_("Recorded"), Shape.MOMENT, required=True, merge=Merge.IMMUTABLE, system=True)


def offset_field() -> Any:
    """Minutes east of UTC where it was recorded."""
    return attribute(
        N_("Time zone of recording"),
        Shape.NUMBER,
        limit=14 * 60,
        merge=Merge.IMMUTABLE,
        system=True,
        default=0,
    )


def reference_field(label: str, *, required: bool = False, merge: Merge = Merge.IMMUTABLE) -> Any:
    """The id of another record, which thuis fills in."""
    return attribute(label, Shape.REFERENCE, required=required, merge=merge, system=True, index=True)
