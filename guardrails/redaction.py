"""What never stands in a log, a trace or an error: keys, tokens, passwords, e-mail addresses, card, account and phone numbers.

`redact` knows forms, not meanings. The forms of providers' keys are detect-secrets' own; cards and accounts prove themselves
by their check digits (python-stdnum), phone numbers by the numbering plans (phonenumbers). What of a column may be seen is
another matter: see `leaving`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import phonenumbers
from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.plugins.base import BasePlugin, RegexBasedDetector
from detect_secrets.plugins.high_entropy_strings import Base64HighEntropyString
from phonenumbers import NumberParseException
from stdnum import iban, luhn

_LONG = re.compile(r"[A-Za-z0-9+/_.:=-]{16,}")
"""Every provider's key has such a run: most texts have none, and need no more looking."""
_KEY = re.compile(
    r"""\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{12,}
      | \b(?:gh[pousr]_|glpat-|xox[abprs]-|hf_|dapi|npm_|pypi-)[A-Za-z0-9-]{16,}
      | \bAIza[0-9A-Za-z_-]{30,}
      | \beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?
      | -----BEGIN[ A-Z]*PRIVATE[ ]KEY-----.*?(?:-----END[ A-Z]*PRIVATE[ ]KEY-----|\Z)""",
    re.VERBOSE | re.DOTALL,
)
_NAMED = re.compile(
    r"(?i)\b((?:api|access|secret|private|auth|client)[ _-]?(?:key|token|secret)|account ?key|password|passwd|pwd|token|secret|authorization)"
    r"(['\"]?\s*[:=]\s*['\"]?(?:Bearer\s+|Basic\s+)?)[^\s'\",;)]{4,}"
)
_BEARER = re.compile(r"\b([Bb]earer|BEARER|[Bb]asic|BASIC)\s+(?=[A-Za-z._~+/=-]*[0-9A-Z])[A-Za-z0-9._~+/=-]{8,}")
_IN_URL = re.compile(r"(?<=://)[^\s/@:]+:[^\s/@]+(?=@)")
_EMAIL = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")
_NUMBERS = re.compile(r"(?<![\w.,:/#-])[+(]?\d[\d ()./-]{6,24}\d(?![\w:-]|[.,]\d)")
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
_RANDOM = re.compile(r"(?<![\w+/=-])(?=[A-Za-z+/_-]*[0-9])(?=[0-9+/_-]*[A-Za-z])[A-Za-z0-9+/_-]{40,}={0,2}(?![\w+/=-])")
_NOT_KEYS = frozenset({"Public IP (ipv4)", "Basic Auth Credentials", "Private Key"})
"""Of what detect-secrets finds: an address of the network is no secret here, the others are taken out whole above."""
_PLANS = ("US", "GB", "DE", "FR", "ES", "IT", "NL", "IN", "AU", "BR")
"""Countries in whose plans a number without its country is looked for."""
RANDOM_BITS = 4.5
"""Bits a letter from which a long run of letters and digits is taken for a key; detect-secrets' own limit. Names have less."""
HEX_BITS = 3.0


def redact(text: str) -> str:
    """The text with keys, tokens, e-mail addresses, account, card and phone numbers blacked out; under 0.2 ms for a line."""
    text = _KEY.sub("[key]", text)
    text = _NAMED.sub(r"\1\2[secret]", text)
    text = _BEARER.sub(r"\1 [secret]", text)
    text = _IN_URL.sub("[secret]", text)
    if _LONG.search(text):
        for pattern in _providers():
            text = pattern.sub("[key]", text)
        text = _RANDOM.sub(_random, text)
    text = _EMAIL.sub("[e-mail]", text)
    text = _ACCOUNT.sub(_account, text)
    return _NUMBERS.sub(_number, text)


@cache
def _providers() -> tuple[re.Pattern[str], ...]:
    """The forms of providers' keys that detect-secrets knows."""
    kinds: Mapping[str, type[BasePlugin]] = get_mapping_from_secret_type_to_class()
    made = [kind() for name, kind in kinds.items() if issubclass(kind, RegexBasedDetector) and name not in _NOT_KEYS]
    return tuple(pattern for one in made for pattern in one.denylist)


def _random(match: re.Match[str]) -> str:
    """A long run of letters and digits that is no name made of words."""
    run = match.group()
    hexadecimal = all(c in "0123456789abcdefABCDEF" for c in run)
    bits = _measure().calculate_shannon_entropy(run)
    return "[key]" if bits >= (HEX_BITS if hexadecimal else RANDOM_BITS) else run


@cache
def _measure() -> Base64HighEntropyString:
    return Base64HighEntropyString(limit=RANDOM_BITS)


def _account(match: re.Match[str]) -> str:
    """An IBAN by its check digits; of a run that goes on behind it, the longest part that is one."""
    run = match.group()
    for end in range(len(run), 14, -1):
        if (end == len(run) or run[end] == " ") and iban.is_valid(run[:end], check_country=False):
            return "[account]" + run[end:]
    return run


def _number(match: re.Match[str]) -> str:
    """A card or a phone number is blacked out; a date, a range of years or a plain figure stays."""
    written = match.group()
    digits = "".join(c for c in written if c.isdigit())
    if _DATE.search(written):
        return written
    if 13 <= len(digits) <= 19 and digits[0] in "23456" and luhn.is_valid(digits):
        return "[card]"
    return "[phone]" if _is_phone(written, digits) else written


def _is_phone(written: str, digits: str) -> bool:
    """With its country it need only be possible; without, written like a number to call and valid in some plan."""
    if written.startswith("+"):
        return _possible(written)
    parts = [part for part in re.split(r"\D+", written) if part]
    called = written.startswith(("0", "(")) or (len(parts) == 3 and "-" in written and len(digits) == 10)
    return called and 8 <= len(digits) <= 15 and any(_valid(written, plan) for plan in _PLANS)


def _possible(written: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(written, None))
    except NumberParseException:
        return False


def _valid(written: str, plan: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(written, plan))
    except NumberParseException:
        return False
