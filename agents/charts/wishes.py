"""What a person says of how the rows shall be drawn, read into a Wish; whether it can be drawn is for `change` to say.

Columns are taken first, so that one called `red` or `line` is that column; then phrases, the longest first. What is left
and is no filler was not understood, and is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from agents.charts.axes import heading
from agents.charts.look import COLOURS, PALETTES
from agents.charts.spec import ChartKind, ChartSpec

Place = tuple[range, str]
"""Where in the words a column is named, and which."""
KINDS: dict[str, ChartKind] = {
    "table": "table", "list": "table",
    "bar": "bar", "column": "bar", "histogram": "histogram", "distribution": "histogram",
    "line": "line", "trend": "line", "area": "area",
    "scatter": "scatter", "dot": "scatter", "point": "scatter", "bubble": "scatter",
    "pie": "pie", "donut": "pie", "doughnut": "pie", "heatmap": "heatmap", "map": "positions",
}  # fmt: skip
_SAID: tuple[tuple[str, dict[str, Any]], ...] = (
    ("heat map", {"kind": "heatmap"}), ("ring chart", {"kind": "pie"}), ("big number", {"kind": "number"}),
    ("side by side", {"stacked": False}), ("next to each other", {"stacked": False}),
    ("on top of each other", {"stacked": True}), ("stacked", {"stacked": True}), ("stack", {"stacked": True}),
    ("grouped", {"stacked": False}), ("unstacked", {"stacked": False}), ("clustered", {"stacked": False}),
    ("horizontal", {"lying": True}), ("horizontally", {"lying": True}), ("sideways", {"lying": True}), ("lying", {"lying": True}),
    ("vertical", {"lying": False}), ("vertically", {"lying": False}), ("upright", {"lying": False}),
    ("swap axes", {"swap": True}), ("swap axis", {"swap": True}), ("flip axes", {"swap": True}), ("swap", {"swap": True}),
    ("switch axes", {"swap": True}), ("transpose", {"swap": True}), ("exchange axes", {"swap": True}), ("flip", {"swap": True}),
    ("log scale", {"log": True}), ("logarithmic scale", {"log": True}), ("logarithmic", {"log": True}), ("log", {"log": True}),
    ("linear scale", {"log": False}), ("linear", {"log": False}),
    ("100 percent", {"percent": True}), ("percentages", {"percent": True}), ("percentage", {"percent": True}),
    ("percent", {"percent": True}), ("shares", {"percent": True}), ("share", {"percent": True}),
    ("normalised", {"percent": True}), ("normalized", {"percent": True}), ("absolute", {"percent": False}),
    ("sorted by name", {"sort": "name"}), ("sort by name", {"sort": "name"}), ("alphabetically", {"sort": "name"}),
    ("alphabetical", {"sort": "name"}), ("ascending", {"sort": "up"}), ("smallest first", {"sort": "up"}),
    ("lowest first", {"sort": "up"}), ("sorted by value", {"sort": "down"}), ("sort by value", {"sort": "down"}),
    ("sorted by size", {"sort": "down"}), ("sort by size", {"sort": "down"}), ("descending", {"sort": "down"}),
    ("largest first", {"sort": "down"}), ("highest first", {"sort": "down"}), ("biggest first", {"sort": "down"}),
    ("sorted", {"sort": "down"}), ("sort", {"sort": "down"}), ("ordered", {"sort": "down"}),
    ("without labels", {"values": False}), ("without values", {"values": False}), ("without numbers", {"values": False}),
    ("data labels", {"values": True}), ("labels", {"values": True}), ("values", {"values": True}), ("figures", {"values": True}),
    ("numbers", {"values": True}), ("show all", {"top": 0}), ("all", {"top": 0}), ("everything", {"top": 0}),
    ("colour blind safe", {"palette": "okabe-ito"}), ("color blind safe", {"palette": "okabe-ito"}),
    ("colour blind", {"palette": "okabe-ito"}), ("color blind", {"palette": "okabe-ito"}),
    ("colourblind", {"palette": "okabe-ito"}), ("colorblind", {"palette": "okabe-ito"}),
    ("okabe ito", {"palette": "okabe-ito"}), ("usual colours", {"palette": ""}), ("usual colors", {"palette": ""}),
)  # fmt: skip
_FILLERS = frozenset({
    "a", "an", "the", "as", "in", "into", "to", "it", "its", "this", "that", "these", "those", "them", "of", "with", "and",
    "on", "at", "show", "draw", "make", "plot", "graph", "chart", "diagram", "view", "display", "give", "turn", "change",
    "switch", "redraw", "me", "please", "now", "again", "instead", "one", "can", "could", "you", "use", "using", "be",
    "rather", "than", "split", "coloured", "colored", "colour", "color", "colours", "colors", "broken", "down", "for",
    "each", "x", "y", "axis", "axes", "scale", "only", "just", "palette", "safe", "put", "have", "i", "want", "would",
    "like", "without", "but", "set", "ones", "bars",
})  # fmt: skip
_BEFORE = frozenset({"by", "per", "against", "over", "versus", "vs"})
_COLOUR = frozenset({"colour", "color", "coloured", "colored", "split"})
_COUNTS = {"three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10, "twelve": 12, "twenty": 20}
_HIGH = frozenset({"top", "first", "best", "highest", "biggest", "largest", "only"})
_LOW = frozenset({"bottom", "last", "worst", "lowest", "smallest"})
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Wish:
    """What was said; None and empty where nothing was."""

    said: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    kind: ChartKind | None = None
    stacked: bool | None = None
    lying: bool | None = None
    swap: bool = False
    log: bool | None = None
    percent: bool | None = None
    sort: str | None = None
    values: bool | None = None
    top: int | None = None
    palette: str | None = None
    unknown: tuple[str, ...] = field(default=())

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for _, name in self.places)

    def before(self, span: range) -> str:
        """How the words before a column want it: `colour`, `by`, `and`, or nothing of these."""
        words = set(self.said[max(0, span.start - 2) : span.start])
        return "colour" if words & _COLOUR else "by" if words & _BEFORE else "and" if "and" in words else ""


def hear(words: str, spec: ChartSpec, columns: Sequence[str]) -> Wish:
    """The words as a wish about rows with these columns."""
    said = tuple(w.casefold() for w in _WORD.findall(words.replace("%", " percent ")))
    places = tuple(_columns_in(said, spec, columns))
    free = [i for i in range(len(said)) if not any(i in span for span, _ in places)]
    wish = Wish(said, places)
    wish, free = _counted(wish, said, free)
    for phrase, wants in _SAID:
        if found := _find(phrase.split(), said, free):
            wish, free = replace(wish, **_new(wish, wants)), [i for i in free if i not in found]
    for i in list(free):
        if made := _single(said[i]):
            wish = replace(wish, **_new(wish, made))
            free.remove(i)
    unknown = tuple(said[i] for i in free if said[i] not in _FILLERS | _BEFORE)
    return replace(wish, unknown=unknown)


def _new(wish: Wish, wants: dict[str, Any]) -> dict[str, Any]:
    """What of the wants was not said before: the longer phrase goes first."""
    return {name: value for name, value in wants.items() if getattr(wish, name) in (None, False)}


def _single(word: str) -> dict[str, Any]:
    if kind := KINDS.get(word) or KINDS.get(word.removesuffix("s")):
        return {"kind": kind}
    return {"palette": word} if word in COLOURS or word in PALETTES else {}


def _find(phrase: list[str], said: Sequence[str], free: list[int]) -> list[int]:
    """The places of a phrase whose words stand in a row, articles between them let pass."""
    kept = [i for i in free if said[i] not in ("the", "a", "an") or said[i] in phrase]
    for at in range(len(kept) - len(phrase) + 1):
        span = kept[at : at + len(phrase)]
        if [said[i] for i in span] == phrase and span[-1] - span[0] <= len(phrase) + 1:
            return span
    return []


def _counted(wish: Wish, said: Sequence[str], free: list[int]) -> tuple[Wish, list[int]]:
    """`top 5`, `only the 3 lowest`: a number beside a word for the one end or the other."""
    for i in free:
        number = int(said[i]) if said[i].isdigit() and 0 < int(said[i]) <= 1000 else _COUNTS.get(said[i], 0)
        near = [j for j in free if 0 < abs(j - i) <= 2]
        ends = [j for j in near if said[j] in _HIGH | _LOW]
        if number and ends:
            low = any(said[j] in _LOW for j in ends)
            return replace(wish, top=number, sort="up" if low else wish.sort), [j for j in free if j not in (i, *ends)]
    return wish, free


def _columns_in(said: Sequence[str], spec: ChartSpec, columns: Sequence[str]) -> list[Place]:
    """The columns that the words name, the longest names first; a plural is taken for its singular."""
    named = {(tuple(_stems(text)), c) for c in columns for text in (heading(c), spec.said(c), c.replace("_", " "))}
    found: list[Place] = []
    for stems, column in sorted(named, key=lambda pair: (-len(pair[0]), pair[1])):
        if any(name == column for _, name in found):
            continue
        for at in range(len(said) - len(stems) + 1):
            span = range(at, at + len(stems))
            free = not any(set(span) & set(other) for other, _ in found)
            if stems and free and tuple(_stem(w) for w in said[at : at + len(stems)]) == stems:
                found.append((span, column))
                break
    return sorted(found, key=lambda pair: pair[0].start)


def _stems(name: str) -> list[str]:
    return [_stem(w.casefold()) for w in _WORD.findall(name)]


def _stem(word: str) -> str:
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s") if len(word) > 3 else word
