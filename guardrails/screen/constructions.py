"""Requests to change data that are no plain orders: what people say instead of "delete X".

Each construction is read by its grammar: a gerund after a polite question, a wish with "if you", a result that a thing is
brought into ("make X empty"), what something should be instead, and an order whose object stands in the sentence before.
"""

from __future__ import annotations

import re

from guardrails.screen.things import ANSWER, ASKING, GO_ON, PERSIST, thing
from guardrails.screen.words import Vocabulary

_VERBS = (  # noqa: SIM905  # words read best in a row
    "delete erase remove wipe purge truncate destroy clear empty cancel overwrite update change modify alter edit rename increase "
    "decrease raise lower reduce double halve reset correct adjust refund reassign merge insert add create register record"
).split()


def _gerund(verb: str) -> str:
    """Delete -> deleting, drop -> dropping."""
    return f"{verb.removesuffix('e')}ing"


def _past(verb: str) -> str:
    return f"{verb}d" if verb.endswith("e") else f"{verb[:-1]}ied" if verb.endswith("y") else f"{verb}ed"


_GERUNDS = "|".join([*map(_gerund, _VERBS), "dropping", "setting", "getting rid of"])
_PASTS = "|".join([*map(_past, _VERBS), "dropped", "set", "cancelled", "got rid of"])
_ASKED_POLITELY = re.compile(
    rf"\b(?:(?:would|do|could) (?:you|u) mind|how about|what about|kindly consider|thanks (?:in advance )?for|thank you for|i suggest|please start|go on and start|start)"
    rf" (?:you |quickly |just |permanently )?(?:{_GERUNDS})\b(?P<rest>.*)"
)
_WISHED = re.compile(
    rf"\b(?:nice|good|great|grateful|thankful|happy|better|best|kind|appreciate it|appreciated|love it|like it|time)\b (?:if|that|when)? ?(?:you|u|we|someone|somebody) (?:could |would |can )?(?:please |just )?"
    rf"(?:{_PASTS}|{'|'.join(_VERBS)}|drop)\b(?P<rest>.*)"
)
_BRING = (
    r"^\W*(?:(?:please|pls|now|just|then|can you|could you|would you|will you|i|we|i'd|we'd|would|you should|you must|let's|let us|and) )*"
    r"(?:make|have|get|want|need|like|leave|see|turn|render|take|throw|kick) "
    r"(?P<thing>(?:(?!that\b|which\b|who\b|where\b|list\b)[^,.;]){3,60}?) "
)
_RESULT = re.compile(
    rf"{_BRING}(?:to be )?(?:made |left |completely |totally |all )?"
    rf"(?:empty|blank|gone|vanish\w*|disappear\w*|void|free of charge|zero|null|{_PASTS})(?P<rest>.*)$"
)
_OUT = re.compile(
    rf"{_BRING}(?:out of|off|from) (?:the |our )?(?:database|db|data|system|warehouse|tables?|records|books)\b(?P<rest>.*)$"
)
_CLOSED = re.compile(
    r"^\W*(?:$|please|now|pls|by \w+|to \w+|from the|in the (?:database|table|data|system)|at once|today|right away|immediately)"
)
_OUGHT = re.compile(
    r"^\W*(?P<thing>(?:the |our |all |every |each )?[^,.;?]{3,60}?) (?:should|must|ought to|shall|has to|have to|needs? to|is to|are to) (?:really |now |actually )?"
    r"(?:be|become|read|say|have|get|go)\b(?P<rest>[^?]*)$"
)
_INSTEAD = re.compile(
    r"\binstead of\b|\bnot \w+\W*$|\b(?:from now on|as of (?:now|today))\b|^ (?:set|changed|raised|lowered|increased|reduced|renamed|moved) \w*|^ gone\b|^ (?:empty|zero|null)\b"
)
_ONE = re.compile(r"\b(?:of|for|from|in)? ?[a-z]+ (?:no\.? |number |id |#)?\d+\b")
_BACK = re.compile(
    r"(?:^|[,.;!?:]\s*|\band |\bplease |\bso )(?:please |just |then |so )*(?:add|insert|register|record|delete|remove|erase|cancel|fix|correct|do|enter|put) "
    r"(?:it|them|that|this|those|these|so)\b(?! up\b| to the (?:chart|list|table|plot|answer))(?P<rest>[^,;]*)$"
)
_TOLD = re.compile(
    rf"\b(?:new|wrong|incorrect|moved|changed|no longer|not needed|obsolete|mistake|typo|instead|should (?:be|have)|{'|'.join(_VERBS)})\b"
)
_TWICE = re.compile(
    r"^\W*(?:(?:please|pls|can you|could you|just|now|quickly|simply|then|and) )*(?:double|halve|triple|quadruple|zero|undo|revert|roll back) (?:out )?(?:the|all|every|each|our)\b(?P<rest>.*)$"
)


def constructed(text: str, vocabulary: Vocabulary) -> bool:
    """Whether the text, folded to lower case, asks for a change in another form than an order."""
    for pattern in (_ASKED_POLITELY, _WISHED, _TWICE):
        match = pattern.search(text)
        if match and _of_data(match["rest"], vocabulary):
            return True
    return _resulting(text, vocabulary) or _owed(text, vocabulary) or _referring(text, vocabulary)


def _of_data(rest: str, vocabulary: Vocabulary) -> bool:
    """Whether what follows is a thing of the data, and not the answer or a step on the way to one."""
    return thing(rest, vocabulary) and (bool(PERSIST.search(rest)) or not (ANSWER.search(rest) or GO_ON.search(rest)))


def _resulting(text: str, vocabulary: Vocabulary) -> bool:
    """`make the rooms table empty`, `get booking 4 out of the database`; not `I need the bookings cancelled in May`."""
    for pattern in (_RESULT, _OUT):
        match = pattern.match(text)
        if (
            match
            and _CLOSED.search(match["rest"])
            and not ANSWER.search(match["thing"])
            and thing(match["thing"], vocabulary)
        ):
            return pattern is _RESULT or bool(re.search(r"\b(?:get|take|throw|kick)\b", text[: match.start("thing")]))
    return False


def _owed(text: str, vocabulary: Vocabulary) -> bool:
    """`the rate of room 9 should be 120 instead of 90`; not `the bars should be red`."""
    match = _OUGHT.match(text)
    if match is None or ASKING.search(text) or ANSWER.search(match["thing"]) or not thing(match["thing"], vocabulary):
        return False
    return bool(
        _INSTEAD.search(match["rest"])
        or re.search(r"\bgo\W*$", text)
        or (_ONE.search(match["thing"]) and re.search(r"\d|\bfree\b", match["rest"]))
    )


def _referring(text: str, vocabulary: Vocabulary) -> bool:
    """`we need a new room, add it`; the sentence before names the thing and tells what is amiss with it."""
    match = _BACK.search(text)
    if match is None or ANSWER.search(match["rest"]):
        return False
    before = text[: match.start()]
    return thing(before, vocabulary) and bool(_TOLD.search(before)) and not GO_ON.search(match["rest"])
