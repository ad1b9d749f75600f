"""Whether a text says what a result shows: every number, date, rank and name is a cell, or an operation on cells.

The operations are a closed set: cell, sum, average, share, difference, change, ratio, rank, count, threshold, and what
the question itself says. A number is bound to the rows that its sentence names, and an operation is tried only where the
sentence has a word for it; so a figure that belongs to another row is as wrong as one that is nowhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from agents.evidence import arithmetic, direction
from agents.evidence.claims import Claim, Period, dates, names, numbers, ranks, sentences
from agents.evidence.view import Beside, View

_PLAIN_WORDS = frozenset(Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split())
_WORD = re.compile(r"[^\W_]+")
_COUNTS = {
    w: i
    for i, w in enumerate(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 2
    )
}
_COUNTED = re.compile(r"\b(" + "|".join(_COUNTS) + r")\b", re.IGNORECASE)
_LINK = re.compile(
    r"^\s*(?:(?!followed|and\b|then\b|while|but\b|than\b|ahead|behind)[\w%€$.]+\s+){0,3}"
    r"(?:in|for|from|at|by|of|with|came from|went to|to)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_MOST = re.compile(
    r"\b(highest|most|top|largest|biggest|greatest|best|leads?|leading|maximum|peak(?:ed)?|strongest)\b", re.IGNORECASE
)
_LEAST = re.compile(r"\b(lowest|least|smallest|fewest|worst|minimum|weakest|bottom)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Judged:
    """One claim and what it rests on; an empty `how` is: on nothing."""

    claim: Claim
    how: str


@dataclass(frozen=True)
class Grounding:
    """A text's claims, judged."""

    judged: tuple[Judged, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The pieces of the text that rest on nothing."""
        return tuple(dict.fromkeys(j.claim.text for j in self.judged if not j.how))

    @property
    def share(self) -> float:
        """The part of the claims that is grounded; 1.0 where nothing is claimed."""
        return sum(bool(j.how) for j in self.judged) / len(self.judged) if self.judged else 1.0

    @property
    def operations(self) -> dict[str, int]:
        return dict(Counter(j.how for j in self.judged if j.how))


@dataclass(frozen=True)
class Mention:
    """A name of the result in the text, and the rows that bear it."""

    start: int
    end: int
    rows: frozenset[int]


@dataclass
class Sentence:
    """One sentence with the rows it names and the numbers it holds."""

    text: str
    start: int
    mentions: list[Mention]
    numbers: list[Claim] = field(default_factory=list)

    @property
    def named(self) -> list[frozenset[int]]:
        return [m.rows for m in self.mentions]


def ground(text: str, view: View, around: Beside) -> Grounding:
    """Judge every claim of a text."""
    mentions = _mentions(text, view)
    said = dates(text)
    held = [Claim("name", text[m.start : m.end], m.start, m.end) for m in mentions]
    placed = ranks(text, held)
    free = numbers(text, [*held, *said, *placed])
    found: list[Judged] = [Judged(c, "cell") for c in held]
    found += [Judged(c, _date(c, view, around)) for c in said if not _inside(c, mentions)]
    for start, end in sentences(text):
        inside = [m for m in mentions if start <= m.start < end]
        own = [c for c in free if start <= c.start < end]
        sentence = Sentence(text[start:end], start, inside, own)
        found += [Judged(c, _number(c, sentence, view, around)) for c in own]
        found += [Judged(c, _rank(c, sentence, view, around)) for c in placed if start <= c.start < end]
        found += _counts(sentence, view, around)
        found += _extremes(sentence, view)
    taken = [*held, *said, *placed, *free]
    # A word of the question, the schema or the language claims nothing; only what is left over is judged.
    found += [Judged(c, how) for c in names(text, taken) if (how := _name(c, view, around)) != "words"]
    return Grounding(tuple(sorted(found, key=lambda j: j.claim.start)))


def _mentions(text: str, view: View) -> list[Mention]:
    """The longest names of the result that stand in the text as whole words, from left to right."""
    folded = text.casefold()
    if len(folded) != len(text):  # a letter that folds into two would shift every place
        folded = text.lower() if len(text.lower()) == len(text) else text
    found: list[Mention] = []
    for name in sorted(view.called, key=len, reverse=True):
        if len(name) < 2 and not name.isalnum():
            continue
        for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w]|-\w)", folded):
            clear = not any(m.start < match.end() and match.start() < m.end for m in found)
            numeral = name.replace(".", "").isdigit() and len(name) < 4 and not _labelled(text, match.start())
            plain = (
                name.isalpha() and text[match.start()].islower() and (len(name) < 3 or name in ("may", "march", "mar"))
            )
            if clear and not numeral and not plain:
                found.append(Mention(match.start(), match.end(), view.called[name]))
    return sorted(found, key=lambda m: m.start)


def _labelled(text: str, at: int) -> bool:
    """Whether a short number is a name, as in `store 12`, and no figure."""
    before = _WORD.findall(text[:at])[-1:]
    return bool(before) and text[:at].rstrip()[-1:].isalpha() and before[0].casefold() not in arithmetic.SMALL_WORDS


def _inside(claim: Claim, mentions: list[Mention]) -> bool:
    return any(m.start <= claim.start and claim.end <= m.end for m in mentions)


def _date(claim: Claim, view: View, around: Beside) -> str:
    period = claim.period
    if period is None:
        return ""
    if any(period.holds(day) for day in view.days):
        return "cell"
    if period in around.windows or any(_edge(period, window) for window in around.windows):
        return "filter"
    if around.today is not None and period.holds(around.today):
        return "today"
    return "question" if any(c.period == period for c in dates(around.question)) else ""


def _edge(period: Period, window: Period) -> bool:
    """Whether a period begins or ends a window, or is the year or quarter that it lies in."""
    return (
        period.first == window.first
        or period.end == window.end
        or (period.first <= window.first and window.end <= period.end)
    )


def _number(claim: Claim, sentence: Sentence, view: View, around: Beside) -> str:
    """Cells of the rows that it is bound to, then operations that the sentence has a word for, then the question."""
    slack = arithmetic.slack(claim, sentence.text[: claim.start - sentence.start])
    bound = _bound(claim, sentence)
    at = claim.end - sentence.start
    told = arithmetic.told_as(sentence.text[: claim.start - sentence.start], sentence.text[at:])
    if any(arithmetic.is_cell(claim, slack, view, rows, told) for rows in bound):
        return "cell"
    if not sentence.mentions and (told == "figure" or view.rows == 1) and _lone_cell(claim, slack, sentence, view):
        return "cell"
    led = [m.rows for m in _since([m for m in sentence.mentions if m.end <= claim.start], claim, sentence)]
    others = _others(claim, sentence)
    how = arithmetic.operation(claim, slack, sentence.text, at, sentence.named, bound, view, others)
    if not how and len(led) > 1:
        how = arithmetic.operation(claim, slack, sentence.text, at, led, bound, view, others)
    if how in ("difference", "change"):
        named = [(m.start - sentence.start, m.end - sentence.start, m.rows) for m in sentence.mentions]
        begins = at - len(claim.text)
        return "" if direction.contradicted(claim, begins, sentence.text, named, view, slack) else how
    if how:
        return how
    counted = [_COUNTS[w.casefold()] for w in _COUNTED.findall(sentence.text)]
    counted += [int(v) for v in _others(claim, sentence) if v == int(v)]
    if any(arithmetic.counted_over(n, sentence.text, [claim.value], view) for n in counted):
        return "threshold"
    return "question" if _from_question(claim, sentence, around) else ""


def _others(claim: Claim, sentence: Sentence) -> list[float]:
    return [c.value for c in sentence.numbers if c is not claim]


def _lone_cell(claim: Claim, slack: float, sentence: Sentence, view: View) -> bool:
    """A cell in a sentence that names no row: the only row's, an extreme that the sentence speaks of, or one of a list."""
    every = frozenset(range(view.rows))
    ends = arithmetic.spans(sentence.text) or _MOST.search(sentence.text) or _LEAST.search(sentence.text)
    if view.rows == 1 or not (ends or arithmetic.puts_together(sentence.text)):
        return arithmetic.is_cell(claim, slack, view, every)
    return any(
        abs(abs(claim.value) - abs(edge)) <= slack
        for m in view.measures
        if ends and (cells := [c for c in m.cells if c is not None])
        for edge in (max(cells), min(cells), cells[0], cells[-1])
    )


def _bound(claim: Claim, sentence: Sentence) -> list[frozenset[int]]:
    """The rows that a number is about: those named right after it with `in`, `for`, `of`, else those named before it.

    Where both fit one row (West, 2024) it is that one; names said earlier in the sentence narrow it further.
    """
    if rows := _respectively(claim, sentence):
        return rows
    before = [m for m in sentence.mentions if m.end <= claim.start]
    after = _linked(claim, sentence, bool(before))
    if not before and not after:
        return []
    if not after:
        return [_narrowed(_together(_since(before, claim, sentence)), _leading(before, sentence))]
    rows_after = _narrowed(_together(after), _leading(before, sentence))
    if before and not _together(after) & _together(_since(before, claim, sentence)):
        return [rows_after]
    return [_narrowed(rows_after, _since(before, claim, sentence)) if before else rows_after]


def _linked(claim: Claim, sentence: Sentence, led: bool) -> list[Mention]:
    """The names right after a number that belong to it, as in `12 in West in May`."""
    after = [m for m in sentence.mentions if m.start >= claim.end]
    if not after:
        return []
    if any(claim.end <= c.start < after[0].start for c in sentence.numbers):
        return []
    if led and _LINK.match(_between(sentence, claim.end, after[0].start)) is None:
        return []
    run = [after[0]]
    for nearer, further in pairwise(after):
        parted = any(nearer.end <= c.start < further.start for c in sentence.numbers)
        if parted or _LINK.match(_between(sentence, nearer.end, further.start)) is None:
            break
        run.append(further)
    return run


def _between(sentence: Sentence, start: int, end: int) -> str:
    return sentence.text[start - sentence.start : end - sentence.start]


def _leading(said: list[Mention], sentence: Sentence) -> list[Mention]:
    """The names that do not belong to a number right before them, as 2023 does in `12 in 2023`."""
    made = []
    for mention in said:
        ends = [c.end for c in sentence.numbers if c.end <= mention.start]
        if not ends or _LINK.match(_between(sentence, max(ends), mention.start)) is None:
            made.append(mention)
    return made


def _narrowed(rows: frozenset[int], said: list[Mention]) -> frozenset[int]:
    """The rows that also bear the names said before, the nearest first, as far as they have any in common."""
    for mention in reversed(said):
        rows = rows & mention.rows or rows
    return rows


def _since(before: list[Mention], claim: Claim, sentence: Sentence) -> list[Mention]:
    """The names after the last number before this one; the last name of all when there are none in between."""
    cut = max((c.end for c in sentence.numbers if c.end <= claim.start), default=-1)
    return [m for m in before if m.start >= cut] or before[-1:]


def _together(mentions: list[Mention]) -> frozenset[int]:
    """The rows that bear all of the names (West, May 2025); where none does, those of the nearest alone."""
    rows = mentions[0].rows
    for mention in mentions[1:]:
        rows &= mention.rows
    return rows or mentions[-1].rows


def _respectively(claim: Claim, sentence: Sentence) -> list[frozenset[int]]:
    if "respectively" not in sentence.text.casefold() or len(sentence.mentions) != len(sentence.numbers):
        return []
    if claim not in sentence.numbers:
        return []
    return [sentence.mentions[sentence.numbers.index(claim)].rows]


def _rank(claim: Claim, sentence: Sentence, view: View, around: Beside) -> str:
    lowest = _LEAST.search(sentence.text) is not None
    for rows in _bound(claim, sentence):
        if any(arithmetic.has_rank(int(claim.value), row, view, lowest) for row in rows):
            return "rank"
    return "question" if claim.value in around.numbers else ""


def _counts(sentence: Sentence, view: View, around: Beside) -> Iterator[Judged]:
    """Number words that count rows, names of the sentence, or what the question asked for."""
    for match in _COUNTED.finditer(sentence.text):
        value = _COUNTS[match[1].casefold()]
        start = sentence.start + match.start()
        claim = Claim("number", match[1], start, start + len(match[1]), float(value), 0.5)
        known = {view.rows, *view.distinct, len(sentence.mentions), len({m.rows for m in sentence.mentions})}
        asked = float(value) in around.numbers or match[1].casefold() in around.question.casefold()
        how = "count" if value in known else "question" if asked else ""
        how = how or ("cell" if arithmetic.is_cell(claim, 0.0, view, frozenset(range(view.rows))) else "")
        bound = _bound(claim, sentence)
        how = how or arithmetic.operation(
            claim, 0.5, sentence.text, match.end(), sentence.named, bound, view, _others(claim, sentence)
        )
        yield Judged(claim, how)


def _extremes(sentence: Sentence, view: View) -> Iterator[Judged]:
    """`West had the highest revenue`: the row that is named must be the extreme of one of the columns."""
    if view.truncated or view.rows < 2 or not view.measures or not sentence.mentions:
        return
    for pattern, largest in ((_MOST, True), (_LEAST, False)):
        for match in pattern.finditer(sentence.text):
            if _PLURAL.match(sentence.text[match.end() :]):
                continue
            near = min(sentence.mentions, key=lambda m: _apart(m, sentence.start + match.start()))
            run = [m for m in sentence.mentions if m is near or m.rows & near.rows]
            if not any(arithmetic.is_extreme(row, largest, view) for m in run for row in m.rows):
                start = sentence.start + match.start()
                yield Judged(Claim("rank", match[1], start, start + len(match[1])), "")
            else:
                yield Judged(Claim("rank", match[1], near.start, near.end), "rank")


_PLURAL = re.compile(r"\s+(?:of\s+(?:the|all)|\d|two|three|four|five|ten)\b|\s*-", re.IGNORECASE)


def _apart(mention: Mention, at: int) -> int:
    return min(abs(mention.start - at), abs(mention.end - at))


def _from_question(claim: Claim, sentence: Sentence, around: Beside) -> bool:
    """Whole numbers of the question or the filters, as in `top 5` and `the last 30 days`; never a share or an amount."""
    if claim.percent and abs(claim.value) not in around.numbers:
        return False
    after = sentence.text[claim.end - sentence.start :].lstrip()[:1]
    return abs(claim.value) in around.numbers and after not in ("€", "$", "£")


def _name(claim: Claim, view: View, around: Beside) -> str:
    """A name is a cell, a word of the columns, of the question, of a filter or of the schema, or an ordinary word."""
    folded = " ".join(claim.text.split()).casefold()
    words = [w.casefold() for w in _WORD.findall(claim.text)]
    if folded in view.called:
        return "cell"
    asked = {w.casefold() for text in (around.question, *around.filters) for w in _WORD.findall(text)}
    known = view.words | asked | around.vocabulary | _PLAIN_WORDS
    if all(_known(w, known) for w in words):
        return "words"
    first = bool(claim.value)
    return "words" if first and re.search(r"(?:ly|ing|ed)$", folded) else ""


def _known(word: str, known: frozenset[str] | set[str]) -> bool:
    forms = (word, word.removesuffix("s"), word.removesuffix("es"), word + "s", word.removesuffix("ies") + "y")
    return any(f in known for f in forms) or word.isdigit() or (len(word) == 3 and word.upper() in _CURRENCIES)


_CURRENCIES = frozenset({"EUR", "USD", "GBP", "CHF", "JPY", "SQL", "ID", "KPI", "CSV", "AOV"})
