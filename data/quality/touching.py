"""Whether a fault in some of the rows can change the figures that are shown, or hardly touches them.

A note under every answer teaches people to read none. So a fault is told in front only where it reaches a share of the
rows that a reader would notice: of all rows used, or of those of one group that is shown.
"""

from __future__ import annotations

from sqlglot import exp

from data.quality.checks import Used, whole

MATERIAL = 0.01
"""The share of all rows used."""
IN_GROUP = 0.05
"""The share of the rows of one group."""
MOST_GROUPS = 60
"""More groups are a listing, of which no single one is the answer."""
SMALL = 0.1
"""Groups of fewer rows than this part of the average one are not looked for."""


def touches(
    used: Used, bad: int, total: int, faulty: exp.Expression | None, rows: exp.Expression | None = None
) -> bool:
    """Whether `bad` of `total` rows matter. `faulty` and `rows` count both within a group; without them only the whole
    is looked at. The groups are asked for only where the faulty rows would suffice for one of them."""
    if not bad or not total:
        return False
    if bad >= MATERIAL * total:
        return True
    groups = used.result.rows
    grouped = used.core is not None and used.core.args.get("group") is not None
    if faulty is None or not grouped or not 1 < groups <= MOST_GROUPS or bad < IN_GROUP * SMALL * total / groups:
        return False
    counted = rows if rows is not None else exp.Count(this=exp.Star())
    found = used.probe({"faulty": faulty, "counted": counted}, grouped=True)
    return any(whole(r["faulty"]) >= IN_GROUP * whole(r["counted"]) > 0 for r in found)
