"""The key slots: who gets in, who waits, and that nothing is ever lost."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from thuis_tui import whole_file
from thuis_tui.store.recovery_key import ALPHABET, MistypedRecoveryKey, RecoveryKey
from thuis_tui.store.tries import delay_after
from thuis_tui.store.vault import (
    ARGON2_FAST,
    Argon2Parameters,
    FileKey,
    TooSoon,
    Vault,
    VaultDamaged,
    VaultExists,
    WrongPassphrase,
    WrongRecoveryKey,
)

PASSPHRASE = "café bij de brug"


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_700_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "thuis.keys"


@pytest.fixture
def made(path: Path) -> tuple[FileKey, RecoveryKey]:
    return Vault.create(path, PASSPHRASE, parameters=ARGON2_FAST)


def vault_at(path: Path, clock: Clock) -> Vault:
    return Vault(path, parameters=ARGON2_FAST, now=clock)


def test_both_ways_in_give_the_same_key(path: Path, clock: Clock, made: tuple[FileKey, RecoveryKey]) -> None:
    key, recovery = made
    vault = vault_at(path, clock)
    assert vault.exists
    assert vault.unlock(PASSPHRASE).hex() == key.hex()
    assert vault.unlock("cafe\u0301 bij de brug").hex() == key.hex()
    assert vault.unlock_with_recovery(recovery.text).hex() == key.hex()
    assert vault.unlock_with_recovery(recovery.text.lower().replace("-", " ")).hex() == key.hex()


def test_only_the_owner_can_read_and_no_secret_is_in_the_file(
    path: Path, made: tuple[FileKey, RecoveryKey]
) -> None:
    key, recovery = made
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    content = path.read_text()
    for secret in (PASSPHRASE, key.hex(), recovery.text, recovery.characters):
        assert secret not in content
    assert [entry.name for entry in path.parent.iterdir()] == ["thuis.keys"]


def test_a_second_file_never_replaces_the_first(path: Path, made: tuple[FileKey, RecoveryKey]) -> None:
    before = path.read_bytes()
    with pytest.raises(VaultExists):
        Vault.create(path, "another", parameters=ARGON2_FAST)
    assert path.read_bytes() == before


def test_the_delay_grows_and_survives_a_restart(
    path: Path, clock: Clock, made: tuple[FileKey, RecoveryKey]
) -> None:
    before = path.read_bytes()
    for failures in range(1, 10):
        with pytest.raises(WrongPassphrase) as wrong:
            vault_at(path, clock).unlock("wrong")
        assert wrong.value.failures == failures
        assert wrong.value.wait_seconds == pytest.approx(delay_after(failures))
        if wrong.value.wait_seconds:
            with pytest.raises(TooSoon):
                vault_at(path, clock).unlock(PASSPHRASE)
        clock.seconds += wrong.value.wait_seconds
    assert [delay_after(count) for count in range(1, 10)] == [0, 0, 2, 4, 8, 16, 32, 60, 60]
    assert vault_at(path, clock).unlock(PASSPHRASE).hex() == made[0].hex()
    assert vault_at(path, clock).wait_seconds() == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize("days", [-4000, -1, 1, 4000])
def test_a_wrong_clock_never_locks_out_for_longer_than_the_delay(
    path: Path, clock: Clock, made: tuple[FileKey, RecoveryKey], days: int
) -> None:
    vault = vault_at(path, clock)
    for _ in range(3):
        with pytest.raises(WrongPassphrase):
            vault.unlock("wrong")
    clock.seconds += days * 86_400
    waited = vault.wait_seconds()
    assert waited <= delay_after(3)
    clock.seconds += waited
    assert vault.unlock(PASSPHRASE).hex() == made[0].hex()


def test_a_damaged_count_keeps_nobody_out(
    path: Path, clock: Clock, made: tuple[FileKey, RecoveryKey]
) -> None:
    (path.parent / "thuis.tries").write_bytes(b"\x00{")
    assert vault_at(path, clock).unlock(PASSPHRASE).hex() == made[0].hex()


def test_changing_the_passphrase_rewrites_one_slot(
    path: Path, clock: Clock, made: tuple[FileKey, RecoveryKey]
) -> None:
    key, recovery = made
    vault = vault_at(path, clock)
    with pytest.raises(WrongPassphrase):
        vault.change_passphrase("wrong", "new")
    vault.change_passphrase(PASSPHRASE, "new")
    with pytest.raises(WrongPassphrase):
        vault.unlock(PASSPHRASE)
    assert vault.unlock("new").hex() == key.hex()
    assert vault.unlock_with_recovery(recovery.text).hex() == key.hex()
    vault.set_passphrase(vault.unlock_with_recovery(recovery.text), PASSPHRASE)
    assert vault.unlock(PASSPHRASE).hex() == key.hex()


def test_a_renewed_recovery_key_replaces_the_old_paper(
    path: Path, clock: Clock, made: tuple[FileKey, RecoveryKey]
) -> None:
    key, old = made
    vault = vault_at(path, clock)
    fresh = vault.renew_recovery(key)
    with pytest.raises(WrongRecoveryKey):
        vault.unlock_with_recovery(old.text)
    assert vault.unlock_with_recovery(fresh.text).hex() == key.hex()


def test_a_full_disk_leaves_the_old_slots(
    path: Path, clock: Clock, made: tuple[FileKey, RecoveryKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_file.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        vault_at(path, clock).change_passphrase(PASSPHRASE, "new")
    monkeypatch.undo()
    assert vault_at(path, clock).unlock(PASSPHRASE).hex() == made[0].hex()
    assert [entry.name for entry in path.parent.iterdir()] == ["thuis.keys"]


def test_damage_is_told_apart_from_a_wrong_passphrase_and_nothing_is_deleted(
    path: Path, clock: Clock, made: tuple[FileKey, RecoveryKey]
) -> None:
    good = path.read_bytes()
    sealed = json.loads(good)["slots"][0]["sealed"].encode()
    flipped = good.replace(sealed, bytes([sealed[0] ^ 1]) + sealed[1:])
    weaker = good.replace(b'"memory_kib": 64', b'"memory_kib": 99999999999')
    for damaged in (b"", b"{}", b"[]", b"null", good[:100], good[:-3], flipped, weaker):
        path.write_bytes(damaged)
        with pytest.raises(VaultDamaged):
            vault_at(path, clock).unlock(PASSPHRASE)
        assert path.read_bytes() == damaged
    path.unlink()
    with pytest.raises(VaultDamaged):
        vault_at(path, clock).unlock(PASSPHRASE)


def test_a_recovery_key_is_confirmed_group_by_group() -> None:
    key = RecoveryKey.new()
    assert len(key.groups) == 8
    assert all(len(group) == 4 and set(group) <= set(ALPHABET) for group in key.groups)
    assert key.text == "-".join(key.groups)
    assert key.confirms(2, f" {key.groups[2].lower()} ")
    assert not key.confirms(2, key.groups[2][:3])
    assert key.text not in repr(key)


def test_a_mistyped_recovery_key_is_seen_before_it_counts(
    path: Path, clock: Clock, made: tuple[FileKey, RecoveryKey]
) -> None:
    text = made[1].text
    swapped = text[:-1] + ("0" if text[-1] != "0" else "1")
    for mistyped in ("", text[:-1], text + "0", swapped, text.replace(text[0], "U"), "é" * 32):
        with pytest.raises(MistypedRecoveryKey):
            vault_at(path, clock).unlock_with_recovery(mistyped)
    assert not (path.parent / "thuis.tries").exists()
    assert RecoveryKey.parse("O".join(text.split("0")).replace("1", "l")).text == text


def test_a_wiped_key_gives_nothing() -> None:
    key = FileKey(b"k" * 32)
    key.wipe()
    with pytest.raises(ValueError, match="wiped"):
        key.hex()
    assert "6b6b" not in repr(FileKey(b"k" * 32))


def test_the_measured_cost_is_never_below_the_accepted_minimum() -> None:
    measured = Argon2Parameters.measured(aim_seconds=0.001)
    assert measured.passes >= 3
    assert measured.memory_kib == 65_536


def test_the_door_is_light_to_load() -> None:
    heavy = ["argon2", "cryptography", "sqlalchemy", "sqlmodel", "sqlcipher3", "msgspec"]
    script = f"import sys, thuis_tui.store.vault; print([name for name in {heavy} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
