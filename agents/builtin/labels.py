"""The name of a thing before its number: of `start_station_id` and `start_station_name`, “start station” means the name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agents.builtin.links import Link
from agents.builtin.words import Token

_NUMBERS = frozenset({"id", "key", "code", "no", "nr", "num", "number", "uid", "uuid"})
_LABELS = frozenset({"name", "title", "label"})
STEP = 0.03
"""So much less sure is the number: the name is read, the number stays a reading."""


def names_before_numbers(links: Sequence[Link], tokens: Sequence[Token]) -> list[Link]:
    """The links with a number's column behind the one of the same table that is called the same but ends in `name`,
    where the words themselves ask for neither."""
    bases = {(link.start, link.end, *base) for link in links if (base := _base(link, _LABELS)) is not None}
    made = []
    for link in links:
        base = _base(link, _NUMBERS)
        asked = any(t.low in _NUMBERS for t in tokens[link.start : link.end + 1])
        behind = base is not None and not asked and (link.start, link.end, *base) in bases
        made.append(replace(link, score=link.score - STEP) if behind else link)
    return made


def _base(link: Link, endings: frozenset[str]) -> tuple[str, tuple[str, ...]] | None:
    """The table and the words of a column's name before an ending; None where it has none of these endings."""
    thing = link.thing
    if link.kind != "column" or thing is None or not thing.names:
        return None
    name = thing.names[0]
    return (thing.table.name, name[:-1]) if len(name) > 1 and name[-1] in endings else None
