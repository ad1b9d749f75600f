"""Columns that are called like a function word: `total`, `count`, `average`.

`total quantity` asks for the sum of quantities even where some other table has a column `total`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from agents.builtin.adding import is_measure
from agents.builtin.cues import Cue
from agents.builtin.links import Link, Mention

SURE = 0.8
"""How well the column that follows must fit."""


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
