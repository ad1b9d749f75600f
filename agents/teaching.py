"""What people teach: a question with the statement that a reviewer vouches for, used when it is asked again.

The same question, in the same words or in others that are read alike, is answered from that statement, run anew through the
guard with the rights of whoever asks. Questions near it get it as an example, and their answers name it and offer it. It is
suspended while its statement does not pass the guard, while the tables that it reads are not what they were when somebody
vouched for it, or when `this year` means another year now.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

from agents.answer_cache import normal_form
from agents.chosen import AS_BEFORE, of_question
from agents.inquiry import Example, Inquiry
from agents.meaning import Meanings, kin, moved
from agents.steps import Answer, Answered, Asked, Note, Spoke, Step
from data.errors import BadInput
from data.habits import Habit
from data.pretty import difference
from data.types import SafeQuery, Schema
from data.verified import Taught, VerifiedQuestions
from guardrails.sql import Rejected

Kept = TypeVar("Kept")
Guard = Callable[[str], SafeQuery | Rejected]
Embed = Callable[[str], Sequence[float]]
"""A question as a vector of length 1, or near it."""
NEAR = 0.6
"""The likeness from which a verified question helps with another one."""
MOST = 3
LIKE = 0.8
"""The likeness from which a verified question is offered beside the answer to another one."""
COMPARED = 12
"""So many of the nearest verified questions are read to see whether they are the one that is asked."""
DOUBTED = 0.6
"""How sure an answer is at the most whose measure somebody has put right for a question near it."""
AUTHOR = "a verified question"
"""Who a receipt names in the place of a model."""


def fingerprint(schema: Schema, tables: Iterable[str]) -> str:
    """A digest of the tables' columns and their types, as whoever has this schema sees them."""
    wanted = sorted({name.casefold() for name in tables})
    held = [(name, [(c.name, c.type) for c in t.columns] if (t := schema.table(name)) else None) for name in wanted]
    return hashlib.sha256(repr(held).encode()).hexdigest()


@dataclass(frozen=True)
class Known:
    """The verified questions of these data, for one question that is asked. `schema` is the whole one, not a role's view;
    `today` is the day of the data."""

    all: tuple[Taught, ...]
    embed: Embed
    guard: Guard
    schema: Schema
    today: dt.date
    meanings: Meanings
    kept: MutableMapping[str, object]
    """What was found out about them for whoever may see the same of the same data."""
    _ranked: dict[str, list[tuple[float, Taught]]] = field(default_factory=dict)

    def usable(self, taught: Taught) -> bool:
        key = ("usable", taught.question, taught.sql, taught.fingerprint, taught.as_of, self.today)
        return self._once(key, lambda: not suspended(taught, self.guard, self.schema, self.today))

    def ranked(self, question: str) -> list[tuple[float, Taught]]:
        """(likeness, verified question), the nearest first."""
        if not self.all:
            return []
        if question not in self._ranked:
            asked = self.embed(question)
            likes = ((_likeness(asked, self._vector(t.question)), t) for t in self.all)
            self._ranked[question] = sorted(likes, key=lambda pair: -pair[0])
        return self._ranked[question]

    def put_right(self, taught: Taught) -> str:
        """The statement of the built-in reading of a verified question, where the verified one is another; else empty."""
        return self._once(("put right", taught.question, taught.sql, self.today), lambda: self._put_right(taught))

    def _put_right(self, taught: Taught) -> str:
        read = self.meanings.reading(taught.question)
        queries = [self.guard(sql) for sql in (read.sql, taught.sql)] if read is not None else []
        texts = [query.sql for query in queries if not isinstance(query, Rejected)]
        return texts[0] if len(texts) == 2 and difference(*texts) else ""

    def _vector(self, question: str) -> Sequence[float]:
        return self._once(("vector", question), lambda: self.embed(question))

    def _once(self, key: tuple[object, ...], make: Callable[[], Kept]) -> Kept:
        """What is the same until the data, the rules of access or the day are others is found out once."""
        name = f"verified {key!r}"
        if name not in self.kept:
            self.kept[name] = make()
        return cast(Kept, self.kept[name])


def suspended(taught: Taught, guard: Guard, schema: Schema, today: dt.date) -> str:
    """Why a verified question is not used now; empty when it is. `schema` is the whole one, not a role's view."""
    query = guard(taught.sql)
    if isinstance(query, Rejected):
        return query.reason
    if fingerprint(schema, query.reads.tables) != taught.fingerprint:
        return f"The tables changed: {', '.join(query.reads.tables)}."
    if taught.as_of and (words := moved(taught.question, taught.sql, dt.date.fromisoformat(taught.as_of), today)):
        return f"“{words}” means other days now than on {taught.as_of}, and the SQL still has those of then."
    return ""


def verify(
    store: VerifiedQuestions,
    taught: Taught,
    question: str,
    sql: str,
    owner: str,
    day: dt.date,
    guard: Guard,
    schema: Schema,
    today: dt.date,
) -> None:
    """Vouch for it as it is written now. Raises BadInput when the guard refuses the statement or there is no question.

    `day` is that of the calendar, `today` that of the data.
    """
    if not question.strip():
        raise BadInput("There is no question.", "Write the one that this SQL answers.")
    query = guard(sql)
    if isinstance(query, Rejected):
        raise BadInput(f"The guard refuses the SQL: {query.reason}", "Correct it, then approve it.")
    store.verify(
        taught.id, normal_form(question), " ".join(question.split()), sql, owner, day.isoformat(),
        fingerprint(schema, query.reads.tables), today.isoformat(),
    )  # fmt: skip


def same_question(known: Known, question: str) -> Taught | None:
    """The verified question that this one is, in its words or in others, if it may be used now."""
    form = normal_form(question)
    exact = next((t for t in known.all if t.form == form), None)
    if exact is not None:
        return exact if known.usable(exact) else None
    near = (t for _, t in known.ranked(question)[:COMPARED])
    return next((t for t in near if known.meanings.same(question, t.question) and known.usable(t)), None)


def examples(known: Known, question: str) -> tuple[Example, ...]:
    """Verified questions near this one that may be used now, nearest first."""
    near = (t for likeness, t in known.ranked(question) if likeness >= NEAR and known.usable(t))
    return tuple(Example(t.question, t.sql) for t, _ in zip(near, range(MOST), strict=False))


def hinted(steps: Iterator[Step], known: Known, question: str) -> Iterator[Step]:
    """The Steps with an end that names the verified question which is near this one, and offers it."""
    for step in steps:
        match step:
            case Answered(answer=answer) if (found := _beside(known, question, answer)) is not None:
                yield replace(step, answer=_told_of(answer, *found))
            case Asked(options=options) if known.all and (near := _like(known, question)) is not None:
                yield replace(step, options=tuple(dict.fromkeys((*options, near.question))))
            case _:
                yield step


def _like(known: Known, question: str) -> Taught | None:
    return next((t for likeness, t in known.ranked(question) if likeness >= LIKE and known.usable(t)), None)


def _beside(known: Known, question: str, answer: Answer) -> tuple[Taught, bool] | None:
    """The verified question near an answered one, and whether it puts right the measure that the answer works out."""
    for likeness, taught in known.ranked(question)[:COMPARED]:
        if not known.usable(taught):
            continue
        if _corrects(known, taught, answer):
            return taught, True
        if likeness >= LIKE:
            return taught, False
    return None


def _corrects(known: Known, taught: Taught, answer: Answer) -> bool:
    """Whether the answer works out what the built-in reading of the verified question does, and the verified one not."""
    wrong = known.put_right(taught)
    return bool(wrong) and kin(answer.query.sql, wrong)


def _told_of(answer: Answer, taught: Taught, doubted: bool) -> Answer:
    """The answer with the verified question as a note and as the first of what to ask on."""
    ways = tuple(dict.fromkeys((taught.question, *answer.follow_ups)))
    if not doubted:
        note = Note("verified_near", "info", f"Verified is a question near this one: “{taught.question}”.")
        return replace(answer, notes=(*answer.notes, note), follow_ups=ways)
    told = (
        f"“{taught.question}” has a verified answer that works out this figure in another way. "
        "This question is not the same, so its answer is not verified."
    )
    note = Note("verified_near", "warning", told)
    if answer.confidence is None or answer.confidence <= DOUBTED:
        return replace(answer, notes=(*answer.notes, note), follow_ups=ways)
    sure = f"Fairly sure: the verified answer to “{taught.question}” works this out in another way."
    return replace(answer, notes=(*answer.notes, note), follow_ups=ways, confidence=DOUBTED, sure=sure)


def vouched_for(known: Known, question: str, habits: Sequence[Habit]) -> tuple[Taught, str] | None:
    """The verified question that this one is, or that the person chose in its place before; and how that is told."""
    if not known.all:
        return None
    if (taught := same_question(known, question)) is not None:
        other = taught.form != normal_form(question)
        return taught, f"Read as the verified question “{taught.question}”." if other else ""
    habit = of_question(habits, question)
    taught = same_question(known, habit.reply) if habit is not None else None
    return (taught, f"{AS_BEFORE}: {taught.question.rstrip(' ?.!')}.") if taught is not None else None


def marked(steps: Iterator[Step], taught: Taught, told: str) -> Iterator[Step]:
    """The Steps with the answer's receipt saying who vouches for it since when, and how the question came to be it."""
    read = (told,) if told else ()
    for step in steps:
        match step:
            case Answered(answer=answer):
                by = f"{taught.owner}, {taught.since}"
                receipt = replace(
                    answer.receipt, verified=True, verified_by=by, model=AUTHOR, prompt_version="",
                    assumptions=(*read, *answer.receipt.assumptions),
                )  # fmt: skip
                yield replace(step, answer=replace(answer, receipt=receipt, confidence=None, sure=f"Verified by {by}."))
            case Spoke():
                yield replace(step, model=AUTHOR)
            case _:
                yield step


def with_examples(inquiry: Inquiry, known: Known) -> Inquiry:
    """The inquiry with the verified questions that are near it."""
    return replace(inquiry, examples=examples(known, inquiry.question)) if known.all else inquiry


def _likeness(one: Sequence[float], other: Sequence[float]) -> float:
    """The cosine of two vectors; 0 where one has no length."""
    length = (sum(a * a for a in one) * sum(b * b for b in other)) ** 0.5
    return sum(a * b for a, b in zip(one, other, strict=True)) / length if length else 0.0
