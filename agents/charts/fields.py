"""What each column of a result is to a chart: a measure, a category, a time, a key, a coordinate.

Read from the Arrow types, the values, the names, and, where a checked statement and a schema are at hand, from the
expression behind the column. The statement's tree is only walked (by the `key` of its nodes), never changed or parsed.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from data.types import Result, SafeQuery, Schema

Role = Literal["measure", "category", "ordinal", "time", "key", "latitude", "longitude", "other"]

_SUMS = frozenset({"sum", "count", "countif"})
_AGGREGATES = _SUMS | frozenset(
    {"avg", "min", "max", "median", "quantile", "percentilecont", "percentiledisc", "stddev", "stddevsamp"}
    | {"stddevpop", "variance", "variancepop", "approxdistinct", "argmax", "argmin"}
)
_RANKS = frozenset({"rownumber", "rank", "denserank", "ntile"})
_TIMES = frozenset({"datetrunc", "timestamptrunc", "datetimetrunc", "timetostr"})
_PARTS = frozenset({"extract", "year", "month", "quarter", "week", "dayofweek", "dayofmonth", "hour"})
_ISO = re.compile(r"\d{4}-(\d{2}(-\d{2})?|[Qq][1-4]|[Ww]\d{1,2})([ T].*)?")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|#")
_KEY_WORDS = frozenset(
    {"id", "ids", "key", "uuid", "guid", "code", "zip", "zipcode", "postcode", "postal", "phone", "ssn"}
)
_RANK_WORDS = frozenset({"rank", "index", "idx", "position", "#"})
_PART_WORDS = frozenset({"month", "quarter", "week", "weekday", "dow", "hour", "day"})


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a result. `distinct` counts its values besides NULL."""

    name: str
    role: Role
    rows: int
    distinct: int
    nulls: int
    aggregate: bool = False
    additive: bool = False
    """A count or a sum: its parts add up to a whole."""
    unit: str = ""
    low: float | None = None
    high: float | None = None

    @property
    def unique(self) -> bool:
        return self.rows > 0 and self.distinct == self.rows


def words(name: str) -> list[str]:
    """The words of a name in lower case: `unitPrice` and `unit_price` are `unit`, `price`."""
    return [w.lower() for w in _WORD.findall(name)]


def is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def is_time(kind: pa.DataType) -> bool:
    return bool(pa.types.is_date(kind) or pa.types.is_timestamp(kind))


def describe(result: Result, query: SafeQuery | None = None, schema: Schema | None = None) -> tuple[Field, ...]:
    """The fields of a result, in its order."""
    expressions = _expressions(query, result.columns) if query else {}
    return tuple(_field(name, result, expressions.get(name), query, schema) for name in result.columns)


def _field(name: str, result: Result, node: Any, query: SafeQuery | None, schema: Schema | None) -> Field:
    column = result.table.column(name)
    flat = column.combine_chunks()
    if pa.types.is_dictionary(flat.type):
        flat = flat.cast(flat.type.value_type)
    simple = _is_plain(flat.type)
    grouped = query is not None and _is_group(node, query)
    distinct = int(pc.count_distinct(flat, mode="only_valid").as_py()) if simple else 0
    keys = _keys(node)
    sources = _sources(node, query)
    low, high = _range(flat)
    return Field(
        name=name,
        role=_role(name, flat, keys, _is_key(sources, schema), (low, high), grouped) if simple else "other",
        rows=result.rows,
        distinct=distinct,
        nulls=flat.null_count,
        aggregate=bool(keys & _AGGREGATES),
        additive=bool(keys & _SUMS) and not keys & (_AGGREGATES - _SUMS) and ("div" not in keys or _of_whole(node)),
        unit=_unit(keys, sources, schema, name, node),
        low=low,
        high=high,
    )


def _keys(node: Any) -> frozenset[str]:
    """The kinds of node in an expression; `extract(year from ..)` counts as `year`."""
    if node is None:
        return frozenset()
    nodes = list(node.walk())
    return frozenset(n.key for n in nodes) | {n.name.lower() for n in nodes if n.key == "var"}


def _is_plain(kind: pa.DataType) -> bool:
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_boolean(kind)
    return bool(text or is_number(kind) or is_time(kind))


def _expressions(query: SafeQuery, columns: tuple[str, ...]) -> dict[str, Any]:
    """Output name -> the expression behind it, one alias deep (through a CTE or a subquery).

    What has no name in the statement has the engine's in `columns`, at the same place.
    """
    inner = {n.alias: n.this for n in query.tree.walk() if n.key == "alias" and n.alias}
    found: dict[str, Any] = {}
    selects = tuple(getattr(query.tree, "selects", ()))
    for place, node in enumerate(selects):
        body = node.this if node.key == "alias" else node
        named = node.key in ("alias", "column") or len(selects) != len(columns)
        name = node.alias_or_name if named else columns[place]
        found[name] = inner.get(body.name, body) if body.key == "column" else body
    return found


def _sources(node: Any, query: SafeQuery | None) -> tuple[tuple[str, str], ...]:
    """The (table, column) pairs that an expression may read, by column name."""
    if node is None or query is None:
        return ()
    names = {n.name.casefold() for n in node.walk() if n.key == "column"}
    return tuple(pair for pair in query.reads.columns if pair[1].casefold() in names)


def _is_key(sources: tuple[tuple[str, str], ...], schema: Schema | None) -> bool:
    if schema is None:
        return False
    keys = {(k.table, c) for k in schema.foreign_keys for c in k.columns}
    keys |= {(k.ref_table, c) for k in schema.foreign_keys for c in k.ref_columns}
    keys |= {(t.name, t.primary_key[0]) for t in schema.tables if len(t.primary_key) == 1}
    folded = {(t.casefold(), c.casefold()) for t, c in keys}
    return any((t.casefold(), c.casefold()) in folded for t, c in sources)


def _unit(
    keys: frozenset[str], sources: tuple[tuple[str, str], ...], schema: Schema | None, name: str, node: Any
) -> str:
    if "percent" in words(name):
        return "%"
    if node is not None and _dimensionless(node):
        return "%" if any(n.key == "literal" and n.name in ("100", "100.0") for n in node.walk()) else ""
    if schema is None or "count" in keys:
        return ""
    metric = next((m for m in schema.metrics if name.casefold() in (m.name.casefold(), m.title.casefold())), None)
    if metric and metric.unit:
        return metric.unit
    tables = ((schema.table(t), c) for t, c in sources)
    columns = [table.column(c) for table, c in tables if table]
    units = [c.unit for c in columns if c and c.unit]
    if "div" in keys and len(units) > 1:
        return ""
    return units[0] if len(set(units)) == 1 else ""


def _dimensionless(node: Any) -> bool:
    """Whether it is one figure out of another of the same kind: a share, a growth. A mean per row keeps its unit."""
    for part in node.walk():
        if part.key != "div":
            continue
        above, below = ({n.name for n in side.walk() if n.key == "column"} for side in (part.this, part.expression))
        if above & below or _of_whole(part):
            return True
    return False


def _of_whole(node: Any) -> bool:
    """Whether a figure is divided by the sum of all of them, so that the parts add up to the whole again."""
    for div in (n for n in node.walk() if n.key == "div"):
        windows = [n for n in div.expression.walk() if n.key == "window"]
        parts = [n for n in div.this.walk() if n.key in _SUMS]
        whole = [w for w in windows if not w.args.get("partition_by") and not w.args.get("order")]
        if parts and any(w.this.key == "sum" and w.this.this == parts[0] for w in whole):
            return True
    return False


def _range(flat: Any) -> tuple[float | None, float | None]:
    if not is_number(flat.type) or flat.null_count == len(flat):
        return None, None
    return float(pc.min(flat).as_py()), float(pc.max(flat).as_py())


def _is_group(node: Any, query: SafeQuery) -> bool:
    """Whether the statement groups by that column, so that a number in it is what is counted by and not what is counted."""
    if node is None or node.key != "column" or not query.tree.args.get("group"):
        return False
    return not any(n.key == "alias" and n.alias == node.name for n in query.tree.walk())


def _role(
    name: str, flat: Any, keys: frozenset[str], is_key: bool, ends: tuple[float | None, float | None], grouped: bool
) -> Role:
    kind = flat.type
    if is_time(kind):
        return "time"
    if pa.types.is_boolean(kind):
        return "category"
    if not is_number(kind):
        return _text_role(flat, keys)
    role = _number_role(words(name), flat, keys, is_key, ends)
    return "ordinal" if role == "measure" and grouped and pa.types.is_integer(kind) else role


def _text_role(flat: Any, keys: frozenset[str]) -> Role:
    some = [v for v in flat.slice(0, 200).to_pylist() if v is not None]
    dated = bool(some) and all(_ISO.fullmatch(str(v)) for v in some)
    return "time" if dated and (keys & _TIMES or len(some) > 1) else "category"


def _number_role(
    names: list[str], flat: Any, keys: frozenset[str], is_key: bool, ends: tuple[float | None, float | None]
) -> Role:
    whole = pa.types.is_integer(flat.type) or all(v is None or v == int(v) for v in flat.slice(0, 100).to_pylist())
    if keys & _AGGREGATES:
        return "measure"
    if keys & _RANKS or (whole and _RANK_WORDS & set(names)):
        return "key"
    low, high = ends
    if low is None or high is None:
        return "measure"
    if whole and ({"year", "yr"} & set(names) or keys & {"year"}) and low >= 1500 and high <= 2200:
        return "time"
    if whole and low >= 0 and high <= 53 and (_PART_WORDS & set(names[-1:]) or keys & _PARTS):
        return "ordinal"
    if place := _coordinate(names, low, high):
        return place
    if is_key or _KEY_WORDS & set(names[-1:]) or (keys and whole and _counts_up(flat)):
        return "key"
    return "measure"


def _coordinate(names: list[str], low: float, high: float) -> Role | None:
    if {"latitude", "lat"} & set(names) and low >= -90 and high <= 90:
        return "latitude"
    if {"longitude", "lon", "lng", "long"} & set(names) and low >= -180 and high <= 180:
        return "longitude"
    return None


def _counts_up(flat: Any) -> bool:
    """Whether the values are n, n+1, n+2, ...: a row number rather than a measure."""
    values = flat.slice(0, 1000).to_pylist()
    return len(values) >= 5 and None not in values and all(b - a == 1 for a, b in pairwise(values))


def plain(value: Any) -> Any:
    """A cell as Plotly takes it: Decimal as float, the rest as it is."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    return value


def values(result: Result, name: str) -> list[Any]:
    """The cells of a column as plain values."""
    return [plain(v) for v in result.table.column(name).to_pylist()]
