"""An editor outside: what it leaves comes back, nothing stays behind, and what goes wrong is said."""

import stat
from pathlib import Path

import pytest

from screens.outside_editor import NoEditor, edited


def _script(folder: Path, lines: str) -> str:
    place = folder / "editor"
    place.write_text(f"#!/bin/sh\n{lines}\n")
    place.chmod(0o700)
    return str(place)


def test_what_the_editor_leaves_comes_back_and_nothing_stays(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    command = _script(
        tmp_path,
        f'cat "$1" >"{seen}"; stat -c %a "$1" "$(dirname "$1")" >>"{seen}"\n'
        f'cp "$1" "$(dirname "$1")/.note.swp"; printf "nieuw é\\r\\nregel" >"$1"',
    )
    text = edited("oud", {"EDITOR": command, "XDG_RUNTIME_DIR": str(runtime)})
    assert text == "nieuw é\nregel"
    assert seen.read_text().split() == ["oud600", "700"]
    assert list(runtime.iterdir()) == []


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("exit 3", "ended with a fault"),
        ('printf "\\377\\376x" >"$1"', "cannot be read"),
        ('rm "$1"', "cannot be read"),
    ],
)
def test_a_fault_of_the_editor_changes_nothing(tmp_path: Path, lines: str, said: str) -> None:
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    with pytest.raises(NoEditor, match=said):
        edited("oud", {"VISUAL": _script(tmp_path, lines), "XDG_RUNTIME_DIR": str(runtime)})
    assert list(runtime.iterdir()) == []


@pytest.mark.parametrize("environ", [{}, {"EDITOR": "/nowhere/editor"}, {"EDITOR": 'vi "'}])
def test_no_editor_is_said(environ: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(NoEditor):
        edited("oud", {**environ, "XDG_RUNTIME_DIR": str(tmp_path)})
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    edited("x", {"EDITOR": _script(tmp_path, f'cp -p "$1" "{seen}"'), "XDG_RUNTIME_DIR": str(runtime)})
    assert stat.S_IMODE(seen.stat().st_mode) == 0o600
