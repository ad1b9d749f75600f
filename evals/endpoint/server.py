"""The HTTP side: requests in, scripted replies out, each broken in the way that the dice say.

The standard library's server, a thread for each connection: faults need the bare socket, which a framework hides.
"""

from __future__ import annotations

import json
import socket
import struct
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Event, Lock
from typing import Any

from data.errors import BadInput
from evals.endpoint import script as scripts
from evals.endpoint import wire
from evals.endpoint.faults import CONTENT, REFUSALS, Dice, chance
from evals.endpoint.script import Reply, Script

KEPT = 1000
"""Requests that are remembered; older ones are forgotten."""
LONGEST_BODY = 16 * 1024 * 1024


@dataclass
class State:
    """What the requests share. `delay` and `hang` are seconds."""

    script: Script
    dice: Dice
    seed: int = 0
    delay: float = 2.0
    hang: float = 600.0
    model: str = "scripted"
    seen: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=KEPT))
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    stopped: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)


class Server(ThreadingHTTPServer):
    """An endpoint on loopback; port 0 takes a free one."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, state: State, port: int = 0) -> None:
        self.state = state
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what a faulty endpoint must expect; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
        del format, args  # GET /requests says more

    @property
    def state(self) -> State:
        return self.server.state

    def do_GET(self) -> None:
        match self.path.rstrip("/"):
            case "/health":
                self._json({"ok": True})
            case "/requests":
                with self.state.lock:
                    seen = list(self.state.seen)
                self._json(seen)
            case "/v1/models" | "/models":
                self._json({"object": "list", "data": [_model(self.state.model)]})
            case _:
                self._json({"error": {"message": f"There is no {self.path}."}}, 404)

    def do_DELETE(self) -> None:
        with self.state.lock:
            self.state.seen.clear()
        self._json({"ok": True})

    def do_POST(self) -> None:
        body = self._body()
        if body is None:
            self._json({"error": {"message": "The body is not JSON.", "type": "invalid_request_error"}}, 400)
            return
        path = self.path.partition("?")[0].rstrip("/")
        if path.endswith("/chat/completions"):  # Azure puts the deployment before it
            self._complete(body)
        elif path in ("/script", "/faults"):
            self._change(path, body)
        else:
            self._json({"error": {"message": f"There is no {self.path}."}}, 404)

    def _body(self) -> Any:
        length = int(self.headers.get("content-length") or 0)
        try:
            return json.loads(self.rfile.read(min(length, LONGEST_BODY)))
        except ValueError:
            return None

    def _change(self, path: str, body: Any) -> None:
        try:
            if path == "/script":
                self.state.script = scripts.parse(body)
            else:
                self.state.dice = Dice([chance(str(text)) for text in body], self.state.seed)
        except BadInput as error:
            self._json({"error": {"message": str(error)}}, 400)
        else:
            self._json({"ok": True})

    def _complete(self, body: dict[str, Any]) -> None:
        with self.state.lock:
            number = next(self.state.numbers)
        reply = self.state.script.reply(body.get("messages", []))
        fault = reply.fault or self.state.dice.throw()
        if fault in CONTENT:
            reply = CONTENT[fault][1](reply)
        with self.state.lock:
            self.state.seen.append(
                {"number": number, "path": self.path, "auth": self._auth(), "fault": fault, "body": body}
            )
        if fault == "picky" and _new(body):
            self._refuse("400")
        elif fault in REFUSALS:
            self._refuse(fault)
        elif body.get("stream"):
            self._stream(reply, body, number, fault)
        else:
            self._whole(reply, body, number, fault)

    def _refuse(self, fault: str) -> None:
        error = REFUSALS[fault]
        headers = {"retry-after": error.retry_after} if error.retry_after else {}
        if error.html:
            self._send(error.message.encode(), error.status, "text/html", headers)
        else:
            said = {"message": error.message, "type": error.kind, "param": None, "code": error.kind}
            self._json({"error": said}, error.status, headers)

    def _whole(self, reply: Reply, body: dict[str, Any], number: int, fault: str) -> None:
        if self._gone_before(fault):
            return
        made = wire.completion(reply, self._name(body), number, _size(body))
        if fault == "no_usage":
            del made["usage"]
        content = json.dumps(made).encode()
        if fault in ("malformed", "truncated"):
            content = content[: len(content) // 2]
        if fault in ("stall", "cut", "reset_midway"):
            self._headers(200, "application/json", {"content-length": str(len(content))})
            self.wfile.write(content[: len(content) // 2])
            self._break_off(fault)
            return
        self._send(content, 200, "application/json")

    def _stream(self, reply: Reply, body: dict[str, Any], number: int, fault: str) -> None:
        if self._gone_before(fault):
            return
        usage = bool((body.get("stream_options") or {}).get("include_usage")) and fault != "no_usage"
        chunks = wire.chunks(reply, self._name(body), number, _size(body), usage)
        events = [wire.event(wire.one_index(c) if fault == "one_index" else c) for c in chunks]
        if fault != "no_done":
            events.append(wire.DONE)
        self.close_connection = True
        self._headers(200, "text/event-stream", {"cache-control": "no-cache", "connection": "close"})
        half = max(1, len(events) // 2)
        if fault in ("stall", "cut", "reset_midway"):
            self._write(events[:half])
            self._break_off(fault)
        elif fault == "malformed":
            self._write([*events[:half], b'data: {"choices": [{"delta": oops}]}\n\n', *events[half:]])
        elif fault == "truncated":
            self._write([*events[:half], events[half][: len(events[half]) // 2]])
        else:
            self._write(events, self.state.delay / 10 if fault == "drip" else 0)

    def _gone_before(self, fault: str) -> bool:
        """The faults that come before a reply; True when there will be none."""
        if fault == "slow":
            self.state.stopped.wait(self.state.delay)
        elif fault == "html":
            self._send(b"<html><body>Welcome</body></html>", 200, "text/html")
        elif fault in ("hang", "reset"):
            self.close_connection = True
            self._break_off("stall" if fault == "hang" else "reset_midway")
        return fault in ("html", "hang", "reset")

    def _break_off(self, fault: str) -> None:
        self.close_connection = True
        self.wfile.flush()
        if fault == "stall":
            self.state.stopped.wait(self.state.hang)
        elif fault == "reset_midway":
            # A linger time of zero makes close() send RST instead of FIN.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def _write(self, events: Iterable[bytes], pause: float = 0) -> None:
        for one in events:
            self.wfile.write(one)
            self.wfile.flush()
            if pause:
                time.sleep(pause)

    def _auth(self) -> str:
        """How the key came, with no more of it than its end: this log is for whoever looks."""
        if key := self.headers.get("api-key"):
            return f"api-key ...{key[-4:]}"
        kind, _, key = (self.headers.get("authorization") or "").partition(" ")
        return f"{kind} ...{key[-4:]}" if kind else ""

    def _name(self, body: dict[str, Any]) -> str:
        return str(body.get("model") or self.state.model)

    def _json(self, value: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self._send(json.dumps(value).encode(), status, "application/json", headers)

    def _send(self, content: bytes, status: int, kind: str, headers: dict[str, str] | None = None) -> None:
        self._headers(status, kind, {"content-length": str(len(content)), **(headers or {})})
        self.wfile.write(content)

    def _headers(self, status: int, kind: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": wire.CREATED, "owned_by": "candor"}


def _new(body: dict[str, Any]) -> bool:
    """Whether a request uses what older servers do not know."""
    strict = any("strict" in (t.get("function") or {}) for t in body.get("tools") or ())
    return strict or "stream_options" in body


def _size(body: dict[str, Any]) -> int:
    return len(json.dumps([body.get("messages"), body.get("tools")]))
