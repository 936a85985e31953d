"""What the service writes down about its work: one JSON object a line, without personal data.

No address, no path with values, no body, no name and no id of a client or caseworker: the pattern of the
route, the outcome and the time it took. Of a fault its kind and its place in the code, never its message,
which may quote what was sent.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

LOGGER = logging.getLogger("thuis.service")
_OURS = ("thuis.service", "uvicorn")
"""Whose messages are constant words. Others may quote what was sent: of those the name is told alone."""


class Lines(logging.Formatter):
    """Formats records of this service, and those of the server under it, as JSON lines."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        moment = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": record.getMessage().strip() if record.name.startswith(_OURS) else record.name,
        }
        line.update(getattr(record, "facts", {}))
        if record.exc_info and record.exc_info[1] is not None:
            line["fault"] = type(record.exc_info[1]).__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["at"] = [f"{frame.name}:{frame.lineno}" for frame in frames[-6:]]
        return json.dumps(line)


def note(event: str, level: int = logging.INFO, **facts: Any) -> None:
    """Write one event with its facts."""
    if LOGGER.isEnabledFor(level):
        LOGGER.log(level, event, extra={"facts": facts})


def keep_others_short() -> None:
    """Write what libraries report, who have no place of their own for it, as lines too: for this process."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(Lines())
    logging.lastResort = handler


def log_config(level: str) -> dict[str, Any]:
    """Return the logging of a service process: everything to standard error, as JSON lines."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": Lines}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}
        },
        "loggers": {
            "thuis.service": {"handlers": ["stderr"], "level": level.upper(), "propagate": False},
            "uvicorn": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        },
    }
