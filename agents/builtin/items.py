"""Items: the question as one sequence of cues, mentions, numbers, dates and words not understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agents.builtin.cues import Cue
from agents.builtin.dates import Window
from agents.builtin.form import Operator
from agents.builtin.links import STOP, Mention
from agents.builtin.names import Thing
from agents.builtin.words import Token

ItemKind = Literal["cue", "mention", "number", "date", "mark", "word", "small", "quoted", "state"]


@dataclass(frozen=True, slots=True)
class State:
    """A day is missing (`is null`), known (`not null`), or lies after (`>`) or not after (`<=`) another."""

    op: Operator
    thing: Thing
    other: Thing | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One step of the reading. Exactly one of `cue`, `mention`, `number`, `window`, `state` is set, or `token` alone."""

    kind: ItemKind
    start: int
    end: int
    token: Token
    cue: Cue | None = None
    mention: Mention | None = None
    number: float | None = None
    window: Window | None = None
    state: State | None = None

    def is_cue(self, *kinds: str) -> bool:
        return self.cue is not None and self.cue.kind in kinds

    @property
    def text(self) -> str:
        if self.mention is not None:
            return self.mention.text
        return self.cue.text if self.cue is not None else self.token.text


def items_of(
    tokens: Sequence[Token], cues: Sequence[Cue], mentions: Sequence[Mention], windows: Sequence[Window]
) -> list[Item]:
    """Every token in exactly one item; dates go before mentions, mentions before the cues that they contain."""
    made: list[Item] = []
    owner: dict[int, Item] = {}

    def put(item: Item) -> None:
        if not any(i in owner for i in range(item.start, item.end)):
            made.append(item)
            owner.update(dict.fromkeys(range(item.start, item.end), item))

    for window in windows:
        if not any(_names(m, window) for m in mentions):
            put(Item("date", window.start, window.end, tokens[window.start], window=window))
    for mention in mentions:
        inside = [c for c in cues if c.start < mention.end and mention.start < c.end]
        if all(mention.start <= c.start and c.end <= mention.end for c in inside) or mention.links[0].score > 0.99:
            put(Item("mention", mention.start, mention.end, tokens[mention.start], mention=mention))
    for cue in cues:
        put(Item("cue", cue.start, cue.end, tokens[cue.start], cue=cue))
    for at, token in enumerate(tokens):
        if at in owner:
            continue
        kind = _kind(token)
        put(Item(kind, at, at + 1, token, number=token.number))
    return sorted(made, key=lambda i: i.start)


def _names(mention: Mention, window: Window) -> bool:
    """Whether a column is called like this window: `Last_year`."""
    around = mention.start <= window.start and window.end <= mention.end
    if mention.kind == "value":
        return around and mention.end - mention.start > window.end - window.start and mention.links[0].score >= 1.0
    return around and mention.kind == "column" and mention.links[0].score > 0.9


def _kind(token: Token) -> ItemKind:
    if token.kind == "mark":
        return "mark"
    if token.kind == "quoted":
        return "quoted"
    if token.number is not None:
        return "number"
    return "small" if token.low in STOP else "word"
