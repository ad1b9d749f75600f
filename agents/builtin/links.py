"""Links: spans of the question tied to tables, columns and cell values, each with a score and the reason for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from rapidfuzz.distance import OSA

from agents.builtin.codes import codes
from agents.builtin.cues import Cue
from agents.builtin.names import Names, Thing, synonyms
from agents.builtin.words import Token
from retrieval.types import Value
from retrieval.values import ValueIndex

STOP = frozenset(
    w
    for line in (Path(__file__).parent / "lexicon" / "stop.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for w in line.split()
)
LINKABLE_VERBS = frozenset({"state", "name", "report", "return", "list", "show", "display", "rank"})

_TIMES = frozenset({"once", "twice", "times"})
_AMOUNTS = frozenset({"more", "less", "over", "under", "between", "at", "above", "below", "exactly", "?", "up", "from"})
"""What follows `cost` where it is a verb."""
_DOING = frozenset(
    {"make", "made", "take", "took", "get", "got", "have", "had", "run", "carry", "offer", "bring", "keep"}
)
"""Verbs of what one does, not of what is in the data."""

_SELLING = frozenset({"sell", "sold"})
"""Verbs for a measure of the business; other words must be its own, for `salary` near `income` is not revenue."""

Kind = Literal["table", "column", "value"]


@dataclass(frozen=True, slots=True)
class Link:
    """Tokens `start` to `end` may mean this thing or this cell value."""

    start: int
    end: int
    kind: Kind
    score: float
    thing: Thing | None = None
    value: Value | None = None
    why: str = ""

    @property
    def place(self) -> tuple[str, str]:
        if self.value is not None:
            return (self.value.table, self.value.column)
        if self.thing is None:
            raise AssertionError("A link ties a span to something.")
        return self.thing.place


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that is read as one thing, with everything that it may mean, best first."""

    start: int
    end: int
    links: tuple[Link, ...]
    text: str

    def of(self, kind: Kind) -> tuple[Link, ...]:
        return tuple(link for link in self.links if link.kind == kind)

    @property
    def kind(self) -> Kind:
        return self.links[0].kind


TYPO = 0.7501
"""How surely a word means a name that is spelled a little differently."""


@lru_cache(maxsize=50_000)
def similar(spoken: str, named: str) -> float:
    """How surely a stem of a question means a stem of a name, abbreviations and typing errors included; 0 to 1."""
    if spoken == named:
        return 1.0
    if (
        len(named) >= 2
        and len(spoken) > len(named)
        and named[0] == spoken[0]
        and spoken.startswith(named)
        and len(named) >= 3
    ):
        return 0.8
    if len(spoken) >= 3 and len(named) > len(spoken) and named.startswith(spoken) and len(spoken) >= 4:
        return 0.75
    if min(len(spoken), len(named)) >= 7 and spoken[:6] == named[:6]:
        return 0.7
    if 2 < len(named) < len(spoken) - 1 and _skips(named, spoken):
        return 0.7
    if min(len(spoken), len(named)) >= 5 and spoken[0] == named[0]:
        distance = OSA.distance(spoken, named, score_cutoff=2)
        if distance == 1 or (distance == 2 and min(len(spoken), len(named)) >= 8):
            return TYPO
    return 0.0


def _skips(short: str, long: str) -> bool:
    """`dept` for department, `qty` for quantity: the letters in order, the first one shared, few vowels."""
    if short[0] != long[0] or sum(c in "aeiou" for c in short[1:]) > 1:
        return False
    rest = iter(long)
    return all(c in rest for c in short)


class Linker:
    """Links questions to one schema and its values."""

    def __init__(self, names: Names, values: ValueIndex) -> None:
        self._names = names
        self._values = values
        self._near: dict[str, tuple[tuple[str, float], ...]] = {}
        self._table_words = {t.names[0][-1] for t in names.tables}

    def near(self, spoken: str) -> tuple[tuple[str, float], ...]:
        """The stems of the schema's names that a spoken stem may mean."""
        if spoken not in self._near:
            self._near[spoken] = tuple(self._find_near(spoken))
        return self._near[spoken]

    def _find_near(self, spoken: str) -> list[tuple[str, float]]:
        names = self._names
        found: dict[str, float] = {}
        if spoken in names.by_stem:
            found[spoken] = 1.0
        for other in synonyms().get(spoken, ()):
            if " " not in other and other in names.by_stem:
                found.setdefault(other, 0.8)
        if len(spoken) >= 3 and spoken.isalpha() and spoken not in STOP:
            for named in names.by_first.get(spoken[:1], ()):
                score = similar(spoken, named)
                if score > 0.0 and not (spoken in found and score < 0.75):
                    found.setdefault(named, score * (0.8 if spoken in found else 1.0))
        if not found and len(spoken) >= 4 and spoken.isalpha() and len(names.by_stem) < 5000:
            whole = names.written
            found = {n: 0.65 for n in names.by_stem if n.endswith(spoken) and n not in whole}
        return sorted(found.items(), key=lambda p: (-p[1], p[0]))

    def links(self, tokens: Sequence[Token], cues: Sequence[Cue]) -> list[Link]:
        """Every link of the question, overlapping ones included."""
        return self._name_links(tokens, cues) + self._value_links(
            tokens, {i for c in cues for i in range(c.start, c.end)}
        )

    def _name_links(self, tokens: Sequence[Token], cues: Sequence[Cue]) -> list[Link]:
        cued = {i: c for c in cues for i in range(c.start, c.end)}
        hits: dict[int, dict[int, list[tuple[str, float]]]] = defaultdict(dict)
        for at, token in enumerate(tokens):
            if token.kind in ("mark", "quoted") or (token.low in STOP and token.low not in LINKABLE_VERBS):
                continue
            if self._orders(tokens, at):
                continue
            for named, score in self.near(token.stem):
                if at in cued and score < 1.0 and cued[at].kind not in ("agg", "count"):
                    continue  # a function word is not a misspelt name
                for number in self._names.by_stem[named]:
                    hits[number].setdefault(at, []).append((named, score))
            for size in (n for n in (2, 3) if at + n <= len(tokens)):
                phrase = " ".join(t.stem for t in tokens[at : at + size])
                for other in synonyms().get(phrase, ()):
                    self._phrase_hits(other, at, size, hits)
        found: list[Link] = []
        for number, places in hits.items():
            found += self._spans(self._names.things[number], places, tokens, cued)
        return found

    def _orders(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a word is what one does or asks for (`we made`, `list ...`), so that it names nothing."""
        token = tokens[at]
        if token.low in _DOING and at and tokens[at - 1].low in ("we", "you", "i"):
            return True
        if token.low in ("place", "make") and any(t.low in ("do", "does", "did") for t in tokens[max(0, at - 4) : at]):
            return True
        opens = at == 0 or tokens[at - 1].low in (".", "?", ",", "please", "and", "me")
        if token.low not in LINKABLE_VERBS or not opens or token.low == "name":
            return False
        after = tokens[at + 1].stem if at + 1 < len(tokens) else ""
        return (token.stem, after) not in self._names.pairs

    def _phrase_hits(self, other: str, at: int, size: int, hits: dict[int, dict[int, list[tuple[str, float]]]]) -> None:
        words = other.split()
        if not all(w in self._names.by_stem for w in words):
            return
        common = set(self._names.by_stem[words[0]])
        for word in words[1:]:
            common &= set(self._names.by_stem[word])
        for number in common:
            for offset in range(size):
                word = words[min(offset, len(words) - 1)]
                hits[number].setdefault(at + offset, []).append((word, 0.85))

    def _spans(
        self,
        thing: Thing,
        places: dict[int, list[tuple[str, float]]],
        tokens: Sequence[Token],
        cued: dict[int, Cue],
    ) -> list[Link]:
        """The runs of neighbouring hits of one thing as links."""
        runs: list[list[int]] = []
        for at in sorted(places):
            if runs and self._joined(runs[-1][-1], at, tokens):
                runs[-1].append(at)
            else:
                runs.append([at])
        bare = [[at for at in run if at not in cued] for run in runs]
        found = []
        for run in [*runs, *(b for b, run in zip(bare, runs, strict=True) if b and b != run)]:
            for name in thing.names:
                link = self._fit(thing, name, run, places, cued, tokens)
                if link is not None:
                    found.append(link)
        best: dict[tuple[int, int], Link] = {}
        for link in found:
            span = (link.start, link.end)
            if span not in best or link.score > best[span].score:
                best[span] = link
        return list(best.values())

    def _joined(self, left: int, right: int, tokens: Sequence[Token]) -> bool:
        between = [t.low for t in tokens[left + 1 : right]]
        after = tokens[right + 1] if right + 1 < len(tokens) else None
        if tokens[right].low in ("cost", "costs") and (
            after is None or after.low in _AMOUNTS or after.number is not None
        ):
            return False
        if between and tokens[right].stem in self._table_words:
            return False
        return len(between) <= 2 and all(w in ("of", "the", "'s", "in", "to", "for", "per", "/") for w in between)

    def _fit(
        self,
        thing: Thing,
        name: tuple[str, ...],
        run: list[int],
        places: dict[int, list[tuple[str, float]]],
        cued: dict[int, Cue],
        tokens: Sequence[Token],
    ) -> Link | None:
        got, used = _got(name, run, places, cued)
        if not got:
            return None
        spare = thing.table_stems if thing.column is not None else frozenset()
        weight = {w: (0.35 if len(name) > 1 and (w in spare or _numbers(thing, w)) else 1.0) for w in name}
        quality = sum(weight[w] * s for w, s in got.items()) / sum(weight[w] for w in got)
        covered = sum(weight[w] for w in got) / sum(weight.values())
        if (
            thing.metric is None
            and all(at in cued and _weighty(cued[at]) for at in used)
            and (covered < 1.0 or quality < 0.99)
        ):
            return None
        if all(weight[w] < 1.0 for w in got) and thing.column is not None:
            return None
        score = quality * (0.45 + 0.55 * covered) + (0.02 if name[-1] in got and covered < 1.0 else 0.0)
        start, end = used[0], used[-1] + 1
        kind: Kind = "column" if thing.column is not None else "table"
        if thing.metric is not None:
            if _TIMES & {t.low for t in tokens[end : end + 4]}:
                return None  # how often each one did it is asked for
            if covered < 1.0 or (quality < 0.95 and not _SELLING & {t.stem for t in tokens[used[0] : used[-1] + 1]}):
                return None
            score += 0.12
        why = "exact" if score > 0.99 else f"{quality:.2f} of the words, {covered:.2f} of the name"
        return Link(start, end, kind, score, thing, None, why)

    def _value_links(self, tokens: Sequence[Token], cued: set[int]) -> list[Link]:
        found: list[Link] = []
        size_limit = 7
        for at, token in enumerate(tokens):
            if token.kind == "quoted":
                found += self._quoted(at, token)
                continue
            for size in range(1, size_limit + 1):
                part = tokens[at : at + size]
                last = part[-1]
                if len(part) < size or any(t.kind == "quoted" for t in part):
                    break
                if last.kind == "mark" and last.text not in _WITHIN_NAMES:
                    break
                if "mark" in (part[0].kind, last.kind) or (size == 1 and (token.low in STOP or token.kind == "number")):
                    continue
                if part[-1].low in STOP and size > 1 and not part[-1].text[0].isupper():
                    continue
                if all(i in cued for i in range(at, at + size)) and not part[0].text[:1].isupper():
                    continue
                text = " ".join(t.text for t in part)
                found += self._coded(text, at, size)
                for value in self._values.exact(text)[:12]:
                    bonus = _bonus(part, at, value)
                    found.append(Link(at, at + size, "value", value.score + bonus, None, value, "a cell value"))
        return found

    def _coded(self, text: str, at: int, size: int) -> list[Link]:
        """Cells that say the same in another form, where their column is called so."""
        if text.casefold() not in codes():
            return []
        cells, stems = codes()[text.casefold()]
        own = {(v.table, v.column) for v in self._values.exact(text)}
        found = []
        for value in (v for cell in cells for v in self._values.exact(cell)):
            named = stems & set(self._names.thing(value.table, value.column).names[0])
            if named and (value.table, value.column) not in own:
                found.append(Link(at, at + size, "value", 0.97, None, value, "written so in the data"))
        return found

    def _quoted(self, at: int, token: Token) -> list[Link]:
        values = self._values.exact(token.text) or self._values.within(token.text) or self._values.like(token.text)
        return [Link(at, at + 1, "value", v.score + 0.1, None, v, "quoted") for v in values[:12]]

    def part_links(self, tokens: Sequence[Token], at: int, end: int) -> list[Link]:
        """Values that hold the words of a span as a part."""
        text = " ".join(t.text for t in tokens[at:end])
        return [Link(at, end, "value", v.score, None, v, "part of a value") for v in self._values.within(text)]


_WITHIN_NAMES = frozenset("/&+")
"""Signs that names are put together with: `AC/DC`, `R & B`."""


def _numbers(thing: Thing, word: str) -> bool:
    """Whether a part of a table's name only tells which one it is: `sales_2024`, `orders_v2`, `sales100k`."""
    return thing.column is None and thing.metric is None and (word.isdecimal() or len(word) == 1)


def _got(
    name: tuple[str, ...], run: Sequence[int], places: dict[int, list[tuple[str, float]]], cued: dict[int, Cue]
) -> tuple[dict[str, float], list[int]]:
    """The words of a name that a run of hits holds, each with how surely, and the places that were used for them."""
    got: dict[str, float] = {}
    used: list[int] = []
    for at in run:
        options = [(n, s) for n, s in places[at] if n in name]
        if at in cued and cued[at].kind == "agg":
            # `total amount` is the sum of what is called amount, although a total may be one
            options = [(n, s) for n, s in options if s == 1.0 or not _said_after(n, at, run, places)]
        if not options:
            continue
        named, score = max(options, key=lambda p: p[1])
        if named in got and got[named] >= score and at - 1 not in used:
            continue
        got[named] = max(score, got.get(named, 0.0))
        used.append(at)
    return got, used


def _said_after(named: str, at: int, run: Sequence[int], places: dict[int, list[tuple[str, float]]]) -> bool:
    """Whether a word of a name is said further on in a run of hits, outright or by another word for it."""
    return any(later > at and any(n == named for n, _ in places[later]) for later in run)


def _bonus(part: Sequence[Token], at: int, value: Value) -> float:
    """Capitals inside a question speak for a value, an inflected lower-case word against it."""
    if part[0].text[:1].isupper() and at > 0:
        return 0.05
    if len(part) > 1 or value.score >= 1.0:
        return 0.0
    return -0.4 if value.score < 0.95 else -0.25


def _weighty(cue: Cue) -> bool:
    return cue.kind not in ("rel", "and", "or", "year", "self", "dim") or cue.text in ("is", "are")


def _against(link: Link, cues: Sequence[Cue]) -> bool:
    """Whether a link tears a function phrase apart, or swallows one without being sure."""
    for cue in cues:
        if cue.end <= link.start or link.end <= cue.start:
            continue
        if cue.kind == "dim" and cue.end - cue.start > 1 and cue.start < link.start and cue.end < link.end:
            return True
        if not _weighty(cue):
            continue
        inside = link.start <= cue.start and cue.end <= link.end
        named = cue.kind == "count" and link.end == cue.start + 1 and link.score > 0.9 and link.end - link.start > 1
        if not inside and link.score < 1.05 and not named:
            return True
        if inside and link.score < 0.9 and cue.kind not in ("dim", "agg", "super"):
            return True
    return False


_RANK = {"table": 0, "column": 1, "value": 2}


def mentions(links: Sequence[Link], tokens: Sequence[Token], cues: Sequence[Cue] = ()) -> list[Mention]:
    """The best cover of the question by spans that do not overlap."""
    spans: dict[tuple[int, int], list[Link]] = defaultdict(list)
    for link in links:
        if not _against(link, cues):
            spans[link.start, link.end].append(link)

    def worth(span: tuple[int, int]) -> float:
        best = max(spans[span], key=lambda x: x.score)
        length = sum(1 for t in tokens[span[0] : span[1]] if t.low not in STOP or t.kind == "quoted")
        return best.score * (length + 0.1) + (0.02 if best.kind != "value" else 0.0)

    taken: set[int] = set()
    found: list[Mention] = []
    for start, end in sorted(spans, key=lambda s: (-worth(s), s)):
        if taken & set(range(start, end)) or max(x.score for x in spans[start, end]) < 0.45:
            continue
        taken |= set(range(start, end))
        inner = [
            x
            for s, xs in spans.items()
            if s != (start, end) and s[1] <= end and s[0] >= start
            for x in xs
            if x.kind != "value" and s[1] == end
        ]
        said = "".join(t.low for t in tokens[start:end])
        own = sorted(spans[start, end], key=lambda x: (-x.score, _RANK[x.kind], not _written(x, said), x.place))
        more = sorted(
            (Link(start, end, x.kind, x.score * 0.6, x.thing, x.value, x.why) for x in inner),
            key=lambda x: (-x.score, x.place),
        )
        seen = {x.place for x in own}
        links_here = (*own, *(x for x in more if x.place not in seen))[:24]
        found.append(Mention(start, end, links_here, " ".join(t.text for t in tokens[start:end])))
    ordered = sorted(found, key=lambda m: m.start)
    return [m for i, m in enumerate(ordered) if not (i and _absorbed(ordered[i - 1], m))]


def _written(link: Link, said: str) -> bool:
    """Whether a name is spelled just like that: of `Employee` and `employees` the one that was written."""
    return link.thing is not None and (link.place[1] or link.place[0]).casefold().replace("_", "") == said


def _absorbed(before: Mention, mention: Mention) -> bool:
    """`title` in `job title` when only `job` is a name here."""
    return (
        before.end == mention.start
        and before.kind == "column"
        and mention.kind == "column"
        and before.links[0].score > 0.95
        and mention.links[0].score < 0.82
        and mention.end - mention.start == 1
    )
