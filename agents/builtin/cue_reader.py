"""Function words: each says which clause begins or what is done with what follows."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import cast

from agents.builtin.amounts import Amounts
from agents.builtin.cues import Cue
from agents.builtin.draft import Slot, Test, Top
from agents.builtin.form import Aggregate, Grain
from agents.builtin.items import Item
from agents.builtin.links import Mention
from agents.builtin.state import (
    ADVERBS,
    GRAINS,
    PIECES,
    counts_itself,
    is_metric,
    measures,
    numeric,
)
from data.types import Metric

_SOLID = ("mention", "date", "state")
"""Kinds of items that name something."""


class Cues(Amounts):
    """Reads the cues."""

    def _cue(self, cue: Cue) -> None:
        handlers: dict[str, Callable[[Cue], None]] = {
            "count": self._count,
            "agg": self._aggregate,
            "dim": self._dim,
            "rel": self._related,
            "cmp": self._compare,
            "like": self._like,
            "times": self._times,
            "topn": self._topn,
        }
        clauses = {"group": "group", "order": "order", "neg": "where", "between": "where"}
        if cue.kind in handlers:
            handlers[cue.kind](cue)
        elif cue.kind in ("super", "common"):
            self._super(cue, cue.kind == "common")
        elif cue.kind == "dir":
            self._direction(cue.arg == "desc", cue.text)
        elif cue.kind == "null":
            self._null(cue.arg == "yes")
        else:
            self.clause = clauses.get(cue.kind, self.clause)
            self._flag(cue)

    def _flag(self, cue: Cue) -> None:
        """Cues that only set something for what follows."""
        match cue.kind:
            case "spread":
                self._spread()
            case "distinct":
                self.distinct = True
            case "neg":
                self.negated = True
            case "between":
                self.cmp = ("between", self.at)
            case "or" | "either":
                self.either = cue.kind == "or"
            case "both":
                self.draft.both = cue.start
            case "share" if self._told_as_share(cue):
                return
            case "share":
                self.share = self.counting = True

    def _told_as_share(self, cue: Cue) -> bool:
        """`refunds as a share of revenue`, `revenue by region as a share of the total`: a measure out of another, or of
        all. Two measures of different tables have no rows in common of which one could be a part."""
        before = (self.look(-1), self.look(-2))
        shown = self.draft.select[-1] if self.draft.select else None
        metric = _metric_of(shown.mention) if shown is not None else None
        if shown is None or metric is None or not any(i is not None and i.token.low == "as" for i in before):
            return False
        follow = self.next_solid()
        whole = _metric_of(follow.mention) if follow is not None else None
        if whole is not None and whole.table == metric.table:
            self.clause = "group"
        elif whole is not None:
            self.draft.unread.append(cue.text)
        elif follow is None or follow.kind == "mark" or follow.is_cue("agg"):
            shown.share = True
            self.at = self.items.index(follow) if follow is not None and follow.is_cue("agg") else self.at
        else:
            return False
        return True

    def _spread(self) -> None:
        """`how are payments spread over the methods`: the part that each has."""
        shown = self.draft.select[-1:]
        if not shown:
            return
        if shown[0].implicit:
            shown[0].agg, shown[0].implicit = "count", False
        shown[0].share = True
        self.clause = "group"

    def _aggregate(self, cue: Cue) -> None:
        before = self.look(-1)
        if cue.arg == "quantile":
            if before is not None and (place := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", before.token.low)):
                self.level = int(place.group(1)) / 100
                self.draft.unread = [w for w in self.draft.unread if w != before.token.text]
            else:
                self.draft.unread.append(cue.text)
        if self.clause == "where" and self.cmp is not None and cue.arg in ("avg", "min", "max"):
            self._compare_aggregate(cue)
        else:
            self.agg = cast(Aggregate, cue.arg)

    def _topn(self, cue: Cue) -> None:
        follow = self.look()
        named = follow is not None and follow.mention is not None and follow.mention.kind == "table"
        if follow is not None and (follow.kind == "number" or (named and self._by_measure())):
            self._super(cue, False)

    def _count(self, cue: Cue) -> None:
        before, follow = self.look(-1), self.next_solid()
        column = follow is not None and follow.mention is not None and follow.mention.kind == "column"
        self.mean = self.agg == "avg" and "total" not in cue.text and self._per_entity()
        if self.agg and column:
            self.agg = "sum" if "total" in cue.text or self.mean else self.agg
            return
        if "total" in cue.text and counts_itself(follow):
            self.agg = "sum"
            return
        owner = before.mention if before is not None else None
        if cue.text == "number of" and owner is not None and owner.kind == "column":
            return
        if cue.text == "number of" and before is not None and (owner is not None or before.kind == "word"):
            if owner is None or owner.kind == "value":
                self.draft.unread.append(f"{before.text} number")
            return
        shown = self.draft.select
        if "how many" in cue.text and len(shown) == 1 and shown[0].implicit and self._of_them(follow):
            shown[0].agg, shown[0].implicit = "count", False
            self.draft.count_entity = True
            return
        again = next((s for s in shown if s.agg == "count"), None)
        if again is not None and cue.text == "how many" and self._of_the_same(follow):
            shown.append(Slot(again.mention, "count", at=cue.start, second=True))
            self.draft.second_count, self.clause = cue.start, "where"
            return
        self.counting = True
        listed = before is not None and (before.text == "," or before.is_cue("and")) and not self.negated
        anew = self.clause in ("where", "after") and (cue.text.startswith("how many") or listed)
        if anew or self.clause == "group":
            self.clause = "select"

    def _of_the_same(self, follow: Item | None) -> bool:
        """`and how many of them`, `and how many on time`: not of something else."""
        rest = [i.token.low for i in self.items[self.at + 1 : self.at + 3]]
        return "them" in rest or (
            follow is not None
            and (
                follow.state is not None
                or (follow.kind == "mention" and follow.mention is not None and follow.mention.kind == "value")
            )
        )

    def _of_them(self, follow: Item | None) -> bool:
        """`of the customers who joined in May, how many ordered in June`: they are counted."""
        opened = self.items[0].token.low in ("of", "out", "from", "among") or any(
            i.token.low == "them" for i in self.items[self.at : self.at + 3]
        )
        verb = follow is not None and (
            follow.kind == "word" or follow.token.low.endswith("ed") or follow.cue is not None
        )
        return opened and verb

    def _per_entity(self) -> bool:
        """Whether `per customer`, `for each order`, `in a month` follows."""
        rest = self.items[self.at :]
        for i, item in enumerate(rest[:-1]):
            follow = next((x for x in rest[i + 1 :] if x.kind != "small"), None)
            if not (item.is_cue("group") or item.token.low == "per") or follow is None:
                continue
            if follow.mention is not None:
                return follow.mention.kind == "table"
            if follow.token.low in GRAINS:
                return True
        return False

    def _times(self, cue: Cue) -> None:
        """`the most times`, `more than 3 times`: the rows themselves are counted."""
        slot = Slot(None, "count", at=cue.start, table=self.deed)
        if self.top is None and self.cmp is None:
            if "number" in cue.text and self.clause in ("select", "after"):
                self.draft.select.append(slot)
            return
        if self.top is not None:
            self.draft.tops.append(Top(slot, self.top[0], self.top[1] or 1, False, True, cue.start))
            self.top = None
        elif self.cmp is not None and self.number is not None:
            self.draft.having.append(Test(slot, self.cmp[0], self.number, cue.start))
            self.cmp, self.number = None, None

    def _related(self, cue: Cue) -> None:
        if not self._under(cue):
            self._rel(cue)

    def _rel(self, cue: Cue) -> None:
        if self.clause == "order" and cue.text in ("from", "in", "for", "under", "is", "are"):
            return
        if cue.text in ("is", "are", "was", "were", "has", "have", "had") and self.clause != "where":
            if self.draft.count_entity or (
                self.said and self.draft.select and self.draft.select[-1].agg in ("", "count")
            ):
                self.clause = "where"
                return
            if self.draft.entity and self.draft.select and cue.text not in ("is", "are", "was", "were"):
                self.clause = "where"
            return
        if cue.text in ("which", "when", "where", "who", "whose", "that", "while") and not self.said:
            if self.draft.group:
                self.clause = "where"
            return
        if cue.text in ("in", "from", "for", "at", "on", "during", "under", "among", "is", "are"):
            if self.clause == "select" and self.said and not self.counting and not self.agg:
                self.clause = "after"
            return
        if self.clause in ("select", "after", "group", "order") and self.said:
            self.clause = "where"

    def _under(self, cue: Cue) -> bool:
        """`under 40` compares, `under the table` does not."""
        number = self.look()
        if cue.text != "under" or number is None or number.kind != "number":
            return False
        self.cmp, self.clause = ("<", self.at), "where"
        return True

    def _direction(self, desc: bool, text: str = "") -> None:
        draft = self.draft
        if ("lexico" in text or "alpha" in text) and self.direction is not None:
            return
        if draft.tops and draft.tops[-1].counted and draft.tops[-1].limit == 1 and not draft.order:
            draft.tops[-1].limit = None
            self.clause = "done"
            return
        if draft.order:
            draft.order = [(s, desc) for s, _ in draft.order]
            self.clause = "done"
        else:
            self.clause = "order"
            self.direction = desc

    def _dim(self, cue: Cue) -> None:
        follow = self.look()
        words = tuple(w for w in cue.text.split() if w != "the")
        if follow is not None and follow.token.low == "than":
            self.dim = words
            self.clause = "where"
            self.cmp = (">" if cue.arg == "desc" else "<", self.at)
            return
        if follow is not None and (follow.is_cue("cmp", "between") or follow.kind == "number") and words[-1] == "worth":
            self.dim, self.clause = words, "where"
            return
        column = self._next_column()
        measured = (
            column is not None
            and column.mention is not None
            and column.mention.kind == "column"
            and bool(numeric(column.mention))
        )
        if words[-1] in (
            "largest",
            "biggest",
            "smallest",
            "highest",
            "lowest",
            "best",
            "worst",
            "longest",
            "shortest",
            "latest",
            "earliest",
            "last",
            "first",
        ) and (measured or (column is not None and (column.is_cue("count") or column.is_cue("agg")))):
            self.also = self.top[0] if self.top is not None and self._list_goes_on() else self.also
            self.top = (cue.arg == "desc", self._limit(), False, ())
            return
        if words[-1] in ("best", "worst") and self._by_measure():
            self.top = (cue.arg == "desc", self._limit(), False, ())
            return
        if words[-1] in ("first", "last", "earliest", "latest", "most recent") and self._event(column, cue):
            return
        if words[-1] in ("first", "last") and not (
            column is not None and column.mention is not None and column.mention.kind == "table"
        ):
            return
        self.draft.tops.append(
            Top(Slot(None, dimension=words, at=cue.start), cue.arg == "desc", self._limit() or 1, at=cue.start)
        )

    def _event(self, column: Item | None, cue: Cue) -> bool:
        """`their first order`, of customers: a day of each of them rather than one of all."""
        mention = column.mention if column is not None else None
        before = self.look(-1)
        whose = before is not None and before.is_cue("self")
        if mention is None or not whose or not self.draft.entity or not mention.of("table"):
            return False
        table = mention.of("table")[0].place[0]
        if table == self.draft.entity or column is None:
            return False
        self.draft.event = (table, "min" if cue.text.split()[-1] in ("first", "earliest") else "max")
        self.at = self.items.index(column)
        return True

    def _by_measure(self) -> bool:
        """Whether `by revenue`, `in terms of price` follows, so that `best` is told."""
        rest = self.items[self.at + 1 :]
        for item, follow in pairwise(rest):
            if item.token.low in ("by", "of") and follow.mention is not None and numeric(follow.mention):
                return True
        return False

    def _super(self, cue: Cue, common: bool) -> None:
        follow = self.next_solid()
        named = follow is not None and follow.mention is not None and follow.mention.links[0].score > 0.99
        self.draft.most = self.draft.most or (named and cue.text.split()[-1] in ("most", "fewest", "least"))
        if self.top is not None and self._list_goes_on():
            self.also = self.top[0]
        self.top = (cue.arg == "desc", self._limit(), common, ())
        follow = self.next_solid()
        if common and (follow is None or follow.kind != "mention") and self.draft.select:
            slot = self.draft.select[-1]
            self.draft.tops.append(Top(slot, cue.arg == "desc", self._limit() or 1, True, at=cue.start))
            self.top = None

    def _grain(self, item: Item) -> bool:
        """`by month`, `per quarter`, `monthly`, `over time`: the time is cut into pieces. `vs` compares two of them."""
        low = item.token.low
        free = item.mention is None or item.mention.links[0].score < 0.9 or _is_day(item)
        if low in PIECES and free and self.clause == "group" and not self.draft.grain and self._list_goes_on():
            self.draft.grain = self._piece(low)
            return True
        if low in PIECES and free and self._asked_for():
            self.draft.grain = self._piece(low)
            return True
        if low in ("vs", "versus", "compared", "compare"):
            self.draft.versus = True
            return True
        if low in ADVERBS and item.kind != "mention":
            self.draft.grain = ADVERBS[low]
            return True
        follow = self.look()
        if not (low in ("by", "per") or item.is_cue("group")) or follow is None:
            return False
        if follow.token.low == "the" and self.look(2) is not None:
            follow = cast(Item, self.look(2))
        if (
            follow.token.low in PIECES
            and follow.end - follow.start == 1
            and not (follow.mention is not None and follow.mention.links[0].score > 0.99 and not _is_day(follow))
        ):
            self.at = self.items.index(follow)
            self.draft.grain = self._piece(follow.token.low)
            self._split_further()
            return True
        if low == "by" and item.kind == "small":
            return self._by(follow)
        return False

    def _split_further(self) -> None:
        """`by month and region`: what follows the piece of time splits as well."""
        follow, after = self.look(), self.look(2)
        joined = follow is not None and (follow.is_cue("and") or follow.text == ",")
        named = after is not None and after.mention is not None and after.mention.kind != "value"
        if joined and named:
            self.clause = "group"

    def _asked_for(self) -> bool:
        """`which month`, `our best day`, `busiest hour`: a piece of time is what is asked for."""
        before, follow = self.look(-1), self.look()
        if before is None:
            return follow is not None and follow.is_cue("rel") and follow.text in ("with", "where", "when", "in")
        asked = before.token.low in ("which", "what")
        asked = asked or (self.at <= 1 and before.kind == "small" and not self.said)
        ranked = before.is_cue("dim", "super", "topn") or (
            self.look(-2) is not None and cast(Item, self.look(-2)).is_cue("topn")
        )
        if ranked and not self.draft.select and not self.draft.entity:
            if self.draft.tops:
                top = self.draft.tops.pop()
                self.top = (top.desc, top.limit, False, ())
            return True
        return asked

    def _piece(self, low: str) -> Grain:
        """The piece of time, with `of the week` or `of the day` behind it taken along."""
        rest = [i.token.low for i in self.items[self.at + 1 : self.at + 4]]
        if rest[:1] == ["of"] and rest[-1] in ("week", "day", "year"):
            whole = rest[2] if rest[1:2] == ["the"] else rest[1]
            recurring: dict[tuple[str, str], Grain] = {
                ("day", "week"): "weekday",
                ("hour", "day"): "hour",
                ("month", "year"): "month of year",
            }
            found = recurring.get((low.removesuffix("s"), whole))
            if found is not None:
                self.at += 3 if rest[1:2] == ["the"] else 2
                return found
        return PIECES[low]

    def _by(self, follow: Item) -> bool:
        """`top 5 products by margin` orders; `revenue by region` groups."""
        rest = (i for i in self.items[self.at + 1 :] if i.kind != "small" and not i.is_cue("count"))
        measure = next(rest, None) if follow.kind in ("small", "cue") else follow
        if measure is None or measure.mention is None or measure.mention.kind == "value":
            return False
        draft = self.draft
        if (
            draft.tops
            and draft.tops[-1].counted
            and not draft.tops[-1].common
            and (numeric(measure.mention) or follow.is_cue("count"))
        ):
            top = draft.tops[-1]
            counting = follow.is_cue("count") or measure.mention.kind == "table"
            top.entity = top.slot
            top.slot = Slot(measure.mention, "count" if counting else "", at=measure.start)
            top.counted = counting
            self.at = self.items.index(measure)
            return True
        if (
            any(s.agg for s in draft.select)
            or any(s.mention is not None and is_metric(s.mention) for s in draft.select)
            or self.counting
        ):
            self.clause = "group"
            return True
        if self._numbers_by(measure):
            self.clause = "group"
            return True
        if self._entity_by(measure):
            draft.select[0].agg, draft.select[0].implicit = "count", False
            self.clause = "group"
            return True
        return False

    def _numbers_by(self, measure: Item) -> bool:
        """`units by region`, `hours and cost by team`: numbers split by what is no number."""
        shown = [s for s in self.draft.select if not s.implicit]
        thing = measure.mention.links[0].thing if measure.mention is not None else None
        texts = (
            thing is not None
            and thing.metric is None
            and (thing.column is None or thing.column.kind in ("text", "boolean"))
        )
        plain = bool(shown) and all(s.mention is not None and measures(s.mention) for s in shown)
        return plain and texts and not self.draft.tops

    def _entity_by(self, measure: Item) -> bool:
        """`customers by region`: without a measure the rows are counted, where nothing but the rows is named before."""
        before = [i for i in self.items[: self.at] if i.kind != "small"]
        select = self.draft.select
        solid = [i for i, after in pairwise([*before, *before[-1:]]) if i.kind in _SOLID or _leads_to(i, after)]
        plain = len(solid) == len(before) and len(select) == 1 and select[0].implicit and not self.draft.tops
        thing = measure.mention.links[0].thing if measure.mention is not None else None
        texts = thing is not None and (thing.column is None or thing.column.kind in ("text", "boolean"))
        return plain and texts


def _leads_to(cue: Item, following: Item) -> bool:
    """`in 2024`, `since March`, `from Germany`: a word that only leads to a time or a cell."""
    if following.kind == "date":
        return cue.is_cue("rel", "cmp") or cue.token.low in ("since", "before", "after", "until")
    value = following.mention is not None and following.mention.kind == "value"
    return value and cue.is_cue("rel")


def _metric_of(mention: Mention | None) -> Metric | None:
    """The metric that a mention names."""
    thing = mention.links[0].thing if mention is not None else None
    return thing.metric if thing is not None else None


def _is_day(item: Item) -> bool:
    """Whether it names a column of days that is called like a piece of time: `month`, with the first of each."""
    thing = item.mention.links[0].thing if item.mention is not None else None
    return thing is not None and thing.column is not None and thing.column.kind in ("date", "timestamp")
