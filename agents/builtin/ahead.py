"""How far the first is ahead of the second: such a question is one for the first two, whose difference the answer tells.

`which region had the highest revenue, and by how much over the second` asks for two regions, and so does `the difference
between the top two regions`.
"""

from __future__ import annotations

import re

_SECOND = (
    r"(?:(?:the )?(?:second|next|runner[- ]up|number two|no\. ?2)(?:[- ](?:best|highest|largest|biggest|lowest|smallest|one|place|placed))*(?: one)?"
    r"|(?:the )?(?:one|region|\w+) (?:after|behind|below|next to) (?:it|that))"
)
_TAIL = re.compile(
    rf"[,;]?\s*(?:and |- )?(?:by how much|(?:and )?how (?:much|far)(?: more| higher| larger| bigger| better| lower| less| ahead)?)"
    rf"(?: (?:more|ahead|higher|larger|bigger|better|lower|less|is (?:it|that)|does it lead|did it lead|was (?:it|that)|it (?:leads|led)))*"
    rf"(?: (?:over|than|from|to|of|ahead of|against|before|compared (?:to|with)|behind))? {_SECOND}\s*[?.!]*\s*$",
    re.IGNORECASE,
)
_WHICH = re.compile(r"^\W*(which|what)\s+(?!(?:is|are|was|were|has|have|had|did|do|does)\b)", re.IGNORECASE)
_TOP = re.compile(r"^\W*(?:(?:show|give|tell)(?: me)? )?(?:the )?(top|best|worst|bottom)\s+(?!\d|two\b)", re.IGNORECASE)
_BETWEEN = re.compile(
    r"^\W*(?:(?:what(?:'s| is| was)|show(?: me)?|give me|tell me|calculate|how (?:big|large) (?:is|was)) )?(?:the )?(?:difference|gap|distance|lead)"
    r"(?: in (?P<measure>[\w ]+?))? (?:between|of) (?:the |our )?(?:(?:two|2) )?(?P<end>top|best|first|highest|largest|biggest|bottom|worst|lowest|smallest)(?: (?:two|2))? (?P<rest>.+)$",
    re.IGNORECASE,
)
_LOW = frozenset({"bottom", "worst", "lowest", "smallest"})


def first_two(question: str) -> str:
    """The question for the first two, where one asks how far they are apart; else as it was."""
    if (match := _BETWEEN.match(question)) is not None:
        end = "bottom" if match["end"].casefold() in _LOW else "top"
        by = f" by {match['measure']}" if match["measure"] else ""
        things, _, when = match["rest"].partition(" ")
        return f"{end} 2 {things}{by} {when}".rstrip()
    tail = _TAIL.search(question)
    if tail is None:
        return question
    rest = question[: tail.start()]
    for opening in (_WHICH, _TOP):
        if (match := opening.match(rest)) is not None:
            return f"{match[1]} two {rest[match.end() :]}"
    return question
