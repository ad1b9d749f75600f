"""What requests are about: things of the data, or the answer and how it looks; shared by the readers of requests to change."""

from __future__ import annotations

import re

from guardrails.screen.words import STOP as COMMON
from guardrails.screen.words import Vocabulary, analytic, stem, words

ASKING = re.compile(
    r"^\W*(?:and |but |so |please |pls |hey |hi )*(?:which|what|how|when|who|whom|whose|where|why|did|does|do|is|are|was|were|has|have|had|"
    r"show|list|count|compare|tell|find|display|plot|summari[sz]e|rank|calculate|compute|give|get|if|of|for|in|on|since|after|before|during)\b"
)
PERSIST = re.compile(
    r"\b(?:(?:from|in|into|to|out of|on|of) (?:the |our |my |your |this )?(?:\w+ )?(?:database|db|warehouse|system|tables?|schema|server|records|source|production|books|master data)"
    r"|permanently|for good|forever|for ever|for real)\b"
)
ANSWER = re.compile(
    r"\b(?:chart|graph|plot|axis|axes|legend|colou?rs?|title|label|labels|view|filters?|date range|range|period|time ?frame|window|format|layout|"
    r"units?|currency|decimals?|sort|sorting|order by|limit|granularity|grain|grouping|aggregation|answer|reply|query|sql|question|language|report|dashboard|"
    r"to (?:in|ex)clude|summary|overview|comparison|list of|breakdown|ranking|analysis|calculation|total row|trend ?line|"
    r"(?:from|to|in|of|into|on) (?:the |this |that |my |your )?(?:counts?|totals?|sums?|averages?|means?|results?|answers?|lists?|output|analysis|calculations?|charts?|graphs?|plots?|figures?|numbers|comparisons?|reports?|selection|ranking|table below|table above|outliers))\b"
)
GO_ON = re.compile(
    r"(?:\band\b|\bthen\b|,|\bbefore\b|\bwhen\b|\bfor\b|;|\.|\bto\b) ?(?:then |just |please |also )?(?:show|count|sum|list|tell|give|compute|calculate|average|plot|chart|rank|compare|get|find|see|display|group|sort|counting|computing|calculating|"
    r"what|how|which|averaging|summing|who|recount|recalculate|rerun|report|look)\b"
)
STORE = frozenset(
    "table database db row record column field entry index view schema data tuple cell key constraint trigger user account file backup log password permission role access privilege".split()  # noqa: SIM905  # words read best in a row
)
EVERYTHING = re.compile(
    r"\b(?:everything|all (?:of )?(?:it|them|the data|data|rows|records|entries|tables)|the (?:whole|entire) (?:database|db|table|thing)|every (?:row|record|table|entry)|them|those|these|it)\b"
)


def thing(text: str, vocabulary: Vocabulary) -> bool:
    """Whether the text names something that could be changed: a name of the data, a stored thing, a word of business."""
    found = words(text)
    if not vocabulary.names:  # nothing is known of the data: any noun may be theirs
        return any(word not in COMMON for word in found)
    return bool(
        vocabulary.links(found)
        or {w for w in found if stem(w) in STORE}
        or (analytic(found) - {w for w in found if w.isdigit()})
    )
