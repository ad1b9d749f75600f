"""The draft: what the reader has made of the question so far, with mentions not yet tied to one column."""

from __future__ import annotations

from dataclasses import dataclass, field

from agents.builtin.dates import Window
from agents.builtin.form import Aggregate, Grain, Operator
from agents.builtin.frames import Frame
from agents.builtin.links import Mention
from data.types import Metric


@dataclass(slots=True)
class Slot:
    """A place for a term: a mention (or nothing: the rows themselves) under an aggregate."""

    mention: Mention | None
    agg: Aggregate = ""
    distinct: bool = False
    grain: Grain = ""
    dimension: tuple[str, ...] = ()
    """A comparative or superlative that implies its column, e.g. `oldest`."""
    at: int = 0
    share: bool = False
    implicit: bool = False
    """A table named alone: its rows' names stand for it unless columns are asked for."""
    sentence: int = 0
    mean: bool = False
    """The mean over a group's own figures is asked for: `average number of orders per customer`."""
    averaged: bool = False
    """The average of a metric that adds up is asked for."""
    per: bool = False
    """It stands behind `per`: amounts are divided by it."""
    parts: Mention | None = None
    """The mean is that of each of these: `the average of their category`."""
    table: str = ""
    """The rows that are counted, where no mention says it: those of a verb."""
    second: bool = False
    """It counts the same rows as a slot before it, under conditions of its own."""
    level: float = 0.5
    """Of a quantile."""
    span: bool = False
    """How long something in a table takes: the days from its beginning to its end."""
    full: bool = False
    """It was asked for as `full`: a name may stand in two columns."""


@dataclass(slots=True)
class Test:
    """A condition. `value` is a plain value, a mention of a cell value, a window, or a slot to compare with."""

    slot: Slot | None
    op: Operator
    value: str | float | tuple[float, float] | Mention | Window | Slot | None
    at: int
    negated: bool = False
    """It was turned round by a denial: `not more than`, `not in`."""
    either: bool = False
    day_of: str = ""
    """The table whose day a window is about: `who ordered in 2023`."""


@dataclass(slots=True)
class Top:
    """A superlative: order by this, keep `limit`."""

    slot: Slot
    desc: bool
    limit: int | None
    common: bool = False
    counted: bool = False
    at: int = 0
    size: bool = False
    """`the biggest order`: rows have a size, of which `the most orders` says nothing."""
    entity: Slot | None = None
    """What is ranked, where the order is by a measure: `top 5 products by margin`."""


@dataclass(slots=True)
class Draft:
    """Everything read, in order of mention."""

    select: list[Slot] = field(default_factory=list)
    tests: list[Test] = field(default_factory=list)
    having: list[Test] = field(default_factory=list)
    group: list[Slot] = field(default_factory=list)
    order: list[tuple[Slot, bool]] = field(default_factory=list)
    tops: list[Top] = field(default_factory=list)
    tables: list[tuple[int, str]] = field(default_factory=list)
    entity: str = ""
    said_metrics: list[Metric] = field(default_factory=list)
    """Those that words of the question name well without their being shown: `which products were sold in May`."""
    never: list[str] = field(default_factory=list)
    never_at: int = -1
    never_end: int = 10**6
    """Where a list behind the denial goes on: what stands from there on is no part of it."""
    apart: list[str] = field(default_factory=list)
    """More tables of a list that is left out: `excluding cancelled orders and returns`."""
    star: bool = False
    grain: Grain = ""
    versus: bool = False
    head: int | None = None
    """`three countries ...`: how many are asked for, told before what they are."""
    distinct: bool = False
    count_entity: bool = False
    both: int = -1
    frames: tuple[Frame, ...] = ()
    event: tuple[str, Aggregate] | None = None
    """The first or last row of a table that belongs to each of what is asked for: `their first order`."""
    deed: str = ""
    """The table of the verb that was read last: `how many ordered each month`."""
    most: bool = False
    """`the most orders`, `the fewest`: rows are counted, where a table is named."""
    second_count: int = -1
    """Where a second count of the same rows begins: `how many arrived late and how many on time`."""
    more_asked: bool = False
    """`with their price`: a column was asked for besides, and is not to be left out."""
    who: bool = False
    """It asks who: people's names are wanted."""
    lists: bool = False
    """It opens like a wish for a list."""
    wanted: Aggregate = ""
    """An aggregate that nothing to compute followed: `how much went into meetings`."""
    counted_rows: bool = False
    """It asks how many, of nothing that is named: `how many rows are there`."""
    setop: str = ""
    other: Draft | None = None
    """The second question of two in one, and what is done with both."""
    unread: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
