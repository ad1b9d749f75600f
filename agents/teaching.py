"""What people teach: a question with the statement that a reviewer vouches for, used when it is asked again.

The same question is answered from that statement, run anew through the guard with the rights of whoever asks; questions
near it get it as an example. It is suspended while its statement does not pass the guard, or while the tables that it
reads are not what they were when somebody vouched for it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from agents.answer_cache import normal_form
from agents.inquiry import Example, Inquiry
from agents.steps import Answered, Spoke, Step
from data.errors import BadInput
from data.types import SafeQuery, Schema
from data.verified import Taught, VerifiedQuestions
from guardrails.sql import Rejected

Guard = Callable[[str], SafeQuery | Rejected]
Embed = Callable[[str], Sequence[float]]
"""A question as a vector of length 1, or near it."""
NEAR = 0.6
"""The likeness from which a verified question helps with another one."""
MOST = 3
AUTHOR = "a verified question"
"""Who a receipt names in the place of a model."""


def fingerprint(schema: Schema, tables: Iterable[str]) -> str:
    """A digest of the tables' columns and their types, as whoever has this schema sees them."""
    wanted = sorted({name.casefold() for name in tables})
    held = [(name, [(c.name, c.type) for c in t.columns] if (t := schema.table(name)) else None) for name in wanted]
    return hashlib.sha256(repr(held).encode()).hexdigest()


def suspended(taught: Taught, guard: Guard, schema: Schema) -> str:
    """Why a verified question is not used now; empty when it is. `schema` is the whole one, not a role's view."""
    query = guard(taught.sql)
    if isinstance(query, Rejected):
        return query.reason
    if fingerprint(schema, query.reads.tables) != taught.fingerprint:
        return f"The tables changed: {', '.join(query.reads.tables)}."
    return ""


def verify(
    store: VerifiedQuestions, taught: Taught, question: str, sql: str, owner: str, day: dt.date, guard: Guard, schema: Schema
) -> None:  # fmt: skip
    """Vouch for it as it is written now. Raises BadInput when the guard refuses the statement or there is no question."""
    if not question.strip():
        raise BadInput("There is no question.", "Write the one that this SQL answers.")
    query = guard(sql)
    if isinstance(query, Rejected):
        raise BadInput(f"The guard refuses the SQL: {query.reason}", "Correct it, then approve it.")
    store.verify(
        taught.id, normal_form(question), " ".join(question.split()), sql, owner, day.isoformat(),
        fingerprint(schema, query.reads.tables),
    )  # fmt: skip


def same_question(known: Sequence[Taught], question: str, guard: Guard, schema: Schema) -> Taught | None:
    """The verified question that this one is, if it may be used now."""
    form = normal_form(question)
    found = next((t for t in known if t.form == form), None)
    return found if found is not None and not suspended(found, guard, schema) else None


def examples(known: Sequence[Taught], question: str, embed: Embed, guard: Guard, schema: Schema) -> tuple[Example, ...]:
    """Verified questions near this one that may be used now, nearest first."""
    if not known:
        return ()
    asked = embed(question)
    ranked = sorted(((_likeness(asked, embed(t.question)), t) for t in known), key=lambda pair: -pair[0])
    near = (t for likeness, t in ranked if likeness >= NEAR and not suspended(t, guard, schema))
    return tuple(Example(t.question, t.sql) for t, _ in zip(near, range(MOST), strict=False))


def marked(steps: Iterator[Step], taught: Taught) -> Iterator[Step]:
    """The Steps with the answer's receipt saying who vouches for it since when."""
    for step in steps:
        match step:
            case Answered(answer=answer):
                by = f"{taught.owner}, {taught.since}"
                receipt = replace(answer.receipt, verified=True, verified_by=by, model=AUTHOR, prompt_version="")
                yield replace(step, answer=replace(answer, receipt=receipt, confidence=None))
            case Spoke():
                yield replace(step, model=AUTHOR)
            case _:
                yield step


def with_examples(inquiry: Inquiry, known: Sequence[Taught], embed: Embed, schema: Schema) -> Inquiry:
    """The inquiry with the verified questions that are near it."""
    return (
        replace(inquiry, examples=examples(known, inquiry.question, embed, inquiry.guard, schema)) if known else inquiry
    )


def _likeness(one: Sequence[float], other: Sequence[float]) -> float:
    """The cosine of two vectors; 0 where one has no length."""
    length = (sum(a * a for a in one) * sum(b * b for b in other)) ** 0.5
    return sum(a * b for a, b in zip(one, other, strict=True)) / length if length else 0.0
