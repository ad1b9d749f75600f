"""Words: a question as tokens with stems, quoted strings kept whole and numbers read (digits, words, 10k, $1,200)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from retrieval.values import stem

Kind = Literal["word", "number", "quoted", "mark"]

_MONTH = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
_MONTH += "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_PIECE = re.compile(
    r"""(?P<quoted>(?<![\w])(?:"[^"]{1,200}"|“[^”]{1,200}”|‘[^’]{1,200}’|`[^`']{1,200}[`']|``[^']{1,200}''|'[^']{1,200}'(?![\w]))|"[^"]{1,200}")
    |(?P<clock>\d{1,2}:\d{2}(?::\d{2})?(?!\w))
    |(?P<span>(?<![\w-])(?i:__PIECE__)(?=-(?i:__PIECE__|(?:19|20)\d\d)(?![\w-])))
    |(?P<date>\d{4}-\d{1,2}-\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?|\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-(?:0[1-9]|1[0-2])(?![\w-]))
    |(?P<number>[-+]?[$€£]?\s?\d+(?:,\d{3})+(?:\.\d+)?%?|(?<![\w.])-?[$€£]?\d+(?:\.\d+)?(?:%|[kKmM](?![\w]))?(?![\w]))
    |(?P<word>[^\W_]+(?:[._@&+-][^\W_]+)*(?:['’](?:s|t|re|ve|d|ll|m)\b)?)
    |(?P<mark>[,;:.?!()/&=<>+*%–-])""".replace("__PIECE__", f"q[1-4]|h[12]|{_MONTH}"),
    re.VERBOSE,
)
_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_NUMBER_WORDS: dict[str, float] = {w: float(i) for i, w in enumerate(_UNITS)} | {
    "thirty": 30.0,
    "forty": 40.0,
    "fifty": 50.0,
    "hundred": 100.0,
    "thousand": 1000.0,
    "million": 1e6,
    "dozen": 12.0,
    "once": 1.0,
    "twice": 2.0,
}
_ORDINALS = {
    w: i + 1
    for i, w in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
    )
}
_SCALES = {"k": 1e3, "m": 1e6}
_SCALE_WORDS = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "mio": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9}
_SCALE_WORDS |= {"millions": 1e6, "billions": 1e9, "thousands": 1e3}


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of the question. `low` is its text folded, without quotes; `number` is its value where it has one."""

    text: str
    low: str
    stem: str
    kind: Kind
    start: int
    end: int
    number: float | None = None

    @property
    def is_date(self) -> bool:
        return self.kind == "quoted" and self.stem == "<date>"


def _unquoted(text: str) -> str:
    return text.strip("\"“”‘’`'").strip()


def _as_number(text: str) -> float | None:
    clean = text.strip().lstrip("$€£+ ").replace(",", "").replace("$", "").rstrip("%")
    scale = _SCALES.get(clean[-1:].lower(), 1.0)
    if scale != 1.0:
        clean = clean[:-1]
    try:
        return float(clean) * scale
    except ValueError:
        return None


def tokens_of(question: str) -> tuple[Token, ...]:
    """The tokens of a question, in order."""
    found: list[Token] = []
    for match in _PIECE.finditer(question):
        text, at, to = match.group(), match.start(), match.end()
        match match.lastgroup:
            case "quoted":
                inner = _unquoted(text)
                found.append(Token(inner, inner.casefold(), "<quoted>", "quoted", at, to, _as_number(inner)))
            case "date":
                found.append(Token(text, text.casefold(), "<date>", "quoted", at, to))
            case "clock":
                found.append(Token(text, text, "<quoted>", "quoted", at, to))
            case "number":
                found.append(
                    Token(text.strip(), text.strip().casefold(), "<number>", "number", at, to, _as_number(text))
                )
            case "word" | "span":
                found.extend(_word(text, at))
            case _:
                found.append(Token(text, low := text.replace("–", "-"), low, "mark", at, to))
    return _scaled(found, question)


def _scaled(tokens: Sequence[Token], question: str) -> tuple[Token, ...]:
    """`4 million` and `two hundred thousand` as one number each."""
    found: list[Token] = []
    for token in tokens:
        before, scale = found[-1] if found else None, _SCALE_WORDS.get(token.low)
        if scale is None or before is None or before.number is None or before.is_date or before.kind == "quoted":
            found.append(token)
            continue
        text = question[before.start : token.end]
        found[-1] = Token(text, text.casefold(), "<number>", "number", before.start, token.end, before.number * scale)
    return tuple(found)


def _word(text: str, at: int) -> list[Token]:
    low = text.casefold().replace("’", "'")
    if low.endswith("n't"):
        base = low.removesuffix("n't")
        return [
            Token(text[: len(base)], base, stem(base), "word", at, at + len(base)),
            Token("not", "not", "not", "word", at + len(base), at + len(text)),
        ]
    if low.endswith("'s"):
        low = low.removesuffix("'s")
    number = _NUMBER_WORDS.get(low)
    return [Token(text, low, stem(low), "word", at, at + len(text), number)]


def unhyphened(tokens: tuple[Token, ...], known: Collection[str]) -> tuple[Token, ...]:
    """`sign-ups` as two words where the schema knows both, by their stems, and not the whole."""
    found: list[Token] = []
    for token in tokens:
        parts = token.low.split("-")
        if token.kind != "word" or len(parts) < 2 or token.stem in known or not all(stem(p) in known for p in parts):
            found.append(token)
            continue
        at = token.start
        for part, shown in zip(parts, token.text.split("-"), strict=True):
            found.append(Token(shown, part, stem(part), "word", at, at + len(shown)))
            at += len(shown) + 1
    return tuple(found)


def expanded(tokens: tuple[Token, ...], pairs: frozenset[tuple[str, str]]) -> tuple[Token, ...]:
    """`first and last names` as `first names and last names` where the schema knows both as names of columns.

    Known by the stems that stand together in its names; `first name` and `last name` are always known.
    """
    found = list(tokens)
    at = 0
    while at < len(found) - 2:
        join = at + 1
        if found[join].low in ("and", "or", ",", "&"):
            head = next((t for t in found[join + 2 : join + 3] if t.kind == "word"), None)
            known = head is not None and (
                ((found[at].stem, head.stem) in pairs and (found[join + 1].stem, head.stem) in pairs)
                or (head.stem == "name" and found[at].low in _NAME_PARTS and found[join + 1].low in _NAME_PARTS)
            )
            if known and head is not None:
                found.insert(join, head)
                at += 1
        at += 1
    return tuple(found)


_NAME_PARTS = frozenset({"first", "last", "middle", "given", "family"})


def ordinal(token: Token) -> int | None:
    """1 for first, 2 for second and 2nd, and so on; None for what is no ordinal."""
    if token.low in _ORDINALS:
        return _ORDINALS[token.low]
    match = re.fullmatch(r"(\d+)(?:st|nd|rd|th)", token.low)
    return int(match.group(1)) if match else None
