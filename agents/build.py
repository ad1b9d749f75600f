"""Composition: which parts make up a running Candor. Everything is made here and passed in; there are no globals.

`Services` is made once per process.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Literal

from agents import logs
from agents.answer_cache import AnswerCache
from agents.budget import Meter, NoPurse, Purse
from agents.builtin.model import BuiltinModel
from agents.builtin.parser import Parser
from agents.chat import ChatModel
from agents.chosen import as_read, at_work, follow
from agents.data_quality import data_quality
from agents.desk import Bench, Desk
from agents.given import Given, with_given
from agents.inquiry import Inquiry, Turn
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
from agents.teaching import Known, hinted, marked, vouched_for, with_examples
from agents.telemetry import About, Listener, MlflowTelemetry, NoTelemetry, Telemetry, heard
from agents.visualization import visualization
from data.demo import build as demo
from data.habits import Habit, Habits, open_habits
from data.ledger import Ledger, open_ledger
from data.types import Cancel, Limits, Schema, User
from data.verified import VerifiedQuestions, open_verified
from guardrails.question import LONGEST
from retrieval.embed import load_embedding

log = logging.getLogger(__name__)
PROMPT = "analyst"
DEMO_POLICY = Path(demo.__file__).with_name("policy.yaml")
Progress = Callable[[str, float], None]
ModelFactory = Callable[[Bench, Inquiry], ChatModel]
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
        taught = vouched_for(known, question, inquiry.habits) if not sql else None
        if sql:
            steps = ask(with_given(inquiry), Given(sql), self.registry, prompt)
        elif taught is not None:
            steps = marked(ask(with_given(inquiry), Given(taught[0].sql), self.registry, prompt), *taught)
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
        return Known(taught, embed, inquiry.guard, desk.warehouse.schema(), inquiry.today, read, bench.known)

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
