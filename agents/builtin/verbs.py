"""Columns that are named without being asked for: verbs, units, what is compared, missing or denied."""

from __future__ import annotations

from typing import cast

from agents.builtin.cue_reader import Cues
from agents.builtin.draft import Slot, Test
from agents.builtin.excluded import goes_on
from agents.builtin.form import Aggregate, Operator
from agents.builtin.items import Item
from agents.builtin.links import Link, Mention
from agents.builtin.resolve import NAMING, is_rate
from agents.builtin.state import ADVERBS, TIME_SIDES, is_metric, measures, numeric, numeric_slot

NAMED = 0.9
"""How well a word fits a column at least that is meant by a verb."""
ALIKE = 0.1
"""Columns that fit a verb nearly as well as the best one."""


class Verbs(Cues):
    """Tells a column that is said of something from one that is to be shown."""

    def _told(self, item: Item, slot: Slot, mention: Mention) -> bool:
        """Whether this mention of a column is read as part of a condition, so that nothing is to be shown for it."""
        if self._beside_column(slot, mention) or self._sold(item) or self._unit_of(mention):
            return True
        if self._dated_behind_group(mention) or self._done_by_entity(item, slot, mention) or self._with_their(slot):
            return True
        if is_metric(mention) and not self.draft.select and self.cmp is None and self.top is None:
            self.clause = "group" if self.clause == "group" else "select"
        if self._costs(item) or self._said_of_entity(slot, mention) or self._measured(slot, mention):
            return True
        return self._yes_or_no(slot, mention, item) or self._lacks(slot, mention, item) or self._never(mention, item)

    def _dated_behind_group(self, mention: Mention) -> bool:
        """`stores per region opened after 2015`: the day is that of what is counted, else of what it is split by."""
        group = self.draft.group[-1] if self.draft.group else None
        before = self.look(-1)
        if group is None or before is None or before.mention is not group.mention or not self._dated_verb(0):
            return False
        days = [x for x in mention.links if _is_day(x) and x.score > mention.links[0].score - ALIKE]
        theirs = {x.place[0] for x in group.mention.links} if group.mention is not None else set[str]()
        meant = [x for x in days if x.place[0] == self.draft.entity] or [x for x in days if x.place[0] in theirs]
        narrowed = Mention(mention.start, mention.end, tuple(meant or days), mention.text)
        self.last, self.clause = Slot(narrowed, at=mention.start), "where"
        return True

    def _dated_verb(self, ahead: int) -> bool:
        """Whether a verb with a day of its own stands so many places on, and a time behind it: `opened after 2015`."""
        item, side = self.look(ahead) if ahead else self.items[self.at], self.look(ahead + 1)
        timed = item is not None and item.mention is not None and _is_day(item.mention.links[0])
        if item is None or side is None or not timed or item.end - item.start > 1:
            return False
        later = self.look(ahead + 2)
        led = side.token.low in (*TIME_SIDES, "in", "on", "during", "between", "from") or side.is_cue("between")
        dated = side.kind == "date" or (led and later is not None and later.kind in ("date", "number"))
        return dated and item.token.low.endswith(("ed", "ought", "old", "eft", "ent", "egan", "un"))

    def _beside_measure(self, slot: Slot) -> bool:
        """`revenue, orders and units sold by channel`: between measures the rows of a table are counted."""
        others = [s for s in self.draft.select if s is not slot]
        measured = bool(others) and others[-1].mention is not None and is_metric(others[-1].mention)
        return measured and self.clause == "select" and self._list_goes_on() and not self.negated

    def _denied_table(self, item: Item, table: str) -> bool:
        """`without orders`, `excluding returns`; a further one of a list is looked for by itself."""
        draft = self.draft
        if item.start == self.denied_next or (draft.never and table not in draft.never):
            draft.tables.pop()
            draft.apart.append(table)
        elif table != draft.entity:
            draft.never.append(table)
            draft.never_at = item.start
        else:
            return False
        self.negated, self.denied_next = False, goes_on(self.items, self.at)
        if self.denied_next > 0 and not draft.apart:
            draft.never_end = self.denied_next
        return True

    def _rows_beside(self) -> None:
        """`orders and revenue by region`: tables before a measure are counted, where both are split by something."""
        if not any(i.token.low in ("by", "per") or i.is_cue("group") for i in self.items[self.at :]):
            return
        for slot in self.draft.select:
            if slot.implicit or (slot.mention is not None and slot.mention.kind == "table" and not slot.agg):
                slot.agg, slot.implicit = "count", False

    def _with_their(self, slot: Slot) -> bool:
        """`products under 15 euros with their price`: one more thing to show."""
        before, earlier, follow = self.look(-1), self.look(-2), self.look()
        whose = before is not None and before.is_cue("self") and earlier is not None
        if not whose or earlier is None or earlier.text not in ("with", "and") or self.top is not None:
            return False
        ends = follow is None or follow.text in (".", "?", "and", ",") or follow.token.low in ("in", "for", "from")
        if not ends or self.cmp is not None or self.negated or self.agg or self.counting or not self.draft.select:
            return False
        named = self.clause == "select" and all(s.implicit for s in self.draft.select)  # `customers and their cities`
        if not (named or self.clause in ("where", "after", "done")) or any(s.agg for s in self.draft.select):
            return False
        for shown in self.draft.select:
            shown.implicit = False
        self.draft.select.append(slot)
        self.draft.more_asked = True
        return True

    def _yes_or_no(self, slot: Slot, mention: Mention, item: Item) -> bool:
        """`not active`, `what percentage takes the newsletter`: a column that holds yes or no is a condition."""
        best = mention.links[0].thing
        if best is None or best.column is None or best.column.kind != "boolean":
            return False
        draft = self.draft
        if self.negated:
            draft.tests.append(Test(slot, "=", False, item.start))
            self.negated = False
            return True
        before = self.look(-1)
        counted = draft.count_entity and self.clause in ("select", "after", "where") and not self._list_goes_on()
        if draft.select and (counted or (before is not None and before.is_cue("rel") and before.text == "with")):
            draft.tests.append(Test(slot, "=", True, item.start))
            return True
        if not (self.share and self.counting):
            return False
        draft.entity = draft.entity or mention.links[0].place[0]
        draft.select.append(Slot(None, "count", at=item.start, share=True))
        draft.tests.append(Test(slot, "=", True, item.start))
        self.share = self.counting = False
        self.said = True
        return True

    def _never(self, mention: Mention, item: Item) -> bool:
        """`products with no sales`: the rows of a measure are missing."""
        if not (self.negated and is_metric(mention)):
            return False
        self.draft.never.append(mention.links[0].place[0])
        self.draft.never_at, self.negated = item.start, False
        return True

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
        if is_metric(mention) or (follow is not None and follow.kind in ("number", "date", "quoted")):
            return False
        ahead = self.look()
        if ahead is not None and ahead.token.low == "than":
            self.last, self.clause, self.cmp = slot, "where", (self.cmp[0], self.at + 1)
            return True
        known = (
            self.last
            if self.last is not None and self.last.mention is not mention and numeric_slot(self.last)
            else None
        )
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

    def _sold(self, item: Item) -> bool:
        """`units of shoes sold`: the verb of a measure that is there already."""
        verb = item.token.stem in ("sold", "sell") and item.end - item.start == 1
        return verb and any(s.mention is not None and is_metric(s.mention) for s in self.draft.select)

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
        ours = before is not None and before.token.low in ("we", "they", "you") and self.draft.select
        if timed and ours and item.end - item.start == 1 and not self.negated and self.cmp is None and self.top is None:
            self.last, self.clause = slot, "where"
            return True
        if timed and verb and owner and before is not None and not self.draft.select and self.clause == "select":
            self.draft.select.append(Slot(before.mention, at=before.start, implicit=True))
            self.said = True
        if not (timed and verb and said) or not self.draft.select or self.top is not None or self.cmp is not None:
            return False
        if self.negated or self._list_goes_on() or self.clause in ("group", "order"):
            return False
        self.last, self.clause = slot, "where"
        return True

    def _measured(self, slot: Slot, mention: Mention) -> bool:
        """`which parcels weigh more than 40 kg`: a verb that is compared is no column to show."""
        draft, follow = self.draft, self.look()
        alone = len(draft.select) == 1 and draft.select[0].implicit
        before = self.look(-1)
        owner = (
            before is not None and before.mention is not None and before.mention.kind == "table" and not draft.select
        )
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

    def _verb_of_cost(self) -> bool:
        """`how many products cost more than ...`, `how many courses started in ...`: what is counted is named before."""
        follow = self.look()
        if follow is None or follow.mention is None:
            return False
        thing = follow.mention.links[0].thing
        timed = thing is not None and thing.column is not None and thing.column.kind in ("date", "timestamp")
        done = timed and follow.token.low.endswith("ed")
        return follow.token.low in ("cost", "costs", "weigh") or done

    def _on_average(self, table: str) -> bool:
        """`how many orders does a customer place on average`: the mean of each one's count."""
        before = [i.token.low for i in self.items[max(0, self.at - 3) : self.at]]
        mean = any(i.is_cue("agg") and i.cue is not None and i.cue.arg == "avg" for i in self.items[self.at :])
        each = before[-1:] in (["a"], ["an"], ["each"], ["every"], ["per"])
        return each and mean and self.draft.count_entity and table != self.draft.entity

    def _behind_per(self) -> bool:
        """Whether what stands here is that for each of which something is told."""
        before = self.look(-1)
        return before is not None and (before.token.low == "per" or before.text in ("each", "for each", "for every"))

    def _time_of(self, follow: Item | None) -> bool:
        """`average delivery time`: how long it takes."""
        spoken = self.agg in ("avg", "median", "min", "max") and follow is not None and follow.is_cue("times")
        if spoken and follow is not None and follow.token.low in ("time", "times") and follow.end - follow.start == 1:
            self.at += 1
            return True
        return False

    def _takes(self, slot: Slot, mention: Mention) -> bool:
        """`how long does it take to close a ticket`: the days until that."""
        columns = [x.thing.column for x in mention.of("column") if x.thing is not None and x.score > NAMED]
        if not self.spanning or not any(c is not None and c.kind in ("date", "timestamp") for c in columns):
            return False
        slot.agg, self.agg, self.spanning = self.agg or self._spoken_mean(), "", False
        self.draft.select.append(slot)
        self.said = True
        return True

    def _spoken_mean(self) -> Aggregate:
        """The aggregate that is still to come: `how long does it take on average`."""
        cues = (i.cue for i in self.items[self.at :] if i.cue is not None and i.cue.kind == "agg")
        return next((cast(Aggregate, c.arg) for c in cues), "avg")

    def _alternatives(self) -> bool:
        """`did A or B bring more`, `did we sell more in A or in B`: which of the two."""
        values = [i.start for i in self.items if i.mention is not None and i.mention.kind == "value"]
        return len(values) > 1 and any(i.is_cue("or") and values[0] < i.start < values[-1] for i in self.items)

    def _done_to_it(self, item: Item, mention: Mention) -> bool:
        """`total weight shipped by carrier`: the verb says whose weight, its day is not shown."""
        shown = self.draft.select[-1] if self.draft.select else None
        thing = mention.links[0].thing
        if shown is None or shown.mention is None or not shown.agg or thing is None or thing.column is None:
            return False
        if self._list_goes_on() or not item.token.low.endswith("ed") or thing.column.kind not in ("date", "timestamp"):
            return False
        table = thing.table.name
        if all(link.place[0] != table for link in shown.mention.of("column")):
            return False
        self.draft.tables.append((item.start, table))
        return True

    def _over_pieces(self, mention: Mention) -> bool:
        """`average monthly revenue`, `average revenue per day`: what adds up is averaged over pieces of time or things."""
        before = self.look(-1)
        return adds_up(mention) and (self._per_entity() or (before is not None and before.token.low in ADVERBS))

    def _count_is_tested(self, slot: Slot, mention: Mention) -> bool:
        """`how many students scored below 50`: a number that is compared says which are counted."""
        shown, follow, number = self.draft.select, self.look(), self.look(2)
        if not shown or shown[-1].agg != "count" or self.agg or self.counting or not numeric(mention):
            return False
        if follow is None or not follow.is_cue("cmp") or number is None or number.kind != "number":
            return False
        self.last, self.clause, self.said = slot, "where", True
        return True

    def _kind_of_amount(self, slot: Slot, mention: Mention) -> bool:
        """`how many billable hours`: a column of yes and no before numbers says which of them."""
        thing, follow = mention.links[0].thing, self.look()
        flag = thing is not None and thing.column is not None and thing.column.kind == "boolean"
        if not flag or follow is None or follow.mention is None or not measures(follow.mention):
            return False
        self.draft.tests.append(Test(slot, "=", True, slot.at))
        return True

    def _done_most(self, item: Item, slot: Slot, mention: Mention) -> bool:
        """`which agent closed the most tickets`: a verb with a day of its own, so those whose day is known."""
        follow = self.next_solid()
        thing = mention.links[0].thing
        timed = thing is not None and thing.column is not None and thing.column.kind in ("date", "timestamp")
        if not timed or not item.token.low.endswith("ed") or follow is None or not self.draft.select:
            return False
        if not follow.is_cue("super", "common"):
            return False
        self.draft.tests.append(Test(slot, "not null", None, item.start))
        self.said = True
        return True

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

    def _neither(self) -> bool:
        """`neither A nor B`: the denial goes on."""
        return any(i.text == "neither" for i in self.items[: self.at])

    def _waiting(self, item: Item) -> Mention | None:
        """The cell value just before this place that has no column yet."""
        test = self.draft.tests[-1] if self.draft.tests else None
        if test is None or test.slot is not None or item.start - test.at > 2 or not isinstance(test.value, Mention):
            return None
        return test.value


def _is_day(link: Link) -> bool:
    """Whether it means a column of days."""
    column = link.thing.column if link.thing is not None else None
    return column is not None and column.kind in ("date", "timestamp")


def adds_up(mention: Mention) -> bool:
    """Whether it names a metric whose figures add up."""
    thing = mention.links[0].thing
    return thing is not None and thing.metric is not None and not is_rate(thing.metric.expression)
