"""The reader: one pass over the items with a clause in mind, from left to right, that fills a Draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from agents.builtin.amounts import UNIT_WORDS
from agents.builtin.cue_reader import Cues
from agents.builtin.draft import Draft, Slot, Test, Top
from agents.builtin.form import Aggregate, Operator
from agents.builtin.items import Item, State
from agents.builtin.links import Link, Mention
from agents.builtin.names import Thing
from agents.builtin.resolve import NAMING, is_rate
from agents.builtin.state import (
    ADVERBS,
    ASKING,
    TIME_SIDES,
    is_metric,
    light,
    numeric,
    numeric_slot,
)


class Reader(Cues):
    """Reads the items of one question. One use each."""

    def read(self) -> Draft:
        """The draft of all items."""
        while self.at < len(self.items):
            item = self.items[self.at]
            if not self._grain(item):
                self._step(item)
            self.at += 1
        self._close()
        return self.draft

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

    def _alternatives(self) -> bool:
        """`did A or B bring more`: which of the two."""
        values = [i for i in self.items[: self.at] if i.mention is not None and i.mention.kind == "value"]
        return len(values) > 1 and any(i.is_cue("or") for i in self.items[: self.at])

    def _word(self, item: Item) -> None:
        if item.token.low in ("information", "info", "everything") and not self.draft.select:
            self.draft.star = True
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

    def _left_then(self, item: Item) -> bool:
        """`shipments that left last week`: a light verb just before a window says no more than when."""
        follow = self.next_solid()
        return item.token.low in ("left", "happened") and (follow is not None and follow.kind == "date")

    def _in_the_name(self, item: Item) -> bool:
        """`have lantern in their name`: a word of one's own that is looked for in a text column."""
        rest = self.items[self.at + 1 : self.at + 5]
        small = [i.kind == "small" or i.is_cue("rel", "self") for i in rest]
        after = small.index(False) if False in small else 0
        named = rest[after].mention if after else None
        if named is None or named.kind != "column" or rest[0].text != "in" or not self.said:
            return False
        thing = named.links[0].thing
        if thing is None or thing.column is None or thing.column.kind != "text":
            return False
        if not any(i.is_cue("self") for i in rest[:after]) and not NAMING & set(thing.names[0]):
            return False
        op: Operator = "not like" if self.negated else "like"
        self.draft.tests.append(Test(Slot(named, at=item.start), op, f"%{item.token.text}%", item.start))
        self.negated = False
        self.at += after + 1
        return True

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
        elif self.cmp is not None and self.cmp[0] in (">", "<") and self.number is None:
            self._compared_with(mention, item)
            return
        self.cmp = None
        near = (
            self.last
            if self.last is not None and self.last.mention is not None and item.start - self.last.mention.end <= 3
            else None
        )
        self.draft.tests.append(Test(near, op, mention, item.start, either=self.either))
        self.negated = self.negated and self._neither()
        self.either = False
        if near is not None and near in self.draft.select and self.clause == "where" and len(self.draft.select) > 1:
            self.draft.select.remove(near)

    def _compared_with(self, mention: Mention, item: Item) -> None:
        """`larger than the Berlin store`: compared with the same column of another row."""
        subject = self._subject()
        if self.cmp is None:
            return
        if subject is None or not numeric_slot(subject):
            self.draft.unread.append(self.items[self.cmp[1]].text)
        else:
            self.draft.tests.append(Test(subject, self.cmp[0], Slot(None, at=item.start, parts=mention), item.start))
        self.cmp = None

    def _table(self, item: Item, mention: Mention) -> None:
        draft = self.draft
        table = mention.of("table")[0].place[0]
        draft.tables.append((item.start, table))
        slot = Slot(mention, at=item.start)
        verb = item.token.low.endswith(("ed", "ought", "old", "ent", "aid"))
        self.deed = table if verb and draft.entity and table != draft.entity and item.end - item.start == 1 else ""
        follow = self.look()
        owned = follow.mention if follow is not None else None
        if owned is not None and owned.kind == "column" and self._says_whose(owned, table):
            return
        if self.spanning:
            self.spanning = False
            draft.entity = draft.entity or table
            draft.select.append(Slot(mention, self.agg or self._spoken_mean(), at=item.start, span=True))
            self.said, self.agg = True, ""
        elif self._on_average(table):
            draft.group.append(slot)
            draft.select[-1].mean = True
        elif self.top is not None:
            self._top_table(slot, table)
        elif self.clause == "group":
            draft.group.append(slot)
            self._after_group()
        elif self.clause == "order":
            draft.order.append((slot, self._dir()))
            self.counting = False
        elif self.counting and self.clause in ("select", "after"):
            self._counted(mention, item, table)
        elif self.cmp is not None and self.number is not None:
            draft.having.append(Test(slot, self.cmp[0], self.number, item.start))
            self.cmp, self.number = None, None
        elif self.negated and table != draft.entity:
            draft.never.append(table)
            draft.never_at, self.negated = item.start, False
        else:
            self._entity(slot, table)

    def _on_average(self, table: str) -> bool:
        """`how many orders does a customer place on average`: the mean of each one's count."""
        before = [i.token.low for i in self.items[max(0, self.at - 3) : self.at]]
        mean = any(i.is_cue("agg") and i.cue is not None and i.cue.arg == "avg" for i in self.items[self.at :])
        each = before[-1:] in (["a"], ["an"], ["each"], ["every"], ["per"])
        return each and mean and self.draft.count_entity and table != self.draft.entity

    def _spoken_mean(self) -> Aggregate:
        """The aggregate that is still to come: `how long does it take on average`."""
        cues = (i.cue for i in self.items[self.at :] if i.cue is not None and i.cue.kind == "agg")
        return next((cast(Aggregate, c.arg) for c in cues), "avg")

    def _says_whose(self, column: Mention, table: str) -> bool:
        """`school enrollment`: the table only says whose column follows."""
        if self.counting and self._verb_of_cost():
            return False
        if self.top is not None:
            return True
        if self.number is None and any(x.place[0] == table and x.score > 0.5 for x in column.of("column")):
            self.draft.entity = self.draft.entity or table
            return True
        return False

    def _verb_of_cost(self) -> bool:
        """`how many products cost more than ...`"""
        follow = self.look()
        return follow is not None and follow.token.low in ("cost", "costs", "weigh")

    def _top_table(self, slot: Slot, table: str) -> None:
        if self.top is None:
            return
        desc, limit, common, _ = self.top
        self.top = None
        self.draft.tops.append(Top(slot, desc, limit or 1, common, True, slot.at))
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
        self.said = True

    def _column(self, item: Item, mention: Mention) -> None:
        draft = self.draft
        slot = Slot(mention, at=item.start)
        best = mention.links[0].thing
        if self._beside_column(slot, mention) or self._sold(item, mention) or self._unit_of(mention):
            return
        if self._done_by_entity(item, slot, mention):
            return
        if is_metric(mention) and not draft.select and self.cmp is None and self.top is None:
            self.clause = "group" if self.clause == "group" else "select"
        if self._costs(item) or self._said_of_entity(slot, mention) or self._measured(slot, mention):
            return
        if self.negated and best is not None and best.column is not None and best.column.kind == "boolean":
            draft.tests.append(Test(slot, "=", False, item.start))
            self.negated = False
            return
        if self._lacks(slot, mention, item):
            return
        if self.share and self.counting and best is not None and best.column is not None and best.column.kind == "boolean":
            draft.entity = draft.entity or mention.links[0].place[0]
            draft.select.append(Slot(None, "count", at=item.start, share=True))
            draft.tests.append(Test(slot, "=", True, item.start))
            self.share = self.counting = False
            self.said = True
            return
        if self.negated and is_metric(mention):
            draft.never.append(mention.links[0].place[0])
            draft.never_at, self.negated = item.start, False
            return
        late = self.clause in ("where", "after") and self.cmp is None and self.said
        if self.agg in ("min", "max") and late and not self._agg_listed():
            self.top = (self.agg == "max", None, False, ())
            self.agg = ""
        if self.top is not None:
            self._top_column(slot, item)
        elif self.clause == "group":
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

    def _costs(self, item: Item) -> bool:
        """`products that cost between 20 and 25`: the verb stands for the price of what is asked for."""
        if item.token.low not in ("cost", "costs", "costing", "priced") or item.end - item.start > 1:
            return False
        follow = self.look()
        priced = Slot(None, dimension=("more", "expensive"), at=self.at)
        about = bool(self.draft.entity or any(t.slot.dimension for t in self.draft.tops))
        if about and (follow is None or follow.text == "?") and not self.counting:
            self.draft.select = [s for s in self.draft.select if not s.implicit]
            self.draft.select.append(priced)
            return True
        if not about or follow is None or not (follow.is_cue("cmp", "between") or follow.kind == "number"):
            return False
        self.last, self.clause = Slot(None, dimension=("more", "expensive"), at=self.at), "where"
        return True

    def _beside_column(self, slot: Slot, mention: Mention) -> bool:
        """`below the reorder point`, `delivered after the promised day`: one column is compared with another."""
        if self.cmp is None or self.number is not None or self.cmp[0] == "between" or not numeric(mention) or self.dim:
            return False
        between = self.items[self.cmp[1] + 1 : self.at]
        if any(i.kind != "small" and not i.is_cue("self") for i in between):
            return False
        follow = self.next_solid()
        if follow is not None and follow.kind in ("number", "date", "quoted") or self._clear_of_numbers(mention):
            return False
        ahead = self.look()
        if ahead is not None and ahead.token.low == "than":
            self.last, self.clause, self.cmp = slot, "where", (self.cmp[0], self.at + 1)
            return True
        known = self.last if self.last is not None and self.last.mention is not mention and numeric_slot(self.last) else None
        self.draft.tests.append(Test(known, self.cmp[0], slot, slot.at, either=self.either))
        self.cmp = None
        return True

    def _lacks(self, slot: Slot, mention: Mention, item: Item) -> bool:
        """`with no remark`, `without a phone number`: the column is empty."""
        cue = next((i for i in reversed(self.items[: self.at]) if i.is_cue("neg")), None)
        if not self.negated or cue is None or cue.text not in ("no", "without", "lacking", "not have", "not have any"):
            return False
        between = self.items[self.items.index(cue) + 1 : self.at]
        follow = self.next_solid()
        valued = follow is not None and (
            follow.kind in ("number", "quoted", "date")
            or follow.is_cue("cmp")
            or (follow.mention is not None and follow.mention.kind == "value")
        )
        if valued or is_metric(mention) or any(i.kind != "small" for i in between) or not self.draft.entity:
            return False
        if mention.of("table") or mention.links[0].score < 0.7:
            return False
        self.draft.tests.append(Test(slot, "is null", None, item.start))
        self.negated = False
        return True

    def _sold(self, item: Item, mention: Mention) -> bool:
        """`units of shoes sold`: the verb of a measure that is there already."""
        verb = item.token.stem in ("sold", "sell") and item.end - item.start == 1
        return verb and any(s.mention is not None and is_metric(s.mention) for s in self.draft.select)

    def _neither(self) -> bool:
        """`neither A nor B`: the denial goes on."""
        return any(i.text == "neither" for i in self.items[: self.at])

    def _unit_of(self, mention: Mention) -> bool:
        """`more than 40 kg`: the unit of the column that was just compared, not one more column."""
        before, test = self.look(-1), self.draft.tests[-1] if self.draft.tests else None
        if before is None or before.number is None or test is None or test.slot is None or test.slot.mention is None:
            return False
        places = {x.place for x in test.slot.mention.links}
        return test.value == before.number and mention.links[0].place in places

    def _done_by_entity(self, item: Item, slot: Slot, mention: Mention) -> bool:
        """`customers who ordered in 2024`, `customers placed 20 orders`: a verb with a day of its own shows nothing."""
        thing = mention.links[0].thing
        timed = thing is not None and thing.column is not None and thing.column.kind in ("date", "timestamp")
        verb = item.end - item.start == 1 and item.token.low.endswith(("ed", "en", "ought", "old", "eft", "ent"))
        before = self.look(-1)
        said = before is not None and (
            (before.mention is not None and before.mention.kind in ("table", "value"))
            or before.text in ("who", "that", "which", "were", "was", "have", "has", "also", "not", "been")
        )
        owner = before is not None and before.mention is not None and before.mention.kind == "table"
        if timed and verb and owner and before is not None and not self.draft.select and self.clause == "select":
            self.draft.select.append(Slot(before.mention, at=before.start, implicit=True))
            self.said = True
        if not (timed and verb and said) or not self.draft.select or self.top is not None or self.cmp is not None:
            return False
        if self.negated or self._list_goes_on() or self.clause in ("group", "order"):
            return False
        self.last, self.clause = slot, "where"
        return True

    def _clear_of_numbers(self, mention: Mention) -> bool:
        """A metric is no column of the row."""
        return is_metric(mention)

    def _measured(self, slot: Slot, mention: Mention) -> bool:
        """`which parcels weigh more than 40 kg`: a verb that is compared is no column to show."""
        draft, follow = self.draft, self.look()
        alone = len(draft.select) == 1 and draft.select[0].implicit
        before = self.look(-1)
        owner = before is not None and before.mention is not None and before.mention.kind == "table" and not draft.select
        if self.clause not in ("select", "after") or not (alone or owner) or follow is None or self._list_goes_on():
            return False
        if not follow.is_cue("cmp", "between") or not numeric(mention) or self.agg or self.counting:
            return False
        if not any(x.place[0] == draft.entity for x in mention.of("column")):
            return False
        if owner and before is not None:
            draft.select.append(Slot(before.mention, at=before.start, implicit=True))
            self.said = True
        self.last, self.clause = slot, "where"
        return True

    def _said_of_entity(self, slot: Slot, mention: Mention) -> bool:
        """`which stores opened since 2020`, `brands do we sell`: a verb about what is asked for, not one more column."""
        draft, before, follow = self.draft, self.look(-1), self.next_solid()
        if before is None:
            return False
        counted = bool(draft.select and draft.select[-1].agg)
        if before.token.low in ("we", "they", "you") and is_metric(mention) and counted and not self.top:
            return True
        thing = mention.links[0].thing
        timed = thing is not None and thing.column is not None and thing.column.kind in ("date", "timestamp")
        about = before.mention is not None and before.mention.kind == "table"
        alone = not draft.select or (len(draft.select) == 1 and draft.select[0].implicit)
        side = self.look()
        dated = (follow is not None and follow.kind == "date") or (side is not None and side.token.low in TIME_SIDES)
        if not (timed and about and alone and dated and self.items[0].text in ("which", "what")):
            return False
        if not draft.select:
            draft.select.append(Slot(before.mention, at=before.start, implicit=True))
        self.last, self.clause, self.said = slot, "where", True
        return True

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

    def _waiting(self, item: Item) -> Mention | None:
        """The cell value just before this place that has no column yet."""
        test = self.draft.tests[-1] if self.draft.tests else None
        if test is None or test.slot is not None or item.start - test.at > 2 or not isinstance(test.value, Mention):
            return None
        return test.value

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
            slot.agg = self.agg
            if follow is None or not follow.is_cue("and"):
                self.agg = ""
        elif self.distinct:
            self.draft.distinct = True
        self.distinct = False
        slot.share, self.share = self.share, False
        slot.mean, self.mean = self.mean or (averaged and self._over_pieces(mention)), False
        before = self.look(-1)
        slot.full = before is not None and before.token.low == "full"
        self._pending_aggs(slot)

    def _over_pieces(self, mention: Mention) -> bool:
        """`average monthly revenue`, `average revenue per day`: what adds up is averaged over pieces of time or things."""
        thing = mention.links[0].thing
        adds = thing is not None and thing.metric is not None and not is_rate(thing.metric.expression)
        before = self.look(-1)
        return adds and (self._per_entity() or (before is not None and before.token.low in ADVERBS))

    def _shown(self, slot: Slot) -> None:
        draft = self.draft
        slot.sentence = self.sentence
        goes_on = self._list_goes_on()
        draft.select = [x for x in draft.select if not (x.implicit and (not goes_on or self.sentence))]
        if self.sentence and not self.second:
            self.second = True
            draft.select = [x for x in draft.select if x.agg]
        draft.select.append(slot)
        self.said = True
        self.clause = "select"

    def _after_group(self) -> None:
        if not (self.look() is not None and cast(Item, self.look()).is_cue("and")):
            self.clause = "after" if self.said else "select"

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
        if self.clause == "group" and not draft.group and any(s.agg for s in draft.select):
            draft.group += [s for s in draft.select if not s.agg]
        if self.top is not None and draft.select:
            desc, limit, common, _ = self.top
            draft.tops.append(Top(draft.select[-1], desc, limit or 1, common))
        if self.clause == "order" and not draft.order and draft.select:
            draft.order.append((draft.select[0], self._dir()))
        if self.cmp is not None and self.number is None and self.items[self.cmp[1]].is_cue("cmp"):
            draft.unread.append(self.items[self.cmp[1]].text)
        if self.negated:
            draft.unread.append("not")
        if self.counting and not draft.select:
            self._count_of_value()
        elif self.counting and draft.having and draft.having[0].slot is not None and not draft.group:
            draft.select.append(replace(draft.having[0].slot, agg="count"))


def _named(thing: Thing, item: Item) -> Slot:
    """A column as if it had been named at this place."""
    link = Link(item.start, item.end, "column", 1.0, thing, None, "a state")
    return Slot(Mention(item.start, item.end, (link,), item.text), at=item.start)
