"""Frames: phrases that say how a measure is looked at over time (lexicon/frames.txt), taken out before the rest is read.

`month over month revenue growth in 2024` is `revenue in 2024` with the frames `step month` and `percent`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Literal, cast, get_args

from agents.builtin.form import Grain
from agents.builtin.pieces import is_part, year_of
from agents.builtin.words import Token

FrameKind = Literal["step", "year ago", "series", "percent", "difference", "grow", "more", "unit", "running", "moving"]

_FILE = Path(__file__).parent / "lexicon" / "frames.txt"
_UNITS = ("day", "week", "month", "quarter", "year")
_SHORT: dict[str, Grain] = {"mom": "month", "yoy": "year", "qoq": "quarter", "wow": "week", "dod": "day"}
_NEEDS_COMPANY: frozenset[str] = frozenset({"difference", "grow", "more", "percent"})
"""Kinds that are a frame only where time is compared: `the percentage`, `the difference` may be about anything."""

_ADVERBS = frozenset({"monthly", "weekly", "daily", "yearly", "annual", "quarterly"})
_THROUGH: frozenset[str] = frozenset({"running", "moving", "series", "step", "year ago"})
"""Kinds that look at all of a stretch of time, piece by piece."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One phrase: its kind, the piece of time that it names, how many of them, and its words."""

    kind: FrameKind
    period: Grain = ""
    size: int = 1
    text: str = ""


def about_change(tokens: Sequence[Token], frames: Sequence[Frame]) -> bool:
    """Whether two times are set against each other: `grew from 2023 to 2024`; a series runs through both instead."""
    kinds = {f.kind for f in frames}
    return bool(kinds & {"difference", "grow", "more", "percent"}) and not (
        kinds & _THROUGH or _by_pieces(tokens) or any(t.low in _ADVERBS for t in tokens)
    )


def frames_of(tokens: Sequence[Token], known: Collection[str]) -> tuple[tuple[Token, ...], tuple[Frame, ...]]:
    """The question without the words of its frames, and the frames in order.

    `known` are the names of the schema as stems: what is called like a phrase is no frame.
    """
    text, owner = _spelled(tokens)
    matches = [(kind, match) for kind, pattern in _patterns() for match in pattern.finditer(text)]
    found: list[tuple[int, int, Frame]] = []
    taken: set[int] = set()
    for kind, match in sorted(matches, key=lambda m: m[1].start() - m[1].end()):
        start, end = owner[match.start()], owner[match.end() - 1] + 1
        of_another = kind == "unit" and end < len(tokens) and tokens[end].low == "of"
        whole = kind == "year ago" and _whole_year(match.group(), [*tokens[:start], *tokens[end:]])
        numbered = (
            kind == "series" and start > 0 and tokens[start - 1].number is not None
        )  # `last 4 quarters by quarter`
        if taken & set(range(start, end)) or of_another or whole or numbered:
            continue
        taken |= set(range(start, end))
        if " ".join(t.stem for t in tokens[start:end]) not in known:
            found.append((start, end, _frame(kind, match, tokens, start)))
    kinds: set[str] = {f.kind for _, _, f in found}
    if not kinds - _NEEDS_COMPANY - {"unit"} and not _compared(tokens, kinds):
        found = [f for f in found if f[2].kind == "unit"]
    if not _timely(tokens):
        found = [f for f in found if f[2].kind not in ("running", "moving") or f[2].period]
    gone = {i for s, e, _ in found for i in range(s, e)}
    frames = tuple(f for _, _, f in sorted(found, key=_place))
    left = tuple(t for i, t in enumerate(tokens) if i not in gone)
    return (_without_between(left) if about_change(left, frames) else left), frames


def _without_between(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """`the difference between 2023 and 2024` is about two times and none between them; amounts keep the word."""
    after = [*tokens[1:], None]
    return tuple(
        token
        for token, following in zip(tokens, after, strict=True)
        if token.low != "between" or (following is not None and following.number and year_of(following.low) is None)
    )


def _whole_year(phrase: str, others: Sequence[Token]) -> bool:
    """Whether `compared to last year` is about a whole year, so that it is a time of its own: nothing beside it names a
    part of a year, which then would be that part of the year before."""
    if not re.search(r"\b(last|previous|prior) year\s*$", phrase) or "same" in phrase:
        return False
    lows = [t.low for t in others]
    named = any(a in ("this", "last", "previous") and b in ("month", "quarter", "week") for a, b in pairwise(lows))
    named = named or "ytd" in lows or any(two in (("to", "date"), ("so", "far")) for two in pairwise(lows))
    return not (named or any(is_part(t) for t in others))


def _place(found: tuple[int, int, Frame]) -> int:
    return found[0]


def _compared(tokens: Sequence[Token], kinds: Set[str]) -> bool:
    """Whether two times are named, so that growth is between them; or growth by a piece of time is asked for."""
    lows = [t.low for t in tokens]
    years = sum(bool(re.fullmatch(r"(19|20)\d\d", w)) for w in lows)
    parts = sum(is_part(t) for t in tokens)
    windows = sum(w in ("last", "this", "previous") for w in lows)
    if not kinds:
        return False
    pieces, adverbs = _by_pieces(tokens), any(w in _ADVERBS for w in lows)
    return (
        max(years, parts) + windows > 1
        or (pieces and "percent" in kinds)
        or (adverbs and bool(kinds & {"percent", "difference"}))
    )


def _by_pieces(tokens: Sequence[Token]) -> bool:
    """Whether a row for each piece of time is asked for: `by month`, `per quarter`."""
    return any(a.low in ("by", "per", "each", "every") and b.low in _UNITS for a, b in pairwise(tokens))


def _timely(tokens: Sequence[Token]) -> bool:
    """Whether the question speaks of time at all: without it `cumulative` is but a word."""
    lows = {t.low.rstrip("s") for t in tokens}
    return bool(lows & {*_UNITS, *_ADVERBS, "time", "ytd", "since", "last", "this"}) or any(
        re.fullmatch(r"(19|20)\d\d", t.low) for t in tokens
    )


def _spelled(tokens: Sequence[Token]) -> tuple[str, list[int]]:
    """The tokens as one text, and which token each of its characters belongs to."""
    parts: list[str] = []
    owner: list[int] = []
    for at, token in enumerate(tokens):
        if token.kind == "mark" and token.low == "-":
            continue
        part = ("\0" if token.kind == "quoted" else token.low.replace("-", " ")) + " "
        parts.append(part)
        owner += [at] * len(part)
    return "".join(parts), owner


def _frame(kind: str, match: re.Match[str], tokens: Sequence[Token], start: int) -> Frame:
    words = match.group().split()
    period = next((_SHORT.get(w) or _unit(w) for w in words if w in _SHORT or _unit(w)), "")
    if kind == "year ago":
        period = next((_unit(w) for w in words if _unit(w)), "year") if "same" in words else "year"
    number = next((t.number for t in tokens[start : start + len(words)] if t.number is not None), None)
    return Frame(cast(FrameKind, kind), cast(Grain, period), int(number or 1), match.group().strip())


def _unit(word: str) -> Grain:
    bare = word.removesuffix("s")
    return cast(Grain, bare) if bare in _UNITS else ""


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each phrase of the lexicon as (kind, what matches it), longest first within a kind."""
    found: list[tuple[str, re.Pattern[str]]] = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        kind, _, phrases = line.partition(": ")
        if kind not in get_args(FrameKind):
            raise ValueError(f"lexicon/frames.txt knows no kind {kind}.")
        for phrase in sorted((p.strip() for p in phrases.split(",")), key=len, reverse=True):
            found.append((kind, re.compile(_pattern(phrase))))
    return tuple(found)


def _pattern(phrase: str) -> str:
    parts = []
    seen = False
    for word in phrase.split():
        if word == "<n>":
            parts.append(r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve) ")
        elif word == "<period>":
            parts.append(r"(?P=unit)s? " if seen else rf"(?P<unit>{'|'.join(_UNITS)})s? ")
            seen = True
        elif word.startswith("["):
            parts.append(rf"(?:{re.escape(word.strip('[]'))} )?")
        else:
            parts.append(rf"(?:{'|'.join(map(re.escape, word.split('/')))}) ")
    return r"(?<!\S)" + "".join(parts)
