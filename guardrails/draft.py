"""One statement on its way through the rules: its tokens, its tree, what it reads, what will be sent. Each is made when first asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import sqlglot
from sqlglot import exp
from sqlglot.tokens import Token

from data.types import SafeQuery
from guardrails import receipt
from guardrails.catalogue import Access
from guardrails.reading import Reading
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
    def trees(self) -> list[exp.Expression]:
        return [tree for tree in sqlglot.parse(self.sql, read=DIALECT) if tree is not None]

    @property
    def tree(self) -> exp.Expression:
        return self.trees[0]

    @cached_property
    def reading(self) -> Reading:
        return resolve(self.tree, self.access)

    @cached_property
    def reads(self) -> receipt.Facts:
        """The facts for the receipt; taken before the tree is changed."""
        return receipt.facts(self.reading)

    @cached_property
    def sent_tree(self) -> exp.Expression:
        """Raises predicates.MissingAttribute."""
        assert self.reads is not None  # they are read off the tree as it was written
        return rewrite(self.tree, self.reading, self.access, self.attributes)

    @cached_property
    def sent(self) -> str:
        return self.sent_tree.sql(dialect=DIALECT, identify=True, comments=False)

    def safe(self) -> SafeQuery:
        return SafeQuery(
            sql=self.sent,
            tree=self.sent_tree,
            reads=self.reads.reads,
            role=self.access.role,
            limits=self.access.limits,
            policy_notes=self.reads.notes,
            written=self.sql,
        )
