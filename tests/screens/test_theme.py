"""The looks: enough contrast, few style sources, and no meaning by colour alone."""

import pytest
from textual.color import Color
from textual.theme import Theme

from screens import theme
from screens.widgets.status_line import told
from thuis_tui.desk.shapes import ConnectionState

READ_ON = {
    "foreground": ("background", "surface", "panel"),
    "quiet": ("background", "bar"),
    "bar-ink": ("bar",),
    "cursor-ink": ("cursor",),
    "primary": ("background", "bar", "surface"),
    "success": ("background",),
    "warning": ("background",),
    "error": ("background", "surface"),
    "on-brick": ("primary",),
}


def _luminance(colour: Color) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(one: Color, other: Color) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", theme.THEMES, ids=[look.name for look in theme.THEMES])
def test_every_text_can_be_read(look: Theme) -> None:
    colours = {**look.to_color_system().generate(), **look.variables}
    poor = {
        (ink, ground): round(contrast, 2)
        for ink, grounds in READ_ON.items()
        for ground in grounds
        if (contrast := _contrast(Color.parse(colours[ink]), Color.parse(colours[ground]))) < 4.5
    }
    assert not poor


@pytest.mark.parametrize(
    ("setting", "environment", "name"),
    [
        ("light", {}, theme.LIGHT),
        ("contrast", {}, theme.CONTRAST),
        ("auto", {}, theme.DARK),
        ("auto", {"COLORFGBG": "0;15"}, theme.LIGHT),
        ("auto", {"COLORFGBG": "15;0"}, theme.DARK),
        ("dark", {"COLORFGBG": "0;15"}, theme.DARK),
    ],
)
def test_the_setting_chooses_and_auto_follows_the_terminal(
    setting: str, environment: dict[str, str], name: str
) -> None:
    assert theme.chosen(setting, environment) == name


def test_each_state_of_the_connection_has_its_own_words_and_mark() -> None:
    from datetime import UTC, datetime

    now = datetime(2026, 3, 4, 12, 0, tzinfo=UTC).astimezone()
    at = "2026-03-04T10:00:00Z"
    states = [
        None,
        ConnectionState(),
        ConnectionState(confirmed_at=at),
        ConnectionState(waiting=1, confirmed_at=at),
        ConnectionState(waiting=2, offline_since=at),
        ConnectionState(cut=True, waiting=0, offline_since=at),
        ConnectionState(exchanging=True, waiting=3),
        ConnectionState(refused=1),
        ConnectionState(problem="not_the_service", waiting=1),
        ConnectionState(problem="service_error"),
        ConnectionState(problem="signed_out"),
        ConnectionState(problem="revoked"),
        ConnectionState(problem="update_needed"),
        ConnectionState(confirmed_at=at, skew_seconds=420),
        ConnectionState(confirmed_at=at, skew_seconds=-7200),
    ]
    said = [told(state, now) for state in states]
    assert len({line.text for line in said}) == len(said)
    assert all(line.mark.strip() and line.text for line in said)
    assert "1 item waits" in told(ConnectionState(waiting=1, confirmed_at=at), now).text
    assert "2 items wait" in told(ConnectionState(waiting=2, offline_since=at), now).text
    assert "Offline since" in told(ConnectionState(waiting=2, offline_since=at), now).text
    assert "1 item refused" in told(ConnectionState(refused=1, waiting=2), now).text


def test_the_truth_about_waiting_is_told_in_every_state() -> None:
    from datetime import UTC, datetime

    now = datetime(2026, 3, 4, 12, 0, tzinfo=UTC).astimezone()
    for problem in (
        None,
        "unreachable",
        "not_the_service",
        "service_error",
        "signed_out",
        "revoked",
        "update_needed",
    ):
        for exchanging in (False, True):
            state = ConnectionState(waiting=7, problem=problem, exchanging=exchanging)
            assert "7" in told(state, now).text
