"""No sentence reaches a user without passing through the catalogs."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cases import each
from thuis_tui.language import catalogs

FILES = sorted(path for room in catalogs.SOURCES for path in (catalogs.ROOT / room).rglob("*.py"))
# Calls whose first argument, and keywords whose value, people read.
SHOWN_FIRST = frozenset(
    {
        "Static",
        "Label",
        "Button",
        "Checkbox",
        "RadioButton",
        "Link",
        "notify",
        "echo",
        "secho",
        "prompt",
        "confirm",
        "say",
        "Stop",
        "Cell",
        "plain",
        "NotUnderstood",
        "Missing",
        "message",
        "EnrolmentRefused",
        "DemoTrouble",
    }
)
SHOWN_KEYWORDS = frozenset(
    {"placeholder", "tooltip", "label", "prompt", "message", "short_help", "help", "text"}
)
SHOWN_ATTRIBUTES = frozenset({"border_title", "border_subtitle", "tooltip", "placeholder", "sub_title"})
# Names of the product and forms that are the same in every language.
PROPER = frozenset({"thuis"})


def name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def where(path: Path, node: ast.expr) -> str:
    return f"{path.name}:{node.lineno}"


def is_words(node: ast.AST | None) -> bool:
    """Whether this is a literal text with a word in it; '[b]', 'F1' and 'XXXX-XXXX' have none."""
    if isinstance(node, ast.JoinedStr):
        return any(is_words(part) for part in node.values if isinstance(part, ast.Constant))
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or node.value.strip() in PROPER:
        return False
    return re.search(r"[a-zà-ÿ]{2,}", node.value) is not None


def unmarked(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            if name_of(node.func) in SHOWN_FIRST and node.args and is_words(node.args[0]):
                yield where(path, node.args[0])
            yield from (
                where(path, keyword.value)
                for keyword in node.keywords
                if keyword.arg in SHOWN_KEYWORDS and is_words(keyword.value)
            )
        elif isinstance(node, ast.Assign) and is_words(node.value):
            yield from (
                where(path, node.value)
                for target in node.targets
                if name_of(target) in SHOWN_ATTRIBUTES and isinstance(target, ast.Attribute)
            )


def unextracted(path: Path) -> Iterator[str]:
    """Messages that the tool cannot find: put together, or chosen, inside the call."""
    for node in ast.walk(parsed(path)):
        if not isinstance(node, ast.Call):
            continue
        function = node.func.id if isinstance(node.func, ast.Name) else ""
        if function not in ("_", "N_", "ngettext"):
            continue
        texts = node.args[:2] if function == "ngettext" else node.args[:1]
        for text in texts:
            literal = isinstance(text, ast.Constant) and isinstance(text.value, str)
            # What was marked elsewhere may be looked up here: a name, an attribute, a place in a table.
            marked = function == "_" and not any(
                isinstance(part, ast.JoinedStr) or is_words(part) for part in ast.walk(text)
            )
            if not literal and not marked:
                yield where(path, text)


@each("path", FILES)
def test_every_message_is_a_literal_where_it_is_marked(path: Path) -> None:
    assert list(unextracted(path)) == []


@each("path", FILES)
def test_no_literal_text_goes_to_a_widget_or_the_command_line(path: Path) -> None:
    assert list(unmarked(path)) == []


def seen(check: Callable[[Path], Iterator[str]], code: str, folder: Path) -> bool:
    path = folder / "code.py"
    path.write_text(code, "utf-8")
    return list(check(path)) != []


@pytest.mark.parametrize(
    "code",
    [
        'Static("Geen notities")',
        'self.notify(f"Kept {name}")',
        'Input(placeholder="Your name")',
        'self.border_title = "Caseload"',
        'click.echo("Done")',
    ],
)
def test_the_check_sees_a_text_outside_the_catalogs(code: str, tmp_path: Path) -> None:
    assert seen(unmarked, code, tmp_path)


@pytest.mark.parametrize(
    "code",
    [
        '_(f"x {y}")',
        '_("one" if b else "two")',
        '_("some" + b)',
        "N_(name)",
        '_("some {b}".format(b=1))',
        'ngettext(a, "b", 1)',
    ],
)
def test_the_check_sees_a_message_that_cannot_be_extracted(code: str, tmp_path: Path) -> None:
    assert seen(unextracted, code, tmp_path)


@pytest.mark.parametrize(
    "code",
    [
        'Static(_("Nothing yet"))',
        'Static("[b]")',
        'Static("F1")',
        "_(term.label)",
        "_(MONTHS[number - 1])",
        'Static("")',
    ],
)
def test_the_check_leaves_the_rest_alone(code: str, tmp_path: Path) -> None:
    assert not seen(unmarked, code, tmp_path)
    assert not seen(unextracted, code, tmp_path)
