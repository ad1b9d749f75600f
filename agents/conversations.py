"""Questions that are being worked on, and where they are kept: what the page and the HTTP API share.

Each question runs in a thread of its own, so that nobody's browser or connection has to stay for it to be finished and
kept; whoever wants to see it follows its Job.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from agents.admission import Admission, Ticket
from agents.charts.change import by_words
from agents.charts.spec import ChartSpec, from_plain
from agents.evidence.changed import with_change
from agents.inquiry import Turn
from agents.present import to_object
from agents.steps import Answered, Asked, End, Failed, Refused, Spoke, Step, Usage
from data.errors import Busy, CandorError, NotAllowed
from data.plain import plain
from data.store import Conversation, Store, StoredTurn
from data.types import Cancel, Result, User

EARLIER_TURNS = 12
TITLE = 80


class Asking(Protocol):
    """The part of `agents.build.Services` that answers questions."""

    def ask(
        self,
        question: str,
        *,
        user: User | None = None,
        role: str | None = None,
        database: Path | None = None,
        turns: Sequence[Turn] = (),
        conversation: str = "",
        cancel: Cancel | None = None,
        sql: str = "",
    ) -> Iterator[Step]: ...


@dataclass
class Job:
    """One question at work. `stop` asks it to end; `follow` gives its Steps as they come, to any number of followers."""

    turn_id: str
    conversation_id: str
    question: str
    started: float = field(default_factory=time.monotonic)
    _steps: list[Step] = field(default_factory=list)
    _done: bool = False
    _news: threading.Condition = field(default_factory=threading.Condition)
    _cancel: threading.Event = field(default_factory=threading.Event)

    @property
    def cancel(self) -> Cancel:
        return self._cancel

    @property
    def done(self) -> bool:
        return self._done

    @property
    def count(self) -> int:
        """How many Steps there are by now."""
        return len(self._steps)

    def stop(self) -> None:
        self._cancel.set()

    def since(self, seen: int, seconds: float) -> list[Step]:
        """The Steps after the first `seen`; waits up to `seconds` for one when there is none yet."""
        with self._news:
            self._news.wait_for(lambda: self._done or len(self._steps) > seen, seconds)
            return self._steps[seen:]

    def ended(self, seconds: float) -> bool:
        """Whether it has ended, after waiting up to `seconds` for that."""
        with self._news:
            return self._news.wait_for(lambda: self._done, seconds)

    def follow(self) -> Iterator[Step]:
        """All Steps, from the first to the End."""
        seen = 0
        while True:
            new = self.since(seen, 1.0)
            yield from new
            seen += len(new)
            if self._done and seen >= len(self._steps):
                return

    def end(self) -> End:
        """The last Step; waits for it."""
        *_, last = self.follow()
        assert isinstance(last, Answered | Asked | Refused | Failed), "A question did not end."
        return last

    def _put(self, step: Step) -> None:
        with self._news:
            self._steps.append(step)
            self._news.notify_all()

    def _finish(self, end: End) -> None:
        with self._news:
            self._steps.append(end)
            self._done = True
            self._news.notify_all()


def spent(job: Job) -> Usage:
    """What the models have used for a question by now."""
    return sum((step.usage for step in job.since(0, 0.0) if isinstance(step, Spoke)), Usage())


class Conversations:
    """Starts questions, keeps them and finds them again."""

    def __init__(self, services: Asking, store: Store, admission: Admission | None = None) -> None:
        self.store = store
        self._services = services
        self._jobs: dict[str, Job] = {}
        self._starting = threading.Lock()
        self._listeners: list[Callable[[End], None]] = []
        self._admission = admission or Admission()

    def start(
        self,
        question: str,
        user: User,
        *,
        conversation_id: str = "",
        role: str | None = None,
        database: Path | None = None,
        key: str = "demo",
        source: str = "page",
        request_id: str = "",
        sql: str = "",
        base: str = "",
    ) -> Job | StoredTurn:
        """Write the question down and set to work on it; what comes back for a request that is done is its kept turn.

        The same `request_id` of the same user again gives the same Job or turn and runs nothing. `key` names the database
        for the list of conversations; `sql` is a statement that the person gives for the question, `base` the turn that it
        was edited from. Raises NotAllowed for a conversation of somebody else, Busy when there is no room for one more.
        """
        with self._starting:
            if request_id and (known := self._known(user, request_id)):
                return known
            stop = threading.Event()
            ticket = self._admission.admit(user.id, stop)
            try:
                conversation = self._conversation(conversation_id, question, user, key, source)
                turn = self.store.start_turn(conversation.id, question, sql, base)
            except BaseException:
                ticket.give_back()
                raise
            if request_id:
                self.store.claim_request(user.id, request_id, turn.id)
            job = Job(turn.id, conversation.id, question, _cancel=stop)
            self._jobs[turn.id] = job
        work = partial(
            self._services.ask,
            question,
            user=user,
            role=role,
            database=database,
            turns=self._earlier(conversation.id, turn.id),
            conversation=conversation.id,
            cancel=job.cancel,
            sql=sql,
        )
        arguments = (job, ticket, work, partial(self.store.release_request, user.id, request_id))
        threading.Thread(target=self._work, args=arguments, name=f"question-{turn.id[:8]}", daemon=True).start()
        return job

    def _known(self, user: User, request_id: str) -> Job | StoredTurn | None:
        """What became of an earlier request; one whose process died under it is forgotten and may start again."""
        turn_id = self.store.request(user.id, request_id)
        turn = self.store.turn(turn_id) if turn_id else None
        if turn is None:
            return None
        if job := self._jobs.get(turn.id):
            return job
        if turn.status != "asking":
            return turn
        self.store.release_request(user.id, request_id)
        return None

    @property
    def running(self) -> int:
        """How many questions are at work."""
        return len(self._jobs)

    def listen(self, listener: Callable[[End], None]) -> None:
        """Call it with the End of each question; it must be quick and must not fail."""
        self._listeners.append(listener)

    def reshaped(self, words: str, conversation_id: str) -> StoredTurn | None:
        """The conversation's last answer in another form, when the words ask for no more than that; nothing is run.

        It is kept as a turn of its own. None when the words are a question, or there is no answer to draw otherwise.
        """
        *_, last = self.store.turns(conversation_id) or (None,)
        if last is None or last.status != "answered":
            return None
        told = last.answer or {}
        spec = by_words(words, chart_of(last), Result(to_table(last.rows), bool(told.get("truncated")), 0.0))
        if spec is None:
            return None
        made = self.store.start_turn(conversation_id, words, last.given, last.base)
        self.store.finish_turn(made.id, "answered", told | {"chart": asdict(spec)}, last.rows)
        return self.store.turn(made.id)

    def job(self, turn_id: str) -> Job | None:
        """The Job of a question that is at work."""
        return self._jobs.get(turn_id)

    def lost(self, turn: StoredTurn) -> bool:
        """Whether a question was being worked on when the process ended."""
        return turn.status == "asking" and self.job(turn.id) is None

    def give_up(self, turn: StoredTurn) -> None:
        """A question that was lost is not waited for any more: it is asked again under a turn of its own."""
        if self.lost(turn):
            ended = to_object(Failed("It was interrupted and asked again.", "cancelled", turn.given))
            self.store.finish_turn(turn.id, "failed", ended, None)

    def _conversation(self, given: str, question: str, user: User, key: str, source: str) -> Conversation:
        found = self.store.conversation(given) if given else None
        if found is not None:
            if found.user != user.id:
                raise NotAllowed(
                    f"There is no conversation {given!r} of yours.", "Leave conversation_id out for a new one."
                )
            return found
        title = " ".join(question.split())[:TITLE]
        return self.store.open_conversation(user.id, title, key, source, given)

    def _earlier(self, conversation_id: str, but: str) -> tuple[Turn, ...]:
        done = [t for t in self.store.turns(conversation_id, rows=False) if t.id != but and t.answer]
        return tuple(Turn(t.question, (t.answer or {}).get("text", ""), t.sql) for t in done[-EARLIER_TURNS:])

    def _work(self, job: Job, ticket: Ticket, work: Callable[[], Iterator[Step]], release: Callable[[], None]) -> None:
        """Run a question to its end. A bug that flies leaves a Failed behind, so that nobody waits for ever.

        What waited in vain for its turn was not worked on: the same request may come again.
        """
        end: End = Failed("Something in Candor broke while it worked on this; the log holds what happened.", "internal")
        try:
            with ticket:
                for step in work():
                    if isinstance(step, Answered | Asked | Refused | Failed):
                        end = step
                    else:
                        job._put(step)
            end = self._since(job, end)
        except CandorError as error:
            end = Failed(str(error), error.error_class)
            if isinstance(error, Busy):
                release()
        finally:
            self._keep(job, end)
            for listener in self._listeners:
                listener(end)
            job._finish(end)
            with self._starting:
                self._jobs.pop(job.turn_id, None)

    def _since(self, job: Job, end: End) -> End:
        """The end with what has changed since the same question was answered before."""
        turn = self.store.turn(job.turn_id) if isinstance(end, Answered) else None
        if turn is None or not isinstance(end, Answered):
            return end
        earlier = self.store.asked_before(turn, end.answer.query.sql)
        if earlier is None:
            return end
        told, rows = to_object(end, rows=False), to_table(earlier.rows)
        return with_change(end, told, earlier.answer or {}, rows, earlier.created, turn.created)

    def _keep(self, job: Job, end: End) -> None:
        told = to_object(end, rows=False)
        rows = to_bytes(end.answer.result.table) if isinstance(end, Answered) else None
        self.store.finish_turn(job.turn_id, told["status"], told, rows)


def chart_of(turn: StoredTurn) -> ChartSpec:
    """The chart of a kept answer as the person wants it: their own choice before the one that it came with."""
    kept = (turn.view or {}).get("chart") or (turn.answer or {}).get("chart") or {"kind": "table"}
    return from_plain(kept)


def to_bytes(table: pa.Table) -> bytes:
    """A result as a compressed Arrow stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def to_table(kept: bytes | None) -> pa.Table:
    """What `to_bytes` wrote; an empty table for none."""
    if kept is None:
        return pa.table({})
    with pa.ipc.open_stream(kept) as reader:
        return reader.read_all()


def told(turn: StoredTurn) -> dict[str, Any]:
    """A kept answer as the object that its Job's end gave."""
    table = to_table(turn.rows)
    records = zip(*(c.to_pylist() for c in table.columns), strict=True)
    return (turn.answer or {}) | {"rows": [[plain(v) for v in row] for row in records]}
