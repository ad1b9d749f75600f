"""States: words that say whether, or how late, something was done (lexicon/states.txt), read from columns of days.

`open tickets` are those whose day of closing is empty, `late shipments` those that arrived after the promised day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from agents.builtin.form import Operator
from agents.builtin.items import Item, State
from agents.builtin.names import Names, Thing
from retrieval.values import stem

_FILE = Path(__file__).parent / "lexicon" / "states.txt"
_STILL = frozenset({"still", "yet", "currently", "already"})
_HELPERS = frozenset({"is", "are", "was", "were", "been", "being", "be", "has", "have", "had"})


@dataclass(frozen=True)
class Lexicon:
    """What states.txt says, verbs as stems."""

    lacking: tuple[tuple[tuple[str, ...], frozenset[str]], ...]
    """(words of a state, stems of the verbs whose day is missing)."""
    late: frozenset[tuple[str, ...]]
    punctual: frozenset[tuple[str, ...]]
    stems: dict[str, frozenset[str]]
    """`done`, `planned`, `begin`, `finish`: the stems of such days."""


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The states that are known."""
    lacking: list[tuple[tuple[str, ...], frozenset[str]]] = []
    phrases: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    stems: dict[str, frozenset[str]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        head, _, tail = line.partition(": ")
        words = [w.strip() for w in tail.split(",")]
        if head.startswith("lacking "):
            verbs = frozenset(map(stem, words))
            lacking += [(tuple(p.split()), verbs) for p in head.removeprefix("lacking ").split(", ")]
        elif head in ("late", "punctual"):
            phrases[head] = [tuple(w.split()) for w in words]
        else:
            stems[head] = frozenset(map(stem, words))
    return Lexicon(tuple(lacking), frozenset(phrases["late"]), frozenset(phrases["punctual"]), stems)


def with_states(items: Sequence[Item], names: Names) -> list[Item]:
    """The items with states in place of their words; a state is one of the tables that the question names."""
    tables = _tables(items)
    made: list[Item] = []
    at = 0
    while at < len(items):
        cell = _as_cell(items[at], tables)
        found = None if cell is not None else _state(items, at, tables, names)
        if found is None:
            made.append(cell or items[at])
            at += 1
            continue
        size, state = found
        while made and made[-1].token.low in _STILL:
            made.pop()
        if made and made[-1].is_cue("neg"):
            made.pop()
            state = State(_OTHER[state.op], state.thing, state.other)
        made.append(Item("state", items[at].start, items[at + size - 1].end, items[at].token, state=state))
        at += size
    return made


_OTHER: dict[Operator, Operator] = {"is null": "not null", "not null": "is null", ">": "<=", "<=": ">"}


def _tables(items: Sequence[Item]) -> list[str]:
    """The tables that are named, those named outright first."""
    mentioned = [i.mention for i in items if i.mention is not None]
    outright = [m.of("table")[0].place[0] for m in mentioned if m.kind == "table"]
    return list(dict.fromkeys([*outright, *(m.links[0].place[0] for m in mentioned if m.kind == "column")]))


def _state(items: Sequence[Item], at: int, tables: Sequence[str], names: Names) -> tuple[int, State] | None:
    item = items[at]
    if item.kind in ("mark", "date", "number"):
        return None
    if item.mention is not None and item.mention.kind != "column" and item.mention.links[0].score > 0.9:
        return None
    known = lexicon()
    for size in (3, 2, 1):
        words = tuple(w for i in items[at : at + size] for w in i.text.casefold().split())
        if len(items[at : at + size]) < size:
            continue
        if words in known.late or words in known.punctual:
            pair = _pair(tables, names, "done", "planned")
            if pair is not None:
                return size, State(">" if words in known.late else "<=", *pair)
        best = item.mention.links[0] if item.mention is not None else None
        named = best is not None and best.score > 0.99 and best.thing is not None and not is_day(best.thing)
        for phrase, verbs in known.lacking:
            if phrase == words and not named and not _dated(items, at + size) and _about(items, at, size):
                day = _day(tables, names, verbs)
                if day is not None:
                    return size, State("is null", day)
    return _participle(items, at, tables, names) if item.cue is None else None


def _as_cell(item: Item, tables: Sequence[str]) -> Item | None:
    """The item as a cell's value, where a table that is spoken of holds the very word: `open` where that is a status."""
    mention = item.mention
    if mention is None:
        return None
    said = item.text.casefold()
    cells = [x for x in mention.of("value") if x.value is not None and x.value.value.casefold() == said]
    cells = [replace(x, score=1.0) for x in cells if x.place[0] in tables]
    known = any(phrase == (said,) for phrase, _ in lexicon().lacking)
    return replace(item, mention=replace(mention, links=tuple(cells))) if cells and known else None


def _about(items: Sequence[Item], at: int, size: int) -> bool:
    """Whether a state is said of something: before its table (`open tickets`) or after a helper or `still`."""
    before = items[at - 1] if at else None
    if before is not None and (
        before.text.split()[-1] in _HELPERS or before.token.low in _STILL or before.is_cue("neg")
    ):
        return True
    rest = [i for i in items[at + size : at + size + 3] if not i.is_cue("and", "or") and i.state is None]
    return bool(rest) and rest[0].mention is not None and rest[0].mention.kind == "table"


def _participle(items: Sequence[Item], at: int, tables: Sequence[str], names: Names) -> tuple[int, State] | None:
    """`closed tickets`, `is discontinued`, `not yet delivered`: a verb with a day of its own and no day told."""
    item = items[at]
    low = item.token.low
    if item.end - item.start > 1 or not low.endswith(("ed", "en", "t", "d")) or _dated(items, at + 1):
        return None
    before = items[at - 1] if at else None
    follow = items[at + 1] if at + 1 < len(items) else None
    adjective = follow is not None and follow.mention is not None and follow.mention.kind == "table"
    said = before is not None and (before.text.split()[-1] in _HELPERS or before.token.low in _STILL)
    denied = before is not None and before.is_cue("neg") and before.text != "without"
    if not (adjective or said or denied):
        return None
    ending = lexicon().stems["finish"] | {v for _, verbs in lexicon().lacking for v in verbs}
    if item.token.stem not in ending:
        return None
    day = _day(tables, names, frozenset({item.token.stem}))
    return None if day is None else (1, State("not null", day))


def _dated(items: Sequence[Item], at: int) -> bool:
    """Whether a day, or a side of one, follows."""
    rest = [i for i in items[at : at + 3] if i.kind != "small" or i.token.low in ("since", "after", "before")]
    return bool(rest) and (rest[0].kind == "date" or rest[0].token.low in ("since", "after", "before", "by"))


def _day(tables: Sequence[str], names: Names, verbs: frozenset[str]) -> Thing | None:
    """The column of days that one of these verbs names."""
    for table in tables:
        for thing in names.of_table[table]:
            if is_day(thing) and any(w in verbs for name in thing.names for w in name):
                return thing
    return None


def _pair(tables: Sequence[str], names: Names, one: str, two: str) -> tuple[Thing, Thing] | None:
    """Two columns of days of one table: of the kinds that the lexicon calls `one` and `two`."""
    stems = lexicon().stems
    for table in tables:
        days = [t for t in names.of_table[table] if is_day(t)]
        seconds = [t for t in days if stems[two] & set(t.names[0])]
        firsts = [t for t in days if stems[one] & set(t.names[0]) and t not in seconds]
        if firsts and seconds:
            return firsts[0], seconds[0]
    return None


def is_day(thing: Thing) -> bool:
    return thing.column is not None and thing.column.kind in ("date", "timestamp")


def span_of(table: str, names: Names) -> tuple[Thing, Thing] | None:
    """The days on which something in a table began and ended."""
    return _pair((table,), names, "begin", "finish")
