"""What the privacy page claims is held by tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_test_that_is_named_is_there() -> None:
    named = _NAMED.findall((ROOT / "docs/privacy.md").read_text(encoding="utf-8"))
    gone = [
        f"{place}::{test}"
        for place, test in named
        if not (ROOT / place).exists() or f"def {test}(" not in (ROOT / place).read_text(encoding="utf-8")
    ]
    assert len(named) > 20
    assert not gone
