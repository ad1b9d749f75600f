"""Where the reader is: what it has read, which clause it is in, what is waiting for its counterpart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import cast

from agents.builtin.adding import is_measure
from agents.builtin.draft import Draft, Slot
from agents.builtin.form import Aggregate, Grain, Operator
from agents.builtin.frames import Frame
from agents.builtin.items import Item
from agents.builtin.links import Link, Mention

FLIP: dict[str, Operator] = {
    "=": "!=",
    ">": "<=",
    "<": ">=",
    ">=": "<",
    "<=": ">",
    "like": "not like",
    "is null": "not null",
    "not null": "is null",
    "!=": "=",
}
TIME_SIDES = {
    "since": ">=",
    "after": ">",
    "before": "<",
    "until": "<=",
    "later": ">",
    "earlier": "<",
    "prior": "<",
    "from": ">=",
}
GRAINS: dict[str, Grain] = {
    "day": "day",
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "year": "year",
    "date": "day",
}
PIECES: dict[str, Grain] = {
    **GRAINS,
    "weekday": "weekday",
    "weekdays": "weekday",
    "hour": "hour",
    "hours": "hour",
    "days": "day",
    "weeks": "week",
    "months": "month",
    "quarters": "quarter",
    "years": "year",
}
"""All pieces of time, the recurring ones included."""
ADVERBS: dict[str, Grain] = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annually": "year",
}
ASKING = frozenset(["what", "how", "show", "return", "give", "find", "list", "tell"])


@lru_cache(maxsize=1)
def light() -> frozenset[str]:
    """Words that need not be understood (lexicon/light.txt)."""
    text = (Path(__file__).parent / "lexicon" / "light.txt").read_text(encoding="utf-8")
    return frozenset(w for line in text.splitlines() if not line.startswith("#") for w in line.split())


class State:
    """The reader's memory and its looks around."""

    def __init__(self, items: Sequence[Item], frames: tuple[Frame, ...] = ()) -> None:
        self.items = list(items)
        self.draft = Draft(frames=frames)
        self.clause = "select"
        self.at = 0
        self.agg: Aggregate = ""
        self.counting = False
        self.spanning = False
        """`how long` waits for what takes so long."""
        self.also: bool | None = None
        """`the highest and the lowest rating`: the first of two superlatives, whether it is the highest."""
        self.ranking = False
        """The question began with `rank`."""
        self.level = 0.5
        """Of a quantile that is asked for."""
        self.denied = False
        """The comparison that waits was turned round by a denial."""
        self.deed = ""
        """The table of a verb: `who ordered`; a time behind it is about that."""
        self.mean = False
        """What is counted or summed next is averaged over groups afterwards."""
        self.distinct = False
        self.share = False
        self.top: tuple[bool, int | None, bool, tuple[str, ...]] | None = None
        self.negated = False
        self.denied_next = -1
        """Where the next thing of a list starts that is denied as a whole."""
        self.cmp: tuple[Operator, int] | None = None
        self.dim: tuple[str, ...] = ()
        self.either = False
        self.last: Slot | None = None
        self.sentence = 0
        self.said = False
        self.second = False
        self.number: float | None = None
        """A number after a comparison that waits for what is counted."""
        self.direction: bool | None = None
        """Descending or not, where the question has said so."""

    def look(self, ahead: int = 1) -> Item | None:
        """The item so many places on, small words and marks included."""
        at = self.at + ahead
        return self.items[at] if 0 <= at < len(self.items) else None

    def next_solid(self) -> Item | None:
        """The next item that is no small word."""
        for item in self.items[self.at + 1 :]:
            if item.kind != "small" and not (
                item.is_cue("rel") and item.text in ("in", "for", "under", "has", "have", "is", "are")
            ):
                return item
        return None

    def _next_column(self) -> Item | None:
        """The next solid item, or the column behind the table that it is."""
        first = self.next_solid()
        if first is not None and first.mention is not None and first.mention.kind == "table":
            at = self.items.index(first)
            if (
                at + 1 < len(self.items)
                and self.items[at + 1].mention is not None
                and cast(Mention, self.items[at + 1].mention).kind == "column"
            ):
                return self.items[at + 1]
        return first

    def _limit(self) -> int | None:
        """The number beside a superlative: `top 5`, `the 3 largest`."""
        for item in (self.look(), self.look(-1)):
            if item is not None and item.kind == "number" and item.number is not None and item.number < 1000:
                return int(item.number)
        return None

    def _subject(self) -> Slot | None:
        if (
            self.dim
            and self.last is not None
            and self.clause == "where"
            and self.last not in self.draft.select
            and numeric_slot(self.last)
        ):
            self.dim = ()
            return self.last
        if self.dim:
            slot = Slot(None, dimension=self.dim, at=self.at)
            self.dim = ()
            return slot
        return self.last

    def _list_goes_on(self) -> bool:
        before = self.look(-1)
        hops = 1
        while before is not None and before.kind == "small":
            hops += 1
            before = self.look(-hops)
        return before is not None and (before.is_cue("and") or before.text == ",")

    def _agg_listed(self) -> bool:
        """Whether the aggregate before this item follows a conjunction: `and the maximum salary`."""
        at = self.at - 1
        while at > 0 and (self.items[at].is_cue("agg") or self.items[at].kind == "small"):
            at -= 1
        return self.items[at].is_cue("and") or self.items[at].text == ","

    def _owned(self, mention: Mention) -> bool:
        """Whether this only says whose the column before it is: `the name of the county`."""
        at = self.at - 1
        words = []
        while at > 0 and self.items[at].kind == "small":
            words.append(self.items[at].token.low)
            at -= 1
        before = self.items[at].mention
        return (
            "of" in words
            and before is not None
            and before.kind == "column"
            and mention.links[0].score < 0.95
            and bool(self.draft.select)
        )

    def _dir(self) -> bool:
        return bool(self.direction)


def counts_itself(item: Item | None) -> bool:
    """Whether this is a column of numbers, so that its total is a sum."""
    return item is not None and item.mention is not None and item.mention.kind == "column" and numeric(item.mention)


def is_metric(mention: Mention) -> bool:
    return mention.links[0].thing is not None and mention.links[0].thing.metric is not None


def tabled(mention: Mention) -> bool:
    return any(x.score > 0.6 for x in mention.of("table")) and mention.kind != "value"


def numeric_slot(slot: Slot) -> bool:
    return bool(slot.dimension) or (slot.mention is not None and numeric(slot.mention)) or slot.agg == "count"


def measures(mention: Mention) -> bool:
    """Whether the best column of a mention holds numbers that measure something."""
    best = next((x for x in mention.links if x.kind == "column"), None)
    return best is not None and best.thing is not None and is_measure(best.thing)


def numeric(mention: Mention) -> bool:
    best: Link = next((x for x in mention.links if x.kind == "column"), mention.links[0])
    return (
        best.thing is not None
        and best.thing.column is not None
        and best.thing.column.kind in ("number", "date", "timestamp")
    )
