"""A long list of categories made short enough to read, without telling a false whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Row = tuple[Any, ...]
Keep = Literal["largest", "first", "last"]


@dataclass(frozen=True, slots=True)
class Folded:
    """`keep` stand in their own order; `others` were added up under `label`, or left out where it is empty."""

    keep: tuple[Any, ...]
    others: frozenset[Any]
    label: str


def fold(totals: dict[Any, float], limit: int, additive: bool, keep: Keep = "largest") -> Folded:
    """Keep `limit` categories of them. Only counts and sums may be added up into "Other (n)"."""
    if len(totals) <= limit:
        return Folded(tuple(totals), frozenset(), "")
    match keep:
        case "largest":
            ranked = sorted(totals, key=lambda k: abs(totals[k]), reverse=True)
        case "first":
            ranked = list(totals)
        case "last":
            ranked = list(totals)[::-1]
    kept = set(ranked[: limit - 1 if additive else limit])
    stay = tuple(k for k in totals if k in kept)
    others = frozenset(k for k in totals if k not in kept)
    return Folded(stay, others, f"Other ({len(others)})" if additive else "")


def totals_of(keys: list[Any], numbers: list[Any]) -> dict[Any, float]:
    """Category -> sum of its numbers, in order of first appearance."""
    totals: dict[Any, float] = {}
    for key, number in zip(keys, numbers, strict=True):
        totals[key] = totals.get(key, 0.0) + (float(number) if number is not None else 0.0)
    return totals


def apply(folded: Folded, keys: list[Any], columns: list[list[Any]]) -> tuple[list[Any], list[list[Any]]]:
    """Keys and columns after folding: the kept ones as they are, then the sum of the others if any."""
    places = [i for i, k in enumerate(keys) if k not in folded.others]
    kept = [keys[i] for i in places]
    out = [[column[i] for i in places] for column in columns]
    if folded.label:
        kept.append(folded.label)
        for column, target in zip(columns, out, strict=True):
            target.append(sum(v for k, v in zip(keys, column, strict=True) if k in folded.others and v is not None))
    return kept, out
