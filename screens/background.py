"""Work beside the message loop of a screen; it ends with the screen."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from textual.dom import DOMNode
from textual.worker import Worker


def in_background(
    node: DOMNode, work: Callable[[], Coroutine[Any, Any, None]], group: str, *, exclusive: bool = False
) -> None:
    """Begin; with `exclusive` it takes the place of what the group was doing.

    Takes the function and not its coroutine: one that is overtaken before it begins is then never made.
    """
    _worker: Worker[None] = node.run_worker(work, group=group, exclusive=exclusive)
