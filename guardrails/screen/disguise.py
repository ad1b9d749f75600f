"""The other readings of a text: what it says when letters are spread apart, written as digits or look-alikes, or encoded.

A text in disguise is judged by what it hides. Each reading is bounded by the text itself and read once, never again in turn.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Iterator
from urllib.parse import unquote

_SPREAD = re.compile(r"(?:\b\w[ ._*-]{1,3}){5,}\w\b")
_CODED = re.compile(r"(?<![\w+/=-])(?:[A-Za-z0-9+/_-]{16,}={0,2}|(?:[0-9a-fA-F]{2}[ :]?){12,})(?![\w+/=-])")
_MIXED = re.compile(r"(?<![\w@$])(?=[\w@$]*[a-z])(?=[\w@$]*[013457@$])[\w@$]{2,}")
_LEET = str.maketrans("013457@$", "oieastas")
_LOOK_ALIKE = str.maketrans("аеорсухіјѕԁһӏոαορεικνυτ", "aeopcyxijsdhlnaopeiknut")
_ROT13 = re.compile(r"\brot-?13\b")


def readings(text: str) -> Iterator[str]:
    """What else the text may say, folded to lower case; the text itself is not among them."""
    lower = text.casefold()
    spread = _SPREAD.sub(lambda match: _joined(match.group()), lower)
    if spread != lower:
        yield spread
    leet = _MIXED.sub(lambda match: match.group().translate(_LEET), lower)
    if leet != lower:
        yield leet
    plain = lower.translate(_LOOK_ALIKE)
    if (
        plain != lower
        and sum(c.isascii() for c in plain) > sum(c.isascii() for c in lower)
        and any("a" <= c <= "z" for c in lower)
    ):
        yield plain
    if "%20" in text:
        yield unquote(text, errors="replace").casefold()
    if _ROT13.search(lower):
        yield codecs.decode(lower, "rot13")
    for match in _CODED.finditer(text):
        if said := _decoded(match.group()):
            yield said


def _joined(spread: str) -> str:
    """`i g n o r e   a l l` -> `ignore all`: the shortest gap stands between letters, a longer one between words."""
    gaps = re.findall(r"[ ._*-]+", spread)
    shortest = min(map(len, gaps))
    return re.sub(r"[ ._*-]+", lambda gap: "" if len(gap.group()) == shortest else " ", spread)


def _decoded(coded: str) -> str:
    """The text that base64 or hexadecimal digits stand for; empty when that is no readable text."""
    tight = re.sub(r"[ :]", "", coded)
    for decode in (_hex, _base64):
        try:
            said = decode(tight).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError, ValueError):
            continue
        if said.isprintable() and sum(c.isalpha() or c == " " for c in said) * 5 >= len(said) * 4:
            return said.casefold()
    return ""


def _hex(text: str) -> bytes:
    return bytes.fromhex(text)


def _base64(text: str) -> bytes:
    return base64.b64decode(
        text + "=" * (-len(text) % 4), altchars=b"-_" if "-" in text or "_" in text else None, validate=True
    )
