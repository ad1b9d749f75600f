"""Moves: what a follow-up wants done with the question before it, read from its words alone.

`move_of` says Whole for what stands on its own. It knows no schema; `edit` ties a move to columns and values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from agents.builtin.dialogue import phrases
from agents.builtin.words import Token, tokens_of


@dataclass(frozen=True, slots=True)
class Whole:
    """A question of its own."""

    text: str


@dataclass(frozen=True, slots=True)
class Restart:
    """`start over`: nothing before this counts any more."""


@dataclass(frozen=True, slots=True)
class Undo:
    """`undo`: the state before the last one."""


@dataclass(frozen=True, slots=True)
class Keep:
    """`only the top 5`, `the 3 lowest products`: so many rows by the measure. `noun` is what is ranked, if it is said."""

    count: int | None
    desc: bool
    noun: str = ""
    by_worth: bool = False
    """It says best or worst: which end that is depends on the measure."""


@dataclass(frozen=True, slots=True)
class Sort:
    """`sort by price`, `highest first`; `by` is empty for the measure. `desc` None is: as usual for what it is by."""

    by: str
    desc: bool | None


@dataclass(frozen=True, slots=True)
class AsShare:
    """`as a share of the total`."""


@dataclass(frozen=True, slots=True)
class Compare:
    """`compare with last year`; `to` is the window's words, empty for the period just before."""

    to: str


@dataclass(frozen=True, slots=True)
class Why:
    """`why did it drop in May?`; `of` is the figure where one is named: `why did sales drop last quarter`. `said`: all its words."""

    of: str = ""
    said: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Shift:
    """`the month before`: the window moved by so many of the units, from where it is."""

    unit: str
    by: int


@dataclass(frozen=True, slots=True)
class Remove:
    """`all regions`, `without the date filter`, `remove the limit`; `what` is what falls away."""

    what: str
    everything: bool = False
    else_out: bool = False
    """`leave out X`: where no filter is called so, the rows that are X are left out."""


_WHEN = frozenset({"in", "on", "for"})
VALUES = "values"
"""What `remove the filter` takes away: every test but those of time."""


@dataclass(frozen=True, slots=True)
class Nod:
    """`thanks`, `ok`: nothing is to be done."""


@dataclass(frozen=True, slots=True)
class Among:
    """`how many of them are ...`, `list them`: a question about the rows that the one before it was about."""

    how: Literal["count", "list"]
    rest: str


@dataclass(frozen=True, slots=True)
class Change:
    """`and by region?`, `same for 2023`, `what about margin`: `text` goes into the question before it.

    `adds`: beside what is there (`also`); `splits`: by this and by what it was split by before (`and by`, `break down`);
    else it takes the place of what is of its kind.
    """

    text: str
    adds: bool = False
    splits: bool = False
    replaces: bool = False
    """It says itself that it takes the place of something: `instead`."""


Move = Whole | Restart | Undo | Nod | Keep | Sort | AsShare | Compare | Why | Shift | Remove | Among | Change


def move_of(question: str) -> Move:
    """What the question is for a conversation that has a state; Whole when it needs none."""
    tokens = [t for t in tokens_of(question) if t.kind != "mark" or t.text == "%"]
    lows = [t.low for t in tokens]
    said = " ".join(lows)
    for reader in (_short, _why, _compare, _shift, _sort, _keep, _remove, _among):
        move = reader(lows, said, tokens)
        if move is not None:
            return move
    return change_of(tokens) if follows(lows) else Whole(question)


def follows(lows: Sequence[str]) -> bool:
    """Whether it cannot stand alone: it opens like an addition, or is short and asks nothing of its own."""
    if not lows:
        return False
    said = " ".join(lows) + " "
    if any(said.startswith(f"{w} ") for w in phrases.MARKS_FOLLOW_UP):
        bare = lows[1:]
        long_question = len(lows) > 7 and bool(bare) and (bare[0] in phrases.HEADS or bare[0] in phrases.ASKS)
        return not (lows[0] in ("now", "ok", "okay", "so", "then", "but") and long_question)
    if "instead" in lows and len(lows) <= 10:
        return True
    if lows[-1] in ("only", "too", "also") or lows[-2:] == ["as", "well"]:
        return len(lows) <= 7 and lows[0] not in phrases.HEADS
    if lows[0] in phrases.PREPOSITIONS:
        return len(lows) <= 7
    if lows[0] in ("show", "give", "list", "get") and len(lows) <= 9:
        rest = [w for w in lows if w not in ("show", "me", "give", "list", "get")]
        return bool(rest) and (rest[0] in phrases.PREPOSITIONS or rest[0] in ("it", "that", "them", "just", "only"))
    return False


def _short(lows: Sequence[str], said: str, _tokens: Sequence[Token]) -> Move | None:
    plain = _bare(said)
    if said in phrases.NODS or _bare(said, ("so", "much", "very", "really", "very much", "then")) in phrases.NODS:
        return Nod()
    if plain in phrases.RESTART:
        return Restart()
    if plain in phrases.UNDO:
        return Undo()
    for start in phrases.SHOWN_AS:
        plain = plain.removeprefix(f"{start} ")
    for phrase in phrases.SHARE:
        tail = plain.removeprefix(phrase).strip()
        if plain.startswith(phrase) and (not tail or tail in phrases.SHARE_TAILS):
            return AsShare()
    shares = set(lows) & phrases.SHARE_WORDS and set(lows) <= phrases.SHARE_WORDS | phrases.SHARE_FILL
    return AsShare() if shares else None


def _bare(said: str, more: Sequence[str] = ()) -> str:
    """The words without what only opens or closes them."""
    changed = True
    while changed:
        changed = False
        for word in (*phrases.FILLERS, *more):
            if said.startswith(f"{word} "):
                said, changed = said[len(word) + 1 :], True
            if said.endswith(f" {word}"):
                said, changed = said[: -len(word) - 1], True
    return said


def _why(lows: Sequence[str], _said: str, tokens: Sequence[Token]) -> Move | None:
    opening = next((i for i, w in enumerate(lows) if w not in ("and", "but", "so", "ok", "hmm")), len(lows))
    plain, said = list(lows[opening:]), " ".join(t.text for t in tokens)
    if not plain or len(plain) > 9:
        return None
    if " ".join(plain) in phrases.WHY:
        return Why(said=said)
    asked = _changed_figure(plain, [t.text for t in tokens][opening:])
    if asked:
        return Why(asked, said)
    about = len(plain) <= 2 or any(w in phrases.THEM or w in ("this", "the") for w in plain)
    asks = plain[0] == "why" and any(w in phrases.CHANGED for w in plain)
    return Why(said=said) if about and (asks or " ".join(plain[:2]) in phrases.EXPLAINS) else None


def _changed_figure(plain: Sequence[str], written: Sequence[str]) -> str:
    """`sales last quarter` of `why did sales drop last quarter` and of `what explains the drop in sales last quarter`."""
    opened = plain[0] == "why" or " ".join(plain[:2]) in phrases.EXPLAINS or plain[:2] == ["how", "come"]
    if not opened or not any(w in phrases.CHANGED for w in plain):
        return ""
    start = 1 if plain[0] == "why" else 2
    small = phrases.CHANGED | phrases.CHANGE_FILL
    kept = [i for i in range(start, len(plain)) if plain[i] not in small or (plain[i] in _WHEN and i > start + 2)]
    if {plain[i] for i in kept} & phrases.THEM or all(plain[i] in {*_WHEN, "this"} for i in kept):
        return ""
    return " ".join(written[i] for i in kept)


def _shift(lows: Sequence[str], _said: str, _tokens: Sequence[Token]) -> Move | None:
    """`and the month before?`, `the previous quarter`, `a year earlier`, `the week after that`."""
    plain = [
        w
        for w in lows
        if w not in ("and", "the", "what", "about", "how", "now", "ok", "a", "one", "that", "show", "me", "for", "in")
    ]
    if len(plain) != 2:
        return None
    units = {"day", "week", "month", "quarter", "year"}
    if plain[0] in units and plain[1] in ("before", "earlier", "prior"):
        return Shift(plain[0], -1)
    if plain[0] in units and plain[1] in ("after", "later", "following"):
        return Shift(plain[0], 1)
    if plain[1] in units and plain[0] in ("previous", "preceding", "prior"):
        return Shift(plain[1], -1)
    return Shift(plain[1], 1) if plain[1] in units and plain[0] in ("following", "next") else None


def _compare(lows: Sequence[str], _said: str, _tokens: Sequence[Token]) -> Move | None:
    plain = [w for w in lows if w not in ("and", "now", "please", "ok", "can", "you", "show", "me", "just")]
    if (
        plain[:1] == ["how"]
        and plain[1:2] in (["does"], ["do"], ["did"])
        and plain[3:4] == ["compare"]
        and plain[2] in (*phrases.THEM, "this")
    ):
        plain = plain[3:]
    if not plain or plain[0] not in phrases.COMPARES or len(plain) > 9:
        return None
    while plain and plain[0] in phrases.COMPARE_FILL:
        plain.pop(0)
    return Compare(" ".join(plain))


def _sort(lows: Sequence[str], _said: str, tokens: Sequence[Token]) -> Move | None:
    plain = [w for w in lows if w not in ("and", "now", "please", "then", "but", "just", "also", "only", "instead")]
    desc = True if phrases.DOWN & set(plain) else False if phrases.UP & set(plain) else None
    if " ".join(plain) in phrases.REVERSE:
        return Sort("reverse", None)
    if 1 < len(plain) <= 4 and plain[-1] == "first" and not any(t.number is not None for t in tokens[:-1]):
        found = _first(plain[:-1])
        if found is not None:
            return found
    opens = bool(plain) and plain[0] in phrases.SORTS and len(plain) <= 9
    points = bool(phrases.THEM & set(plain))
    if not opens or (plain[0] in ("order", "rank") and "by" not in plain and desc is None and not points):
        return Sort("", desc) if desc is not None and len(plain) <= 2 else None
    rest = [t.text for t in tokens if t.low in plain and t.low not in phrases.SORT_FILL]
    return _sorted_by(rest, [w.casefold() for w in rest], desc)


def _first(words: Sequence[str]) -> Sort | None:
    """`highest first`: by the measure; `oldest first`, `tallest first`: by what the superlative is about."""
    if set(words) & phrases.HIGH:
        return Sort("", True)
    if set(words) & phrases.LOW:
        return Sort("", False)
    if not words[-1].endswith("est"):
        return None
    known = {"newest": True, "latest": True, "oldest": False, "earliest": False}
    return Sort(words[-1], known.get(words[-1]))


def _sorted_by(rest: Sequence[str], low: Sequence[str], desc: bool | None) -> Sort:
    if low and (low[0] in phrases.HIGH or low[0] in phrases.LOW):
        return Sort("", low[0] in phrases.HIGH)
    if low and low[-1] == "first":
        return Sort(" ".join(rest[:-2]), len(low) < 2 or low[-2] not in phrases.LOW)
    return Sort(" ".join(rest), desc)


def _keep(lows: Sequence[str], _said: str, tokens: Sequence[Token]) -> Move | None:
    """`only the top 5`, `just the three best products`, `bottom 10`, `the best one`."""
    ranks = phrases.HIGH | phrases.LOW
    at = next((i for i, w in enumerate(lows) if w in ranks or tokens[i].number is not None), None)
    if at is None or any(w not in phrases.KEEP_FILL for w in lows[:at]) or len(lows) > 9:
        return None
    word, count, end = _ranked(tokens, at)
    noun = [t.text for t in tokens[end:] if t.low not in phrases.KEEP_TAIL]
    if not word or (count is None and (noun or lows[0] in ("what", "which"))):
        return None
    if count is None and word in ("most", "least", "last", "first", "leading"):
        return None
    # A unit of time after the number makes it a window: `the last 3 months`.
    window = word in phrases.FIRST_WORDS and noun and noun[0].casefold() in phrases.UNITS
    if window or any(w.casefold() in ("by", "in", "for", "with", "per", "of") for w in noun):
        return None
    return Keep(count or 1, word in phrases.HIGH, " ".join(noun), word in ("best", "worst"))


def _ranked(tokens: Sequence[Token], at: int) -> tuple[str, int | None, int]:
    """(the superlative, how many, where they end) of `top 5` or `3 best`."""
    word, count, end = "", None, at
    for i in range(at, min(at + 3, len(tokens))):
        number = tokens[i].number
        if tokens[i].low in phrases.HIGH | phrases.LOW and not word:
            word, end = tokens[i].low, i + 1
        elif number is not None and count is None and number < 1000 and tokens[i].low not in phrases.FIRST_WORDS:
            count, end = int(number), i + 1
        else:
            break
    return word, count, end


def _remove(_lows: Sequence[str], said: str, _tokens: Sequence[Token]) -> Move | None:
    plain = _bare(said, ("instead", "show me", "show", "for", "in"))
    known = (
        (phrases.ALL_ROWS, Remove("limit")),
        (phrases.UNGROUPED, Remove("groups", True)),
        (phrases.ALL_TIME, Remove("date")),
        (phrases.UNFILTERED, Remove("filters", True)),
        (phrases.UNSELECTED, Remove(VALUES, True)),
    )
    for spoken, move in known:
        if plain in spoken or said in spoken:
            return move
    lows = set(said.split())
    undone = bool(lows) and said.split(maxsplit=1)[0] in phrases.TOTALS and " not by " in f" {said} "
    if undone or (lows & phrases.TOTALS and lows <= phrases.TOTAL_FILL and lows != {"total"}):
        return Remove("groups", True)
    words = plain.split()
    return _named(words) if words and len(words) <= 7 else None


def _named(words: Sequence[str]) -> Move | None:
    """`remove the region filter`, `without the date filter`, `all regions`, `regardless of channel`."""
    nouns = phrases.FILTER_NOUNS | phrases.GROUP_NOUNS
    verb = next((v for v in phrases.REMOVES if list(words[: len(v.split())]) == v.split()), "")
    if verb or (words[0] in ("without", "no") and words[-1] in nouns):
        rest = [w for w in words[len(verb.split()) or 1 :] if w not in ("the", "of", "on", "by", "that", "a", "any")]
        named = [w for w in rest if w not in nouns and w not in ("all", "any", "every")]
        if named:
            return Remove(" ".join(named), else_out=verb in phrases.REMOVES and not nouns & set(rest))
        if phrases.GROUP_NOUNS & set(rest):
            return Remove("groups", True)
        return Remove("filters" if {"all", "any", "every"} & set(words) else VALUES, True)
    if words[0] in phrases.BACK and "back" in words:
        rest = [w for w in words[1:] if w not in ("the", "back", "in", "again", "too")]
        return Remove(" ".join(rest)) if rest else None
    words = words[1:] if words[0] == "include" and words[1:2] in (["all"], ["every"]) else words
    if words[0] in ("all", "every", "any", "across") and len(words) <= 4:
        rest = [w for w in words if w not in ("all", "every", "any", "across", "the", "of", "single", "again")]
        return Remove(" ".join(rest)) if rest else None
    if " ".join(words[:2]) in ("regardless of", "not just", "not only") and len(words) > 2:
        return Remove(" ".join(w for w in words[2:] if w != "the"))
    return None


def _among(_lows: Sequence[str], _said: str, tokens: Sequence[Token]) -> Move | None:
    plain = [t for t in tokens if t.low not in ("and", "now", "please", "so", "ok")]
    words = [t.low for t in plain]
    if " ".join(words) in phrases.LISTS:
        return Among("list", "")
    if " ".join(words) in phrases.COUNTS:
        return Among("count", "")
    for opening, how in (("how many of", "count"), ("which of", "list"), ("who of", "list")):
        size = len(opening.split())
        if " ".join(words[:size]) == opening and len(words) > size and words[size] in phrases.THEM:
            rest = [t.text for t in plain[size + 1 :]]
            rest = [] if [w.casefold() for w in rest] in (["are", "there"], ["is", "there"]) else rest
            return Among("count" if how == "count" else "list", " ".join(rest))
    if words[:2] == ["how", "many"] and len(words) > 4 and " ".join(words[-2:]) in phrases.IS_THAT:
        return Change(f"number of {' '.join(t.text for t in plain[2:-2])}")
    return None


def change_of(tokens: Sequence[Token]) -> Change:
    """The words that say what changes, openers and closing words taken off."""
    lows = [t.low for t in tokens]
    replaces = "instead" in lows
    adds = splits = False
    at, end = 0, len(tokens)
    moved = True
    while moved and at < end:
        moved = False
        for opener in phrases.OPENERS:
            size = len(opener.split())
            if " ".join(lows[at : at + size]) != opener or end - at <= size:
                continue
            if opener in phrases.KEPT_PREPOSITIONS and at == 0:
                continue
            adds = adds or opener in phrases.ADDS
            splits = splits or opener == "and" or opener.startswith(phrases.SPLITTING)
            at, moved = at + size, True
            break
    moved = True
    while moved and end - at > 1:
        moved = False
        for tail in (*phrases.ADD_TAILS, *phrases.TAILS):
            size = len(tail.split())
            if end - at > size and " ".join(lows[end - size : end]) == tail:
                adds = adds or tail in phrases.ADD_TAILS
                end, moved = end - size, True
                break
    left = [_kept(t) for t in _upto_instead_of(tokens[at:end])]
    return Change(" ".join(_repeated(left)), adds, splits or adds, replaces)


def _repeated(words: list[str]) -> list[str]:
    """`month by month` says no more than `by month`; `all of 2024` no more than `2024`."""
    low = [w.casefold() for w in words]
    if len(low) >= 3 and low[1] == "by" and low[0] == low[2]:
        return words[1:]
    for i in range(len(low) - 1):
        if low[i : i + 2] in (["all", "of"], ["the", "ones"]):
            return [*words[:i], *words[i + 2 :]]
    return words


def _kept(token: Token) -> str:
    return f'"{token.text}"' if token.kind == "quoted" else token.text


def _upto_instead_of(tokens: Sequence[Token]) -> Sequence[Token]:
    """`by week instead of month`: what it takes the place of is known already."""
    for i in range(len(tokens) - 1):
        if tokens[i].low in ("instead", "rather") and tokens[i + 1].low in ("of", "than") and i:
            return tokens[:i]
    return tokens
