"""The kinds of tree nodes that a query may be made of. Whatever is not named here is refused."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

ROOTS = (exp.Select, exp.Union, exp.Except, exp.Intersect, exp.Subquery, exp.Values, exp.Pivot)

_NAMES = """
Select From Join Where Group Having Qualify Order Ordered Limit LimitOptions Offset Fetch Distinct With CTE Subquery
Union Except Intersect Values Tuple Table TableAlias TableSample Lateral Unnest Pivot UnpivotColumns Rollup Cube GroupingSets
Star Columns Column PositionalColumn Identifier Alias Aliases PivotAlias Paren Dot Bracket Slice PropertyEQ Kwarg
Literal RawString ByteString HexString BitString National UnicodeString Null Boolean Var Interval IntervalSpan DataType DataTypeParam ColumnDef
EQ NEQ GT GTE LT LTE NullSafeEQ NullSafeNEQ Is Between In Not And Or Xor Like ILike SimilarTo Glob RegexpLike RegexpILike
RegexpFullMatch LikeAny ILikeAny LikeAll ILikeAll Escape Any All Exists
Add Sub Mul Div IntDiv Mod Neg BitwiseAnd BitwiseOr BitwiseXor BitwiseNot BitwiseLeftShift BitwiseRightShift DPipe Pow
ArrayContainsAll ArrayContainedBy ArrayOverlaps Overlaps Distance StartsWith Collate AtTimeZone FromTimeZone
JSONExtract JSONExtractScalar JSONPath JSONPathKey JSONPathRoot JSONPathSubscript JSONPathWildcard JSONPathRecursive
JSONPathSlice JSONPathPart JSONPathUnion JSONPathSelector
Window WindowSpec Filter WithinGroup IgnoreNulls RespectNulls HavingMax Lambda Comprehension Case If Cast TryCast
Ordered WindowFrame QueryOption
"""

_ALLOWED = frozenset(getattr(exp, name) for name in _NAMES.split() if hasattr(exp, name))


def foreign_nodes(tree: exp.Expression) -> list[exp.Expression]:
    """The nodes of the tree that are no part of a query; functions are judged elsewhere."""
    return list(_foreign(tree))


def _foreign(tree: exp.Expression) -> Iterator[exp.Expression]:
    for node in tree.walk():
        kind = type(node)
        if kind not in _ALLOWED and not isinstance(node, exp.Func):
            yield node
