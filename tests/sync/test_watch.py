"""The limit to the whole of a request."""

from __future__ import annotations

import threading

from thuis_tui.sync.watch import Watch


def test_it_calls_when_a_block_takes_too_long_and_only_then() -> None:
    late, calls = threading.Event(), []

    def call() -> None:
        calls.append(1)
        late.set()

    watch = Watch(call)
    for _block in range(100):
        with watch.over(60):
            pass
    with watch.over(0.01):
        assert late.wait(10)
    assert len(calls) == 1
    late.clear()
    with watch.over(0.01):
        assert late.wait(10)
    assert len(calls) == 2
    watch.close()
