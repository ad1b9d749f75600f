"""`PIVOT ... ORDER BY ... LIMIT n`, which the parser does not know: read as a query over the pivot.

`PIVOT t ON q USING sum(v) ORDER BY k` means `FROM (PIVOT t ON q USING sum(v)) ORDER BY k`, at the top, in a CTE and in a
subquery. The tokens are put in, and the parser and every rule see the result.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlglot
from sqlglot.tokenizer_core import Token, TokenType

_PIVOTS = frozenset({TokenType.PIVOT, TokenType.UNPIVOT})
_TAILS = frozenset({TokenType.ORDER_BY, TokenType.LIMIT, TokenType.OFFSET})
_BEFORE = frozenset({TokenType.L_PAREN, TokenType.R_PAREN})


def with_tails(tokens: Sequence[Token]) -> list[Token] | None:
    """The tokens with each ordered pivot in parentheses after FROM; None when there is none."""
    before: dict[int, list[Token]] = {}
    for place, token in enumerate(tokens):
        if token.token_type in _PIVOTS and (place == 0 or tokens[place - 1].token_type in _BEFORE):
            tail = _tail(tokens, place)
            if tail is not None:
                opening, closing = _words("FROM ("), _words(")")
                before[place] = before.get(place, []) + opening
                before[tail] = closing + before.get(tail, [])
    if not before:
        return None
    return [part for place, token in enumerate(tokens) for part in (*before.get(place, ()), token)]


def _tail(tokens: Sequence[Token], start: int) -> int | None:
    """Where the ORDER BY, LIMIT or OFFSET of the pivot statement at `start` begins."""
    depth, on = 0, False
    for place in range(start + 1, len(tokens)):
        kind = tokens[place].token_type
        depth += (kind == TokenType.L_PAREN) - (kind == TokenType.R_PAREN)
        if depth < 0 or kind == TokenType.SEMICOLON:
            return None
        if depth == 0 and kind == TokenType.ON:
            on = True
        if depth == 0 and kind in _TAILS:
            return place if on else None
    return None


def _words(text: str) -> list[Token]:
    return list(sqlglot.tokenize(text, read="duckdb"))
