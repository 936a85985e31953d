"""What the service refuses, and in which words. Messages are for logs and never carry what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.exceptions import HTTPException

from thuis_tui.log.wire import Code


class Refusal(HTTPException):
    """A request that is answered with an error; `code` is for programs, `message` for those who run it."""

    status = 422
    code = Code.MALFORMED
    message = "The request is not what this address takes."

    def __init__(self, message: str | None = None, *, retry_after: int | None = None) -> None:
        """Use the words of the class, or others."""
        self.message = message or self.message
        self.device = ""
        """The device that is known to have sent what no device should; empty: nobody is blamed."""
        self.retry_after = retry_after
        super().__init__(self.status, self.message)


class Malformed(Refusal):
    """The request cannot be read. The device parks what it sent and goes on."""


class UnknownEncoding(Refusal):
    """The body is compressed in a way this service does not know."""

    status = 415
    message = "The body is to be sent as zstd, gzip or as it is."


class TooLarge(Refusal):
    """More than a request may be; the device sends less at a time."""

    status = 413
    code = Code.TOO_LARGE
    message = "The request is larger than this service takes at once."


class TooManyScopes(TooLarge):
    """More scopes than a request may name."""

    message = "The request names more scopes than this service takes at once."


class NotSignedIn(Refusal):
    """No token that is valid now. The device keeps everything and signs in again."""

    status = 401
    code = Code.TOKEN_EXPIRED
    message = "Sign in: there is no token, or it is not valid any more."


class NotProved(Refusal):
    """A signature that is not the device's. Which part of it is wrong is not told."""

    status = 401
    code = Code.NOT_ALLOWED
    message = "This is not signed with the key of the device."


class DeviceRevoked(Refusal):
    """The device may not sign in any more; told only to the holder of its key."""

    status = 403
    code = Code.DEVICE_REVOKED
    message = "This device has been revoked."


class NotGranted(Refusal):
    """A scope that is not this caseworker's; whether it exists is not told."""

    status = 403
    code = Code.NOT_ALLOWED
    message = "This scope is not granted to who asks."


class CodeRefused(Refusal):
    """An enrolment code that is wrong, used or too old; which of these is not told."""

    status = 403
    code = Code.NOT_ALLOWED
    message = "This code is not valid: it is wrong, used, or too old. Ask for a new one."


class TooManyAttempts(Refusal):
    """Too many wrong codes or signatures from one side."""

    status = 429
    code = Code.TOO_MANY
    message = "Too many attempts. Wait before the next one."


class TooManyRequests(Refusal):
    """More requests than one device, or one address, may make; the device comes back later."""

    status = 429
    code = Code.TOO_MANY
    message = "Too many requests. Wait before the next one."


class TooSlow(Refusal):
    """The request did not arrive in time."""

    status = 408
    code = Code.BUSY
    message = "The request took too long to arrive."


class HeadTooLarge(Refusal):
    """More headers, or longer ones, than a request may have."""

    status = 431
    code = Code.TOO_LARGE
    message = "The headers of the request are more than this service takes."


class TooManyLines(Refusal):
    """As many lines are open as this service takes; the device comes back later."""

    status = 503
    code = Code.BUSY
    message = "Too many lines are open."


class UpdateNeeded(Refusal):
    """A pull in a version that is not served any more; the device keeps pushing and asks for an update."""

    status = 426
    code = Code.UPDATE_NEEDED
    message = "Pulling needs a newer version of the program."


class Crowded(Refusal):
    """As many of these requests are under way as this service takes at once; the device comes back later."""

    status = 503
    code = Code.BUSY
    message = "Too many of these requests are under way."


class Unavailable(Refusal):
    """The database does not answer; the device tries again later."""

    status = 503
    code = Code.BUSY
    message = "The service cannot reach its database."


class Stopping(Refusal):
    """The service is told to stop and answers what it has begun; a proxy sends new work elsewhere."""

    status = 503
    code = Code.BUSY
    message = "The service is stopping."


@contextmanager
def blamed_on(device: str) -> Iterator[None]:
    """Say on what is refused here that this device sent it, which its signature proved."""
    try:
        yield
    except (Malformed, TooLarge, UnknownEncoding) as problem:
        problem.device = device
        raise
