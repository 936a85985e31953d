"""Many commands in one process: each line of standard input is a JSON list of arguments.

Each answer is one line of JSON, {"code": ..., "output": ...}. For programs that run thuis, such as the demo.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys

from thuis_tui.cli import run


def main() -> None:
    """Answer until standard input ends."""
    answers = sys.stdout
    for line in sys.stdin:
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            code = run([str(argument) for argument in json.loads(line)])
        answers.write(json.dumps({"code": int(code), "output": output.getvalue()}) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
