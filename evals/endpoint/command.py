"""`python -m evals endpoint`."""

from __future__ import annotations

import argparse
import json
import signal
import threading
from collections.abc import Sequence
from pathlib import Path

from evals.endpoint import script as scripts
from evals.endpoint.faults import KINDS, Dice, chance
from evals.endpoint.server import Server, State


def endpoint(argv: Sequence[str]) -> int:
    """Serve scripted replies over the OpenAI API on loopback, with faults; prints one JSON line when it is ready."""
    parser = argparse.ArgumentParser(prog="python -m evals endpoint", description=endpoint.__doc__)
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--script", type=Path, help="YAML or JSON; see the text of evals/endpoint/__init__.py")
    parser.add_argument("--fault", action="append", default=[], metavar="KIND[:RATE[:TIMES]]")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--delay", type=float, default=2.0, help="seconds that a slow answer takes")
    parser.add_argument("--hang", type=float, default=600.0, help="seconds after which a silent connection is closed")
    parser.add_argument("--faults", action="store_true", help="list the kinds of faults")
    args = parser.parse_args(argv)
    if args.faults:
        for kind, what in KINDS.items():
            print(f"{kind:18} {what}")
        return 0
    said = scripts.load(args.script) if args.script else scripts.parse(list(scripts.DEFAULT))
    dice = Dice([chance(text) for text in args.fault], args.seed)
    serve(State(said, dice, args.seed, args.delay, args.hang), args.port)
    return 0


def serve(state: State, port: int) -> None:
    """Until the process is told to end."""
    server = Server(state, port)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    print(json.dumps({"base_url": server.base_url, "model": state.model}), flush=True)
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        state.stopped.set()
        server.server_close()
