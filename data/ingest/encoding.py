"""What encoding a text file is in, found from its bytes."""

from __future__ import annotations

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

from data.errors import BadInput

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
_LATIN = ["cp1252", "cp1250"]
_OTHER_LETTERS = ["cp1251", "cp1253", "cp1255", "cp1256"]
_MANY_LETTERS = ["shift_jis", "gb18030", "big5", "euc_kr"]
_WESTERN = {"cp1252", "latin_1", "iso8859_15", "cp1254"}
_TELLING = 8
"""Fewer foreign bytes than this prove nothing."""
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})


def found(path: Path) -> str:
    """The name of the encoding. Raises BadInput when the file is no text."""
    with path.open("rb") as file:
        head = file.read(_CHUNK)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    wide = _wide(head)
    if wide:
        return wide
    controls = len(head) - len(head.translate(None, _CONTROL))
    if b"\x00" in head or controls > 0.01 * len(head):
        raise BadInput(
            f"{path.name} is not text: it holds bytes that no text has.",
            "Export it as CSV, or check that its ending says what it is.",
        )
    return "utf-8" if _is_utf8(path) else _single_byte(path)


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: nearly every second byte is zero."""
    sample = head[:4000]
    even, odd = sample[0::2], sample[1::2]
    if odd and odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even and even.count(0) > 0.7 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return ""


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _single_byte(path: Path) -> str:
    """The likeliest old encoding, judged by the lines that are not plain ASCII; Western European when in doubt."""
    lines: list[bytes] = []
    size = 0
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                lines.append(line[:2000])
                size += len(lines[-1])
            if size > 100_000:
                break
    sample = b"".join(lines)
    foreign = len(sample) - len(sample.translate(None, bytes(range(128, 256))))
    if foreign < _TELLING:
        return "cp1252" if _decodes(path, "cp1252") else "latin-1"
    # an accent here and there is Latin; where half of the letters are foreign it is another script
    candidates = _OTHER_LETTERS + _MANY_LETTERS if foreign > 0.3 * len(sample) else _LATIN
    best = from_bytes(sample, cp_isolation=candidates).best()
    name = best.encoding if best is not None else "cp1252"
    alike = sample.decode(name, errors="replace") == sample.decode("cp1252", errors="replace")
    if name in _WESTERN or alike:
        return "cp1252" if _decodes(path, "cp1252") else "latin-1"
    return name if _decodes(path, name) else "latin-1"


def _decodes(path: Path, name: str) -> bool:
    try:
        with path.open(encoding=name, newline="") as file:
            while file.read(_CHUNK):
                pass
    except UnicodeDecodeError:
        return False
    return True
