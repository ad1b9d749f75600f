"""The question's screen: what is passed on, what is declined politely, what needs a word more. No model is asked.

It looks at the form of a question first (an order to change something, words to the assistant itself, an insult without a
question) and at its link to the data next. What links to the schema is most probably honest; no word refuses alone. Behind it
stand the guard of statements and the role's view: the screen spares work and embarrassment, it is not what protects data.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from data.types import Schema
from guardrails.screen import change, hidden, injection, manners, topic
from guardrails.screen.words import Vocabulary, clean, vocabulary

Reason = Literal["empty", "too_long", "nonsense", "abuse", "off_topic", "change_data", "forbidden_data", "injection"]

_UNFILTER = re.compile(
    r"\W*(?:please |now |and |ok )?(?:remove|drop|clear|reset|without|no|lift|delete) (?:all |any |every )?(?:of )?(?:the |my |these |those )?filters?(?: again| please| now)?\W*"
)
"""In a conversation these are filters of the question before."""
_SIGNS = re.compile(
    r"^\s*\*|\(\s*\*\s*\)|\*[^?*]*\b(?i:from)\b"
    r"|\w\([^()?]*\)[^?]*\b(?i:from)\b"
    r"|\bFROM\b"
    r"|\b(?i:from)\b[^?]*(?:;\s*$|\s=\s)"
)
"""Signs of a statement that no plain question has."""
_SAID = re.compile(r"\s*[Ss]elect (?:all|the|every|each|any|some|my|our)(?: of)? (?!from\b)[^;*()=<>'\"]*", re.ASCII)
"""`select all orders from Germany`: words of a person, though SQL reads them as a statement about a table of that name."""
LONGEST = 4_000
"""Characters of a question."""


ABOUT_CANDOR = "about what can be asked"
"""The note of a question about Candor itself rather than about the data."""
UNNAMED = "no word of it names something in the data"


@dataclass(frozen=True, slots=True)
class Passed:
    """The question is passed on; `note` says what was noticed, and is empty for nothing."""

    question: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Declined:
    """The question is not passed on; `text` says so politely, and what can be asked instead."""

    reason: Reason
    text: str


@dataclass(frozen=True, slots=True)
class Vague:
    """More is needed: `text` asks for it, `options` are ways to go on."""

    text: str
    options: tuple[str, ...]


def screen(
    question: str,
    schema: Schema | None,
    full: Schema | None = None,
    *,
    named: Callable[[str], object] = lambda _: False,
    follows: bool = False,
) -> Passed | Declined | Vague:
    """Judge a question. `schema` is the role's view, `full` the whole schema, for knowing what is hidden from the role.

    `named` tells whether a text names a value of the data that the role may see, and `follows` whether the question
    continues a conversation: either makes a question about the data of one whose words name nothing in the schema.
    """
    text = clean(question)
    if not text:
        return Declined("empty", f"There is no question yet. {_instead(schema)}")
    if len(text) > LONGEST:
        return Declined(
            "too_long",
            f"The question has {len(text):,} characters; up to {LONGEST:,} are read. Ask for one thing at a time.",
        )
    known = vocabulary(schema)
    lower = text.casefold().replace("e-mail", "email")
    if follows and _UNFILTER.fullmatch(lower):
        return Passed(text, "about the question before")
    reason = _refused(question, text, lower, schema, full, known)
    if reason is not None:
        return Declined(reason, _said(reason, schema))
    if manners.insults(lower):
        if manners.asks_data(lower, known):
            return Passed(text, "rude words left aside")
        return Declined("abuse", _said("abuse", schema))
    verdict = _linked(text, lower, schema, known)
    if isinstance(verdict, Passed) and verdict.note == UNNAMED and not follows and not named(text):
        return Declined("off_topic", _said("off_topic", schema))
    return verdict


def _refused(
    written: str, text: str, lower: str, schema: Schema | None, full: Schema | None, known: Vocabulary
) -> Reason | None:
    """What is declined whatever else the question holds."""
    if is_query(text):
        return None
    if injection.steers(text, written):
        return "injection"
    if change.wants_change(lower, known):
        return "change_data"
    if hidden.asks_hidden(lower, schema, full, known):
        return "forbidden_data"
    return None


def _linked(text: str, lower: str, schema: Schema | None, known: Vocabulary) -> Passed | Declined | Vague:
    """A question without malice: is it about the data?"""
    if is_query(text):
        return Passed(text, "written in SQL")
    if manners.asks_help(lower):
        return Passed(text, ABOUT_CANDOR)
    if manners.foreign(lower):
        return Passed(text)
    if manners.nonsense(lower, known):
        return Declined("nonsense", _said("nonsense", schema))
    if topic.strays(lower, known):
        return Declined("off_topic", _said("off_topic", schema))
    if manners.greets(lower) or manners.vague(lower, known):
        opening = "You are welcome. " if manners.thanks(lower) else "Hello. " if manners.hails(lower) else ""
        return Vague(f"{opening}What would you like to know? {_instead(schema)}", _options(schema))
    return Passed(text, UNNAMED if topic.elsewhere(lower, known) else "")


def is_query(text: str) -> bool:
    """Whether the text is a query in SQL: the guard of statements judges it further on."""
    if not text.strip() or text.split(maxsplit=1)[0].casefold().lstrip("(") not in (
        "select",
        "with",
        "from",
        "values",
        "pivot",
        "unpivot",
    ):
        return False
    if _SAID.fullmatch(text) and " FROM " not in text:
        return False
    try:
        trees = sqlglot.parse(text, read="duckdb")
    except (SqlglotError, RecursionError):
        return False
    tree = trees[0] if trees else None
    if not all(isinstance(one, exp.Query) for one in trees if one is not None) or tree is None:
        return False
    return bool(tree.find(exp.Table)) or text[:6].casefold() == "select"


def nearly_query(text: str) -> bool:
    """Whether the text is SQL, or was meant as SQL and cannot be read as it: `SELEC * FROM orders`.

    The screen does not go by this: what is not a query goes through it like any question.
    """
    if is_query(text):
        return True
    if len(text) > LONGEST:
        return False
    first, *rest = text.split(maxsplit=1) or [""]
    word = first.casefold().lstrip("(")
    like = word == "with" or bool(get_close_matches(word, ("select",), cutoff=0.8))
    return like and bool(rest) and _SIGNS.search(rest[0]) is not None


def _said(reason: Reason, schema: Schema | None) -> str:
    first = {
        "injection": "I keep to my instructions and to the data you may read.",
        "change_data": "I only read the data, I cannot change it.",
        "forbidden_data": "That is not among the data you may read here.",
        "abuse": "I would rather help.",
        "off_topic": "That is nothing the data can tell.",
        "nonsense": "Hardly a word of it is one that I know.",
    }[reason]
    return f"{first} {_instead(schema)}"


def _instead(schema: Schema | None) -> str:
    names = _titles(schema)
    about = f" about {' or '.join(names)}" if names else " about your data"
    return f"You can ask{about}, for example how many there are or how they change by month."


def _titles(schema: Schema | None) -> list[str]:
    if schema is None:
        return []
    shown = sorted(schema.tables, key=lambda table: (table.view, -(table.rows or 0), table.name))
    return [(table.title or table.name).replace("_", " ") for table in shown[:3]]


def _options(schema: Schema | None) -> tuple[str, ...]:
    return tuple(f"How many {name} are there?" for name in _titles(schema))
