"""The tables of the first databases: accounts and devices, grants, logs, registers, quarantine."""

import sqlalchemy as sa
from alembic import op

from thuis_tui.service.database.migrations.steps import (
    add,
    added_moment,
    added_text,
    data,
    moment,
    number,
    text,
)

revision = "0001"
down_revision = None

_MAYBE = {"if_not_exists": True}
_ONCE = {"if_not_exists": True, "sqlite_with_rowid": False}


def upgrade() -> None:
    """Make what is not there."""
    _people()
    _logs()
    _kept_apart()
    # Databases from before revisions were written down got these columns one at a time.
    add("caseworker", sa.Column("lead", sa.Integer(), server_default="0", nullable=False))
    add("quarantine", *(added_text(name) for name in _DECIDED), added_moment("decided_at"))
    op.create_index("quarantine_late_work", "quarantine", ["late_work"], if_not_exists=True)
    op.create_index("quarantine_own", "quarantine", ["caseworker", "scope", "id"], if_not_exists=True)


_DECIDED = ("tx", "late_work", "decision", "decision_reason", "decided_by")


def _people() -> None:
    op.create_table("service_setting", text("name"), text("value"), sa.PrimaryKeyConstraint("name"), **_MAYBE)
    op.create_table(
        "organisation",
        text("id"),
        text("name"),
        moment("created_at"),
        sa.PrimaryKeyConstraint("id"),
        **_MAYBE,
    )
    op.create_table(
        "team",
        text("id"),
        text("organisation"),
        text("name"),
        moment("created_at"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
        **_MAYBE,
    )
    op.create_table(
        "caseworker",
        text("id"),
        text("team"),
        text("name"),
        moment("created_at"),
        sa.ForeignKeyConstraint(["team"], ["team.id"]),
        sa.PrimaryKeyConstraint("id"),
        **_MAYBE,
    )
    op.create_table(
        "device",
        text("id"),
        text("caseworker"),
        text("name"),
        data("public_key"),
        moment("enrolled_at"),
        moment("revoked_at"),
        sa.ForeignKeyConstraint(["caseworker"], ["caseworker.id"]),
        sa.PrimaryKeyConstraint("id"),
        **_MAYBE,
    )
    op.create_index("ix_device_caseworker", "device", ["caseworker"], if_not_exists=True)
    op.create_table(
        "enrolment_code",
        text("hash"),
        text("caseworker"),
        moment("created_at"),
        moment("expires_at"),
        text("device"),
        sa.ForeignKeyConstraint(["caseworker"], ["caseworker.id"]),
        sa.PrimaryKeyConstraint("hash"),
        **_MAYBE,
    )
    op.create_table(
        "scope_grant",
        text("caseworker"),
        text("scope"),
        number("gen"),
        text("role"),
        moment("granted_at"),
        moment("revoked_at"),
        text("reason"),
        sa.PrimaryKeyConstraint("caseworker", "scope", "gen"),
        **_ONCE,
    )
    op.create_index("scope_grant_scope", "scope_grant", ["scope"], if_not_exists=True)


def _logs() -> None:
    op.create_table(
        "scope_head",
        text("scope"),
        moment("seq"),
        text("epoch"),
        text("digest"),
        data("log_hash"),
        sa.PrimaryKeyConstraint("scope"),
        **_ONCE,
    )
    op.create_table(
        "log",
        text("scope"),
        moment("seq"),
        text("id"),
        text("chain"),
        moment("n"),
        text("hash"),
        text("tx"),
        number("superseded"),
        moment("received_at"),
        data("link"),
        data("row"),
        sa.PrimaryKeyConstraint("scope", "seq"),
        sa.UniqueConstraint("id", "scope"),
        **_MAYBE,
    )
    op.create_table(
        "register",
        text("scope"),
        text("ent"),
        text("field"),
        moment("seq"),
        text("heads"),
        sa.PrimaryKeyConstraint("scope", "ent", "field"),
        **_ONCE,
    )
    op.create_table(
        "superseded",
        text("scope"),
        text("id"),
        text("ent"),
        text("field"),
        sa.PrimaryKeyConstraint("scope", "id", "ent", "field"),
        **_ONCE,
    )
    op.create_table(
        "chain",
        text("scope"),
        text("chain"),
        text("device"),
        moment("n"),
        text("hash"),
        moment("durable"),
        sa.PrimaryKeyConstraint("scope", "chain"),
        **_ONCE,
    )


def _kept_apart() -> None:
    op.create_table(
        "quarantine",
        text("scope"),
        text("chain"),
        moment("n"),
        text("id"),
        text("device"),
        text("caseworker"),
        text("reason"),
        moment("received_at"),
        data("raw"),
        sa.PrimaryKeyConstraint("scope", "chain", "n"),
        **_MAYBE,
    )
    op.create_table(
        "purge_receipt",
        text("scope"),
        text("device"),
        moment("gen"),
        text("caseworker"),
        moment("received_at"),
        sa.PrimaryKeyConstraint("scope", "device", "gen"),
        **_MAYBE,
    )
    op.create_table(
        "escrow",
        text("hash"),
        text("device"),
        moment("received_at"),
        data("sealed"),
        sa.PrimaryKeyConstraint("hash"),
        **_MAYBE,
    )
    op.create_index("ix_escrow_device", "escrow", ["device"], if_not_exists=True)
    op.create_table(
        "incident",
        text("device"),
        text("kind"),
        number("day"),
        moment("times"),
        moment("first_at"),
        moment("last_at"),
        sa.PrimaryKeyConstraint("device", "kind", "day"),
        **_MAYBE,
    )
