"""The service and its office, on SQLite and on PostgreSQL, as the tests of the service have them."""

from tests.service.conftest import (
    clock,
    configuration,
    database_url,
    office,
    postgresql_database,
    running,
)

__all__ = ["clock", "configuration", "database_url", "office", "postgresql_database", "running"]
