"""A command that ends when the program that started it does, even if that one was killed.

The starter holds the other end of standard input; when it is gone, the input ends, and so does the command,
in order. For the demo, which must never leave a service behind.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from thuis_tui.cli import run


def main() -> None:
    """Run the command of the arguments until it ends or its starter is gone."""
    threading.Thread(target=_watch, name="thuis-attached", daemon=True).start()
    sys.exit(run(sys.argv[1:]))


def _watch() -> None:
    while os.read(0, 1024):
        pass
    signal.raise_signal(signal.SIGTERM)


if __name__ == "__main__":
    main()
