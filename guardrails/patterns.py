"""Which columns a pattern picks: `COLUMNS('^price')`, `COLUMNS(c -> c LIKE 'a%')`, `* ILIKE 'a%'`."""

from __future__ import annotations

from sqlglot import exp

from data import regexes

LONGEST = 200
"""Characters of a pattern that is looked into; of a longer one only the engine knows what it picks."""


def matches(pattern: exp.Expr, name: str) -> bool | None:
    """Whether the pattern picks a column of that name; None where only the engine knows."""
    if isinstance(pattern, exp.Literal):
        return _search(pattern.name, name)
    if isinstance(pattern, (exp.Array, exp.Tuple)):
        names = [item.name.casefold() for item in pattern.expressions if isinstance(item, (exp.Literal, exp.Column))]
        return name.casefold() in names if len(names) == len(pattern.expressions) else None
    if isinstance(pattern, exp.Lambda):
        parameter = pattern.expressions[0].name.casefold() if pattern.expressions else ""
        return _condition(pattern.this, parameter, name)
    return _condition(pattern, "", name)


def _condition(node: exp.Expr, parameter: str, name: str) -> bool | None:
    if isinstance(node, (exp.Paren, exp.Not)):
        inner = _condition(node.this, parameter, name)
        return inner if isinstance(node, exp.Paren) or inner is None else not inner
    if isinstance(node, (exp.And, exp.Or)):
        sides = [_condition(side, parameter, name) for side in (node.this, node.expression)]
        if None in sides:
            return None
        return all(sides) if isinstance(node, exp.And) else any(sides)
    return _comparison(node, parameter, name)


def _comparison(node: exp.Expr, parameter: str, name: str) -> bool | None:
    text = _text(node.args.get("this"), parameter, name)
    if text is None:
        return None
    if isinstance(node, exp.In):
        among = [_text(item, parameter, name) for item in node.expressions]
        return None if None in among or not among else text in among
    other = _text(node.args.get("expression"), parameter, name)
    if other is None:
        return None
    result = _compare(node, text, other)
    return (not result) if result is not None and node.args.get("negate") else result


def _compare(node: exp.Expr, text: str, other: str) -> bool | None:
    if isinstance(node, (exp.EQ, exp.NEQ)):
        return (text == other) == isinstance(node, exp.EQ)
    if isinstance(node, (exp.Like, exp.ILike)):
        return regexes.like(other, text, ignore_case=isinstance(node, exp.ILike))
    if isinstance(node, (exp.RegexpLike, exp.SimilarTo, exp.RegexpFullMatch)):
        return _search(other, text, whole=not isinstance(node, exp.RegexpLike))
    if isinstance(node, exp.StartsWith):
        return text.startswith(other)
    if isinstance(node, exp.EndsWith):
        return text.endswith(other)
    if isinstance(node, exp.Contains):
        return other in text
    return None


def _text(node: object, parameter: str, name: str) -> str | None:
    if isinstance(node, exp.Literal):
        return str(node.name)
    if isinstance(node, (exp.Star, exp.Identifier)) or (isinstance(node, exp.Column) and not node.table):
        return name if isinstance(node, exp.Star) or node.name.casefold() == parameter else None
    if isinstance(node, exp.Column) and isinstance(node.this, exp.Star):
        return name
    if isinstance(node, (exp.Lower, exp.Upper)):
        inner = _text(node.this, parameter, name)
        return None if inner is None else inner.lower() if isinstance(node, exp.Lower) else inner.upper()
    return None


def _search(pattern: str, name: str, *, whole: bool = False) -> bool | None:
    return regexes.search(pattern, name, whole=whole) if len(pattern) <= LONGEST else None
