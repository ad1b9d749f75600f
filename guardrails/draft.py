"""One statement on its way through the rules: its tokens, its tree, what it reads, what will be sent. Each is made when first asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import sqlglot
from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError
from sqlglot.tokenizer_core import Token

from data.types import SafeQuery
from guardrails import receipt
from guardrails.catalogue import Access
from guardrails.names import fold
from guardrails.pivots import with_tails
from guardrails.predicates import BROKEN
from guardrails.reading import Reading, Trouble
from guardrails.rewrite import rewrite
from guardrails.scopes import resolve

DIALECT = "duckdb"
logging.getLogger("sqlglot").setLevel(logging.ERROR)  # its warnings repeat the statement, which may hold values


@dataclass(frozen=True, slots=True)
class Refusal:
    reason: str
    hint: str = ""


@dataclass
class Draft:
    """What the rules look at. The properties raise sqlglot's errors; the rule `one_statement` turns them into reasons."""

    sql: str
    access: Access
    attributes: Mapping[str, str]
    second: Callable[[str], frozenset[str]] | None = None

    @cached_property
    def tokens(self) -> list[Token]:
        return sqlglot.tokenize(self.sql, read=DIALECT)

    @cached_property
    def trees(self) -> list[exp.Expr]:
        try:
            parsed = _parse(self.tokens, self.sql)
        except ParseError:
            ordered = with_tails(self.tokens)
            if ordered is None:
                raise
            parsed = _parse(ordered, self.sql)
        return [tree for tree in parsed if tree is not None]

    @property
    def tree(self) -> exp.Expr:
        return self.trees[0]

    @cached_property
    def reading(self) -> Reading:
        return resolve(self.tree, self.access)

    @cached_property
    def reads(self) -> receipt.Facts:
        """The facts for the receipt; taken before the tree is changed."""
        return receipt.facts(self.reading, self.access)

    @cached_property
    def sent_tree(self) -> exp.Expression:
        """Raises predicates.MissingAttributeError."""
        assert self.reads is not None  # they are read off the tree as it was written
        tree = rewrite(self.tree, self.reading, self.access, self.attributes)
        assert isinstance(tree, exp.Expression)  # the roots that are allowed all are
        return tree

    @cached_property
    def sent(self) -> str:
        return self.sent_tree.sql(dialect=DIALECT, identify=True, comments=False)

    @cached_property
    def again(self) -> list[exp.Expr]:
        """What is read in the text that will be sent."""
        tokens = sqlglot.tokenize(self.sent, read=DIALECT)
        return [tree for tree in _parse(tokens, self.sent) if tree is not None]

    def safe(self) -> SafeQuery:
        return SafeQuery(
            sql=self.sent,
            tree=self.sent_tree,
            reads=self.reads.reads,
            role=self.access.role,
            limits=self.access.limits,
            policy_notes=self.reads.notes,
            written=self.sql,
            may_scan=self.may_scan,
            narrowed=self.access.narrow,
        )

    @cached_property
    def may_scan(self) -> frozenset[str]:
        """The stored tables that the engine may read for this statement: its own, those beneath its views and in row policies."""
        read = {(fold(use.readable.schema), fold(use.readable.name)) for use in self.reading.tables}
        every = self.access.stored(read | self.access.reached) | read
        return frozenset(f"{schema}.{name}" for schema, name in every)


def of_troubles(reading: Reading, *troubles: Trouble) -> Refusal | None:
    """The first of the resolver's findings of these kinds."""
    finding = next((f for f in reading.findings if f.trouble in troubles), None)
    return Refusal(finding.reason, finding.hint) if finding else None


def _parse(tokens: list[Token], sql: str) -> list[exp.Expr | None]:
    """Raises ParseError for whatever cannot be parsed."""
    try:
        return Dialect.get_or_raise(DIALECT).parser().parse(tokens, sql)
    except BROKEN as error:
        raise ParseError(f"It ends or lacks a part where one is needed ({type(error).__name__})") from None
