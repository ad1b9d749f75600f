"""The row predicates of a policy: their text becomes a tree, the places for attributes become literals.

A place is written `{user.region}` and stands where a literal may stand. What a user is called never becomes SQL text.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from guardrails.names import MAIN, fold

_PREFIX = "user."
BROKEN = (TypeError, AttributeError, ValueError, LookupError)
"""What the parser's compiled build raises where a part of a text is missing."""


class PredicateError(ValueError):
    """The text is no predicate; the message says what is wrong with it."""


class MissingAttributeError(KeyError):
    """The user has no value for a place in the predicate."""


def parse(text: str) -> tuple[exp.Expr, tuple[str, ...]]:
    """The predicate's tree, in which attributes are named placeholders, and the attributes' names.

    Raises PredicateError.
    """
    written, names = [], []
    try:
        pieces = list(string.Formatter().parse(text))
    except ValueError as error:
        raise PredicateError(f"the braces do not match ({error})") from None
    for literal, place, _, _ in pieces:
        written.append(literal)
        if place is None:
            continue
        if not place.startswith(_PREFIX) or not place[len(_PREFIX) :].isidentifier():
            raise PredicateError(f"the place {{{place}}} is not of the form {{user.attribute}}")
        names.append(place[len(_PREFIX) :])
        written.append(f" ${names[-1]} ")
    try:
        trees = sqlglot.parse("SELECT " + "".join(written), read="duckdb")
    except (SqlglotError, *BROKEN) as error:
        raise PredicateError(f"it cannot be parsed ({str(error).splitlines()[0]})") from None
    select = trees[0] if len(trees) == 1 else None
    if not isinstance(select, exp.Select) or len(select.expressions) != 1 or len(_parts(select)) != 1:
        raise PredicateError("it is not one condition")
    tree = select.expressions[0]
    if sorted(node.name for node in tree.find_all(exp.Placeholder)) != sorted(names):
        raise PredicateError("a place for an attribute stands inside quotes: write region = {user.region}")
    return _qualified(tree.pop()), tuple(dict.fromkeys(names))


def _qualified(tree: exp.Expr) -> exp.Expr:
    """Tables in subqueries of the predicate are written with their schema, so that no CTE of a statement can stand in for one."""
    own = {fold(cte.alias) for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if not table.db and isinstance(table.this, exp.Identifier) and fold(table.name) not in own:
            table.set("db", exp.to_identifier(MAIN, quoted=True))
    return tree


def _parts(select: exp.Select) -> list[str]:
    return [name for name, value in select.args.items() if value not in (None, [], False)]


def bind(tree: exp.Expr, attributes: Mapping[str, str]) -> exp.Expr:
    """A copy of the tree with each place filled by a literal. Raises MissingAttributeError with the attribute's name."""
    bound = tree.copy()
    for node in list(bound.find_all(exp.Placeholder)):
        if node.name not in attributes:
            raise MissingAttributeError(node.name)
        literal = exp.Literal.string(str(attributes[node.name]))
        if node is bound:
            return literal
        node.replace(literal)
    return bound


def columns(tree: exp.Expr) -> Iterator[exp.Column]:
    """The columns that the predicate itself reads; its subqueries are left out."""
    for node in tree.walk(prune=lambda n: isinstance(n, exp.Query)):
        if isinstance(node, exp.Column):
            yield node
