"""Whether two questions are one: the built-in reading of both is the same statement, and the words that differ carry nothing.

Where the built-in reading of a question was wrong and somebody has put it right, the correction holds for all questions
that it reads alike: they would be answered wrong in the same way. It is cautious: no match is better than a wrong one.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from agents.builtin.coverage import lost
from agents.builtin.dates import windows_of
from agents.builtin.items import Item
from agents.builtin.model import THRESHOLD
from agents.builtin.parser import Parser
from agents.builtin.words import Token, tokens_of

LONGEST = 300
"""A longer question is compared with no other."""
_LINES = [
    line.partition(": ")
    for line in Path(__file__).with_name("small_words.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
_OPENING, _ANYWHERE, _READ = (
    frozenset(word for head, _, words in _LINES if head == kind for word in words.split())
    for kind in ("opening", "anywhere", "read")
)
_SMALL = _OPENING | _ANYWHERE | _READ
_LOOSE_CUES = frozenset({"group", "count", "rel"})
"""`by`, `per`, `for each`; `how many`, `number of`; `in`, `from`, `who`: what they say is in the statement."""
_BY = (
    ("for", "each"),
    ("for", "every"),
    ("in", "each"),
    ("in", "every"),
    ("by", "each"),
    ("per",),
    ("broken", "down", "by"),
)


@dataclass(frozen=True, slots=True)
class Read:
    """The built-in reading of a question that it is sure of, and what the words came to."""

    sql: str
    items: tuple[Item, ...]


class Meanings:
    """Compares whole questions about one role's view of the data. `make` gives the parser when it is first needed;
    `kept` holds readings for as long as the view and the day stay the same."""

    def __init__(self, make: Callable[[], Parser], today: dt.date, kept: MutableMapping[str, object]) -> None:
        self._make = make
        self._today = today
        self._kept = kept
        self._parser: Parser | None = None

    def same(self, question: str, verified: str) -> bool:
        """Whether the question is the verified one in other words."""
        if max(len(question), len(verified)) > LONGEST:
            return False
        if _bare(question) == _bare(verified):
            return True
        one, other = self._anew(question), self.reading(verified)
        return one is not None and other is not None and one.sql == other.sql and _alike(one.items, other.items)

    def reading(self, question: str) -> Read | None:
        """Of a question that many others are compared with; None where it is not sure of one."""
        key = f"reading of {question!r} on {self._today}"
        if key not in self._kept:
            self._kept[key] = self._anew(question)
        found = self._kept[key]
        return found if isinstance(found, Read) else None

    def _anew(self, question: str) -> Read | None:
        if len(question) > LONGEST:
            return None
        if self._parser is None:
            self._parser = self._make()
        parsed = self._parser.parse(question)
        if parsed.unread or not parsed.readings or parsed.readings[0].confidence < THRESHOLD:
            return None
        best = parsed.readings[0]
        return None if lost(best.query, parsed.items) else Read(best.sql, parsed.items)


def moved(question: str, sql: str, then: dt.date, today: dt.date) -> str:
    """The words of the question that mean other days now than they did `then`, where the statement names the days of then."""
    if then == today:
        return ""
    tokens = tokens_of(question)
    before, now = windows_of(tokens, then), windows_of(tokens, today)
    for old, new in zip(before, now, strict=False):
        if (old.since, old.until) != (new.since, new.until) and _names_days(sql, old.since, old.until):
            return " ".join(t.text for t in tokens[old.start : old.end])
    return ""


def kin(one: str, other: str) -> bool:
    """Whether two statements work out the same measure from much the same tables, whatever their filters and groups."""
    mine, yours = _measures(one), _measures(other)
    if mine is None or yours is None or not mine[0] & yours[0]:
        return False
    return mine[1] <= yours[1] or yours[1] <= mine[1]


def _bare(question: str) -> tuple[str, ...]:
    """The words in order without what is said for politeness or grammar; a short word in capitals stays as it is."""
    words = [_word(t) for t in tokens_of(question) if t.text not in (",", ";", ":", ".", "?", "!")]
    found: list[str] = []
    at = next((i for i, word in enumerate(words) if word not in _OPENING), len(words))
    while at < len(words):
        by = next((b for b in _BY if tuple(words[at : at + len(b)]) == b), None)
        if by is not None:
            found.append("by")
            at += len(by)
            continue
        if words[at] not in _ANYWHERE:
            found.append(words[at])
        at += 1
    return tuple(found)


def _word(token: Token) -> str:
    return token.text if token.kind == "quoted" or (token.text.isupper() and len(token.text) < 4) else token.low


def _alike(one: tuple[Item, ...], other: tuple[Item, ...]) -> bool:
    """Whether what only one of them says is read (a name, a time) or carries nothing."""
    mine, yours = Counter(map(_key, one)), Counter(map(_key, other))
    differ = set((mine - yours) | (yours - mine))
    return all(_harmless(item) for item in (*one, *other) if _key(item) in differ)


def _key(item: Item) -> tuple[str, str]:
    if item.window is not None:
        return "date", f"{item.window.since} {item.window.until}"
    return item.kind, item.text.casefold()


def _harmless(item: Item) -> bool:
    match item.kind:
        case "small":
            return item.token.low in _SMALL
        case "cue":
            return item.is_cue(*_LOOSE_CUES)
        case "mention":
            return item.mention is not None and item.mention.kind != "value"
        case "mark":
            return item.text in (",", ";", ":", ".", "?", "!")
        case _:
            return False


def _names_days(sql: str, since: dt.date | None, until: dt.date | None) -> bool:
    """Whether a statement has the first day, the last, the one after it or the year of a period as literals."""
    days = [d for d in (since, until) if d is not None]
    if until is not None and until > dt.date.min:
        days.append(until - dt.timedelta(days=1))
    wanted = {d.isoformat() for d in days} | {str(d.year) for d in days}
    try:
        literals = {str(n.this)[:10] for n in sqlglot.parse_one(sql, read="duckdb").find_all(exp.Literal)}
    except (SqlglotError, RecursionError):
        return True
    return bool(wanted & literals)


@lru_cache(maxsize=512)
def _measures(sql: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """The aggregates of a statement, each with the tables' own names, and the tables that it reads."""
    try:
        tree = sqlglot.parse_one(sql, read="duckdb")
    except (SqlglotError, RecursionError):
        return None
    named = {t.alias_or_name: t.name for t in tree.find_all(exp.Table)}
    for column in tree.find_all(exp.Column):
        column.set("table", exp.to_identifier(named.get(column.table) or (column.table or None)))
    aggregates = frozenset(a.sql(normalize=True, identify=True) for a in tree.find_all(exp.AggFunc))
    return aggregates, frozenset(named.values())
