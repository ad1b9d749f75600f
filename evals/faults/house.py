"""Candor as it ships on the demo warehouse, with an endpoint that fails as told: what both commands ask."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from os import environ
from pathlib import Path
from typing import Any

from agents.admission import Admission
from agents.budget import Budget
from agents.build import Services
from agents.conversations import Conversations, Job
from agents.logs import configure, setting
from agents.settings import Settings, from_environment
from agents.steps import Answered, Asked, Called, End, Failed, Ran, Refused, Spoke, Step
from data.store import Store, open_store
from data.types import User
from evals.endpoint.process import Running, started

MODEL = "scripted"
GRACE = 3.0
"""Seconds past the deadline that are forgiven: the answer is written when the question's time is over."""


@dataclass(frozen=True)
class House:
    """One process: services, conversations, the endpoint. `deadline` in seconds for one question."""

    services: Services
    conversations: Conversations
    store: Store
    endpoint: Running
    deadline: float
    user: User

    def ask(self, question: str, conversation: str = "", request: str = "") -> Job:
        begun = self.conversations.start(
            question, self.user, conversation_id=conversation, source="api", request_id=request
        )
        if not isinstance(begun, Job):
            raise TypeError(f"The request {request!r} was asked before.")
        return begun


@contextmanager
def opened(
    script: list[Mapping[str, Any]], deadline: float, admission: Admission, *options: str, **more: Any
) -> Iterator[House]:
    """A house over a state directory of its own; the demo warehouse is the usual one of this home, made if need be."""
    configure(setting(environ, "error"))
    usual = from_environment({**environ, "CANDOR_MODEL": "builtin"})
    with tempfile.TemporaryDirectory() as home, started(script, (), *options) as endpoint:
        settings = _settings(usual, Path(home), endpoint, deadline, more)
        services, store = Services(settings), open_store(Path(home))
        try:
            services.view()
            yield House(services, Conversations(services, store, admission), store, endpoint, deadline, User("tester"))
        finally:
            services.close()
            store.close()


def _settings(usual: Settings, home: Path, endpoint: Running, deadline: float, more: Mapping[str, Any]) -> Settings:
    demo = Services(replace(usual, tracing=False))
    database = demo.demo()
    demo.close()
    return Settings(
        home=home,
        model=MODEL,
        base_url=endpoint.base_url,
        database=database,
        policy=usual.policy,
        tracing=False,
        budget=Budget(seconds=deadline),
        cache_seconds=0,
        **more,
    )


def outcome(steps: list[Step], end: End) -> str:
    """What became of a question, in the words of `expected.yaml`; a lie or a bug says so in capitals."""
    spoke = [s for s in steps if isinstance(s, Spoke)]
    match end:
        case Answered(answer=answer) if answer.receipt.model != MODEL:
            return "fallback" if any(MODEL in w for w in answer.receipt.warnings) else "FALLBACK IN SILENCE"
        case Answered() if any(s.span.details.get("retries") for s in spoke):
            return "retry"
        case Answered():
            failed = any(isinstance(s, Called) and s.failed for s in steps)
            return "mended" if failed or len(spoke) > ROUNDS else "answered"
        case Asked():
            return "clarify"
        case Refused():
            return "refused"
        case Failed(error_class="internal"):
            return "CRASH"
        case Failed():
            return end.error_class


ROUNDS = 2
"""Replies of the script when nothing is wrong: a statement, the end."""


def run_twice(steps: list[Step]) -> list[str]:
    """Statements that brought rows more than once for one question."""
    done = [s.query.sql for s in steps if isinstance(s, Ran) and s.result is not None]
    return sorted({sql for sql in done if done.count(sql) > 1})
