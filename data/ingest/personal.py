"""Columns that look personal or secret, by their names and by their values.

Names are compared word by word: `customer_email` and `E-Mail Address` are personal, `email_count` and `council_tax_id`
are not. What decides is what the name ends with, since `phone_model` is about a model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from data.ingest.names import readable

_ENDINGS = tuple(
    tuple(phrase.split())
    for phrase in (
        "email", "e mail", "mail address", "phone", "telephone", "telefon", "telefonnummer", "cellphone", "cell phone",
        "mobile phone", "mobile number", "mobile no", "mobile num", "phonenumber", "fax", "faxnumber", "password",
        "passwd", "passwort", "pwd", "secret", "apikey", "api key", "access token", "auth token", "ssn",
        "social security", "credit card", "creditcard", "card number", "card no", "card num", "card nbr", "cardnumber",
        "iban", "passport", "national id", "emailaddress",
    )
)  # fmt: skip
"""What a name may end with, in any context."""
_OWNED = (("tax", "id"), ("tax", "number"), ("mobile",), ("token",), ("cell",))
"""Personal alone or as somebody's: `customer_tax_id`, but not `council_tax_id`."""
_OWNERS = frozenset(
    [
        "customer",
        "client",
        "user",
        "person",
        "personal",
        "employee",
        "staff",
        "member",
        "patient",
        "student",
        "guest",
        "contact",
        "owner",
        "applicant",
        "holder",
        "supplier",
        "vendor",
        "driver",
        "tenant",
        "donor",
        "teacher",
        "author",
        "my",
        "his",
        "her",
        "their",
    ]
)
_SUFFIXES = frozenset(
    [
        "number",
        "no",
        "num",
        "nbr",
        "nr",
        "address",
        "hash",
        "salt",
        "primary",
        "secondary",
        "home",
        "work",
        "office",
        "private",
        "personal",
        "mobile",
        "alternate",
        "alt",
        "main",
        "old",
        "new",
        "value",
        "text",
        "last",
        "digits",
    ]
)
_FLAGS = frozenset({"is", "has", "have", "count", "num", "number", "valid", "verified", "opt"})

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_SSN = re.compile(r"\d{3}-\d{2}-\d{4}")
_PHONE = re.compile(r"\+\d[\d ()/-]{7,}")
_CARD = re.compile(r"\d{13,19}")


def looks_personal(name: str, values: Iterable[str]) -> bool:
    """Whether the name says so, or four of five of the values do."""
    if _named(_words(name)):
        return True
    known = [v.strip() for v in values if v and v.strip()]
    hits = sum(_is_personal(v) for v in known)
    return len(known) > 0 and hits >= 0.8 * len(known)


def _words(name: str) -> list[str]:
    """`EMailAddress2` -> e, mail, address; what follows an `of` says only whose it is."""
    words = [word.rstrip("0123456789") or word for word in readable(name, "column").split("_")]
    for mark in ("of", "for"):
        if mark in words[1:]:
            words = words[: words.index(mark)]
    return [word for word in words if not word.isdigit()]


def _named(words: Sequence[str]) -> bool:
    if not words or words[0] in _FLAGS:
        return False
    while words:
        if any(_ends(words, phrase) for phrase in _ENDINGS):
            return True
        if any(_ends(words, p) and {*words[: -len(p)]} <= _OWNERS for p in _OWNED):
            return True
        if words[-1] not in _SUFFIXES:
            return False
        words = words[:-1]
    return False


def _ends(words: Sequence[str], phrase: Sequence[str]) -> bool:
    return list(words[-len(phrase) :]) == list(phrase)


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
