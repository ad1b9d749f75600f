"""What was asked and did not end in an answer, with what would help: words to teach, columns to describe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from agents.answer_cache import normal_form
from agents.builtin.cues import phrases
from agents.builtin.links import STOP
from agents.builtin.words import ordinal, tokens_of
from agents.inquiry import Index
from data.store import StoredTurn
from data.types import Schema

NEAR_TABLES = 3
COLUMNS = 5
"""So many columns to describe are named at once."""
TEACHABLE = frozenset({"", "not_in_data", "ambiguous", "sql_failed"})
"""The classes of ends that better words would have changed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One question without an answer: its class (`not_in_data`, ..., or the screen's reason), words that were not
    understood, and (table, column) pairs near it that nobody has described."""

    turn: StoredTurn
    reason: str
    words: tuple[str, ...] = ()
    undescribed: tuple[tuple[str, str], ...] = ()
    table: str = ""
    """The nearest table, whose words may be what is missing; empty where there is none."""
    times: int = 1
    """How often it was asked; `turn` is the latest time."""

    @property
    def teachable(self) -> bool:
        """Whether better words or a verified statement would have given an answer."""
        told = self.turn.answer or {}
        return str(told.get("error_class") or "") in TEACHABLE and not told.get("reason")


def still_open(
    turns: Sequence[StoredTurn], conversations: Iterable[Sequence[StoredTurn]], verified: Collection[str] = ()
) -> list[tuple[StoredTurn, int]]:
    """Questions without an answer, the latest first and each once, with how often it was asked.

    Not those that were settled since in one of the `conversations` (each the oldest first): asked again and answered, or
    by picking one of the readings that were offered. Nor those in one of the `verified` normal forms.
    """
    settled = {form: turn.created for talk in conversations for form, turn in _settled(talk)}
    times: Counter[str] = Counter()
    latest: dict[str, StoredTurn] = {}
    for turn in turns:
        form = normal_form(turn.question)
        if form not in verified and turn.created > settled.get(form, float("-inf")):
            times[form] += 1
            latest.setdefault(form, turn)
    return [(turn, times[form]) for form, turn in latest.items()]


def _settled(talk: Sequence[StoredTurn]) -> Iterator[tuple[str, StoredTurn]]:
    """(normal form of a question, the turn that answered it)."""
    for place, turn in enumerate(talk):
        if turn.status != "answered":
            continue
        yield normal_form(turn.question), turn
        before = talk[place - 1] if place else None
        if before is not None and turn.question in ((before.answer or {}).get("options") or ()):
            yield normal_form(before.question), turn


def findings(asked: Sequence[tuple[StoredTurn, int]], index: Index, schema: Schema) -> tuple[Finding, ...]:
    """A finding for each (question, how often); `schema` is the reviewer's view, `index` is of it."""
    return tuple(replace(_finding(turn, index, schema), times=times) for turn, times in asked)


def commonest(found: Sequence[Finding]) -> tuple[tuple[str, int], ...]:
    """Words that were not understood and may name something, with how often they were asked, the most frequent first."""
    counted: Counter[str] = Counter()
    for one in found:
        for word in dict.fromkeys(one.words):
            if names_something(word):
                counted[word] += one.times
    return tuple(counted.most_common(10))


def names_something(word: str) -> bool:
    """Whether a word may be a name of something in the data: grammar, numbers and places in a row are none."""
    [*tokens] = tokens_of(word)
    return any(
        t.kind == "word" and t.low not in STOP and (t.low,) not in phrases() and t.number is None and ordinal(t) is None
        for t in tokens
    )


def to_describe(found: Sequence[Finding]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(table, columns without a description) that stood near most of the questions, the most frequent first."""
    counted = Counter(pair for one in found for pair in one.undescribed)
    tables: dict[str, list[str]] = {}
    for (table, column), _ in counted.most_common():
        tables.setdefault(table, []).append(column)
    return tuple((table, tuple(columns[:COLUMNS])) for table, columns in tables.items())


def _finding(turn: StoredTurn, index: Index, schema: Schema) -> Finding:
    told = turn.answer or {}
    reason = str(told.get("error_class") or told.get("reason") or "")
    words = tuple(str(word) for word in told.get("unread") or ())
    found = Finding(turn, reason, words)
    if not found.teachable:
        return found
    near = [hit.name for hit in index.search(turn.question, k=NEAR_TABLES).tables]
    return replace(found, undescribed=_undescribed(near, schema), table=near[0] if near else "")


def _undescribed(near: Sequence[str], schema: Schema) -> tuple[tuple[str, str], ...]:
    bare = [
        (table.name, column.name)
        for name in near
        if (table := schema.table(name)) is not None
        for column in table.columns
        if not column.description and column.name not in table.primary_key
    ]
    return tuple(bare[:COLUMNS])
