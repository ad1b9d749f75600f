"""The ranker: linear models over readable features; the weights are in weights.json, learned by agents.builtin.train."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from agents.builtin.coverage import coverage
from agents.builtin.items import Item
from agents.builtin.render import Renderer
from agents.builtin.sketch import ATTRIBUTES, outline, words_around
from agents.builtin.variants import Candidate

FILE = Path(__file__).parent / "weights.json"
COVERAGE = ("lost value", "lost column", "lost table", "lost number", "lost date", "lost cue", "lost group", "added")
Outlook = Mapping[str, Mapping[str, float]]
"""Attribute -> its value -> log probability given the question."""


@dataclass(frozen=True, slots=True)
class Weights:
    """`sketch`: attribute -> value -> feature -> weight; `rank` and `sure`: feature -> weight."""

    sketch: Mapping[str, Mapping[str, Mapping[str, float]]]
    rank: Mapping[str, float]
    sure: Mapping[str, float]


@lru_cache(maxsize=1)
def shipped() -> Weights | None:
    """The committed weights; None before the first training."""
    if not FILE.exists():
        return None
    data = json.loads(FILE.read_text(encoding="utf-8"))
    return Weights(data["sketch"], data["rank"], data["sure"])


def outlook(weights: Weights, items: Sequence[Item]) -> Outlook:
    """How likely each attribute of the statement is, by the words alone."""
    words = [*words_around(items), "bias"]
    found = {}
    for attribute, values in weights.sketch.items():
        scores = {value: sum(table.get(w, 0.0) for w in words) for value, table in values.items()}
        top = max(scores.values())
        whole = top + math.log(sum(math.exp(s - top) for s in scores.values()))
        found[attribute] = {value: s - whole for value, s in scores.items()}
    return found


def features(made: Candidate, items: Sequence[Item], seen: Outlook, renderer: Renderer) -> dict[str, float] | None:
    """What speaks for and against a candidate; None when its tables cannot be joined."""
    query = made.query if made.query.source is None else made.query.source
    tree = renderer.tree_of(renderer.tables_of(query))
    if tree is None:
        return None
    found = {f"edit {name}": 1.0 for name in made.edits}
    found["edits"] = float(len(made.edits))
    found["loss"] = made.loss
    found["tables"] = float(len(tree.tables))
    found["passing"] = float(len(set(tree.tables) - set(renderer.tables_of(query))))
    found["spare"] = float(
        len(set(query.tables) - {t.col.table for t in (*query.select, *query.group, *(c.term for c in query.where))})
    )
    found["unnamed"] = float(
        sum(1 for i in items if i.mention is not None and i.mention.kind == "value") - len(query.where)
    )
    found |= coverage(made.query, items)
    found["repeated"] = float(len(query.select) - len(set(query.select)))
    shape = outline(query, len(tree.tables))
    for attribute in ATTRIBUTES:
        chance = seen.get(attribute, {}).get(shape[attribute], -6.0)
        found[f"sketch {attribute}"] = max(chance, -8.0)
    found["sketch"] = sum(max(seen.get(a, {}).get(shape[a], -6.0), -8.0) for a in ATTRIBUTES)
    return found


def dot(weights: Mapping[str, float], found: Mapping[str, float]) -> float:
    """The weighted sum."""
    return sum(weights.get(name, 0.0) * value for name, value in found.items())


def sureness(
    weights: Weights,
    best: Mapping[str, float],
    margin: float,
    made: Candidate,
    items: Sequence[Item],
    unread: int,
    close: float = 0.0,
) -> dict[str, float]:
    """The features of confidence in the first of the ranked candidates."""
    solid = sum(1 for i in items if i.kind != "mark")
    links = [i.mention.links[0].score for i in items if i.mention is not None]
    found = {
        "bias": 1.0,
        "margin": min(margin, 6.0),
        "score": dot(weights.rank, best) if weights.rank else 0.0,
        "unread": unread / max(solid, 1),
        "any unread": float(unread > 0),
        "length": solid / 10,
        "worst link": min(links, default=0.0),
        "mean link": sum(links) / max(len(links), 1),
        "worst fit": min(made.fits, default=0.0),
        "links": len(links) / 5,
    }
    found |= {name: best.get(name, 0.0) for name in COVERAGE}
    found["lost"] = float(sum(best.get(name, 0.0) for name in COVERAGE if name != "added") > 0)
    found["close"] = min(close, 10.0) / 10
    found["gap"] = min((a - b for a, b in made.gaps), default=1.0)
    for name in (
        "tables",
        "passing",
        "spare",
        "edits",
        "unnamed",
        "loss",
        "sketch",
        "sketch where",
        "sketch tables",
        "sketch distinct",
        "sketch set",
        "sketch nested",
        "sketch columns",
    ):
        found[f"its {name}"] = best.get(name, 0.0)
    query = made.query
    found["set"] = float(bool(query.setop))
    found["having"] = float(bool(query.having))
    found["grouped"] = float(bool(query.group))
    found["top"] = float(query.limit is not None)
    return found
