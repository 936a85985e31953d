"""The addresses of the service. Each reads its request, works on a thread of the database, and answers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from thuis_tui.log import wire
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database.storage import Storage, Transaction
from thuis_tui.service.errors import (
    CodeRefused,
    NotProved,
    NotSignedIn,
    Stopping,
    TooManyScopes,
    UpdateNeeded,
    blamed_on,
)
from thuis_tui.service.exchange import pull, push
from thuis_tui.service.exchange.events import Hub, concerned
from thuis_tui.service.exchange.hand_out import Gate, HandOut, Send, Taken
from thuis_tui.service.people import sign_in
from thuis_tui.service.people.attempts import Attempts
from thuis_tui.service.people.identity import People
from thuis_tui.service.people.sign_in import Asker, authenticate
from thuis_tui.service.web.answers import answer, content, message, moment
from thuis_tui.service.web.device_routes import add_device_routes
from thuis_tui.service.web.health import Health, look
from thuis_tui.service.web.metrics import Metrics
from thuis_tui.service.web.requests import BINARY, SIGNED, Direct, coded, credentials_of, encoding_of, read
from thuis_tui.service.web.snapshot_routes import add_snapshots
from thuis_tui.service.web.streaming import lines_answer, streamed
from thuis_tui.text import clean, refuse


def _plain(text: str) -> str:
    """Take a name as text is kept; what cannot be kept is refused."""
    if refuse(text, lines=False):
        raise ValueError("characters that cannot be kept")
    return clean(text)


Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Short = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Enrol(BaseModel):
    """A new device with a one-time code."""

    code: Short
    public_key: Annotated[
        str, StringConstraints(min_length=44, max_length=44), Field(description="base64, Ed25519")
    ]
    device_name: Annotated[Short, AfterValidator(_plain)]


class Challenge(BaseModel):
    """The first half of signing in."""

    device: Id


class Token(BaseModel):
    """The second half: `signature` is base64 Ed25519 over the challenge."""

    device: Id
    challenge: Short
    signature: Annotated[str, StringConstraints(min_length=88, max_length=88)]


_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {wire.ERROR_TYPE: {}}}
    for status, text in (
        (401, "Sign in"),
        (403, "Not allowed"),
        (413, "Too large"),
        (415, "Unknown encoding"),
        (422, "Cannot be read"),
        (429, "Wait"),
        (503, "Try later"),
    )
}


def router(
    configuration: Configuration,
    storage: Storage,
    hub: Hub,
    metrics: Metrics,
    health: Health,
    people: People,
) -> APIRouter:
    """Return all routes over one storage."""
    routes = APIRouter(prefix=f"/v{wire.VERSION}", responses=_ERRORS)
    hand_out = HandOut(storage)
    attempts = Attempts(configuration.limits, storage.secret)

    def time() -> str:
        return moment(configuration.now())

    @routes.get("/health/live", response_class=Response)
    async def live() -> Response:
        """Say that the process answers."""
        return message({"status": "live", "server_time": time()}, "application/json")

    @routes.get("/health/ready", response_class=Response)
    async def ready() -> Response:
        """Say that requests are welcome: the database answers, and nobody told the service to stop."""
        if health.stopping:
            raise Stopping(retry_after=5)
        await storage.job(storage.read, look)
        return message({"status": "ready", "server_time": time()}, "application/json")

    @routes.post("/enrol", response_class=Response)
    async def enrol(request: Request, given: Enrol) -> Response:
        """Spend a one-time code on the key of a new device."""
        key = sign_in.read_public_key(given.public_key)
        sides = attempts.sides(request)
        await storage.job(storage.read, attempts.check, sides)
        try:
            proved = await people.examine(given.code)
            asker = await storage.job(storage.write, sign_in.enrol, people, proved, key, given.device_name)
        except CodeRefused:
            await storage.job(storage.write, attempts.failed, sides)
            raise
        person = wire.Person(asker.caseworker, asker.name)
        return message(wire.EnrolReply(asker.device, person, time()))

    @routes.post("/session/challenge", response_class=Response)
    async def challenge(given: Challenge) -> Response:
        """Give a device a text to sign."""
        seconds = configuration.challenge_seconds
        text = sign_in.challenge(storage.identity.token_key, given.device, configuration.now(), seconds)
        return message(wire.ChallengeReply(text, time()))

    @routes.post("/session/token", response_class=Response)
    async def token(request: Request, given: Token) -> Response:
        """Give a token for the signature of a challenge."""
        sides = attempts.sides(request, given.device)
        seconds = configuration.token_seconds

        def work(tx: Transaction) -> str:
            attempts.check(tx, sides)
            return sign_in.token(tx, given.device, given.challenge, given.signature, seconds)

        try:
            text = await storage.job(storage.read, work)
        except (NotProved, NotSignedIn):
            await storage.job(storage.write, attempts.failed, sides)
            raise
        return message(wire.TokenReply(text, seconds, time()))

    async def push_operations(request: Request) -> Response:
        """Take operations into their logs."""
        credentials, encoding = await credentials_of(request), encoding_of(request)
        given = coded(request)

        def work() -> tuple[Response, push.Pushed, list[tuple[str, str, int]]]:
            asker = storage.read(authenticate, credentials)
            with blamed_on(asker.device):
                request_ = read(wire.decode_push, content(credentials.body, given))
                pushed = push.push(storage, asker, request_)
            level = storage.read(pull.level, asker) if request_.level else ("", "")
            hints = storage.read(concerned, pushed.grown) if hub and pushed.grown else []
            reply = message(wire.PushReply(pushed.outcomes, time(), *level), encoding=encoding)
            return reply, pushed, hints

        response, pushed, hints = await storage.job(work)
        hub.publish(hints)
        hub.pass_on(pushed.grown)
        metrics.pushed(pushed.outcomes)
        return response

    async def pull_operations(request: Request) -> Response:
        """Give what a device does not have yet."""
        credentials, encoding = await credentials_of(request), encoding_of(request)
        given = coded(request)

        def work(tx: Transaction, taken: Taken, gate: Gate) -> Response | Taken:
            asker = authenticate(tx, credentials)
            with blamed_on(asker.device):
                asked = read(wire.decode_pull, content(credentials.body, given))
                if len(asked.scopes) > configuration.limits.scopes:
                    raise TooManyScopes
            if asked.version < configuration.version - wire.SERVED_BACK:
                raise UpdateNeeded
            pulled = pull.Pull(tx, asker, asked, configuration.limits.page, taken)
            first = pulled.expected(hand_out)
            return first or lines_answer(pulled.lines(time()), encoding, gate.send)

        def logged(send: Send) -> Response:
            while True:
                taken = Taken()
                gate = Gate(hand_out, taken, send)
                response = storage.read(work, taken, gate)
                if isinstance(response, Response):
                    gate.open()
                    return response
                hand_out.log(response)  # then it can go out while it is made

        return await streamed(lambda send: storage.job(logged, send), encoding)

    async def list_scopes(request: Request) -> Response:
        """List what the caseworker may read."""
        credentials, encoding = await credentials_of(request), encoding_of(request)

        def work(tx: Transaction) -> tuple[Asker, str, list[wire.ScopeGrant]]:
            asker = authenticate(tx, credentials)
            return asker, *pull.scopes(tx, asker)

        asker, etag, listed = await storage.job(storage.read, work)
        headers = {"etag": f'"{etag}"', "cache-control": "no-store"}
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        reply = wire.ScopesReply(
            listed,
            wire.Person(asker.caseworker, asker.name),
            time(),
            asker.recovery_key,
            configuration.lease_days,
        )
        return answer(wire.encode(reply), wire.MEDIA_TYPE, encoding, headers)

    for path, method, handler, extra in (
        ("/sync/push", "POST", push_operations, BINARY),
        ("/sync/pull", "POST", pull_operations, BINARY),
        ("/sync/scopes", "GET", list_scopes, SIGNED),
    ):
        routes.add_api_route(
            path,
            handler,
            methods=[method],
            response_class=Response,
            openapi_extra=extra,
            route_class_override=Direct,
        )
    add_snapshots(routes, configuration, storage, hand_out)
    add_device_routes(routes, configuration, storage, attempts, hub)
    return routes
