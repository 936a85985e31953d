"""Where thuis keeps its files and what a user may set; read before the first screen, so it loads little."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from thuis_tui.language import CLIENT_WORDS, LANGUAGES, N_, Message, message

SHORTEST_PASSPHRASE = 8
"""Characters of a new passphrase; the cost of guessing lies in Argon2id, the length rules out the worst."""

THEMES = ("auto", "dark", "light", "contrast")


class SettingsProblem(ValueError):
    """The settings file cannot be used; `message` says which line or name, and what to do."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.text)
        self.message = reason

    def __str__(self) -> str:
        """The reason in the language in use."""
        return str(self.message)


@dataclass(frozen=True)
class Places:
    """The two directories of thuis on this machine."""

    data_dir: Path
    config_dir: Path

    @classmethod
    def find(cls, data_dir: Path | None = None, environ: Mapping[str, str] = os.environ) -> "Places":
        """The places by `--data-dir`, else by THUIS_HOME, else where this system keeps such files."""
        if home := environ.get("THUIS_HOME"):
            default, config_dir = Path(home) / "data", Path(home) / "config"
        elif data_dir is not None:
            default, config_dir = data_dir, data_dir / "config"
        else:
            from platformdirs import PlatformDirs

            directories = PlatformDirs("thuis", appauthor=False)
            default, config_dir = directories.user_data_path, directories.user_config_path
        return cls(data_dir or default, config_dir)

    @property
    def keys(self) -> Path:
        """The key slots."""
        return self.data_dir / "thuis.keys"

    @property
    def database(self) -> Path:
        """The encrypted file."""
        return self.data_dir / "thuis.db"

    @property
    def settings(self) -> Path:
        """The settings file; it need not exist."""
        return self.config_dir / "settings.toml"


@dataclass(frozen=True)
class Settings:
    """What a user may set: names in settings.toml, over which THUIS_<NAME> in the environment goes first."""

    language: str | None = None
    theme: str = "auto"
    client_word: str = "deelnemer"
    lock_after_minutes: int = 10
    mouse: bool = True
    clipboard: bool = False
    """Whether text may go to the clipboard that other programs read: what is copied is about clients."""
    editor: bool = False
    """Whether a note may be opened in the editor of $VISUAL or $EDITOR, outside the encryption."""
    service: str | None = None
    keymap: Mapping[str, str] = field(default_factory=dict)
    access_form: Sequence[str] = ()
    """The questions of the regional access form in its order; empty: as far as we know it."""

    @classmethod
    def load(cls, places: Places, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the file and the environment; raises SettingsProblem with the name that is wrong."""
        values = _read(places.settings)
        known = {item.name for item in fields(cls)}
        for name in values:
            if name not in known:
                raise SettingsProblem(
                    message(N_("'{name}' in {path} is not a setting."), name=name, path=places.settings)
                )
        for name in known - {"keymap", "access_form"}:
            if (text := environ.get(f"THUIS_{name.upper()}")) is not None:
                values[name] = _from_environment(name, text)
        _check(values)
        return cls(**values)


def _read(path: Path) -> dict[str, Any]:
    """The names and values of the file; none when there is no file."""
    try:
        content = path.read_text("utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsProblem(
            message(N_("{path} cannot be read: {reason}"), path=path, reason=fault)
        ) from fault
    import tomllib

    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as fault:
        raise SettingsProblem(
            message(N_("{path} is not valid TOML: {reason}"), path=path, reason=fault)
        ) from fault


def _from_environment(name: str, text: str) -> Any:
    if name == "lock_after_minutes":
        return int(text) if text.isdecimal() else text
    if name in _SWITCHES:
        return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}.get(
            text.lower(), text
        )
    return text or None


_SWITCHES = ("mouse", "clipboard", "editor")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "language": LANGUAGES,
    "theme": THEMES,
    "client_word": tuple(CLIENT_WORDS),
}


def _check(values: Mapping[str, Any]) -> None:
    """Raise for the first value that is not what its setting takes."""
    for name, value in values.items():
        if name in _CHOICES:
            if value not in _CHOICES[name] and not (name == "language" and value is None):
                raise _wrong(name, value, " / ".join(_CHOICES[name]))
        elif name == "lock_after_minutes":
            if type(value) is not int or not 1 <= value <= 240:
                raise _wrong(name, value, "1-240")
        elif name in _SWITCHES:
            if type(value) is not bool:
                raise _wrong(name, value, "true / false")
        elif name == "service":
            if value is not None and not (
                isinstance(value, str) and value.startswith(("https://", "http://"))
            ):
                raise _wrong(name, value, "https://…")
        elif name == "access_form":
            if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
                raise _wrong(name, value, '["surname", "bsn", "alias?"]')
        elif name == "keymap" and not (
            isinstance(value, dict) and all(isinstance(keys, str) for keys in value.values())
        ):
            raise _wrong(name, value, '{ "app.sync" = "f5" }')


def _wrong(name: str, value: object, allowed: str) -> SettingsProblem:
    return SettingsProblem(
        message(
            N_("'{value}' is not possible for the setting '{name}'. Possible: {allowed}."),
            value=value,
            name=name,
            allowed=allowed,
        )
    )
