"""What may come in: hosts, origins and bodies. Everything else is refused with what is wrong and what to do."""

from __future__ import annotations

import json
from collections.abc import Collection
from math import ceil
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from starlette.requests import Request

from data.errors import ErrorClass

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MAX_BODY = 64 * 1024
_Id = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_.:@-]+$")]
_Text = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=20_000)]


class Turned(Exception):  # noqa: N818  # it is an answer to the caller, not an error of ours
    """A request that is turned away, with its HTTP status."""

    def __init__(
        self,
        status: int,
        what: str,
        following: str,
        error_class: ErrorClass = "bad_input",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(what)
        self.status, self.what, self.following, self.error_class = status, what, following, error_class
        self._retry_after = retry_after

    def body(self) -> dict[str, str]:
        return {"error_class": self.error_class, "what": self.what, "next": self.following}

    def headers(self) -> dict[str, str]:
        """`Retry-After` in whole seconds where a later try may do better."""
        return {} if self._retry_after is None else {"Retry-After": str(max(1, ceil(self._retry_after)))}


class Ask(BaseModel):
    """The body of `POST /api/ask`."""

    model_config = ConfigDict(extra="forbid")

    question: _Text
    conversation_id: _Id | None = None
    request_id: _Id | None = None
    role: _Text | None = None


def check_origin(request: Request, hosts: Collection[str]) -> None:
    """Refuse a foreign Host (DNS rebinding) and a foreign Origin (another site's page in this person's browser)."""
    host = request.headers.get("host", "")
    if _name(host) not in hosts:
        raise Turned(
            421, f"The host {host[:100]!r} is not served here.", "Call this address by its own name.", "not_allowed"
        )
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        raise Turned(
            403, f"Calls from the origin {origin[:100]!r} are refused.", "Call without a browser, or from this page.",
            "not_allowed",
        )  # fmt: skip


def _name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


async def read_ask(request: Request) -> Ask:
    """The body as it must be; raises Turned naming the field that is wrong."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Turned(
            415, f"The body is {kind or 'of no declared type'}.", "Send JSON with Content-Type: application/json."
        )
    body = await _bounded(request)
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise Turned(400, "The body is not valid JSON.", 'Send an object such as {"question": "..."}.') from None
    if not isinstance(sent, dict):
        raise Turned(400, "The body is not a JSON object.", 'Send an object such as {"question": "..."}.')
    try:
        return Ask.model_validate(sent)
    except ValidationError as error:
        raise Turned(
            400, _wrong(error), "Correct the field; known are question, conversation_id, request_id, role."
        ) from None


def _wrong(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "the body"
    return f"{place[:100]}: {first['msg']}."


async def _bounded(request: Request) -> bytes:
    held = bytearray()
    async for part in request.stream():
        held += part
        if len(held) > MAX_BODY:
            raise Turned(413, f"The body is over {MAX_BODY // 1024} KB.", "Send a shorter question.")
    return bytes(held)
