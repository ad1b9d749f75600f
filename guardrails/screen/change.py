"""Requests to change the data: an order to do something lasting to a thing of the data.

Told by its form: a verb of changing where an order stands (at the start of a clause, after "please" or "can you", or as
"should be deleted"), with something of the data as its object, and nothing that makes it a matter of the answer
("drop the outliers and show the average", "remove returns from the count").
"""

from __future__ import annotations

import re

from guardrails.screen.abroad import ordered_abroad
from guardrails.screen.constructions import constructed
from guardrails.screen.things import ANSWER, ASKING, EVERYTHING, GO_ON, PERSIST, STORE
from guardrails.screen.things import thing as names_thing
from guardrails.screen.words import Vocabulary, analytic, stem, words

_DESTROY = "delete|erase|truncate|wipe|purge|destroy|annihilate|expunge|obliterate|nuke|shred|trash|get rid of|throw away|uninstall"
_TAKE_OUT = "remove|drop|clear|clean out|clean up|clean|weed out|strike|dispose of|empty|cancel|kill|cut|void|flush|discard|eliminate|scrap|unsubscribe|deactivate|disable|close|archive|hide"
_SET = (
    "update|set|change|modify|alter|edit|overwrite|rename|increase|decrease|raise|lower|reduce|double|halve|triple|bump|cut|mark|flag|make|"
    "reset|correct|fix|adjust|refund|approve|reject|assign|reassign|move|transfer|merge|merge together|switch|swap|replace|ship|put|turn|convert|restore|"
    "rewrite|backdate|zero out|lock|unlock|promote|fire|hire|pay|credit|tag|tweak|patch|write"
)
_ADD = "insert|add|create|register|enter|import|upload|append|load|put in|save|store|record|enrol|enroll|book"
_RIGHTS = "grant|revoke|give|allow"
_LEAD = (
    r"(?:(?:please|pls|plz|now|then|also|just|kindly|hey|hi|ok|okay|first|next|finally|and|so|go ahead and|make sure to|be sure to)[, ]+)*"
    r"(?:(?:can|could|would|will) (?:you|u|we|i)(?: please| pls| just| kindly)? |(?:i|we)(?:'d| would)? (?:want|need|like|wish|have)"
    r"(?: you| someone| somebody)? to |(?:you|u) (?:should|must|need to|have to|can|may|might|could|will|are (?:free|allowed|welcome) to) |"
    r"(?:would|will) (?:you|u) be so kind (?:as )?to |feel free to |why (?:don't (?:you|we)|not) |(?:let's|let us|help me|help me to|go|do|try to|it is time to|time to) )?"
    r"(?:(?:please|pls|just|now|quickly|also|permanently|immediately|completely|simply|kindly)[, ]+)*"
)
_CLAUSE = re.compile(
    r"(?:[.;:!?\n]+\s*|,\s*(?:and|then|but)?\s*|\b(?:and then|and|then|before you|after that|afterwards|but first)\s+)"
)
_VERB = {
    kind: re.compile(rf"^{_LEAD}(?P<verb>{verbs})\b(?P<rest>.*)$", re.DOTALL)
    for kind, verbs in (("destroy", _DESTROY), ("take", _TAKE_OUT), ("add", _ADD), ("set", _SET), ("rights", _RIGHTS))
}
_PASSIVE = re.compile(
    r"\b(?:(?:should|must|shall|needs? to|has to|have to|ought to|can|could|may|will) (?:all |now |please |not )?be|want|like|need|get|have|(?<!to )be)\b[^.?!]{0,60}?"
    r"\b(?:deleted|erased|removed|dropped|wiped|purged|truncated|overwritten|renamed|set to|changed to|updated to|increased by|raised by|lowered by|reduced by)\b"
)
_NOT_THING = re.compile(
    r"^\s*(?:down|out of|off|up|in on|into|by|from|on|off)\b|^\s*sure\b|^\s*sense\b|^\s*(?:me|us) (?:a |an |the )?(?:chart|list|table|report|overview|summary|graph|plot)\b"
)
_NOUN = re.compile(
    r"^\s*(?:in|of|between|among|since|over|per)\b|^\s*(?:rates?|ratios?|counts?|percentages?|shares?|frequency|probability|reasons?|dates?|times?|volumes?|history|figures?)\b(?!.*\bto\b)|"
    r"^\s*(?:amounts?|totals?|sums?|costs?|values?)\s+(?:per|in|this|last|over|since|during|each|by(?! (?:an?|one|two|five|ten|half)\b| ?[\d€$£]))\b"
    r"(?!.*(?:\bto\b|=|%|\bpercent\b))"
)
"""After the verb: it is a noun there, as in "change in the number of orders", "kill rate" and "refund amount by category"."""
_VALUE = re.compile(
    r"\b(?:to|as|by|into|=|with|from)\b|\bfree\b|\bzero\b|\bnull\b|[%€$]|\b\d+\b|\b(?:cheaper|inactive|active|paid|shipped|returned|cancelled|closed|open|obsolete|discontinued|vip|gold|premium)\b"
)
_NEW = re.compile(
    r"\b(?:new|another|called|named|with (?:the )?(?:name|id|price|value)|to (?:the |our |my )?(?:database|db|table|system|data|list of|customers|orders|products|catalog\w*))\b"
)
_FOR_ONE = re.compile(r"^\s*(?:an?|one|\d+) .*\bfor (?:the )?[a-z]+ (?:no\.? |number |id |#)?\d+\b")
_REPORTED = re.compile(r"\b(?:with|of|showing|for|that shows|listing|by|per|containing|comparing)\b")
_ENTITY = re.compile(
    r"^\s*(?:the |our |all |every )?[a-z]+s? (?:no\.? |number |id |#)?\d+\b(?! (?:%|percent|days|weeks|months|years))"
)
_SQL = re.compile(
    r"^\W*(?:delete\s+from|drop\s+(?:table|view|schema|database|column|index)|truncate(?:\s+table)?\s+\w|insert\s+into|update\s+\w+\s+set|alter\s+table|create\s+(?:or replace\s+)?(?:table|view|schema|index|macro|function|user)|grant\s+\w+.*\bon\b|merge\s+into|copy\s+\w+.*\bto\b|attach\s+)",
)


def wants_change(text: str, vocabulary: Vocabulary) -> bool:
    """Whether the text, folded to lower case, asks for data to be changed."""
    if _SQL.search(text) or ordered_abroad(text) or constructed(text, vocabulary):
        return True
    asking = bool(ASKING.search(text))
    if not asking and _PASSIVE.search(text) and names_thing(text, vocabulary) and not GO_ON.search(text):
        return True
    starts = [0, *(match.end() for match in _CLAUSE.finditer(text))]
    return any(
        _ordered(
            text[start:],
            first=start == 0 or text[start - 2 : start].strip() in (".", "!", ";"),
            asking=asking,
            vocabulary=vocabulary,
        )
        for start in starts
    )


def _ordered(clause: str, *, first: bool, asking: bool, vocabulary: Vocabulary) -> bool:
    """Whether an order to change something stands at the start of the clause."""
    for kind, pattern in _VERB.items():
        match = pattern.match(clause)
        if match is None:
            continue
        rest = match["rest"]
        if not rest.strip() or _NOT_THING.match(rest) or _NOUN.match(rest):
            continue
        if asking and not first and kind != "destroy" and not EVERYTHING.search(rest) and not PERSIST.search(rest):
            continue
        if _is_change(kind, match["verb"], rest, vocabulary):
            return True
    return False


def _is_change(kind: str, verb: str, rest: str, vocabulary: Vocabulary) -> bool:
    if PERSIST.search(rest) and kind in ("destroy", "take", "add", "set") and verb != "record":
        return not GO_ON.search(rest) or bool(re.search(r"\b(?:database|db|system|warehouse)\b", rest))
    if kind == "rights":
        return bool(re.search(r"\b(?:access|rights?|permissions?|privileges?|admin|role)\b", rest)) and not _asks_role(
            rest, verb
        )
    if GO_ON.search(rest) or ANSWER.search(rest):
        return False
    thing = names_thing(rest, vocabulary)
    if kind == "destroy":
        return thing or not vocabulary.names or bool(EVERYTHING.search(rest))
    if kind == "take":
        return _taken(verb, rest, vocabulary, thing=thing)
    if kind == "set":
        if verb in ("mark", "flag", "tag") and re.match(r"\s*(?:all|every|each)\b.*\bas\b", rest):
            return True
        return thing and bool(_VALUE.search(rest)) and (_moved(rest) or not _of_answer(verb, rest))
    return _added(verb, rest, thing=thing)


def _taken(verb: str, rest: str, vocabulary: Vocabulary, *, thing: bool) -> bool:
    """`drop the orders table`, `remove customer 42`, `cancel all open orders`; not `drop the outliers`."""
    if re.search(
        r"\b(?:outliers?|nulls?|duplicates?|blanks?|missing|n/?a|test|noise|tests|decimals?|columns? (?:for|from|you))\b",
        rest,
    ):
        return False
    named = (
        bool(re.search(r"\b(?:number|no\.?|id|nr\.?|#)?\s*#?\d+\b", rest))
        or "all" in rest.split()[:2]
        or bool(EVERYTHING.search(rest))
    )
    stored = any(stem(word) in STORE for word in words(rest))
    lasting = verb in (
        "cancel",
        "void",
        "deactivate",
        "disable",
        "archive",
        "close",
        "scrap",
        "eliminate",
        "flush",
        "empty",
        "kill",
        "unsubscribe",
    )
    every = bool(re.match(r"\s*(?:all|every|each|any)\b", rest))
    return thing and (
        stored or lasting or every or (named and bool(vocabulary.links(words(rest)) or analytic(words(rest))))
    )


def _moved(rest: str) -> bool:
    """`put guest 8 into the gold tier`, `turn every booking into a kept one`: one thing, or each of them, into another state."""
    return bool(
        re.match(
            r"\s*(?:the )?[a-z]+ (?:no\.? |number |id |#)?\d+ (?:in|into|to|as)\b|\s*(?:\d+|zero|null|nothing) (?:in|into|for|as) (?:the|all|every|each)\b|\s*(?:every|each|all) [^,.]{3,40} (?:in)?to (?:an? |the )?[a-z]+",
            rest,
        )
    )


def _of_answer(verb: str, rest: str) -> bool:
    """`make it a pie chart`, `put months in columns`, `convert to euros`, `move 2023 to the left`: about how the answer looks."""
    if verb in ("make", "turn", "put") and re.match(r"\s*(?:it|that|this|them)\b", rest):
        return not re.search(r"\b(?:free|null|zero|inactive|cheaper)\b", rest)
    if verb in ("convert", "put", "turn", "switch", "write", "pay") and not PERSIST.search(rest):
        return True
    if verb == "replace" and re.search(r"\bnulls?\b|\bmissing\b", rest):
        return True
    if (
        verb == "set"
        and re.search(r"\b(?:year|month|date|start|end|threshold|minimum|maximum|top|limit)\b(?! of)", rest)
        and not re.search(r"\bprices?|status|cost", rest)
    ):
        return True
    if verb in ("make", "mark", "flag", "fix", "lock", "move") and re.search(
        r"\b(?:sure|bold|red|green|sense|comparison|difference|clear|bigger|smaller|shorter|longer)\b", rest
    ):
        return True
    return verb in ("mark", "flag") and not re.search(r"\bas\b", rest)


def _added(verb: str, rest: str, *, thing: bool) -> bool:
    """`add a new customer called Bob`, `create a table x`, `insert a row`; not `create a table of sales by month`."""
    if (
        verb in ("record", "store", "save", "book", "enter", "load")
        and not PERSIST.search(rest)
        and not _NEW.search(rest)
        and not _FOR_ONE.search(rest)
    ):
        return False
    if re.match(r"\s*(?:up|together|in)\b", rest):
        return False
    stored = re.match(
        r"\s*(?:a |an |the |some |one |two |three |\d+ |me a |another |new )*(?:\w+ )?(?:table|database|schema|index|row|rows|record|records|entry|user|account|trigger|view)\b",
        rest,
    )
    if stored:
        return not (
            _REPORTED.search(rest)
            and verb in ("create", "add")
            and "new" not in rest.split()  # words read best in a row
            and not re.search(r"\b(?:called|named)\b", rest)
        ) or bool(re.search(r"\bfor (?:customer|user|product|client)\b|\bwith (?:name|id|price)", rest))
    return thing and (
        verb == "insert"
        or bool(_NEW.search(rest))
        or bool(_FOR_ONE.search(rest))
        or bool(
            re.match(
                r"\s*(?:a|an|one|another|\d+)\s+(?:\w+\s+)?(?:order|customer|product|client|employee|payment|invoice|supplier|sale|item)s?\b(?!.*\b(?:column|count|total|breakdown)\b)",
                rest,
            )
        )
    )


def _asks_role(rest: str, verb: str) -> bool:
    if re.search(r"\b(?:trends?|charts?|reports?|numbers|figures|breakdown|counts?|averages?|totals?|share)\b", rest):
        return True
    return verb in ("give", "allow") and not re.search(
        r"\b(?:me|us|my|user|him|her|them|everyone|everybody|all|role)\b", rest
    )
