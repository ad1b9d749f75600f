"""The HTTP doors beside the page: /health, /ready, /metrics and POST /api/ask. They hold no logic of answering."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from agents.conversations import Conversations, Job, told
from agents.present import to_object
from agents.start import Start
from agents.telemetry import Listener
from data.errors import Busy, CandorError, NotAllowed
from data.store import StoredTurn
from data.types import User
from serve.events import event, stream
from serve.gate import LOOPBACK, Ask, Turned, check_origin, read_ask
from serve.metrics import Metrics

log = logging.getLogger(__name__)
BUSY_SECONDS = 5.0
"""When to come again after a question that waited in vain."""
STARTING_SECONDS = 5.0
END_NAMES = {"answered": "Answered", "clarify": "Asked", "refused": "Refused", "failed": "Failed"}
Handler = Callable[[Request], Awaitable[Response]]


class Desk(Protocol):
    def bench(self, user: User, wanted: str | None = None) -> object:
        """Raises NotAllowed for a role that the user does not have."""


class Services(Protocol):
    """What the routes need of `agents.build.Services` besides answering."""

    def user(self) -> User: ...

    def listen(self, listener: Listener) -> None:
        """Have the listener told of every question that ends."""

    def desk(self, database: Path | None = None) -> Desk: ...


def routes(
    services: Services, conversations: Conversations, start: Start, hosts: Collection[str] = LOOPBACK
) -> list[Route]:
    """The routes, for whoever mounts them beside the page. `hosts` are the names under which this process may be called."""
    metrics = Metrics(conversations, services.listen)

    async def health(_request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(_request: Request) -> Response:
        return await run_in_threadpool(_ready, conversations, start)

    async def numbers(_request: Request) -> Response:
        return Response(metrics.text(), media_type="text/plain; version=0.0.4")

    async def ask(request: Request) -> Response:
        body = await read_ask(request)
        begun = await run_in_threadpool(_begin, services, conversations, start, body)
        if "text/event-stream" in request.headers.get("accept", ""):
            events = stream(begun) if isinstance(begun, Job) else _told_again(begun)
            return StreamingResponse(events, media_type="text/event-stream", headers={"Cache-Control": "no-store"})
        told = await run_in_threadpool(_answer, begun)
        if told["error_class"] == "busy":
            raise Turned(503, str(told["text"]), "Ask again in a moment.", "busy", BUSY_SECONDS)
        return JSONResponse(told)

    return [
        Route("/health", health, methods=["GET"]),
        Route("/ready", ready, methods=["GET"]),
        Route("/metrics", _guarded(numbers, hosts), methods=["GET"]),
        Route("/api/ask", _guarded(ask, hosts), methods=["POST"]),
    ]


def _guarded(handler: Handler, hosts: Collection[str]) -> Handler:
    """Nobody gets past a foreign host, and nobody gets a stack trace."""

    async def guarded(request: Request) -> Response:
        try:
            check_origin(request, hosts)
            return await handler(request)
        except Turned as turned:
            return JSONResponse(turned.body(), turned.status, turned.headers())
        except Exception:
            log.exception("%s %s ended in a bug", request.method, request.url.path)
            broken = Turned(500, "Something in Candor broke.", "Ask again; the log holds what happened.", "internal")
            return JSONResponse(broken.body(), broken.status)

    return guarded


def _ready(conversations: Conversations, start: Start) -> Response:
    if start.error is not None:
        return JSONResponse({"status": "failed", "what": start.error.what, "next": start.error.hint}, 503)
    if not start.ready or not conversations.store.ready():
        return JSONResponse({"status": "starting", "what": start.what, "share": round(start.share, 3)}, 503)
    return JSONResponse({"status": "ready"})


def _begin(services: Services, conversations: Conversations, start: Start, body: Ask) -> Job | StoredTurn:
    if not start.ready:
        raise Turned(503, "Candor is still starting.", "Try again when /ready says so.", "internal", STARTING_SECONDS)
    user = services.user()
    try:
        if body.role is not None:
            services.desk().bench(user, body.role)
        return conversations.start(
            body.question,
            user,
            conversation_id=body.conversation_id or "",
            role=body.role,
            source="api",
            request_id=body.request_id or "",
        )
    except NotAllowed as error:
        raise Turned(403, error.what, error.hint, error.error_class) from None
    except Busy as error:
        status = 429 if error.bound == "rate" else 503
        raise Turned(status, error.what, error.hint, error.error_class, error.retry_after) from None
    except CandorError as error:
        raise Turned(400, error.what, error.hint, error.error_class) from None


def _answer(begun: Job | StoredTurn) -> dict[str, object]:
    whole = to_object(begun.end()) if isinstance(begun, Job) else told(begun)
    return whole | {"conversation_id": begun.conversation_id}


def _told_again(turn: StoredTurn) -> list[str]:
    """The one event of an answer that is kept."""
    return [event(END_NAMES[turn.status], _answer(turn))]
