"""Two questions in one: `ordered in 2023 but not in 2024`, `bought both in the app and in a store`.

The second is the first with one part put in place of its like: a time for a time, a value for a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agents.builtin.items import Item

Kind = Literal["intersect", "except"]
_CONTRAST = frozenset({"but not", "but never", "not"})


@dataclass(frozen=True, slots=True)
class Split:
    """Both halves as items of their own, and what is to be done with them."""

    kind: Kind
    left: tuple[Item, ...]
    right: tuple[Item, ...]


def split(items: Sequence[Item]) -> Split | None:
    """The two halves of a question; None when it is one."""
    return _both(items) or _contrast(items)


def _contrast(items: Sequence[Item]) -> Split | None:
    """`... in 2023 but not in 2024`, `... in 2023 and also in 2024`, `who ordered in 2023 also ordered in 2024`."""
    for at, item in enumerate(items):
        if not 0 < at < len(items) - 1:
            continue
        denied = item.is_cue("neg") and (item.text.startswith("but") or items[at - 1].text == "but" or _but(items, at))
        also = item.token.low in ("also", "again") or item.text == "and also"
        if not denied and not also:
            continue
        first = [i for i in items[:at] if i.text not in ("but", "and")]
        second = [i for i in items[at + 1 :] if _solid(i)]
        if not second or len(second) > 2:
            continue
        place = _alike(first, second[-1])
        if place is None:
            continue
        swapped = [*first[:place], second[-1], *first[place + 1 :]]
        return Split("except" if denied else "intersect", tuple(first), tuple(swapped))
    return None


def _but(items: Sequence[Item], at: int) -> bool:
    """`but did not`: a helper between."""
    before = [i.token.low for i in items[max(0, at - 2) : at]]
    return "but" in before


def _both(items: Sequence[Item]) -> Split | None:
    """`both in the app and in a store`."""
    start = next((n for n, i in enumerate(items) if i.is_cue("both")), None)
    if start is None:
        return None
    solid = [n for n in range(start + 1, len(items)) if _solid(items[n])]
    joins = [n for n in range(start + 1, len(items)) if items[n].is_cue("and")]
    if len(solid) < 2 or not joins or not solid[0] < joins[0] < solid[1] or not _same(items[solid[0]], items[solid[1]]):
        return None
    counted = any(i.is_cue("count") for i in items[:start])
    if not counted and all(
        i.mention is not None and i.mention.kind == "value" for i in (items[solid[0]], items[solid[1]])
    ):
        return None  # two values of one column are read in one go
    rest = list(items[solid[1] + 1 :])
    head = list(items[: joins[0]])
    place = head.index(items[solid[0]])
    swapped = (*head[:place], items[solid[1]], *head[place + 1 :], *rest)
    return Split("intersect", (*head, *rest), swapped)


def _alike(items: Sequence[Item], part: Item) -> int | None:
    """The last item that the part can stand in for."""
    return next((n for n in range(len(items) - 1, -1, -1) if _same(items[n], part)), None)


def _same(one: Item, two: Item) -> bool:
    if one.kind == two.kind == "date":
        return True
    if one.mention is None or two.mention is None:
        return False
    here = {x.place for x in one.mention.of("value")}
    if one.mention.text.casefold() == two.mention.text.casefold():
        return False
    return bool(here & {x.place for x in two.mention.of("value")})


def _solid(item: Item) -> bool:
    return item.kind in ("date", "mention", "quoted", "number")
