"""The reader: one pass over the items with a clause in mind, from left to right, that fills a Draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import cast

from agents.builtin.amounts import UNIT_WORDS
from agents.builtin.draft import Draft, Slot, Test, Top
from agents.builtin.excluded import goes_on
from agents.builtin.form import Aggregate, Operator
from agents.builtin.items import Item, State
from agents.builtin.links import Link, Mention
from agents.builtin.names import Thing
from agents.builtin.state import (
    ADVERBS,
    ASKING,
    PIECES,
    TIME_SIDES,
    is_metric,
    light,
    numeric,
)
from agents.builtin.superlatives import size_said
from agents.builtin.verbs import Verbs, adds_up

LISTING = frozenset({"list", "show", "give", "find", "which", "who", "display", "get", "all"})


class Reader(Verbs):
    """Reads the items of one question. One use each."""

    def read(self) -> Draft:
        """The draft of all items."""
        while self.at < len(self.items):
            item = self.items[self.at]
            if not self._grain(item):
                self._step(item)
            self.at += 1
        self._close()
        self._rows_per()
        return self.draft

    def _rows_per(self) -> None:
        """`tickets per agent`: a table's rows are counted, where nothing else of them is asked for."""
        draft = self.draft
        only = draft.select[0] if len(draft.select) == 1 else None
        if only is None or not only.implicit or draft.lists or draft.tops or draft.order or draft.star or draft.never:
            return
        before = {after.start: item.token.low for item, after in pairwise(self.items)}
        if draft.group and all(before.get(slot.at) == "per" for slot in draft.group):
            only.agg, only.implicit = "count", False

    def _step(self, item: Item) -> None:
        if item.cue is not None:
            self._cue(item.cue)
        elif item.mention is not None:
            self._mention(item, item.mention)
        elif item.state is not None:
            self._state(item.state, item)
        else:
            readers: dict[str, Callable[[Item], None]] = {
                "date": self._date,
                "number": self._number,
                "mark": self._mark,
                "quoted": self._quoted,
                "word": self._word,
                "small": self._small,
            }
            readers[item.kind](item)

    def _state(self, state: State, item: Item) -> None:
        """`open`, `late`: a condition on days."""
        other = _named(state.other, item) if state.other is not None else None
        negated = self.negated and state.op in ("is null", "not null")
        op: Operator = ("not null" if state.op == "is null" else "is null") if negated else state.op
        self.negated = False
        self.draft.tests.append(Test(_named(state.thing, item), op, other, item.start, either=self.either))
        self.said = True
        if self.clause == "select" and self.draft.select:
            self.clause = "after"

    def _small(self, item: Item) -> None:
        low = item.token.low
        if low == "how" and self.look() is not None and cast(Item, self.look()).token.low == "long":
            self.spanning, self.at = True, self.at + 1
            return
        if low in ASKING and self.at and self.items[self.at - 1].text in (",", "and"):
            self.clause = "select"
        elif low == "without":
            self.negated = True
        elif low in TIME_SIDES:
            self._side(item)
        elif low in ("does", "do", "did") and self.draft.count_entity:
            self.clause = "where"
        elif low in ("more", "less", "better", "worse"):
            self.draft.versus = self.draft.versus or self._alternatives()
        elif low in ("a", "an", "any") and self.cmp is not None and self.at - self.cmp[1] == 1:
            self.number = 1.0 if self.cmp[0] in (">=", ">") else None

    def _word(self, item: Item) -> None:
        if item.token.low in ("information", "info", "everything") and not self.draft.select:
            self.draft.star = True
            return
        if item.token.low == "rank" and not self.said:
            self.ranking = True
            return
        if item.token.low in TIME_SIDES:
            self._side(item)
        elif item.token.low == "against":
            self.draft.versus = True
        elif (
            (
                item.token.low in UNIT_WORDS
                and self.look(-1) is not None
                and cast(Item, self.look(-1)).number is not None
            )
            or self._in_the_name(item)
            or self._left_then(item)
        ):
            return
        elif item.token.low not in light() and item.token.low not in ADVERBS:
            self.draft.unread.append(item.token.text)

    def _mark(self, item: Item) -> None:
        if item.text in ".?!;" and self.at + 1 < len(self.items):
            rest = self.items[self.at + 1 :]
            if any(i.kind == "mention" for i in rest):
                self.sentence += 1
                self.clause = "select"
                self.counting, self.agg = False, ""
        elif item.text == "," and self.clause == "group" and not self._lists_groups(self.at):
            self.clause = "select" if not self.draft.select else "where"
            self.clause = "select" if not self.said else self.clause

    def _mention(self, item: Item, mention: Mention) -> None:
        kind = mention.kind
        if item.start == self.denied_next:
            self.negated, self.either = True, False
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
        elif self.cmp is not None and self.cmp[0] in (">", "<") and self.number is None:
            self._compared_with(mention, item)
            return
        self.cmp = None
        near = (
            self.last
            if self.last is not None and self.last.mention is not None and item.start - self.last.mention.end <= 3
            else None
        )
        denied = self.negated and not self._neither()
        self.denied_next = goes_on(self.items, self.at) if denied else -1
        self.draft.tests.append(Test(near, op, mention, item.start, denied, self.either))
        self.negated = self.negated and self._neither()
        self.either = False
        if near is not None and near in self.draft.select and self.clause == "where" and len(self.draft.select) > 1:
            self.draft.select.remove(near)

    def _table(self, item: Item, mention: Mention) -> None:
        draft = self.draft
        table = mention.of("table")[0].place[0]
        draft.tables.append((item.start, table))
        slot = Slot(mention, at=item.start)
        verb = item.token.low.endswith(("ed", "ought", "old", "ent", "aid"))
        self.deed = draft.deed = (
            table if verb and draft.entity and table != draft.entity and item.end - item.start == 1 else ""
        )
        follow = self.look()
        owned = follow.mention if follow is not None else None
        if owned is not None and owned.kind == "column" and self._says_whose(owned, table):
            return
        if self.spanning or self._time_of(follow):
            self.spanning = False
            draft.entity = draft.entity or table
            draft.select.append(Slot(mention, self.agg or self._spoken_mean(), at=item.start, span=True))
            self.said, self.agg = True, ""
        elif self._on_average(table):
            slot.per = True
            draft.group.append(slot)
            draft.select[-1].mean = True
        elif self.top is not None:
            self._top_table(slot, table)
        elif self.clause == "group":
            slot.per = self._behind_per()
            draft.group.append(slot)
            self._after_group()
        elif self.clause == "order":
            slot.agg = "count" if self.counting else ""
            draft.order.append((slot, self._dir()))
            self.counting = False
        elif self.counting and self.clause in ("select", "after"):
            self._counted(mention, item, table)
        elif self.cmp is not None and self.number is not None:
            draft.having.append(Test(slot, self.cmp[0], self.number, item.start))
            self.cmp, self.number = None, None
        elif not (self.negated and self._denied_table(item, table)):
            self._entity(slot, table)

    def _says_whose(self, column: Mention, table: str) -> bool:
        """`school enrollment`: the table only says whose column follows."""
        if (self.counting and self._verb_of_cost()) or (self.clause == "group" and self._dated_verb(1)):
            return False
        if self.top is not None:
            return True
        if self.number is None and any(x.place[0] == table and x.score > 0.5 for x in column.of("column")):
            self.draft.entity = self.draft.entity or table
            return True
        return False

    def _top_table(self, slot: Slot, table: str) -> None:
        if self.top is None:
            return
        desc, limit, common, _ = self.top
        self.top = None
        self.draft.tops.append(
            Top(slot, desc, limit or 1, common, True, slot.at, size=size_said(self.items[: self.at]))
        )
        self.counting = False
        if common and not self.draft.select:
            self.draft.select.append(slot)
            self.draft.entity, self.said = table, True

    def _counted(self, mention: Mention, item: Item, table: str) -> None:
        slot = Slot(mention, "count", self.distinct, at=item.start, share=self.share, mean=self.mean)
        if self.agg == "avg" and self.mean:
            self.agg = ""
        self.mean = False
        self.draft.select.append(slot)
        self.counting = self.distinct = self.share = False
        self.said = True
        if not self.draft.entity:
            self.draft.entity = table
            self.draft.count_entity = True

    def _entity(self, slot: Slot, table: str) -> None:
        """A table named alone: what the question is about, or one more thing to show."""
        draft = self.draft
        if not draft.entity:
            draft.entity = table
            if self.clause in ("select", "after") and not draft.select:
                slot.implicit = True
                draft.select.append(slot)
        elif self.clause == "select" and self._list_goes_on() and not self.sentence:
            draft.select.append(slot)
        if self._beside_measure(slot):
            slot.agg, slot.implicit = "count", False
            draft.select = [*(s for s in draft.select if s is not slot), slot]
        self.said = True

    def _column(self, item: Item, mention: Mention) -> None:
        draft = self.draft
        slot = Slot(mention, at=item.start)
        if self._takes(slot, mention) or self._told(item, slot, mention) or self._done_most(item, slot, mention):
            return
        if self._count_is_tested(slot, mention) or self._kind_of_amount(slot, mention):
            return
        late = self.clause in ("where", "after") and self.cmp is None and self.said
        if self.agg in ("min", "max") and late and not self._agg_listed():
            self.top = (self.agg == "max", None, False, ())
            self.agg = ""
        if self.top is not None:
            self._top_column(slot, item)
        elif self.clause == "group":
            slot.per = self._behind_per()
            draft.group.append(slot)
            self._after_group()
        elif self.clause == "order":
            if self.agg or self.counting:
                slot.agg, self.agg, self.counting = self.agg or "count", "", False
            draft.order.append((slot, self._dir()))
        elif self.clause in ("where", "done"):
            self._tested(slot, mention, item)
        else:
            self._selected(slot, mention, item)

    def _tested(self, slot: Slot, mention: Mention, item: Item) -> None:
        """A column in a condition."""
        draft = self.draft
        slot.agg, self.agg = self.agg, ""
        if self.cmp is not None and self.number is not None:
            if numeric(mention):
                draft.tests.append(Test(slot, self.cmp[0], self.number, item.start, either=self.either))
            else:
                counted = Slot(mention if mention.of("table") else None, "count", at=item.start)
                draft.having.append(Test(counted, self.cmp[0], self.number, item.start))
            self.cmp, self.number = None, None
        elif self._waiting(item) is not None and draft.tests[-1].at < item.start:
            draft.tests[-1].slot = slot
        self.last = slot

    def _selected(self, slot: Slot, mention: Mention, item: Item) -> None:
        """A column to be shown, unless it says more about what is there already."""
        draft = self.draft
        self.last = slot
        value = self._waiting(item)
        fits = [x.place for x in mention.links if x.score > 0.6]
        if value is not None and not is_metric(mention) and any(y.place in fits for y in value.links):
            draft.tests[-1].slot = slot
            return
        if self.clause == "after" and not self._list_goes_on() and not (self.agg or self.counting):
            return
        if self._done_to_it(item, mention):
            return
        if self._owned(mention):
            tables = mention.of("table")
            if tables and not draft.entity:
                draft.entity = tables[0].place[0]
                draft.tables.append((item.start, draft.entity))
            return
        self._functions(slot, mention)
        self._shown(slot)

    def _functions(self, slot: Slot, mention: Mention) -> None:
        """Give a slot the aggregate, distinct and share that stand before it."""
        follow = self.look()
        averaged = False
        if self.counting:
            slot.agg, slot.distinct, self.counting = "count", self.distinct, False
        elif is_metric(mention):
            averaged, self.agg = self.agg == "avg", ""
        elif self.agg:
            slot.agg, slot.level = self.agg, self.level
            if follow is None or not follow.is_cue("and"):
                self.agg = ""
        elif self.distinct:
            self.draft.distinct = True
        self.distinct = False
        slot.share, self.share = self.share, False
        slot.averaged = averaged and adds_up(mention)
        slot.mean, self.mean = self.mean or (averaged and self._over_pieces(mention)), False
        before = self.look(-1)
        slot.full = before is not None and before.token.low == "full"
        self._pending_aggs(slot)

    def _shown(self, slot: Slot) -> None:
        draft = self.draft
        slot.sentence = self.sentence
        goes_on = self._list_goes_on()
        if goes_on and slot.mention is not None and is_metric(slot.mention) and not self.sentence:
            self._rows_beside()
        draft.select = [x for x in draft.select if not (x.implicit and (not goes_on or self.sentence))]
        if self.sentence and not self.second:
            self.second = True
            draft.select = [x for x in draft.select if x.agg]
        draft.select.append(slot)
        self.said = True
        self.clause = "select"

    def _after_group(self) -> None:
        joined = self.look() is not None and cast(Item, self.look()).is_cue("and")
        if not joined and not self._lists_groups(self.at + 1):
            self.clause = "after" if self.said else "select"

    def _lists_groups(self, at: int) -> bool:
        """`by channel, region and month`: a comma at this place goes on with what it is split by."""
        rest = self.items[at : at + 3]
        if len(rest) < 3 or rest[0].text != "," or not self.said:
            return False
        named = rest[1].mention is not None and rest[1].mention.kind != "value"
        piece = rest[1].token.low in PIECES
        return (named or piece) and (rest[2].is_cue("and") or rest[2].text == ",")

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
        slot.averaged = self.agg == "avg" and slot.mention is not None and adds_up(slot.mention)
        slot.agg, self.agg = self.agg, ""
        measured = slot.mention is not None and numeric(slot.mention)
        if common:
            draft.tops.append(Top(slot, desc, limit or 1, True, at=item.start))
            if not draft.select:
                draft.select.append(slot)
                self.said = True
        elif (
            self.clause == "select"
            and not draft.select
            and not draft.entity
            and measured
            and limit is None
            and not draft.grain
        ):
            slot.agg = "max" if desc else "min"
            if self.also is not None and self.also != desc:
                draft.select.append(Slot(slot.mention, "max" if self.also else "min", at=slot.at))
            draft.select.append(slot)
            self.said = True
        else:
            draft.tops.append(Top(slot, desc, limit or 1, False, not measured or self.counting, item.start))
        self.counting = False

    # numbers, dates, quoted strings

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
        draft.who = bool(self.items) and self.items[0].token.low in ("who", "whom")
        draft.lists = bool(self.items) and self.items[0].token.low in LISTING
        draft.wanted = self.agg if all(s.implicit for s in draft.select) else ""
        self._late_group()
        if self.top is not None and draft.select:
            desc, limit, common, _ = self.top
            draft.tops.append(Top(draft.select[-1], desc, limit or 1, common))
        if self.clause == "order" and not draft.order and draft.select:
            draft.order.append((draft.select[0], self._dir()))
        measured = [s for s in draft.select if s.agg or (s.mention is not None and is_metric(s.mention))]
        if self.ranking and measured and not draft.order and not draft.tops:
            draft.order.append((measured[0], True))
        if self.cmp is not None and self.number is None and self.items[self.cmp[1]].is_cue("cmp"):
            draft.unread.append(self.items[self.cmp[1]].text)
        if self.negated and not self._neither():
            draft.unread.append(next((i.text for i in reversed(self.items) if i.is_cue("neg")), "not"))
        self._late_mean()
        if self.counting and not draft.select:
            self._count_of_value()
            draft.counted_rows = not draft.select and not draft.unread
        elif self.counting and draft.having and draft.having[0].slot is not None and not draft.group:
            draft.select.append(replace(draft.having[0].slot, agg="count"))

    def _late_group(self) -> None:
        """`the count, for each, of ...`: grouped by what is shown."""
        if self.clause == "group" and not self.draft.group and any(s.agg for s in self.draft.select):
            self.draft.group += [s for s in self.draft.select if not s.agg]

    def _late_mean(self) -> None:
        """`how satisfied are customers on average`: the mean is told last."""
        alone = self.draft.select[0] if len(self.draft.select) == 1 else None
        if self.agg != "avg" or alone is None or alone.mention is None or alone.agg:
            return
        best = alone.mention.links[0].thing
        if best is not None and best.column is not None and best.column.kind == "number" and best.metric is None:
            alone.agg, self.agg = "avg", ""


def _named(thing: Thing, item: Item) -> Slot:
    """A column as if it had been named at this place."""
    link = Link(item.start, item.end, "column", 1.0, thing, None, "a state")
    return Slot(Mention(item.start, item.end, (link,), item.text), at=item.start)
