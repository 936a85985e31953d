"""Keys come from the registry; a keymap moves them, or says why not."""

from textual.binding import Binding

from screens.app import ThuisApp
from screens.keys import APP, INDISTINGUISHABLE, bindings, first_key, followable, in_bar
from tests.cases import each
from thuis_tui.commands import BY_ID, COMMANDS
from thuis_tui.settings import Places, Settings

CONTEXTS = sorted({command.context for command in COMMANDS})


@each("context", CONTEXTS)
def test_no_context_binds_a_key_that_terminals_confuse_or_one_key_twice(context: str) -> None:
    keys = [binding.key for binding in bindings(context) if isinstance(binding, Binding)]
    assert len(keys) == len(set(keys))
    assert not set(keys) & INDISTINGUISHABLE
    assert not [key for key in keys if key.startswith("alt+")]


def test_bindings_carry_the_command_id_and_its_action() -> None:
    by_key = {binding.key: binding for binding in bindings("note_editor") if isinstance(binding, Binding)}
    assert by_key["ctrl+s"].id == "note_editor.file"
    assert by_key["ctrl+s"].action == "file"


def test_letters_are_not_offered_while_text_is_typed() -> None:
    offered = [command.id for command in in_bar("caseload", {}, typing=True)]
    assert "caseload.open" in offered
    assert "caseload.new_note" not in offered
    assert "caseload.new_note" in [command.id for command in in_bar("caseload", {}, typing=False)]
    assert first_key(BY_ID["app.help"], typing=True) == "F1"


def test_a_keymap_is_followed_where_it_can_be() -> None:
    good, problems = followable(
        {"app.sync": "f11", "app.nothing": "f7", "app.lock": "ctrl+j", "app.search": ""}
    )
    assert good == {"app.sync": "f11"}
    assert {problem.command for problem in problems} == {"app.nothing", "app.lock", "app.search"}
    assert all(problem.reason for problem in problems)


def test_a_key_is_not_given_twice_in_a_context() -> None:
    good, problems = followable({"app.sync": "f1"})
    assert not good
    assert "Help" in problems[0].reason


def test_two_commands_may_change_places() -> None:
    good, problems = followable({"caseload.new_note": "i", "caseload.intake": "n"})
    assert not problems
    assert good == {"caseload.new_note": "i", "caseload.intake": "n"}


def test_every_command_of_the_application_can_be_carried_out() -> None:
    missing = [c.id for c in COMMANDS if c.context == APP and not hasattr(ThuisApp, f"action_{c.action}")]
    assert not missing


async def test_a_moved_key_does_the_work_and_is_shown(tmp_path: Places) -> None:
    app = ThuisApp(Places.find(), Settings(keymap={"app.help": "f12"}))
    async with app.run_test() as pilot:
        await pilot.press("f1")
        assert len(app.screen_stack) == 1
        await pilot.press("f12")
        assert len(app.screen_stack) == 2
