"""What may leave: secrets and personal data never in logs, traces and errors; of the data only what the policy lets a model see.

`redact` knows forms (keys, tokens, addresses, card and phone numbers), not meanings; a column's values are withheld by
`model_visible`, which knows the policy and the column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import get_args

from data.types import Column, Policy, Schema, Visible
from guardrails.names import fold, key

_LEVELS: tuple[Visible, ...] = get_args(Visible)
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
        if key(owner) == key(table) and fold(name) == fold(column.name):
            visible = level
    if column.private and _LEVELS.index(visible) > _LEVELS.index("statistics"):
        return "statistics"
    return visible


def allows(visible: Visible, wanted: Visible) -> bool:
    """Whether a column at the level `visible` may be shown at the level `wanted`."""
    return _LEVELS.index(visible) >= _LEVELS.index(wanted)


def samples_for_model(table: str, column: Column, policy: Policy) -> tuple[str, ...]:
    """The sample values that a chat model may see."""
    return column.samples if allows(model_visible(table, column, policy), "samples") else ()


def rows_for_model(
    rows: Iterable[Sequence[object]], origins: Sequence[tuple[str, str] | None], schema: Schema, policy: Policy
) -> list[tuple[object, ...]]:
    """Result rows with `…` in every cell that a chat model may not see.

    `origins` says for each place of a row which (table, column) it comes from, None for a computed value: that one is
    shown only where the policy lets everything be seen.
    """
    shown = [_shown(origin, schema, policy) for origin in origins]
    return [tuple(value if visible else "…" for value, visible in zip(row, shown, strict=True)) for row in rows]


def _shown(origin: tuple[str, str] | None, schema: Schema, policy: Policy) -> bool:
    if origin is None:
        return policy.model_sees == "values"
    table = schema.table(origin[0])
    column = table.column(origin[1]) if table else None
    return column is not None and allows(model_visible(origin[0], column, policy), "values")
