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

SURE = 0.8
"""How well the column that follows must fit."""


_COUNTED = frozenset({"most", "least", "fewest", "number", "numbers", "amount", "times"})
"""Words of a superlative that count rows: `the most orders`."""


def with_functions(mentions: Sequence[Mention], cues: Sequence[Cue]) -> list[Mention]:
    """The mentions as the function words before them want them read."""
    ends = {c.end: c for c in cues}
    return [_as_measure(m, ends.get(m.start)) for m in as_function(mentions, cues)]


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
