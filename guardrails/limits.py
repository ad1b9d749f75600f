"""How long and how deep a statement may be, told from its tokens before anything is parsed.

The parser recurses for every bracket and takes quadratic time for chains such as `x[1][1][1]`; a statement inside these
bounds takes it well under a second.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot.tokenizer_core import Token, TokenType

LONGEST = 100_000
"""Characters."""
MOST_TOKENS = 10_000
DEEPEST = 100
"""Brackets and CASEs inside one another."""
CHAIN = 200
"""Casts, fields, indexes and calls hung one on the other."""
PREFIXES = 40
"""Signs and NOTs before one value."""

_OPEN = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE})
_CLOSE = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END})
_LINKS = frozenset(
    {TokenType.DCOLON, TokenType.DOT, TokenType.L_BRACKET, TokenType.BETWEEN, TokenType.COLLATE, TokenType.ARROW}
)
_ENDS = frozenset(
    {TokenType.COMMA, TokenType.SELECT, TokenType.FROM, TokenType.WHERE, TokenType.AND, TokenType.OR, TokenType.JOIN}
)
_SIGNS = frozenset(
    {
        TokenType.NOT,
        TokenType.DASH,
        TokenType.PLUS,
        TokenType.TILDE,
        TokenType.INTERVAL,
        TokenType.DISTINCT,
        TokenType.STAR,
    }
)

_FLAT = "Write it flatter, or use CTEs in a row."


def too_long(sql: str) -> tuple[str, str] | None:
    """What is too much about the text, and what to do; None when nothing is."""
    if len(sql) <= LONGEST:
        return None
    return (
        f"The statement has {len(sql):,} characters; at most {LONGEST:,} are read.",
        "Join a table instead of listing values.",
    )


def too_big(tokens: Sequence[Token]) -> tuple[str, str] | None:
    """What is too much about the tokens, and what to do; None when nothing is."""
    if len(tokens) > MOST_TOKENS:
        return (
            f"The statement has {len(tokens):,} words and signs; at most {MOST_TOKENS:,} are read.",
            "Join a table instead of listing values.",
        )
    depth = deepest = chain = longest = run = signs = 0
    for token in tokens:
        kind = token.token_type
        if kind in _OPEN:
            depth += 1
            deepest = max(deepest, depth)
        elif kind in _CLOSE:
            depth -= 1
        if kind in _LINKS:
            chain += 1
            longest = max(longest, chain)
        elif kind in _ENDS:
            chain = 0
        run = run + 1 if kind in _SIGNS else 0
        signs = max(signs, run)
    if deepest > DEEPEST:
        return f"The statement nests {deepest} brackets; at most {DEEPEST} are read.", _FLAT
    if longest > CHAIN:
        return (
            f"The statement hangs {longest} casts, fields or indexes one on the other; at most {CHAIN} are read.",
            _FLAT,
        )
    if signs > PREFIXES:
        return f"The statement has {signs} signs in a row; at most {PREFIXES} are read.", _FLAT
    return None
