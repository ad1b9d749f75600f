"""Candor as it ships, as the one that answers: the whole way of a question, through the orchestrator."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace
from os import environ
from pathlib import Path

from agents.build import Services
from agents.builtin.model import BuiltinModel
from agents.chat import ChatModel
from agents.desk import Bench
from agents.inquiry import Inquiry
from agents.settings import from_environment
from agents.steps import Answered, Asked, Drafted, Failed, Ran, Refused, Step
from data.errors import BadInput, CandorError
from data.types import Result
from evals.benchmark.answer import Answerer, Attempt
from evals.benchmark.equal import Rows
from guardrails.sql import Rejected


@dataclass(frozen=True, slots=True)
class Options:
    """`model` empty is what the environment says; `written` is a file of statements to judge instead of asking."""

    model: str = ""
    always: bool = False
    written: Path | None = None


def open_answerer(database: Path, db_id: str, home: Path, options: Options) -> Answerer:
    """What answers questions about one DuckDB file; its indexes are kept under `home`."""
    env = {
        **environ,
        "CANDOR_HOME": str(home),
        "CANDOR_WORKERS": "1",
        "CANDOR_TRACING": "off",
        "CANDOR_DATABASE": "",
        "CANDOR_CACHE_SECONDS": "0",
    }
    if options.model:
        env["CANDOR_MODEL"] = options.model
    services = Services(from_environment(env), model=_always if options.always else None)
    services.view(database=database)  # a process that has been at the database before: the index is there
    if options.written is not None:
        return Written(services, database, statements(options.written, db_id))
    return Candor(services, database)


def _always(bench: Bench, inquiry: Inquiry) -> ChatModel:
    """The built-in model without its threshold."""
    return BuiltinModel(bench.schema, bench.value_index, inquiry.today, always=True)


class Candor:
    """The shipped services over one database."""

    def __init__(self, services: Services, database: Path) -> None:
        self._services = services
        self._database = database

    def answer(self, question: str) -> Attempt:
        started = time.perf_counter()
        steps = list(self._services.ask(question, database=self._database))
        return attempt(steps, (time.perf_counter() - started) * 1000)

    def close(self) -> None:
        self._services.close()


def attempt(steps: list[Step], ms: float) -> Attempt:
    """What the last Step says; where that is no answer, with the statement that was refused or broke before it."""
    made = _ended(steps[-1], ms)
    stopped = None if made.rows is not None else _stopped(steps)
    if stopped is None:
        return made
    sql, error_class, error = stopped
    return replace(made, sql=sql, error_class=error_class, error=error)


def _ended(step: Step, ms: float) -> Attempt:
    match step:
        case Answered(answer=answer):
            return Attempt("answered", ms, answer.query.sql, rows_of(answer.result), confidence=answer.confidence)
        case Asked() as asked:
            return Attempt(
                "clarify", ms, error_class=asked.error_class or "", error=asked.text, unread=tuple(asked.unread)
            )
        case Refused() as refused:
            return Attempt("refused", ms, error_class=refused.error_class or "", error=refused.text)
        case Failed() as failed:
            return Attempt("failed", ms, failed.sql, error_class=failed.error_class, error=failed.text)
        case other:
            raise TypeError(f"a question ended with {type(other).__name__}, which is no End")


def _stopped(steps: list[Step]) -> tuple[str, str, str] | None:
    """The last statement that the guard refused or that broke: its text, the class of the error and what was said."""
    for step in reversed(steps):
        match step:
            case Drafted(sql=sql, query=None, reason=reason):
                return sql, "not_allowed", reason
            case Ran(query=query, result=None, error_class=error_class, error=error):
                return query.sql, error_class or "sql_failed", error
            case _:
                continue
    return None


def rows_of(result: Result) -> Rows:
    return Rows(len(result.columns), result.records())


class Written:
    """Statements written elsewhere, taken through the guard and the warehouse as if a model had written them."""

    def __init__(self, services: Services, database: Path, statements: dict[str, str]) -> None:
        self._services = services
        self._desk = services.desk(database)
        self._statements = statements

    def answer(self, question: str) -> Attempt:
        started = time.perf_counter()
        sql = self._statements.get(question, "")
        if not sql:
            return Attempt("clarify", 0.0, error="no statement for this question")
        user = self._services.user()
        checked = self._desk.guard(user, self._desk.bench(user).role, sql)
        if isinstance(checked, Rejected):
            return Attempt("refused", _since(started), sql, error_class="not_allowed", error=checked.reason)
        try:
            result = self._desk.warehouse.run(checked)
        except CandorError as error:
            return Attempt("failed", _since(started), sql, error_class=error.error_class, error=str(error))
        return Attempt("answered", _since(started), checked.sql, rows_of(result))

    def close(self) -> None:
        self._services.close()


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def statements(path: Path, db_id: str) -> dict[str, str]:
    """question -> SQL of one database, from `{"db_id", "question", "sql"}` lines. Raises BadInput."""
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return {str(line["question"]): str(line["sql"]) for line in lines if line["db_id"] == db_id}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path}: {error!r}.", 'Each line must be {"db_id", "question", "sql"} as JSON.') from error
