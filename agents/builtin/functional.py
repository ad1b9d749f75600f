"""Function words and what they are done to, where names of the data look alike.

`total quantity` asks for the sum of quantities even where some other table has a column `total`, and `the highest budget`
is about the column of numbers even where its table is called `budget` too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from agents.builtin.adding import is_measure
from agents.builtin.cues import Cue
from agents.builtin.links import Link, Mention
from agents.builtin.names import Names
from agents.builtin.words import Token

SURE = 0.8
"""How well the column that follows must fit."""


_COUNTED = frozenset({"most", "least", "fewest", "number", "numbers", "amount", "times"})
"""Words of a superlative that count rows: `the most orders`."""


EXACT = 0.75
"""A value less like the words than this only shares a stem with them."""
_PLACES = frozenset({"in", "at", "on", "from", "by", "to", "with", "for"})
_WHOSE = frozenset({"of", "by", "from"})


def with_functions(
    mentions: Sequence[Mention], cues: Sequence[Cue], tokens: Sequence[Token], names: Names
) -> list[Mention]:
    """The mentions as the function words before and behind them want them read."""
    ends = {c.end: c for c in cues}
    found = [m for m in as_function(mentions, cues) if not _is_deed(m, tokens)]
    found = [_as_measure(m, ends.get(m.start)) for m in found]
    found = [_of_another(m, before, tokens, names) for before, m in zip([None, *found], found, strict=False)]
    return [_as_flag(m, names) for m in found]


def _as_flag(mention: Mention, names: Names) -> Mention:
    """A column of texts that are yes and no, and nothing else, is read like one of true and false: `not paid`."""
    best = mention.links[0]
    column = best.thing.column if best.thing is not None else None
    if mention.kind != "column" or best.thing is None or column is None or column.kind != "text":
        return mention
    if not isinstance(names.yes(*best.place), str):
        return mention
    flag = replace(best, thing=replace(best.thing, column=replace(column, type="BOOLEAN")))
    return replace(mention, links=(flag, *mention.links[1:]))


def _is_deed(mention: Mention, tokens: Sequence[Token]) -> bool:
    """`based in France`: a verb, however like it some value is spelled."""
    word, after = tokens[mention.end - 1], tokens[mention.end : mention.end + 1]
    if mention.kind != "value" or mention.end - mention.start > 1 or mention.links[0].score >= EXACT:
        return False
    plain = word.text.islower() and word.text.endswith(("ed", "ing"))
    return plain and any(t.low in _PLACES for t in after) and not any(x.kind != "value" for x in mention.links)


def _of_another(mention: Mention, before: Mention | None, tokens: Sequence[Token], names: Names) -> Mention:
    """`albums of Iron Maiden`: whose they are, not what they are called, where both have such a name."""
    if before is None or mention.kind != "value" or before.kind != "table":
        return mention
    between = tokens[before.end : mention.start]
    table = before.links[0].place[0]
    if len(between) != 1 or between[0].low not in _WHOSE or mention.links[0].score < EXACT:
        return mention
    owners = {k.ref_table for k in names.with_keys.foreign_keys if k.table == table} - {table}
    best = mention.links[0].score
    theirs = [x for x in mention.of("value") if x.place[0] in owners and x.score >= best]
    return replace(mention, links=tuple(theirs)) if theirs else mention


def _as_measure(mention: Mention, before: Cue | None) -> Mention:
    """What a table and its own column of numbers are both called is the column, where something is computed of it."""
    if before is None or mention.kind != "table" or before.kind not in ("agg", "super", "dim"):
        return mention
    if _COUNTED & set(before.text.split()):
        return mention
    table = mention.links[0]
    own = [x for x in mention.links if x.thing is not None and x.place[0] == table.place[0] and is_measure(x.thing)]
    if not own or own[0].score < table.score:
        return mention
    return replace(mention, links=(own[0], *(x for x in mention.links if x is not own[0] and x.kind != "table")))


def as_function(mentions: Sequence[Mention], cues: Sequence[Cue]) -> list[Mention]:
    """The mentions without each function word that stands right before the measure of another table that it is done to."""
    spoken = {(c.start, c.end) for c in cues if c.kind in ("agg", "count")}
    kept: list[Mention] = []
    for mention, follow in zip_longest(mentions, mentions[1:]):
        if follow is not None and (mention.start, mention.end) in spoken and follow.start == mention.end:
            measured = _measures(follow.links)
            if measured and mention.kind == "column" and not measured & {x.place[0] for x in mention.links}:
                continue
        kept.append(mention)
    return kept


def _measures(links: Sequence[Link]) -> set[str]:
    """The tables in which a mention may be a measure."""
    things = (x.thing for x in links if x.thing is not None and x.score >= SURE)
    return {t.table.name for t in things if t.metric is not None or is_measure(t)}
