"""Ways of speaking that leave out what is measured: `our best customers`, `what sold best in March`, `compare this year
with last`. They are said again with the measure that a schema is mostly about, and whoever is answered is told so.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from agents.builtin.adding import adds_up, stands_alone
from agents.builtin.cues import dimensions
from agents.builtin.dates import windows_of
from agents.builtin.names import Names, split_name, synonyms
from agents.builtin.resolve import is_rate
from agents.builtin.words import tokens_of
from retrieval.values import stem

MANY = 10
"""So many are shown where several are asked for."""
_MONEY = frozenset(
    map(stem, ("revenue", "sales", "amount", "turnover", "total", "income", "value", "units", "quantity"))
)
_SOLD = frozenset(map(stem, ("product", "item", "article", "good", "sku", "service", "menu")))
_END = r"(?P<tail>(?:\s+(?:per|in|on|last|this|since|during|for|from|between|over|so|until|before|after|today|yesterday|of|at|\d{4}|here|online|ever|overall|all)\b.*)?)\W*$"
_RANK = r"(?P<rank>best|most|worst|least)"
_ENDS = ("top", "bottom", "leading")
"""Words for an end of a ranking that may be one of figures: `the top salaries`."""
_NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty"
_DEEDS = r"(?:have |has )?(?:bought|buys?|spent|spends?|paid|pays?|ordered|earned|earns?|brought in|made|makes?|generated|sold|sells?)(?: us)?"
_PATTERNS = (
    re.compile(
        rf"^\W*(?:(?:who|which|what|show|list|give|name)(?: me| us)? )?(?:is |are |was |were )?(?:our |the |my )?(?:top )?(?:(?P<count>\d+|{_NUMBERS}) )?(?P<noun>[\w-]+(?: [\w-]+)??) (?:who|that|which) {_DEEDS} (?:the )?{_RANK}{_END}",
        re.I,
    ),
    re.compile(
        rf"^\W*(?:which|what) (?P<noun>[\w -]+?) (?:has |have |are |is )?(?:sold|sells?|selling) (?:the )?{_RANK}{_END}",
        re.I,
    ),
    re.compile(rf"^\W*what (?:has |is |are )?(?:sold|sells?|selling) (?:the )?{_RANK}{_END}", re.I),
    re.compile(
        rf"^\W*(?:which|what) (?P<noun>[\w -]+?) (?:bought|buys?|spent|spends?|paid|pays?|took|takes?|earned|earns?|brought in|made|makes?|generated|performed|performs?|did|does|do)(?: us)? (?:the )?{_RANK}{_END}",
        re.I,
    ),
    re.compile(
        rf"^\W*(?:(?:who|what|which|show|list|give)(?: me| us)? )?(?:is |are |was |were )?(?:our |the |my )?(?:(?P<count>\d+|{_NUMBERS}) )?(?P<rank>best|worst|top|bottom|leading|most(?=[ -](?:selling|sold|valuable|buying)))(?:[ -](?:selling|sold|performing|buying|valuable))?(?: (?P<after>\d+|{_NUMBERS}))? (?P<noun>[\w-]+(?: [\w-]+)??){_END}",
        re.I,
    ),
)
_COMPARES = frozenset(
    {"compare", "with", "to", "and", "vs", "versus", "against", "the", "us", "our", "results", "figures", "please"}
)


@dataclass(frozen=True, slots=True)
class Said:
    """The question with what it left out, and a sentence about that."""

    text: str
    note: str


def said_again(question: str, names: Names, today: dt.date) -> Said | None:
    """The question with its measure; None where it leaves none out, or nothing is sold or spent in these data."""
    measure = main_measure(names)
    if measure is None:
        return None
    return _ranked(question, names, measure) or _compared(question, measure, today)


def main_measure(names: Names) -> str | None:
    """What these data are mostly about, in words: the first metric that adds up, or the one column of money or amounts."""
    for metric in names.schema.metrics:
        if not is_rate(metric.expression):
            return (metric.title or metric.name.replace("_", " ")).casefold()
    tables = [t.table.name for t in names.tables if stands_alone(names, t.table.name)]
    if len(tables) != 1 or len(names.tables) != 1:
        return None
    columns = [t for t in names.of_table[tables[0]] if adds_up(t)]
    named = [t for t in columns if _MONEY & set(t.names[0])]
    chosen = named or (columns if len(columns) == 1 else [])
    return " ".join(split_name(chosen[0].column.name)) if chosen and chosen[0].column is not None else None


def _ranked(question: str, names: Names, measure: str) -> Said | None:
    for pattern in _PATTERNS:
        found = pattern.match(question)
        if found is None:
            continue
        groups = found.groupdict()
        noun = _noun(groups.get("noun") or "", names) if groups.get("noun") else _sold(names)
        if not noun or _rated(noun, names) or " by " in f" {groups['tail']} ":
            return None
        if groups["rank"].casefold() in _ENDS and not _is_thing(noun, names):
            return None
        least = groups["rank"].casefold() in ("worst", "least", "bottom")
        given = groups.get("count") or groups.get("after")
        count = _count(given) if given else MANY if noun.endswith("s") else 1
        head = f"{'bottom' if least else 'top'} {count} {noun if noun.endswith('s') else noun + 's'}"
        note = f"“{groups['rank']}” is read as {'least' if least else 'most'} {measure}"
        note += f"; {'the first ' + str(count) + ' are' if count > 1 else 'one is'} shown."
        return Said(f"{head} by {measure}{groups['tail']}", note)
    return None


def _is_thing(noun: str, names: Names) -> bool:
    """Whether it is what rows or texts are called, so that it is ranked by something else than itself."""
    said = tuple(map(stem, noun.split()))
    named = [t for t in (*names.tables, *names.columns, *names.metrics) if said in t.names]
    return bool(named) and all(t.metric is None and (t.column is None or t.column.kind == "text") for t in named)


def _count(said: str) -> int:
    """A number in digits or in words."""
    return int(tokens_of(said)[0].number or 1)


def _noun(said: str, names: Names) -> str:
    """The words as they were said where they name something here; empty otherwise."""
    words = [w for w in said.casefold().split() if w not in ("of", "our", "the", "my")]
    known = words and all(
        stem(w) in names.by_stem or any(o in names.by_stem for o in synonyms().get(stem(w), ())) for w in words
    )
    return " ".join(words) if known else ""


def _sold(names: Names) -> str:
    """What is sold in these data."""
    things = [*names.tables, *names.columns]
    best = next((t for t in things if _SOLD & set(t.names[0]) and len(t.names[0]) == 1), None)
    if best is None:
        return ""
    word = (best.column.name if best.column is not None else best.table.name).rpartition(".")[2].casefold()
    return word if word.endswith("s") else f"{word}s"


def _rated(noun: str, names: Names) -> bool:
    """Whether the things have marks of their own to be best by."""
    own = {t.table.name for t in names.tables if set(map(stem, noun.split())) & set(t.names[0])}
    marks = {stem(w) for w, _ in dimensions()[("best",)].columns if w != "sales"}
    return any(marks & set(c.names[0]) for name in own for c in names.of_table[name])


def _compared(question: str, measure: str, today: dt.date) -> Said | None:
    """`compare this year with last year`, `this month vs last month`."""
    tokens = [t for t in tokens_of(question) if t.kind != "mark"]
    windows = windows_of(tokens, today)
    inside = {i for w in windows for i in range(w.start, w.end)}
    rest = [t.low for i, t in enumerate(tokens) if i not in inside]
    if len(windows) != 2 or not set(rest) <= _COMPARES or not {"compare", "vs", "versus", "against"} & set(rest):
        return None
    bare = " ".join(t.text for t in tokens if t.low != "compare")
    return Said(f"compare {measure} {bare}", f"No measure was named: {measure} is compared.")
