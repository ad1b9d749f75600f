"""Columns that look personal or secret, by their names and by their values."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NAMES = re.compile(
    r"e_?mail|phone|telefon|mobile_?(no|num|phone)|^mobile$|^fax|password|passwd|passwort|^pwd$|secret|^token$|api_?key"
    r"|^ssn|social_?security|credit_?card|card_?(no|num|nbr)|^iban$|passport|national_?id|tax_?id",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_SSN = re.compile(r"\d{3}-\d{2}-\d{4}")
_PHONE = re.compile(r"\+\d[\d ()/-]{7,}")
_CARD = re.compile(r"\d{13,19}")


def looks_personal(name: str, values: Iterable[str]) -> bool:
    """Whether the name says so, or four of five of the values do."""
    if _NAMES.search(name):
        return True
    known = [v.strip() for v in values if v and v.strip()]
    hits = sum(_is_personal(v) for v in known)
    return len(known) > 0 and hits >= 0.8 * len(known)


def _is_personal(value: str) -> bool:
    return any(form.fullmatch(value) for form in (_MAIL, _SSN, _PHONE)) or _is_card(value)


def _is_card(value: str) -> bool:
    """A card number: its last digit proves the others (Luhn, ISO/IEC 7812)."""
    digits = value.replace(" ", "").replace("-", "")
    if not _CARD.fullmatch(digits):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
