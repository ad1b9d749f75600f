"""Structured logs: one line of JSON for each question that ended, and for every warning and error of the process.

Module loggers are the standard library's; structlog formats what they say. Every text of a line passes `redact`, the text
of an exception too. A question's words, rows and SQL are not in the log: they are in its trace.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TextIO, get_args

from agents.environment import word
from agents.summary import Summary
from data.errors import BadSettings
from guardrails.redaction import redact

if TYPE_CHECKING:
    from agents.telemetry import About

Level = Literal["debug", "info", "warning", "error"]
Form = Literal["json", "text"]
ROOMS = ("data", "guardrails", "retrieval", "agents", "ui", "serve", "evals", "candor")
QUESTIONS = "candor.question"
DEEPEST = 6
"""Levels of a line's values that are looked through; what is deeper is left out."""


@dataclass(frozen=True, slots=True)
class LogSetting:
    """`level` is of Candor's own lines; of packages' lines, warnings and errors are kept."""

    level: Level = "info"
    form: Form = "json"


def setting(env: Mapping[str, str], level: Level = "info") -> LogSetting:
    """`CANDOR_LOG_LEVEL` and `CANDOR_LOG_FORMAT`; raises BadSettings. `level` is the default."""
    return LogSetting(_one(env, "CANDOR_LOG_LEVEL", level, Level), _one(env, "CANDOR_LOG_FORMAT", "json", Form))


def configure(chosen: LogSetting, out: TextIO | None = None) -> None:
    """Send all log lines of the process to `out` (standard error) in the chosen form; again replaces what was set before."""
    import structlog

    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.format_exc_info,
        _redacted,
    ]
    last = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    form = last if chosen.form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    handler = _Handler(out or sys.stderr)
    drop = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[drop, form]))
    root = logging.getLogger()
    root.handlers = [h for h in root.handlers if not isinstance(h, _Handler)] + [handler]
    for room in ROOMS:
        logging.getLogger(room).setLevel(chosen.level.upper())


class _Handler(logging.StreamHandler[TextIO]):
    """Ours, so that it can be found again."""


def question_ended(about: About, summary: Summary) -> None:
    """The line of a question: how it ended and what it cost. A failure of ours or of a model is a warning."""
    bad = summary.status == "failed"
    facts = {
        "trace_id": summary.trace_id,
        "user": about.user,
        "role": about.role,
        "conversation": about.conversation,
        "database": about.database,
        "prompt": about.prompt,
        "arm": about.arm,
        **summary.facts(),
    }
    level = logging.WARNING if bad or summary.faults or summary.fallbacks else logging.INFO
    logging.getLogger(QUESTIONS).log(level, "question ended", extra={"facts": facts})


def _redacted(_logger: Any, _name: str, line: Any) -> Any:
    """The line with secrets and personal data blacked out; what a question's line carries stands on the first level."""
    facts = line.pop("facts", None)
    if isinstance(facts, Mapping):
        line |= facts
    return {key: value if key in _OURS else _clean(value) for key, value in line.items()}


_OURS = frozenset({"timestamp", "level", "logger", "trace_id", "conversation", "prompt", "_record", "_from_structlog"})
"""Made by us: long digests would be taken for keys."""


def _clean(value: Any, depth: int = DEEPEST) -> Any:
    if isinstance(value, str):
        return redact(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if not depth:
        return "…"
    if isinstance(value, Mapping):
        return {redact(str(k)): _clean(v, depth - 1) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(v, depth - 1) for v in value]
    return redact(str(value))


def _one(env: Mapping[str, str], name: str, default: str, choices: Any) -> Any:
    chosen = word(env, name, default).lower()
    if chosen not in get_args(choices):
        raise BadSettings(f"{name} is {chosen!r}.", f"It must be one of {', '.join(get_args(choices))}.")
    return chosen
