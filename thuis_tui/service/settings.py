"""What an administrator writes down for `thuis serve`: a file in TOML, the environment, and its options.

An option goes before the environment, the environment before the file. Everything is checked before anything
is opened, and all that is wrong is told at once: where it stands, what it says, and what is allowed.
"""

from __future__ import annotations

import ipaddress
import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from thuis_tui import settings as laptop
from thuis_tui.language import N_, _
from thuis_tui.service.configuration import Configuration, Limits
from thuis_tui.service.listening import Listening

PREFIX = "THUIS_"
FILE = f"{PREFIX}CONFIGURATION"
"""The variable that names the file, beside the option."""

_ELSEWHERE = frozenset(
    {"HOME", "PASSPHRASE_FD", *(each.name.upper() for each in fields(laptop.Settings))}
    | {"LOOPS", "COMMITS", "KILLS", "LAPTOPS", "EXAMPLES", "SEED", "SHRINK", "TEST_POSTGRESQL"}
)
"""Variables that are none of the service's: of the laptop's program, and of the tests (`CONTRIBUTING.md`)."""
_NEAR = 0.6

_SECRET = frozenset({"database_url"})  # may hold a password: what it says is never shown


class NotValid(Exception):
    """The settings cannot be used; `problems` says for each what is wrong, in the user's language."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def default_data() -> Path:
    """Where the service keeps its data when nobody says: under THUIS_HOME, else a place of this system."""
    if home := os.environ.get("THUIS_HOME"):
        return Path(home) / "service"
    from platformdirs import user_data_path

    return user_data_path("thuis-service", appauthor=False)


def _network(text: str) -> str:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        raise PydanticCustomError("network", "not an address or a network") from None
    return text


def _readable(path: Path) -> Path:
    if not os.access(path, os.R_OK):
        raise PydanticCustomError("readable", "cannot be read")
    return path


File = Annotated[
    Path, AfterValidator(_readable), Field(json_schema_extra={"allowed": N_("a file that can be read")})
]
Networks = Annotated[
    list[Annotated[str, AfterValidator(_network)]],
    NoDecode,  # in the environment it is a list with commas, not JSON
    BeforeValidator(lambda given: given.replace(",", " ").split() if isinstance(given, str) else given),
    Field(json_schema_extra={"allowed": N_("a list of addresses or networks, such as 10.0.0.0/8")}),
]


class Settings(BaseSettings):
    """All settings of the service. The docstrings are its documentation."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
    )

    data_dir: Path = Field(
        default_factory=default_data, json_schema_extra={"allowed": N_("the path of a directory")}
    )
    """Directory of the database on SQLite and, unless `secret_file` is set, of the service's secret."""

    database_url: Annotated[str, Field(pattern=r"^postgresql\+psycopg://")] | None = Field(
        default=None, json_schema_extra={"allowed": N_("postgresql+psycopg://user@host/database")}
    )
    """A PostgreSQL database instead of the file."""

    secret_file: File | None = None
    """A file with the secret of the service, at least 32 characters. All replicas need the same one."""

    host: Annotated[str, Field(min_length=1, max_length=253)] = "127.0.0.1"
    """Address to listen on. One that others can reach needs TLS, here or in a proxy."""

    port: Annotated[int, Field(ge=0, le=65535)] = 8340
    """Port to listen on; 0 lets the system choose."""

    tls_certificate: File | None = None
    """Certificate chain (PEM); with `tls_key`."""

    tls_key: File | None = None
    """Key of the certificate (PEM)."""

    behind_proxy: bool = False
    """A proxy in front of this service ends TLS."""

    proxy_addresses: Networks = ["127.0.0.1", "::1"]
    """From whom the headers of a proxy are believed; only with `behind_proxy`."""

    metrics_host: Annotated[str, Field(min_length=1, max_length=253)] = "127.0.0.1"
    """Address of the metrics. They hold no personal data, but have no sign-in either."""

    metrics_port: Annotated[int, Field(ge=0, le=65535)] = 0
    """Port of the metrics; 0: there are none."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """What is written to standard error, as JSON lines."""

    drain_seconds: Annotated[float, Field(ge=0, le=300)] = 0
    """How long it still answers, not ready any more, when told to stop: a proxy sends new work elsewhere."""

    stop_seconds: Annotated[int, Field(ge=1, le=300)] = 10
    """How long requests that are being answered get after that."""

    token_seconds: Annotated[int, Field(ge=30, le=600)] = 600
    """How long a token is valid."""

    challenge_seconds: Annotated[int, Field(ge=5, le=600)] = 60
    """How long a device has to sign a challenge."""

    code_seconds: Annotated[int, Field(ge=60, le=86_400)] = 600
    """How long an enrolment code is valid."""

    lease_days: Annotated[int, Field(ge=1, le=90)] = 14
    """How many days a laptop opens its file without having heard from this service."""

    backup_directory: Path | None = Field(
        default=None, json_schema_extra={"allowed": N_("the path of a directory")}
    )
    """Where `thuis admin backup` writes when no place is named."""

    backup_keep: Annotated[int, Field(ge=1, le=10_000)] = 14
    """How many backups stay there."""

    retention_years: Annotated[int, Field(ge=1, le=100)] = 15
    """How many years a dossier is kept after the support ended (Wmo 2015, article 5.3.4)."""

    figures_hours: Annotated[int, Field(ge=0, le=744)] = 24
    """Hours between two countings of the figures of the programme; 0: only `thuis admin figures count`."""

    limits: Limits = Field(default_factory=Limits)
    """Bounds, below."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take the options, which hold the file as their last, before the environment."""
        given = dict(init_settings())
        file = given.pop("_file", {})
        return (
            InitSettingsSource(settings_cls, init_kwargs=given),
            env_settings,
            InitSettingsSource(settings_cls, init_kwargs=file),
        )

    def configuration(self) -> Configuration:
        """Return what the service itself goes by."""
        names = {each.name for each in fields(Configuration)} & set(type(self).model_fields)
        return Configuration(**{name: getattr(self, name) for name in names})

    def listening(self) -> Listening:
        """Return where and how it listens."""
        return Listening(
            host=self.host,
            port=self.port,
            certificate=self.tls_certificate,
            key=self.tls_key,
            behind_proxy=self.behind_proxy,
            proxy_addresses=tuple(self.proxy_addresses),
            metrics_host=self.metrics_host,
            metrics_port=self.metrics_port or None,
            drain_seconds=self.drain_seconds,
            stop_seconds=self.stop_seconds,
        )


def load(file: Path | None, given: Mapping[str, Any]) -> Settings:
    """Read the settings; `given` are the options, None where one was not given. Raises NotValid."""
    options = {name: value for name, value in given.items() if value is not None}
    strange = [*_misspelt(), *_no_table()]
    written = _read(file) if file else {}
    if strange:
        raise NotValid(strange)
    try:
        return Settings.model_validate({**options, "_file": written})
    except ValidationError as problem:
        raise NotValid([_told(error, options, written, file) for error in problem.errors()]) from problem


def allowed(schema: Mapping[str, Any]) -> str:
    """Say in words what a setting may be, from its JSON schema."""
    if words := schema.get("allowed"):
        return _(words)
    for option in schema.get("anyOf", []):
        if option.get("type") != "null":
            return allowed(option)
    if choices := schema.get("enum"):
        return ", ".join(map(str, choices))
    least = schema.get("minimum", schema.get("exclusiveMinimum"))
    if schema.get("type") == "integer":
        return _("a whole number from {least} to {most}").format(least=least, most=schema["maximum"])
    if schema.get("type") == "number":
        if "exclusiveMinimum" in schema:
            return _("a number above {least}, at most {most}").format(least=least, most=schema["maximum"])
        return _("a number from {least} to {most}").format(least=least, most=schema["maximum"])
    return _("true or false") if schema.get("type") == "boolean" else _("text")


def described() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give every setting by its key, those of a table as `table.key`, with its JSON schema."""
    whole = Settings.model_json_schema()
    for name, schema in whole["properties"].items():
        if name != "limits":
            yield name, schema
    for name, schema in whole["$defs"]["Limits"]["properties"].items():
        yield f"limits.{name}", schema


def variable(key: str) -> str:
    """Return the variable of the environment for a key."""
    return PREFIX + key.upper().replace(".", "__")


def _misspelt() -> Iterator[str]:
    """Name the variables that are meant for the service and that nothing reads: a setting would be missed."""
    known = {FILE, variable("limits"), *(variable(key) for key, _schema in described())}
    for given in sorted(os.environ):
        name = given.upper()
        if not name.startswith(PREFIX) or name in known or name.removeprefix(PREFIX) in _ELSEWHERE:
            continue
        told = _("{where}: there is no setting of this name.").format(
            where=_("environment, {variable}").format(variable=given)
        )
        # Without what they all begin with, which would make every name near to every other.
        near = get_close_matches(name[len(PREFIX) :], [each[len(PREFIX) :] for each in known], 1, _NEAR)
        yield f"{told} {_('Is {name} meant?').format(name=PREFIX + near[0])}" if near else told


def _no_table() -> Iterator[str]:
    """Tell that all limits in one variable cannot be read."""
    name = variable("limits")
    given = os.environ.get(name)
    if given is None:
        return
    try:
        table = json.loads(given)
    except json.JSONDecodeError:
        table = None
    if not isinstance(table, dict):
        text = _("{where} is {value}. It has to be {allowed}.")
        yield text.format(
            where=_("environment, {variable}").format(variable=name),
            value=repr(given),
            allowed=_("a table in JSON; or a variable for each limit, such as {example}").format(
                example=variable("limits.failures")
            ),
        )


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as problem:
        text = _("The settings in {file} cannot be read: {reason}.")
        raise NotValid([text.format(file=file, reason=problem.strerror or problem)]) from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        text = _("The settings in {file} are not TOML: {reason}.")
        raise NotValid([text.format(file=file, reason=problem)]) from problem


def _told(error: Any, options: Mapping[str, Any], written: Mapping[str, Any], file: Path | None) -> str:
    """Say what is wrong with one setting, and where that stands."""
    parts = [str(part) for part in error["loc"] if not str(part).isdigit()]
    key = ".".join(parts[:2] if parts[0] == "limits" else parts[:1])
    if key in options:
        where = _("option --{name}").format(name=key.replace("_", "-"))
    elif variable(key) in os.environ:
        where = _("environment, {variable}").format(variable=variable(key))
    elif parts[0] == "limits" and variable("limits") in os.environ and parts[0] not in written:
        where = _("environment, {variable}").format(variable=f"{variable('limits')}, {key}")
    elif parts[0] in written:
        where = _("{file}, {key}").format(file=file, key=key)
    else:
        where = key
    known = dict(described())
    if key not in known:
        return _("{where}: there is no setting of this name.").format(where=where)
    value = _("(not shown)") if key in _SECRET else repr(error["input"])
    text = _("{where} is {value}. It has to be {allowed}.")
    return text.format(where=where, value=value, allowed=allowed(known[key]))
