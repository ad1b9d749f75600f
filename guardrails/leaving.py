"""What may leave: secrets and personal data never in logs, traces and errors; of the data only what the policy lets a model see.

`redact` knows forms (keys, tokens, addresses, card and phone numbers), not meanings; a column's values are withheld by
`model_visible`, which knows the policy and the column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from data.types import Column, Policy, Reads, Schema, Table, Visible
from guardrails.names import fold, key

_LEVELS: tuple[Visible, ...] = get_args(Visible)
MOST_VIEWS = 8
"""How many views deep is looked."""
_KEY = re.compile(
    r"""\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{12,}            # provider keys
      | \b(?:gh[pousr]|glpat|xox[abprs]|hf|dapi|npm|pypi)[-_]?[A-Za-z0-9-]{16,}
      | \b(?:AKIA|ASIA)[0-9A-Z]{16}\b
      | \bAIza[0-9A-Za-z_-]{30,}
      | \beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?   # JSON web tokens
      | -----BEGIN[ A-Z]*PRIVATE[ ]KEY-----.*?(?:-----END[ A-Z]*PRIVATE[ ]KEY-----|\Z)
      | \b(?=[A-Za-z0-9+/_-]*[0-9])(?=[A-Za-z0-9+/_-]*[A-Za-z])[A-Za-z0-9+/_-]{40,}={0,2}""",
    re.VERBOSE | re.DOTALL,
)
_NAMED = re.compile(
    r"(?i)\b((?:api|access|secret|private|auth|client)[ _-]?(?:key|token|secret)|password|passwd|pwd|token|secret|authorization)"
    r"(['\"]?\s*[:=]\s*['\"]?(?:Bearer\s+|Basic\s+)?)[^\s'\",;&)]{4,}"
)
_BEARER = re.compile(r"(?i)\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}")
_IN_URL = re.compile(r"(?<=://)[^\s/@:]+:[^\s/@]+(?=@)")
_EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_NUMBERS = re.compile(r"(?<![\w.,:-])\+?\(?\d[\d ()./-]{6,24}\d(?![\w:-]|[.,]\d)")
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")


def redact(text: str) -> str:
    """The text with keys, tokens, e-mail addresses, account, card and phone numbers blacked out."""
    text = _KEY.sub("[key]", text)
    text = _NAMED.sub(r"\1\2[secret]", text)
    text = _BEARER.sub(r"\1 [secret]", text)
    text = _IN_URL.sub("[secret]", text)
    text = _EMAIL.sub("[e-mail]", text)
    text = _IBAN.sub("[account]", text)
    return _NUMBERS.sub(_number, text)


def _number(match: re.Match[str]) -> str:
    """A card or a phone number is blacked out; a date, a range of years or a plain figure stays."""
    written = match.group()
    digits = "".join(c for c in written if c.isdigit())
    if _DATE.fullmatch(written.strip()):
        return written
    if 13 <= len(digits) <= 19 and _luhn(digits):
        return "[card]"
    parts = [part for part in re.split(r"\D+", written) if part]
    grouped = len(parts) >= 3 or written.startswith(("+", "("))
    if 8 <= len(digits) <= 15 and grouped and not _DATE.search(written):
        return "[phone]"
    return "[phone]" if written.startswith(("0", "+")) and len(digits) >= 9 and len(parts) <= 2 else written


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def model_visible(table: str, column: Column, policy: Policy) -> Visible:
    """What of this column may be sent to a chat model: a private one never more than its statistics."""
    visible: Visible = policy.model_sees
    for (owner, name), level in policy.model_sees_columns.items():
        if _same((owner, name), table, column.name):
            visible = level
    if column.private and _LEVELS.index(visible) > _LEVELS.index("statistics"):
        return "statistics"
    return visible


def statement_visible(reads: Reads, schema: Schema, policy: Policy) -> Visible:
    """What may be shown of the rows of a statement: the least that any column it reads may show.

    A column's own level counts both ways, so rows that are made of raised columns alone may be shown under a lower default.
    A table of which no column is read (`count(*)`), a column that is not known (`rowid`) and a statement without tables
    have the default. A view's column has its own level where the policy names it, and otherwise at most the default and the
    levels of what the view may read.
    """
    levels: list[Visible] = []
    named = {key(table) for table, _ in reads.columns}
    for table, name in reads.columns:
        found = schema.table(table)
        column = found.column(name) if found else None
        levels.append(_through(found, column, schema, policy) if found and column else _lowest(policy))
    if not levels or any(key(table) not in named for table in reads.tables):
        levels.append(policy.model_sees)
    return min(levels, key=_LEVELS.index)


def _through(table: Table, column: Column, schema: Schema, policy: Policy) -> Visible:
    """The level of a column of a table, or of a view and what stands behind it."""
    own = model_visible(table.name, column, policy)
    if not table.view or any(_same(at, table.name, column.name) for at in policy.model_sees_columns):
        return own
    return min((own, *_behind(table.view_sql, schema, policy, 0)), key=_LEVELS.index)


def _behind(view_sql: str, schema: Schema, policy: Policy, depth: int) -> Iterator[Visible]:
    """Levels of the columns that a view's statement may read, whatever it makes of them."""
    try:
        tree = sqlglot.parse_one(view_sql, dialect="duckdb") if depth < MOST_VIEWS else None
    except (SqlglotError, RecursionError):
        tree = None
    if tree is None:
        yield _lowest(policy)
        return
    if isinstance(tree, exp.Create) and tree.expression is not None:
        tree = tree.expression
    names = {fold(node.name) for node in tree.find_all(exp.Column)}
    every = bool(tree.find(exp.Star))
    for node in tree.find_all(exp.Table):
        name = f"{node.db}.{node.name}" if node.db else node.name
        for (owner, column), level in policy.model_sees_columns.items():
            if key(owner) == key(name) and (every or fold(column) in names):
                yield level
        table = schema.table(name)
        for known in table.columns if table else ():
            if known.private and (every or fold(known.name) in names):
                yield model_visible(name, known, policy)
        if table is not None and table.view:
            yield from _behind(table.view_sql, schema, policy, depth + 1)


def _same(at: tuple[str, str], table: str, column: str) -> bool:
    return key(at[0]) == key(table) and fold(at[1]) == fold(column)


def _lowest(policy: Policy) -> Visible:
    """For what is not known: the default, or a level below it that the policy gives to any column."""
    return min((policy.model_sees, *policy.model_sees_columns.values()), key=_LEVELS.index)


def allows(visible: Visible, wanted: Visible) -> bool:
    """Whether a column at the level `visible` may be shown at the level `wanted`."""
    return _LEVELS.index(visible) >= _LEVELS.index(wanted)


def samples_for_model(table: str, column: Column, policy: Policy) -> tuple[str, ...]:
    """The sample values that a chat model may see."""
    return column.samples if allows(model_visible(table, column, policy), "samples") else ()
