"""Commands as processes of their own, without loading thuis anew for each: forks of one that has it loaded.

The start of a command by itself (what it loads, how long that takes) is tested with plain processes.
"""

from __future__ import annotations

import atexit
import base64
import io
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

PRELOADED = (
    "thuis_tui.cli",
    "thuis_tui.desk.desk",
    "thuis_tui.sync.runner",
    "thuis_tui.sync.enrolment",
    "thuis_tui.command_line.session",
    "thuis_tui.service.commands.command",
)


def run(
    arguments: Sequence[str], given: bytes, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    """Run `thuis` with these arguments and this standard input."""
    server = _server()
    assert server.stdin is not None and server.stdout is not None
    asked = {
        "arguments": list(arguments),
        "input": base64.b64encode(given).decode(),
        "environment": dict(environment),
    }
    server.stdin.write(json.dumps(asked).encode() + b"\n")
    server.stdin.flush()
    answer = json.loads(server.stdout.readline())
    output, errors = (base64.b64decode(answer[name]) for name in ("output", "errors"))
    return subprocess.CompletedProcess(["thuis", *arguments], answer["code"], output, errors)


@cache
def _server() -> subprocess.Popen[bytes]:
    """Start the process that is forked; it ends when its standard input does."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.command_line.fork_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    atexit.register(_end, server)
    return server


def _end(server: subprocess.Popen[bytes]) -> None:
    assert server.stdin is not None and server.stdout is not None
    server.stdin.close()
    server.stdout.close()
    server.wait(10)


def _serve() -> None:
    for name in PRELOADED:
        __import__(name)
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        with (
            tempfile.TemporaryFile() as given,
            tempfile.TemporaryFile() as output,
            tempfile.TemporaryFile() as errors,
        ):
            given.write(base64.b64decode(asked["input"]))
            files = (given, output, errors)
            for file in files:
                file.seek(0)
            child = os.fork()
            if not child:
                _become(asked, [file.fileno() for file in files])
            _, status = os.waitpid(child, 0)
            for file in files:
                file.seek(0)
            answer = {
                "code": os.waitstatus_to_exitcode(status),
                "output": base64.b64encode(output.read()).decode(),
                "errors": base64.b64encode(errors.read()).decode(),
            }
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _become(asked: dict[str, Any], files: Sequence[int]) -> None:
    """Be the command: its streams, its environment, its arguments, its end."""
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), encoding="utf-8", write_through=True)
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w", closefd=False), encoding="utf-8", write_through=True)
    sys.argv = ["thuis", *asked["arguments"]]
    code = 1
    try:
        from thuis_tui.__main__ import main

        main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - as a process of its own would: told on its standard error
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve()
