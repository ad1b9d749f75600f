"""Cell values as JSON can hold them: ISO dates, decimals as numbers, NaN and infinities as null, bytes by their length."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal


def plain(value: object) -> object:
    """The plain form of one cell value, inside lists and structs too."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case Decimal():
            return _decimal(value)
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case dt.timedelta():
            return value.total_seconds()
        case bytes():
            return f"<{len(value)} bytes>"
        case Mapping():
            return {str(k): plain(v) for k, v in value.items()}
        case Sequence():
            return [plain(v) for v in value]
    return str(value)


def _decimal(value: Decimal) -> int | float | None:
    if not value.is_finite():
        return None
    return int(value) if value == value.to_integral_value() and value.as_tuple().exponent == 0 else float(value)
