"""Composition: which parts make up a running Candor. Everything is made here and passed in; there are no globals.

`Services` is made once per process. A `Desk` is one opened database with its policy, a `Bench` what one role has at it.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from agents import logs
from agents.answer_cache import AnswerCache
from agents.budget import Meter, NoPurse, Purse
from agents.builtin.model import BuiltinModel
from agents.builtin.parser import Parser
from agents.chat import ChatModel
from agents.chosen import as_read, at_work, follow
from agents.data_quality import data_quality
from agents.given import Given, with_given
from agents.inquiry import Index, Inquiry, Turn, Values, Verdict
from agents.kept_filters import kept_filters
from agents.meaning import Meanings
from agents.models import Models
from agents.orchestrator import ask
from agents.prompt_choice import Chosen, Fixed, kept_file
from agents.prompt_registry import PromptRegistry
from agents.registry import Registry
from agents.rivals import compare_readings
from agents.settings import Settings
from agents.spending import DayPurse, warned
from agents.sql_generation import TOOLS as SQL_TOOLS
from agents.steps import Failed, Step
from agents.table_retrieval import TOOLS as RETRIEVAL_TOOLS
from agents.table_retrieval import table_retrieval
from agents.teaching import Known, hinted, marked, same_question, with_examples
from agents.telemetry import About, Listener, MlflowTelemetry, NoTelemetry, Telemetry, heard
from agents.visualization import visualization
from data.binder import Binder
from data.demo import build as demo
from data.distinct import distinct_values
from data.duckdb_warehouse import DuckDBWarehouse
from data.habits import Habit, Habits, open_habits
from data.ledger import Ledger, open_ledger
from data.types import Cancel, Limits, Policy, Result, Role, SafeQuery, Schema, User, Warehouse
from data.verified import VerifiedQuestions, open_verified
from guardrails import policy as policies
from guardrails.narrow import Copies, Door
from guardrails.question import LONGEST, screen
from guardrails.sql import Rejected
from retrieval.embed import load_embedding
from retrieval.index import SchemaIndex, index_directory
from retrieval.values import ValueIndex

log = logging.getLogger(__name__)
PROMPT = "analyst"
DEMO_POLICY = Path(demo.__file__).with_name("policy.yaml")
Progress = Callable[[str, float], None]
ModelFactory = Callable[["Bench", Inquiry], ChatModel]
"""What makes the chat model of one question."""


def default_registry() -> Registry:
    """The shipped specialists; add your own to what this returns."""
    registry = Registry()
    registry.register(table_retrieval, tools=RETRIEVAL_TOOLS)
    registry.register(name="sql_generation", tools=SQL_TOOLS)
    registry.register(name="clarification", tools=(compare_readings,))
    registry.register(data_quality)
    registry.register(kept_filters)
    registry.register(visualization)
    return registry


@dataclass(frozen=True)
class Bench:
    """What one role has at one database: its view of the schema and the indexes made of that view alone."""

    role: Role
    schema: Schema
    index: Index
    values: Values
    value_index: ValueIndex
    known: dict[str, object] = field(default_factory=dict)
    """What was found out about the data as the role sees them (keys, reaches)."""


class Desk:
    """One opened database: its warehouse, its policy and a bench for each role that has asked."""

    def __init__(self, database: Path, policy: Path | None, home: Path, workers: int, embedding: Any) -> None:
        self.database = database
        self.warehouse: Warehouse = DuckDBWarehouse(database, workers=workers)
        self._whole = Door(self.warehouse, Binder(database))
        self._copies = Copies(database, home, workers)
        self._policy_file = policy
        self._home = home
        self._embedding = embedding
        self._benches: dict[tuple[object, ...], Bench] = {}
        self._policies: dict[str, Policy] = {}
        self._lock = Lock()
        try:
            self.policy()
        except BaseException:
            self.warehouse.close()
            raise

    def policy(self) -> Policy:
        """The policy for the schema as it is now; an import may have changed it."""
        schema = self.warehouse.schema()
        if schema.fingerprint not in self._policies:
            made = policies.load(self._policy_file, schema) if self._policy_file else policies.open_policy()
            self._policies = {schema.fingerprint: made}
        return self._policies[schema.fingerprint]

    def bench(self, user: User, wanted: str | None = None) -> Bench:
        """The bench of the user's role; raises NotAllowed when the user does not have the role that is wanted."""
        schema, policy = self.warehouse.schema(), self.policy()
        role = policies.role_of(policy, user, wanted)
        key = (schema.fingerprint, schema.data_version, role.name, tuple(sorted(user.attributes.items())))
        with self._lock:
            if key not in self._benches:
                self._benches = {k: b for k, b in self._benches.items() if k[:2] == key[:2]}
                self._benches[key] = self._bench(schema, policy, role, user)
            return self._benches[key]

    def guard(self, user: User, role: Role, sql: str) -> SafeQuery | Rejected:
        """The guard with the engine's own reading of the statement as its second opinion."""
        return self.door(user, role).check(sql, self.warehouse.schema(), self.policy(), user, role.name)

    def door(self, user: User, role: Role) -> Door:
        """Where the role's statements run: on the database, or on the role's own copy where its policy asks for one."""
        if not role.narrow_copy:
            return self._whole
        return self._copies.door(self.warehouse.schema(), self.policy(), user, role)

    def run(self, user: User, role: Role, query: SafeQuery, cancel: Cancel | None = None) -> Result:
        """Run a statement of the role's; raises as Warehouse.run does."""
        return self.door(user, role).warehouse.run(query, cancel)

    def screen(self, bench: Bench, follows: bool, question: str) -> Verdict:
        """The question's screen; it alone knows what is hidden from the role, so that asking for it can be refused."""
        return screen(question, bench.schema, self.warehouse.schema(), named=bench.values.mentions, follows=follows)

    def close(self) -> None:
        self._copies.close()
        self._whole.binder.close()
        for bench in self._benches.values():
            bench.index.close()
        self.warehouse.close()

    def _bench(self, schema: Schema, policy: Policy, role: Role, user: User) -> Bench:
        view = policies.view(schema, policy, role)
        index = SchemaIndex(index_directory(self._home, str(self.database), role.name), self._embedding)
        index.update(view)
        values = ValueIndex.build(view, partial(self._distinct, user, role))
        return Bench(role, view, index, values, values)

    def _distinct(self, user: User, role: Role, table: str, column: str, limit: int) -> Sequence[tuple[Any, int]]:
        """The column's values with their counts, most frequent first, as far as the role may see them."""
        text = distinct_values(table, column, limit).sql(dialect="duckdb", identify=True)
        query = self.guard(user, role, text)
        if isinstance(query, Rejected):
            log.warning("values of %s.%s are not indexed: %s", table, column, query.rule)
            return ()
        limits = replace(query.limits, rows=max(limit, query.limits.rows))
        return [(v, n) for v, n in self.run(user, role, replace(query, limits=limits)).records()]


class Services:
    """Everything that a process needs to answer questions; thread-safe."""

    def __init__(
        self,
        settings: Settings,
        *,
        registry: Registry | None = None,
        telemetry: Telemetry | None = None,
        model: ModelFactory | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.settings = settings
        self.registry = registry or default_registry()
        self._model = model or self._configured
        self._models = Models(settings)
        self._retired: list[Models] = []
        self._cache = AnswerCache(settings.home, settings.kept_seconds) if settings.kept_seconds else None
        self._ledger: Ledger | None = None
        self._habits: Habits | None = None
        self._verified: VerifiedQuestions | None = None
        self._progress = progress
        self._desks: dict[Path, Desk] = {}
        self._lock = Lock()
        self._embedding = load_embedding()
        if telemetry is not None:
            self.telemetry = telemetry
        elif settings.tracing:
            self.telemetry = MlflowTelemetry(settings.home, settings.tracking_uri)
        else:
            self.telemetry = NoTelemetry()
        self.prompts = self._open_prompts()
        self._listeners: list[Listener] = [logs.question_ended]

    def user(self) -> User:
        """Whoever uses this process, until there is a login."""
        return User("local", self.settings.roles, self.settings.attributes)

    def demo(self) -> Path:
        """The demo warehouse's file, generated the first time."""
        return demo.ensure(self.settings.home, self._progress)

    def desk(self, database: Path | None = None) -> Desk:
        """The desk of a database; None is the configured one, or the demo warehouse."""
        with self._lock:
            path = (database or self.settings.database or self.demo()).resolve()
            if path not in self._desks:
                self._desks[path] = Desk(
                    path, self._policy_of(path), self.settings.home, self.settings.workers, self._embedding
                )
            return self._desks[path]

    def view(self, user: User | None = None, database: Path | None = None) -> Schema:
        """What the user's role may know of the database."""
        return self.desk(database).bench(user or self.user()).schema

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
    ) -> Iterator[Step]:
        """All Steps of one question; `sql` is a statement that the person gives for it.

        A bug of ours ends it as Failed too: nobody who asks is left with a stack trace.
        """
        user = user or self.user()
        desk = self.desk(database)
        bench = desk.bench(user, role)
        inquiry = self._inquiry(question, user, desk, bench, tuple(turns), cancel)
        chosen = self.prompts.choose(user.id)
        prompt = chosen.prompt
        about = About(
            question, user.id, bench.role.name, conversation, desk.database.name, prompt.label, chosen.arm, chosen.note
        )
        known = self._known(desk, bench, inquiry)
        taught = same_question(known, question) if known.all and not sql else None
        if sql:
            steps = ask(with_given(inquiry), Given(sql), self.registry, prompt)
        elif taught is not None:
            steps = marked(ask(with_given(inquiry), Given(taught.sql), self.registry, prompt), taught, question)
        else:
            inquiry = with_examples(inquiry, known)
            steps = follow(inquiry, lambda asked: ask(asked, self._model(bench, asked), self.registry, prompt))
            if self._cache is not None:
                steps = self._cache.through(steps, inquiry, desk.database, self._models.label, prompt.label)
            if known.all:
                steps = hinted(steps, known, question)
        watched = self.telemetry.watch(_caught(warned(steps, inquiry.meter)), about)
        return heard(watched, about, self._listeners)

    def listen(self, listener: Listener) -> None:
        """Have the listener told of every question that ends from now on, in the thread that asked it."""
        self._listeners.append(listener)

    def use_model(self, settings: Settings) -> None:
        """Ask the model of these settings from the next question on. Raises BadSettings; all is then as it was."""
        models = Models(settings)
        with self._lock:
            # Questions at work still speak to the old ones, which are closed with everything else.
            self._retired.append(self._models)
            self.settings, self._models = settings, models
            if settings.kept_seconds and self._cache is None:
                self._cache = AnswerCache(settings.home, settings.kept_seconds)
        old, self.prompts = self.prompts, self._open_prompts()
        old.close()

    def let_go(self, database: Path) -> None:
        """Close a database that is about to be deleted; it is opened anew when it is asked about again."""
        with self._lock:
            desk = self._desks.pop(database.resolve(), None)
        if desk is not None:
            desk.close()

    def flush(self) -> None:
        self.telemetry.flush()

    def close(self) -> None:
        for desk in self._desks.values():
            desk.close()
        self._desks.clear()
        for models in (*self._retired, self._models):
            models.close()
        self.prompts.close()
        if self._ledger is not None:
            self._ledger.close()
        if self._habits is not None:
            self._habits.close()
        if self._verified is not None:
            self._verified.close()

    def _open_prompts(self) -> Fixed | Chosen:
        """The built-in model reads no prompt, so nothing is asked of a registry for it."""
        if self.settings.builtin or not isinstance(self.telemetry, MlflowTelemetry):
            return Fixed(PROMPT)
        registry = PromptRegistry(self.telemetry.uri, self.telemetry.experiment)
        return Chosen(PROMPT, kept_file(self.settings.home, PROMPT), partial(registry.standing, PROMPT))

    def _policy_of(self, path: Path) -> Path | None:
        """The operator's policy is for the operator's database; the demo has its own; other files are their owner's."""
        if self.settings.policy is not None and (
            self.settings.database is None or path == self.settings.database.resolve()
        ):
            return self.settings.policy
        return DEMO_POLICY if path.is_relative_to((self.settings.home / "demo").resolve()) else None

    def _inquiry(
        self, question: str, user: User, desk: Desk, bench: Bench, turns: tuple[Turn, ...], cancel: Cancel | None
    ) -> Inquiry:
        today, source = self.today(bench.schema)
        return Inquiry(
            question=question,
            user=user,
            role=bench.role,
            policy=desk.policy(),
            schema=bench.schema,
            index=bench.index,
            values=bench.values,
            screen=partial(desk.screen, bench, bool(turns)),
            guard=partial(desk.guard, user, bench.role),
            run=partial(desk.run, user, bench.role),
            inspect=partial(
                desk.door(user, bench.role).warehouse.inspect, limits=Limits(rows=1000, seconds=5, memory_mb=512)
            ),
            today=today,
            as_of_source=source,
            turns=turns,
            cancel=cancel,
            habits=self.habits.of(user.id, str(desk.database)),
            known=bench.known,
            meter=Meter(self.settings.budget, self._purse(user)),
            prompt_tokens=self.settings.prompt_tokens,
        )

    def _known(self, desk: Desk, bench: Bench, inquiry: Inquiry) -> Known:
        """The verified questions of the database, as whoever asks may use them."""
        read = Meanings(partial(Parser, bench.schema, bench.value_index, inquiry.today), inquiry.today, bench.known)
        embed = self._embedding.get_text_embedding
        taught = self.verified.of(str(desk.database))
        return Known(taught, embed, inquiry.guard, desk.warehouse.schema(), inquiry.today, read)

    @property
    def habits(self) -> Habits:
        """How people want ambiguous questions read."""
        with self._lock:
            if self._habits is None:
                self._habits = open_habits(self.settings.home)
            return self._habits

    def habits_at_work(self, question: str, user: User, database: Path | None = None) -> tuple[Habit, ...]:
        """The user's choices of before that settle how this question is read."""
        desk = self.desk(database)
        bench = desk.bench(user)
        parser = Parser(bench.schema, bench.value_index, self.today(bench.schema)[0])
        return at_work(question, self.habits.of(user.id, str(desk.database)), parser)

    @property
    def verified(self) -> VerifiedQuestions:
        """Questions that a reviewer vouches for."""
        with self._lock:
            if self._verified is None:
                self._verified = open_verified(self.settings.home)
            return self._verified

    def _purse(self, user: User) -> Purse:
        """Who pays for the calls of a user's question; the built-in model's cost nothing."""
        if self.settings.builtin:
            return NoPurse()
        with self._lock:
            if self._ledger is None:
                self._ledger = open_ledger(self.settings.home)
        return DayPurse(self._ledger, self.settings.day, user.id, self.settings.clock())

    def today(self, schema: Schema) -> tuple[dt.date, Literal["data", "clock"]]:
        """The one place that knows what day it is: the data's own day where they name one, else the settings' clock."""
        if schema.as_of is not None:
            return schema.as_of, "data"
        return self.settings.clock(), "clock"

    def _configured(self, bench: Bench, inquiry: Inquiry) -> ChatModel:
        # One that the screen refused for its length was never read, and would take minutes to.
        parser = partial(Parser, bench.schema, bench.value_index, inquiry.today)
        read = as_read(inquiry.turns, inquiry.habits, parser)
        earlier = [question for question in read if len(question) <= LONGEST]
        habits = [(habit.question, habit.reply) for habit in inquiry.habits]
        builtin = BuiltinModel(bench.schema, bench.value_index, inquiry.today, earlier=earlier, habits=habits)
        return self._models.for_question(builtin, inquiry)


def _caught(steps: Iterator[Step]) -> Iterator[Step]:
    """The one place where a bug becomes a Step: what broke goes to the log, the person keeps the question."""
    try:
        yield from steps
    except Exception:
        log.exception("a question ended in a bug")
        yield Failed(
            "Something in Candor broke while it worked on this. The question is kept: ask it again or in other words; "
            "the log holds what happened.",
            "internal",
        )
