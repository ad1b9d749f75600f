"""Answers that were worked out a short while ago, given again when nothing that they rest on has changed.

The key holds the question in a form that keeps its meaning, the conversation before it, the policy, the role and the
person's attributes, the database with its schema and the version of its data, the models, the prompt and today. So no
answer crosses from one role to another, and a follow-up meets only the same words after the same conversation: to ask
again in a conversation is to have it worked out anew. Only whole answers are kept, of the model that is set; a stand-in's
are not.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from threading import Lock

from cachetools import TTLCache

from agents.inquiry import Inquiry
from agents.steps import Added, Answer, Answered, Note, Span, Step, Usage
from data.types import Policy, Role

BYTES = 64 * 1024 * 1024
"""What all kept answers may weigh."""
ONE = BYTES // 8
"""What one may."""
BESIDES = 8192
"""What an answer is taken to weigh besides its rows."""
MARK = "answers-forgotten"
_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})


def normal_form(question: str) -> str:
    """The question without what never changes its meaning: spacing, typographic quotes, the mark at its end, the capital
    letter at its beginning. All other capitals stay: `US` is not `us`."""
    text = " ".join(unicodedata.normalize("NFC", question).translate(_SAME).split()).rstrip(" ?.!")
    first, _, rest = text.partition(" ")
    if first[:1].isupper() and first[1:].islower():
        first = first.lower()
    return f"{first} {rest}".strip()


@dataclass(frozen=True, slots=True)
class _Kept:
    answer: Answer
    at: dt.datetime


class AnswerCache:
    """Thread-safe. `forget` reaches all processes with the same `home`; `now` gives the time of day, `timer` seconds."""

    def __init__(
        self,
        home: Path,
        seconds: float,
        *,
        timer: Callable[[], float] = time.monotonic,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._mark = home / MARK
        self._now = now
        self._lock = Lock()
        self._kept: TTLCache[str, _Kept] = TTLCache(
            BYTES, seconds, timer=timer, getsizeof=lambda kept: kept.answer.result.table.nbytes + BESIDES
        )

    def through(
        self, steps: Iterator[Step], inquiry: Inquiry, database: Path, models: str, prompt: str
    ) -> Iterator[Step]:
        """The Steps of a kept answer; without one those that are given, whose answer is then kept."""
        started = time.time_ns()
        key = self._key(inquiry, database, models, prompt)
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None:
            yield from self._again(kept, inquiry, started)
            return
        for step in steps:
            if isinstance(step, Answered) and _worth_keeping(step.answer):
                with self._lock:
                    self._kept[key] = _Kept(step.answer, self._now())
            yield step

    def _again(self, kept: _Kept, inquiry: Inquiry, started: int) -> Iterator[Step]:
        age = max(0, round((self._now() - kept.at).total_seconds()))
        told = f"Worked out {_ago(age)} and given again: data, access and models are the same. Ask again here to have it worked out anew."
        note = Note("cache", "info", told)
        span = Span("answer_cache", "cache", started, time.time_ns(), "", {"hit": True, "age_seconds": age})
        yield Added((note,), span)
        receipt = replace(
            kept.answer.receipt,
            usage=Usage(),
            cached=kept.at.isoformat(timespec="seconds"),
            total_ms=round((time.monotonic() - inquiry.meter.started) * 1000, 2),
        )
        yield Answered(replace(kept.answer, receipt=receipt, notes=(*kept.answer.notes, note)))

    def _key(self, inquiry: Inquiry, database: Path, models: str, prompt: str) -> str:
        """A digest of everything that the answer rests on."""
        parts = (
            normal_form(inquiry.question),
            inquiry.turns,
            inquiry.examples,
            inquiry.habits,
            rules_in_force(inquiry.policy, inquiry.role),
            sorted(inquiry.user.attributes.items()),
            str(database),
            inquiry.schema.fingerprint,
            inquiry.schema.data_version,
            models,
            prompt,
            inquiry.today,
            self._forgotten(),
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def _forgotten(self) -> int:
        try:
            return self._mark.stat().st_mtime_ns
        except FileNotFoundError:
            return 0


def forget(home: Path) -> None:
    """Have no process with this `home` give an answer again that it has kept until now."""
    home.mkdir(parents=True, exist_ok=True)
    (home / MARK).write_text("Answers that were kept before this file was written are not given again.\n")


def _worth_keeping(answer: Answer) -> bool:
    """A stand-in's answer is for as long as the model that is set is away; a heavy one would push all others out."""
    return not any(n.check == "fallback" for n in answer.notes) and answer.result.table.nbytes < ONE


def rules_in_force(policy: Policy, role: Role) -> list[object]:
    """All of the policy that holds for the role, whatever fields the two have, in an order of its own."""
    held = [(f.name, getattr(policy, f.name)) for f in fields(policy) if f.name != "roles"]
    held += [(f.name, getattr(role, f.name)) for f in fields(role)]
    return [(name, _ordered(value)) for name, value in held]


def _ordered(value: object) -> object:
    match value:
        case frozenset():
            return sorted(value, key=repr)
        case Mapping():
            return sorted(value.items(), key=repr)
    return value


def _ago(seconds: int) -> str:
    if seconds < 90:
        return f"{seconds} seconds ago"
    return f"{round(seconds / 60)} minutes ago"
