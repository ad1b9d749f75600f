"""The kinds of tree nodes that a query may be made of. Whatever is not named here is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

ROOTS = (exp.Select, exp.Union, exp.Except, exp.Intersect, exp.Subquery, exp.Values, exp.Pivot)

_WORDS = re.compile(r"[A-Za-z_][A-Za-z_0-9]*(?:[ .][A-Za-z_][A-Za-z_0-9]*){0,4}")
_NUMBER = re.compile(r"[0-9_]*\.?[0-9_]*(?:[eE][+-]?[0-9]+)?")

_NAMES = """
Select From Join Where Group Having Qualify Order Ordered Limit LimitOptions Offset Fetch Distinct With CTE Subquery
Union Except Intersect Values Tuple Table TableAlias TableSample Lateral Unnest Pivot UnpivotColumns Rollup Cube GroupingSets
Star Columns Column PositionalColumn Identifier Alias Aliases PivotAlias Paren Dot Bracket Slice PropertyEQ Kwarg
Literal RawString ByteString Null Boolean Var Interval IntervalSpan DataType DataTypeParam ColumnDef
EQ NEQ GT GTE LT LTE NullSafeEQ NullSafeNEQ Is Between In Not And Or Xor Like ILike SimilarTo Glob RegexpLike RegexpILike
RegexpFullMatch LikeAny ILikeAny LikeAll ILikeAll Escape Any All Exists
Add Sub Mul Div IntDiv Mod Neg BitwiseAnd BitwiseOr BitwiseXor BitwiseNot BitwiseLeftShift BitwiseRightShift DPipe Pow
ArrayContainsAll ArrayContainedBy ArrayOverlaps Overlaps Distance StartsWith Collate AtTimeZone FromTimeZone
JSONExtract JSONExtractScalar JSONPath JSONPathKey JSONPathRoot JSONPathSubscript JSONPathWildcard JSONPathRecursive
JSONPathSlice JSONPathPart JSONPathUnion JSONPathSelector
Window WindowSpec Filter WithinGroup IgnoreNulls RespectNulls HavingMax Lambda Comprehension Case If Cast TryCast
WindowFrame QueryOption JSONKeyValue JSONColumnDef
"""

_ALLOWED = frozenset(getattr(exp, name) for name in _NAMES.split() if hasattr(exp, name))


def foreign_nodes(tree: exp.Expr) -> list[exp.Expr]:
    """The nodes of the tree that are no part of a query; functions are judged elsewhere."""
    return list(_foreign(tree))


def _foreign(tree: exp.Expr) -> Iterator[exp.Expr]:
    for node in tree.walk():
        kind = type(node)
        if (kind not in _ALLOWED and not isinstance(node, exp.Func)) or not _plain(node):
            yield node


def _plain(node: exp.Expr) -> bool:
    """Whether what the generator writes without quotes is a plain word: a quoted type name could hold any text."""
    if isinstance(node, exp.Var):
        return _WORDS.fullmatch(node.name) is not None
    if isinstance(node, exp.DataType) and node.args.get("kind") is not None:
        return _WORDS.fullmatch(str(node.args["kind"])) is not None
    if isinstance(node, exp.Literal) and not node.is_string:
        return _NUMBER.fullmatch(node.name) is not None
    return not (
        isinstance(node, exp.Anonymous) and isinstance(node.this, exp.Identifier) and not _WORDS.fullmatch(node.name)
    )
