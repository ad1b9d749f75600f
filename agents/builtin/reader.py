"""The reader: one pass over the items with a clause in mind, from left to right, that fills a Draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from agents.builtin.cues import Cue
from agents.builtin.draft import Draft, Slot, Test, Top
from agents.builtin.form import Aggregate, Grain, Operator
from agents.builtin.items import Item
from agents.builtin.links import Link, Mention

_FLIP: dict[str, Operator] = {
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
_TIME_SIDES = {
    "since": ">=",
    "after": ">",
    "before": "<",
    "until": "<=",
    "later": ">",
    "earlier": "<",
    "prior": "<",
    "from": ">=",
}
_GRAINS: dict[str, Grain] = {
    "day": "day",
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "year": "year",
    "date": "day",
}
_ADVERBS: dict[str, Grain] = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annually": "year",
}
_ASKING = frozenset(["what", "how", "show", "return", "give", "find", "list", "tell"])
_WORDS_OK = frozenset(
    ["number", "record", "records", "row", "rows", "entry", "entries", "list", "result", "results", "value", "values", "order", "data", "information", "people", "person", "thing", "things", "one", "ones", "item", "names", "total"]
)


class Reader:
    """Reads the items of one question. One use each."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = list(items)
        self.draft = Draft()
        self.clause = "select"
        self.at = 0
        self.agg: Aggregate = ""
        self.counting = False
        self.distinct = False
        self.share = False
        self.top: tuple[bool, int | None, bool, tuple[str, ...]] | None = None
        self.negated = False
        self.cmp: tuple[Operator, int] | None = None
        self.dim: tuple[str, ...] = ()
        self.either = False
        self.last: Slot | None = None
        self.sentence = 0
        self.said = False
        self.second = False

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

    def read(self) -> Draft:
        """The draft of all items."""
        while self.at < len(self.items):
            item = self.items[self.at]
            if self._grain(item):
                pass
            elif item.cue is not None:
                self._cue(item.cue)
            elif item.mention is not None:
                self._mention(item, item.mention)
            elif item.kind == "date":
                self._date(item)
            elif item.kind in ("number",):
                self._number(item)
            elif item.kind == "mark":
                self._mark(item)
            elif item.kind == "quoted":
                self._quoted(item)
            elif item.token.low in _ASKING and self.at and self.items[self.at - 1].text in (",", "and"):
                self.clause = "select"
            elif item.kind == "word":
                self._word(item)
            elif item.token.low in ("without",):
                self.negated = True
            elif item.token.low in _TIME_SIDES:
                self._side(item)
            elif item.token.low in ("does", "do", "did") and self.draft.count_entity:
                self.clause = "where"
            elif (
                item.token.low in ("a", "an", "any")
                and self.cmp is not None
                and self.cmp[0] in (">=", ">")
                and self.at - self.cmp[1] == 1
            ):
                self.number = 1.0
            self.at += 1
        self._close()
        return self.draft

    def _grain(self, item: Item) -> bool:
        """`by month`, `per quarter`, `monthly`, `over time`: the time is cut into pieces. `vs` compares two of them."""
        low = item.token.low
        if low in ("vs", "versus", "compared"):
            self.draft.versus = True
            return True
        if low in _ADVERBS and item.kind != "mention":
            self.draft.grain = _ADVERBS[low]
            return True
        follow = self.look()
        if not (low in ("by", "per") or item.is_cue("group")) or follow is None:
            return False
        if (
            follow.token.low in _GRAINS
            and follow.end - follow.start == 1
            and not (follow.mention is not None and follow.mention.links[0].score > 0.99)
        ):
            self.draft.grain = _GRAINS[follow.token.low]
            self.at += 1
            return True
        if low == "by" and item.kind == "small":
            return self._by(follow)
        return False

    def _by(self, follow: Item) -> bool:
        """`top 5 products by margin` orders; `revenue by region` groups."""
        measure = self.next_solid() if follow.kind in ("small", "cue") else follow
        if measure is None or measure.mention is None or measure.mention.kind == "value":
            return False
        draft = self.draft
        if (
            draft.tops
            and draft.tops[-1].counted
            and not draft.tops[-1].common
            and (_numeric(measure.mention) or self.items[self.at + 1].is_cue("count"))
        ):
            top = draft.tops[-1]
            counting = self.items[self.at + 1].is_cue("count")
            top.entity = top.slot
            top.slot = Slot(measure.mention, "count" if counting else "", at=measure.start)
            top.counted = counting
            self.at = self.items.index(measure)
            return True
        if (
            any(s.agg for s in draft.select)
            or any(s.mention is not None and _is_metric(s.mention) for s in draft.select)
            or self.counting
        ):
            self.clause = "group"
            return True
        return False

    def _mark(self, item: Item) -> None:
        if item.text in ".?!;" and self.at + 1 < len(self.items):
            rest = self.items[self.at + 1 :]
            if any(i.kind == "mention" for i in rest):
                self.sentence += 1
                self.clause = "select"
                self.counting, self.agg = False, ""
        elif item.text == "," and self.clause == "group":
            self.clause = "select" if not self.draft.select else "where"
            self.clause = "select" if not self.said else self.clause

    def _word(self, item: Item) -> None:
        if item.token.low in ("information", "info", "everything") and not self.draft.select:
            self.draft.star = True
            return
        if item.token.low in _TIME_SIDES:
            self._side(item)
        elif item.token.low not in _WORDS_OK and item.token.low not in _ADVERBS:
            self.draft.unread.append(item.token.text)

    def _side(self, item: Item) -> None:
        follow = self.next_solid()
        if follow is not None and follow.mention is not None and follow.mention.kind == "column":
            at = self.items.index(follow)
            follow = self.items[at + 1] if at + 1 < len(self.items) else None
        if follow is not None and (follow.kind in ("date", "number", "quoted")):
            self.cmp = (cast(Operator, _TIME_SIDES[item.token.low]), self.at)
            self.clause = "where"

    # cues

    def _cue(self, cue: Cue) -> None:
        match cue.kind:
            case "count":
                before = self.look(-1)
                follow = self.next_solid()
                if self.agg and follow is not None and follow.mention is not None and follow.mention.kind == "column":
                    self.agg = "sum" if "total" in cue.text else self.agg
                    return
                if (
                    cue.text == "number of"
                    and before is not None
                    and before.mention is not None
                    and before.mention.kind == "column"
                ):
                    return
                self.counting = True
                if self.clause in ("where", "after") and (
                    cue.text.startswith("how many")
                    or (before is not None and (before.text == "," or before.is_cue("and")) and not self.negated)
                ):
                    self.clause = "select"
                if self.clause == "group":
                    self.clause = "select"
            case "agg":
                if self.clause == "where" and self.cmp is not None and cue.arg in ("avg", "min", "max"):
                    self._compare_aggregate(cue)
                    return
                self.agg = cast(Aggregate, cue.arg)
            case "distinct":
                self.distinct = True
            case "group":
                self.clause = "group"
            case "order":
                self.clause = "order"
            case "dir":
                self._direction(cue.arg == "desc", cue.text)
            case "super":
                self._super(cue, False)
            case "topn":
                follow = self.look()
                if follow is not None and follow.kind == "number":
                    self._super(cue, False)
            case "common":
                self._super(cue, True)
            case "dim":
                self._dim(cue)
            case "rel":
                self._rel(cue)
            case "neg":
                self.negated = True
                self.clause = "where"
            case "cmp":
                self._compare(cue)
            case "between":
                self.cmp = ("between", self.at)
                self.clause = "where"
            case "like":
                self._like(cue)
            case "null":
                self._null(cue.arg == "yes")
            case "or" | "either":
                self.either = cue.kind == "or"
            case "times" if self.top is not None or self.cmp is not None:
                self._times(cue)
            case "times" if "number" in cue.text and self.clause in ("select", "after"):
                self.draft.select.append(Slot(None, "count", at=cue.start))
            case "both":
                self.draft.both = cue.start
            case "share":
                self.share = True
                self.counting = True

    def _times(self, cue: Cue) -> None:
        """`the most times`, `more than 3 times`: the rows themselves are counted."""
        slot = Slot(None, "count", at=cue.start)
        if self.top is not None:
            self.draft.tops.append(Top(slot, self.top[0], self.top[1] or 1, False, True, cue.start))
            self.top = None
        elif self.cmp is not None and self.number is not None:
            self.draft.having.append(Test(slot, self.cmp[0], self.number, cue.start))
            self.cmp, self.number = None, None

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

    def _direction(self, desc: bool, text: str = "") -> None:
        draft = self.draft
        if "lexico" in text or "alpha" in text:
            if hasattr(self, "_wanted_direction"):
                return
        if draft.order:
            draft.order = [
                (s, desc if i == len(draft.order) - 1 or True else d) for i, (s, d) in enumerate(draft.order)
            ]
            self.clause = "done"
        else:
            self.pending_desc = desc
            self.clause = "order"
            self._wanted_direction = desc

    def _dim(self, cue: Cue) -> None:
        follow = self.look()
        words = tuple(w for w in cue.text.split() if w != "the")
        if follow is not None and follow.token.low == "than":
            self.dim = words
            self.clause = "where"
            self.cmp = (">" if cue.arg == "desc" else "<", self.at)
            return
        column = self._next_column()
        measured = (
            column is not None
            and column.mention is not None
            and column.mention.kind == "column"
            and bool(_numeric(column.mention))
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
            self.top = (cue.arg == "desc", self._limit(), False, ())
            return
        if words[-1] in ("first", "last") and not (
            column is not None and column.mention is not None and column.mention.kind == "table"
        ):
            return
        self.draft.tops.append(
            Top(Slot(None, dimension=words, at=cue.start), cue.arg == "desc", self._limit() or 1, at=cue.start)
        )

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

    def _super(self, cue: Cue, common: bool) -> None:
        self.top = (cue.arg == "desc", self._limit(), common, ())
        follow = self.next_solid()
        if common and (follow is None or follow.kind != "mention") and self.draft.select:
            slot = self.draft.select[-1]
            self.draft.tops.append(Top(slot, cue.arg == "desc", self._limit() or 1, True, at=cue.start))
            self.top = None

    def _compare(self, cue: Cue) -> None:
        op = cast(Operator, cue.arg)
        if cue.text.startswith(("or ", "and ")):
            tests = [*self.draft.tests, *self.draft.having]
            if tests:
                last = max(tests, key=lambda t: t.at)
                last.op = op
            return
        if self.negated and op in _FLIP:
            op, self.negated = _FLIP[op], False
        self.cmp = (op, self.at)
        if self.clause != "where":
            self.clause = "where"

    def _compare_aggregate(self, cue: Cue) -> None:
        if self.cmp is None:
            return
        slot = Slot(None, cast(Aggregate, cue.arg), at=cue.start)
        follow = self.look()
        if follow is not None and follow.mention is not None and follow.mention.kind == "column":
            slot.mention = follow.mention
            self.at += 1
        self.draft.tests.append(Test(self._subject(), self.cmp[0], slot, cue.start))
        self.cmp = None

    def _subject(self) -> Slot | None:
        if (
            self.dim
            and self.last is not None
            and self.clause == "where"
            and self.last not in self.draft.select
            and _numeric_slot(self.last)
        ):
            self.dim = ()
            return self.last
        if self.dim:
            slot = Slot(None, dimension=self.dim, at=self.at)
            self.dim = ()
            return slot
        return self.last

    def _like(self, cue: Cue) -> None:
        follow = self.look()
        hops = 1
        while follow is not None and (follow.kind == "small" or follow.is_cue("like", "rel")):
            hops += 1
            follow = self.look(hops)
        text = ""
        if follow is not None and (
            follow.kind in ("quoted", "word", "number")
            or (follow.mention is not None and follow.mention.kind == "value")
        ):
            text = follow.text
        if not text:
            return
        pattern = {"contain": f"%{text}%", "start": f"{text}%", "end": f"%{text}"}[cue.arg]
        op: Operator = "not like" if self.negated else "like"
        self.draft.tests.append(Test(self.last, op, pattern, cue.start, either=self.either))
        self.negated = False
        self.at += hops
        self.clause = "where"

    def _null(self, yes: bool) -> None:
        self.draft.tests.append(Test(self.last, "is null" if yes != self.negated else "not null", None, self.at))
        self.negated = False

    # mentions

    def _mention(self, item: Item, mention: Mention) -> None:
        kind = mention.kind
        if (
            kind == "value"
            and self.clause in ("select", "order", "group")
            and mention.links[0].score < 1.0
            and any(x.kind != "value" and x.score > 0.8 for x in mention.links)
        ):
            kind = next(x.kind for x in mention.links if x.kind != "value")
        if kind == "value":
            self._value(item, mention)
        elif kind == "table":
            self._table(item, mention)
        else:
            self._column(item, mention)

    def _value(self, item: Item, mention: Mention) -> None:
        op: Operator = "!=" if self.negated else "="
        if self.cmp is not None and self.number is not None:
            self.draft.having.append(Test(Slot(None, "count", at=item.start), self.cmp[0], self.number, item.start))
            self.number = None
        if self.cmp is not None and self.cmp[0] in ("!=",):
            op = "!="
        self.cmp = None
        near = (
            self.last
            if self.last is not None and self.last.mention is not None and item.start - self.last.mention.end <= 3
            else None
        )
        self.draft.tests.append(Test(near, op, mention, item.start, either=self.either))
        self.negated = False
        if near is not None and near in self.draft.select and self.clause == "where" and len(self.draft.select) > 1:
            self.draft.select.remove(near)

    def _table(self, item: Item, mention: Mention) -> None:
        draft = self.draft
        table = mention.of("table")[0].place[0]
        draft.tables.append((item.start, table))
        slot = Slot(mention, at=item.start)
        follow = self.look()
        if (
            follow is not None
            and follow.mention is not None
            and any(x.place[0] == table and x.score > 0.5 for x in follow.mention.of("column"))
            and follow.mention.kind == "column"
            and self.number is None
        ):
            draft.entity = draft.entity or table
            return
        if (
            self.top is not None
            and follow is not None
            and follow.mention is not None
            and follow.mention.kind == "column"
        ):
            return
        if self.top is not None:
            desc, limit, common, _ = self.top
            self.top = None
            draft.tops.append(Top(slot, desc, limit or 1, common, True, item.start))
            self.counting = False
            if common and not draft.select:
                draft.select.append(slot)
                draft.entity, self.said = table, True
            return
        if self.clause == "group":
            draft.group.append(slot)
            self._after_group()
            return
        if self.clause == "order":
            draft.order.append((slot, self._dir()))
            self.counting = False
            return
        if self.counting and self.clause in ("select", "after"):
            self.counting = False
            distinct, self.distinct = self.distinct, False
            draft.select.append(Slot(mention, "count", distinct, at=item.start, share=self.share))
            self.share = False
            self.said = True
            if not draft.entity:
                draft.entity = table
                draft.count_entity = True
            return
        if self.cmp is not None and isinstance(self._pending_number(), float):
            number = self._pending_number()
            draft.having.append(Test(slot, self.cmp[0], number, item.start))
            self.cmp, self.number = None, None
            return
        if self.negated and table != draft.entity:
            draft.never.append(table)
            draft.never_at = item.start
            self.negated = False
            return
        if not draft.entity:
            draft.entity = table
            if self.clause in ("select", "after") and not draft.select:
                slot.implicit = True
                draft.select.append(slot)
        elif self.clause == "select" and self._list_goes_on() and not self.sentence:
            draft.select.append(slot)
        self.said = True

    number: float | None = None

    def _pending_number(self) -> float | None:
        return self.number

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

    def _agg_listed(self) -> bool:
        """Whether the aggregate before this item follows a conjunction: `and the maximum salary`."""
        at = self.at - 1
        while at > 0 and (self.items[at].is_cue("agg") or self.items[at].kind == "small"):
            at -= 1
        return self.items[at].is_cue("and") or self.items[at].text == ","

    def _list_goes_on(self) -> bool:
        before = self.look(-1)
        hops = 1
        while before is not None and before.kind == "small":
            hops += 1
            before = self.look(-hops)
        return before is not None and (before.is_cue("and") or before.text == ",")

    def _dir(self) -> bool:
        return bool(getattr(self, "_wanted_direction", False))

    def _after_group(self) -> None:
        if not (self.look() is not None and cast(Item, self.look()).is_cue("and")):
            self.clause = "after" if self.said else "select"

    def _column(self, item: Item, mention: Mention) -> None:
        draft = self.draft
        slot = Slot(mention, at=item.start)
        if self.negated and _is_metric(mention):
            draft.never.append(mention.links[0].place[0])
            draft.never_at, self.negated = item.start, False
            return
        if (
            self.agg in ("min", "max")
            and self.clause in ("where", "after")
            and self.cmp is None
            and self.said
            and not self._agg_listed()
        ):
            self.top = (self.agg == "max", None, False, ())
            self.agg = ""
        if self.top is not None:
            self._top_column(slot, item)
            return
        match self.clause:
            case "group":
                draft.group.append(slot)
                self._after_group()
                return
            case "order":
                if self.agg or self.counting:
                    slot.agg, self.agg, self.counting = self.agg or "count", "", False
                draft.order.append((slot, self._dir()))
                return
            case "where" | "done":
                slot.agg, self.agg = self.agg, ""
                if self.cmp is not None and self.number is not None and not _numeric(mention):
                    tables = mention.of("table")
                    counted = Slot(mention if tables else None, "count", at=item.start)
                    draft.having.append(Test(counted, self.cmp[0], self.number, item.start))
                    self.cmp, self.number = None, None
                elif self.cmp is not None and self.number is not None:
                    draft.tests.append(Test(slot, self.cmp[0], self.number, item.start, either=self.either))
                    self.cmp, self.number = None, None
                elif (
                    draft.tests
                    and draft.tests[-1].slot is None
                    and item.start - draft.tests[-1].at <= 2
                    and draft.tests[-1].at < item.start
                    and isinstance(draft.tests[-1].value, Mention)
                ):
                    draft.tests[-1].slot = slot
                self.last = slot
                return
        self.last = slot
        if (
            draft.tests
            and draft.tests[-1].slot is None
            and item.start - draft.tests[-1].at <= 2
            and isinstance(draft.tests[-1].value, Mention)
            and any(x.place == y.place for x in mention.links for y in draft.tests[-1].value.links)
        ):
            draft.tests[-1].slot = slot
            return
        if self.clause == "after" and not self._list_goes_on() and not (self.agg or self.counting):
            return
        if self._owned(mention):
            tables = mention.of("table")
            if tables and not draft.entity:
                draft.entity = tables[0].place[0]
                draft.tables.append((item.start, draft.entity))
            return
        if self.counting:
            slot.agg, slot.distinct, self.counting = "count", self.distinct, False
        elif _is_metric(mention):
            self.agg = ""
        elif self.agg:
            slot.agg = self.agg
            slot.distinct = False
            follow = self.look()
            if not (follow is not None and follow.is_cue("and")):
                self.agg = ""
            if (
                follow is not None
                and follow.is_cue("and")
                and not (self.look(2) is not None and cast(Item, self.look(2)).is_cue("agg"))
            ):
                pass
        elif self.distinct:
            draft.distinct = True
        self.distinct = False
        slot.share, self.share = self.share, False
        before = self.look(-1)
        slot.full = before is not None and before.token.low == "full"
        self._pending_aggs(slot)
        slot.sentence = self.sentence
        and_before = self._list_goes_on()
        draft.select = [x for x in draft.select if not (x.implicit and (not and_before or self.sentence))]
        if self.sentence and not self.second:
            self.second = True
            draft.select = [x for x in draft.select if x.agg]
        draft.select.append(slot)
        self.said = True
        self.clause = "select"

    def _pending_aggs(self, slot: Slot) -> None:
        """`maximum and minimum salary`: the aggregates before a conjunction take the same column."""
        at = self.at - 1
        aggs: list[Aggregate] = []
        while at >= 0 and (
            self.items[at].is_cue("agg", "and") or self.items[at].text == "," or self.items[at].kind == "small"
        ):
            cue = self.items[at].cue
            if cue is not None and cue.kind == "agg":
                aggs.append(cast(Aggregate, cue.arg))
            elif cue is not None and cue.kind == "count" and "total" in cue.text and slot.agg == "sum":
                aggs.append("sum")
            at -= 1
        for agg in reversed(aggs[1:]):
            self.draft.select.append(Slot(slot.mention, agg, at=slot.at))

    def _top_column(self, slot: Slot, item: Item) -> None:
        if self.top is None:
            return
        desc, limit, common, _ = self.top
        self.top = None
        draft = self.draft
        slot.agg, self.agg = self.agg, ""
        numeric = slot.mention is not None and _numeric(slot.mention)
        if common:
            draft.tops.append(Top(slot, desc, limit or 1, True, at=item.start))
            if not draft.select:
                draft.select.append(slot)
                self.said = True
        elif self.clause == "select" and not draft.select and not draft.entity and numeric and limit is None:
            slot.agg = "max" if desc else "min"
            draft.select.append(slot)
            self.said = True
        else:
            draft.tops.append(Top(slot, desc, limit or 1, False, not numeric or self.counting, item.start))
        self.counting = False

    # numbers, dates, quoted strings

    def _number(self, item: Item) -> None:
        before, follow = self.look(-1), self.look()
        if item.number is None:
            return
        if (before is not None and before.is_cue("super", "dim", "topn")) or (
            follow is not None and follow.is_cue("super", "dim", "common")
        ):
            return
        if (
            not self.said
            and self.clause == "select"
            and self.cmp is None
            and follow is not None
            and follow.mention is not None
            and follow.mention.kind != "value"
        ):
            self.draft.head = int(item.number)
            return
        years = self.look(2)
        if follow is not None and years is not None and follow.text in ("year", "years") and years.token.low == "old":
            self.dim = ("older",)
            self.draft.tests.append(
                Test(self._subject(), self.cmp[0] if self.cmp else "=", item.number, item.start, either=self.either)
            )
            self.cmp = None
            self.at += 2
            return
        if self.cmp is not None and self.cmp[0] == "between":
            later = next((i for i in self.items[self.at + 1 : self.at + 5] if i.number is not None), None)
            if later is not None and later.number is not None:
                self.draft.tests.append(Test(self._subject(), "between", (item.number, later.number), item.start))
                self.at = self.items.index(later)
                self.cmp = None
                return
        if follow is not None and follow.is_cue("cmp") and follow.text.startswith("or "):
            self.cmp = (cast(Operator, follow.cue.arg), self.at) if follow.cue else None
            self.at += 1
            follow = self.look()
        if self.cmp is not None:
            counted = follow is not None and (
                follow.is_cue("times") or (follow.mention is not None and _tabled(follow.mention))
            )
            named = follow is not None and follow.mention is not None and follow.mention.kind == "column"
            close = (
                self.last is not None
                and item.start - self.last.at <= 6
                and self.clause == "where"
                and _numeric_slot(self.last)
            )
            valued = follow is not None and follow.mention is not None and follow.mention.kind == "value" and not close
            if valued and not self.dim:
                self.number = item.number
                return
            if (counted and not self.dim) or (named and not close and not self.dim):
                self.number = item.number
                return
            self.draft.tests.append(Test(self._subject(), self.cmp[0], item.number, item.start, either=self.either))
            self.cmp = None
            return
        if (
            follow is not None
            and follow.mention is not None
            and follow.mention.kind == "table"
            and self.clause == "where"
        ):
            self.cmp, self.number = ("=", self.at), item.number
            return
        named = follow is not None and follow.mention is not None and follow.mention.kind == "column"
        if named and self.clause == "where" and follow is not None and follow.mention is not None and _numeric(follow.mention):
            self.draft.tests.append(Test(Slot(follow.mention, at=follow.start), "=", item.number, item.start, either=self.either))
            self.at += 1
            return
        if self.last is not None:
            op: Operator = "!=" if self.negated else "="
            self.negated = False
            self.draft.tests.append(Test(self.last, op, item.number, item.start, either=self.either))
            if self.last in self.draft.select and len(self.draft.select) > 1:
                self.draft.select.remove(self.last)

    def _date(self, item: Item) -> None:
        window = item.window
        if window is None:
            return
        op: Operator = self.cmp[0] if self.cmp is not None else "="
        if op == "between":
            later = next((i for i in self.items[self.at + 1 : self.at + 5] if i.window is not None), None)
            if later is not None:
                self.draft.tests.append(Test(self.last, ">=", window, item.start))
                self.draft.tests.append(Test(self.last, "<=", later.window, later.start))
                self.at = self.items.index(later)
                self.cmp = None
                return
        self.draft.tests.append(Test(self._subject(), op, window, item.start, either=self.either, negated=self.negated))
        self.cmp, self.negated = None, False

    def _quoted(self, item: Item) -> None:
        op: Operator = "!=" if self.negated else "="
        if self.cmp is not None:
            op = self.cmp[0]
            self.cmp = None
        self.draft.tests.append(Test(self.last, op, item.token.text, item.start, either=self.either))
        self.negated = False

    def _count_of_value(self) -> None:
        """`how many females`: the rows that a value stands in are counted."""
        draft = self.draft
        valued = next((t.value for t in draft.tests if isinstance(t.value, Mention)), None)
        if valued is None:
            draft.unread.append("how many of what")
            return
        draft.entity = draft.entity or valued.of("value")[0].place[0]
        draft.select.append(Slot(None, "count"))

    def _close(self) -> None:
        draft = self.draft
        if self.clause == "group" and not draft.group and any(s.agg for s in draft.select):
            draft.group += [s for s in draft.select if not s.agg]
        if self.top is not None and draft.select:
            desc, limit, common, _ = self.top
            draft.tops.append(Top(draft.select[-1], desc, limit or 1, common))
        if self.clause == "order" and not draft.order and draft.select:
            draft.order.append((draft.select[0], self._dir()))
        if self.counting and not draft.select:
            self._count_of_value()
        if not draft.select and draft.tables:
            pass


def _is_metric(mention: Mention) -> bool:
    return mention.links[0].thing is not None and mention.links[0].thing.metric is not None


def _tabled(mention: Mention) -> bool:
    return any(x.score > 0.6 for x in mention.of("table")) and mention.kind != "value"


def _numeric_slot(slot: Slot) -> bool:
    return bool(slot.dimension) or (slot.mention is not None and _numeric(slot.mention)) or slot.agg == "count"


def _numeric(mention: Mention) -> bool:
    best: Link = next((x for x in mention.links if x.kind == "column"), mention.links[0])
    return (
        best.thing is not None
        and best.thing.column is not None
        and best.thing.column.kind in ("number", "date", "timestamp")
    )
