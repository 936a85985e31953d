"""The documentation is true: commands exist, links lead somewhere, the key table is the registry's."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.key_table import PAGE, page, table, with_table
from thuis_tui.cli import COMMANDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def code(text: str) -> str:
    """Everything in a page that is set as code."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return "\n".join(
        [*blocks, *re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))]
    )


def test_the_key_table_is_what_the_registry_says() -> None:
    assert with_table(README) == README, "run: python -m docs.key_table"
    assert PAGE.read_text("utf-8") == page(), "run: python -m docs.key_table"
    assert table().count("\n") > 20


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_and_thuis_command_exists(page: Path) -> None:
    text = code(page.read_text("utf-8"))
    assert set(re.findall(r"\bmake ([a-z]+)", text)) <= TARGETS
    named = set(re.findall(r"(?:^|[/\\ ])thuis (?!-)([a-z]+)", text, re.MULTILINE))
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not missing


def test_the_check_runs_the_tests_as_the_readme_does() -> None:
    assert "make test" in code(README)
    assert re.search(r"\bmake (?:--\S+ )?test$", (ROOT / ".ci" / "run").read_text("utf-8"), re.MULTILINE)


def test_targets_are_one_liners() -> None:
    rules = re.findall(r"^[a-z]+:.*\n(\t.*)?", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert rules
    assert not any(rules)


def test_plain_commands_say_the_same_as_make() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for command in ("pip install --editable '.[dev]'", "thuis demo", "pytest -n 3"):
        assert command.split()[-1] in makefile
        assert command in README
        assert command.replace("'", '"') in README


def test_the_licence_is_named_the_same_everywhere() -> None:
    assert "SPDX-License-Identifier: EUPL-1.2" in (ROOT / "LICENSE").read_text("utf-8")
    assert 'license = "EUPL-1.2"' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert "EUPL-1.2" in README


def test_the_key_table_command_changes_nothing_when_it_is_up_to_date() -> None:
    subprocess.run([sys.executable, "-m", "docs.key_table"], cwd=ROOT, check=True, timeout=60)
    assert (ROOT / "README.md").read_text("utf-8") == README


def test_tracked_files_name_no_machine_and_stay_small() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "*.py", "*.md", "*.toml"], cwd=ROOT, capture_output=True, text=True
    )
    for name in tracked.stdout.split():
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"/(?:root|home)/[a-z.]+/", text), name
        assert not name.endswith(".py") or text.count("\n") <= 500, name
