"""Numbers, dates, quoted strings and what compares with them."""

from __future__ import annotations

from typing import cast

from agents.builtin.cues import Cue, dimensions
from agents.builtin.draft import Slot, Test
from agents.builtin.form import Aggregate, Operator
from agents.builtin.items import Item
from agents.builtin.state import (
    FLIP,
    TIME_SIDES,
    State,
    numeric,
    numeric_slot,
    tabled,
)

_PIECES = frozenset(
    {"letter", "letters", "word", "words", "string", "phrase", "character", "characters", "text", "sign"}
)
"""Between `contains` and what is contained."""


UNIT_WORDS = frozenset({"euro", "euros", "eur", "dollar", "dollars", "usd", "pounds", "gbp", "francs", "chf"})
"""After a number they say what a column of numbers is measured in."""


class Amounts(State):
    """Reads what stands for an amount, a day or a piece of text."""

    def _number(self, item: Item) -> None:
        if item.number is None or self._beside_superlative():
            return
        number = item.number
        if item.token.low in ("once", "twice"):
            self._repeated(item, number)
            return
        if self._head_number(number) or self._years_old(item, number) or self._between(item, number):
            return
        follow = self.look()
        money = follow is not None and follow.token.low in UNIT_WORDS
        if money and not self.dim and not (self.last is not None and numeric_slot(self.last)) and not self.counting:
            self.dim = ("worth",)
        if follow is not None and follow.cue is not None and follow.is_cue("cmp") and follow.text.startswith("or "):
            self.cmp = (cast(Operator, follow.cue.arg), self.at)
            self.at += 1
        if self.cmp is not None:
            self._compared(item, number, self.cmp[0])
        else:
            self._equal(item, number)

    def _repeated(self, item: Item, number: float) -> None:
        """`ordered more than once`: the rows of the verb are counted."""
        if not self.deed:
            self.draft.unread.append(item.token.text)
            return
        op: Operator = self.cmp[0] if self.cmp is not None else "="
        counted = Slot(None, "count", at=item.start, table=self.deed)
        self.draft.having.append(Test(counted, op, number, item.start))
        self.cmp = None

    def _beside_superlative(self) -> bool:
        before, follow = self.look(-1), self.look()
        return (before is not None and before.is_cue("super", "dim", "topn")) or (
            follow is not None and follow.is_cue("super", "dim", "common")
        )

    def _head_number(self, number: float) -> bool:
        """`three countries ...` before anything is said."""
        follow = self.look()
        ranked = any(i.is_cue("super", "dim", "common") for i in self.items[self.at :])
        if (self.said and not ranked) or self.clause not in ("select", "after") or self.cmp is not None:
            return False
        if follow is None or (self.said and (follow.mention is None or follow.mention.kind != "table")):
            return False
        if follow.mention is None or follow.mention.kind == "value":
            return False
        self.draft.head = int(number)
        return True

    def _years_old(self, item: Item, number: float) -> bool:
        follow, after = self.look(), self.look(2)
        if follow is None or after is None or follow.text not in ("year", "years") or after.token.low != "old":
            return False
        self.dim = ("older",)
        op: Operator = self.cmp[0] if self.cmp else "="
        self.draft.tests.append(Test(self._subject(), op, number, item.start, either=self.either))
        self.cmp = None
        self.at += 2
        return True

    def _between(self, item: Item, number: float) -> bool:
        if self.cmp is None or self.cmp[0] != "between":
            return False
        later = next((i for i in self.items[self.at + 1 : self.at + 5] if i.number is not None), None)
        if later is None or later.number is None:
            return False
        self.draft.tests.append(Test(self._subject(), "between", (number, later.number), item.start))
        self.at = self.items.index(later)
        self.cmp = None
        return True

    def _compared(self, item: Item, number: float, op: Operator) -> None:
        """The number of a comparison: about the column before it, or a count of what follows."""
        follow = self.look()
        mention = follow.mention if follow is not None else None
        close = (
            self.last is not None
            and item.start - self.last.at <= 6
            and self.clause == "where"
            and numeric_slot(self.last)
        )
        counted = (follow is not None and follow.is_cue("times")) or (mention is not None and tabled(mention))
        waits = counted or (mention is not None and mention.kind in ("column", "value") and not close)
        if waits and not self.dim:
            self.number = number
            return
        self.draft.tests.append(Test(self._subject(), op, number, item.start, self.denied, self.either))
        self.cmp, self.denied = None, False

    def _equal(self, item: Item, number: float) -> None:
        follow = self.look()
        mention = follow.mention if follow is not None else None
        if mention is not None and mention.kind == "table" and self.clause == "where":
            self.cmp, self.number = ("=", self.at), number
            return
        if mention is not None and mention.kind == "column" and self.clause == "where" and numeric(mention):
            slot = Slot(mention, at=mention.start)
            self.draft.tests.append(Test(slot, "=", number, item.start, either=self.either))
            self.at += 1
            return
        if self.last is None:
            return
        op: Operator = "!=" if self.negated else "="
        self.negated = False
        self.draft.tests.append(Test(self.last, op, number, item.start, either=self.either))
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
        test = Test(self._subject(), op, window, item.start, either=self.either, negated=self.negated)
        test.day_of = self.deed
        self.draft.tests.append(test)
        self.cmp, self.negated = None, False

    def _quoted(self, item: Item) -> None:
        op: Operator = "!=" if self.negated else "="
        if self.cmp is not None:
            op = self.cmp[0]
            self.cmp = None
        self.draft.tests.append(Test(self.last, op, item.token.text, item.start, either=self.either))
        self.negated = False

    def _side(self, item: Item) -> None:
        follow = self.next_solid()
        if follow is not None and follow.mention is not None and follow.mention.kind == "column":
            at = self.items.index(follow)
            follow = self.items[at + 1] if at + 1 < len(self.items) else None
        planned = self.next_solid()
        if planned is not None and planned is not follow and planned.mention is not None and numeric(planned.mention):
            dated = follow is not None and follow.kind in ("date", "number", "quoted")
            if not dated and self.last is not None:
                self.cmp, self.clause = (cast(Operator, TIME_SIDES[item.token.low]), self.at), "where"
                return
        if follow is not None and (follow.kind in ("date", "number", "quoted")):
            self.cmp = (cast(Operator, TIME_SIDES[item.token.low]), self.at)
            self.clause = "where"

    # cues

    def _like(self, cue: Cue) -> None:
        follow = self.look()
        hops = 1
        while follow is not None and (
            follow.kind == "small" or follow.is_cue("like", "rel") or follow.token.low in _PIECES
        ):
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

    def _compare(self, cue: Cue) -> None:
        op = cast(Operator, cue.arg)
        if cue.text.startswith(("or ", "and ")):
            tests = [*self.draft.tests, *self.draft.having]
            if tests:
                last = max(tests, key=lambda t: t.at)
                last.op = op
            return
        self.denied = self.negated and op in FLIP
        if self.negated and op in FLIP:
            op, self.negated = FLIP[op], False
        self.cmp = (op, self.at)
        first = (cue.text.split()[0],)
        if first in dimensions() and not (self.last is not None and numeric_slot(self.last)):
            self.dim = first
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
        self._of_whose(slot)
        self.draft.tests.append(Test(self._subject(), self.cmp[0], slot, cue.start))
        self.cmp = None

    def _of_whose(self, slot: Slot) -> None:
        """`the average of their category`, `for its city`: each is compared with the mean of its own."""
        rest = self.items[self.at + 1 : self.at + 5]
        small = [i.kind == "small" or i.is_cue("self", "rel") for i in rest]
        after = small.index(False) if False in small else 0
        whose = any(i.is_cue("self") or i.token.low == "same" for i in rest[:after])
        if after and whose and rest[after].mention is not None:
            slot.parts = rest[after].mention
            self.at += after + 1
