"""Where the files are and what may be set."""

from pathlib import Path

import pytest

from thuis_tui.settings import Places, Settings, SettingsProblem


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "data", tmp_path / "config")


def write(places: Places, content: str) -> None:
    places.config_dir.mkdir(parents=True, exist_ok=True)
    places.settings.write_text(content, "utf-8")


def test_without_a_file_everything_has_its_default(places: Places) -> None:
    assert Settings.load(places, {}) == Settings()


def test_the_environment_goes_before_the_file(places: Places) -> None:
    write(places, 'language = "en"\nlock_after_minutes = 3\nmouse = true\n[keymap]\n"app.sync" = "f6"\n')
    read = Settings.load(
        places, {"THUIS_LANGUAGE": "nl", "THUIS_MOUSE": "0", "THUIS_LOCK_AFTER_MINUTES": "30"}
    )
    assert (read.language, read.lock_after_minutes, read.mouse) == ("nl", 30, False)
    assert read.keymap == {"app.sync": "f6"}


@pytest.mark.parametrize(
    "content",
    [
        'language = "fr"',
        "lock_after_minutes = 0",
        'lock_after_minutes = "lang"',
        "lock_after_minutes = true",
        'mouse = "ja"',
        'theme = "paars"',
        'service = "ftp://x"',
        "keymap = 3",
        "[keymap]\nx = 3",
        "kleur = 1",
        "language = [",
        'client_word = "gast"',
        'access_form = "bsn"',
        "access_form = [1, 2]",
        "language = [1]",
    ],
)
def test_a_wrong_setting_is_named(places: Places, content: str) -> None:
    write(places, content)
    with pytest.raises(SettingsProblem) as problem:
        Settings.load(places, {})
    name = "keymap" if "keymap" in content else content.partition(" ")[0]
    assert name in str(problem.value) or "TOML" in str(problem.value)


def test_a_wrong_value_in_the_environment_is_named(places: Places) -> None:
    with pytest.raises(SettingsProblem, match="lock_after_minutes"):
        Settings.load(places, {"THUIS_LOCK_AFTER_MINUTES": "soon"})


def test_a_file_that_is_not_text_is_told(places: Places) -> None:
    places.config_dir.mkdir(parents=True)
    places.settings.write_bytes(b"\xff\xfe\0")
    with pytest.raises(SettingsProblem, match="cannot be read"):
        Settings.load(places, {})


def test_places_by_option_by_home_and_by_system(tmp_path: Path) -> None:
    home = {"THUIS_HOME": str(tmp_path)}
    assert Places.find(None, home) == Places(tmp_path / "data", tmp_path / "config")
    assert Places.find(tmp_path / "elders", home).data_dir == tmp_path / "elders"
    assert Places.find(tmp_path / "los", {}) == Places(tmp_path / "los", tmp_path / "los" / "config")
    assert Places.find(None, {}).data_dir.name == "thuis"
    assert Places(tmp_path, tmp_path).keys.name == "thuis.keys"
    assert Places(tmp_path, tmp_path).database.name == "thuis.db"
