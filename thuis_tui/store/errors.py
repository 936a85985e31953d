"""What can go wrong with the file, each as a type of its own. None of them ever deletes anything."""

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

_FULL = {13}
_DAMAGED = {11}
_NOT_A_DATABASE = {26}
_CANNOT_WRITE = {8, 10, 14}


class StoreError(Exception):
    """The file could not do what was asked."""


class WrongKey(StoreError):
    """This key does not open this file (or its very first page is damaged: the two look alike)."""


class FileDamaged(StoreError):
    """The file's content is not what was written. It is left as it is, for a backup or an expert."""


class DiskFull(StoreError):
    """There is no room. Nothing of this write was kept: the caller still holds what was typed."""


class CannotWrite(StoreError):
    """The disk refuses to be written or read. Nothing of this write was kept."""


class FileTooNew(StoreError):
    """A later version of the program wrote this file; this one must not touch it."""


class StoreClosed(StoreError):
    """The file was closed or locked before this could be done."""


class NoAuthor(StoreError):
    """Nothing can be recorded before it is known under whose name."""


class UnknownRecord(StoreError):
    """There is no such record to change."""


class BadPage(StoreError):
    """A page of the service's log that cannot be what it says; nothing of it was kept."""


class NotOurs(BadPage):
    """A page with an operation of ours that this file does not have: it was set back, or cloned."""


class TooLong(StoreError):
    """A record larger than one operation may be; nothing was written."""


def typed(problem: Exception) -> Exception:
    """The typed form of a driver's error, or the same error when it is not about the file."""
    original = problem.orig if isinstance(problem, DBAPIError) else problem
    if not isinstance(original, dbapi2.Error):
        return problem
    code = getattr(original, "sqlite_errorcode", 0) & 0xFF
    if code in _FULL:
        return DiskFull("the disk is full")
    if code in _DAMAGED:
        return FileDamaged("the file is damaged")
    if code in _NOT_A_DATABASE:
        return WrongKey("the key does not open this file")
    if code in _CANNOT_WRITE:
        return CannotWrite(f"the disk refuses ({getattr(original, 'sqlite_errorname', code)})")
    return problem


def is_driver_error(problem: Exception) -> bool:
    """Whether `typed` can say more about it."""
    return isinstance(problem, (dbapi2.Error, DBAPIError))
