"""Requests for what the role may not see: words of hidden tables and columns, and what people call such things.

A word that also names something the role may see, and a general one (name, date, status), is no sign. Without a schema only
the plainest personal and secret things are known.
"""

from __future__ import annotations

import re

from data.types import Schema
from guardrails.screen.words import ANALYSIS, BUSINESS, STOP, Vocabulary, stem, stems, words

_KINDS: tuple[frozenset[str], ...] = tuple(
    frozenset(
        line.split()  # words read best in a row
    )
    for line in """
    email mail e-mail emails mailbox inbox gmail
    phone telephone mobile cell cellphone tel contact fax landline
    salary wage pay earn earning compensation payroll income paid paycheck payslip gross remuneration bonus
    ssn social nin
    password passwd pwd passcode credential hash pin
    address street postcode zip residence home
    birthday birth dob born age
    card creditcard pan cvv
    iban account bank bic swift
    passport license licence
    employee staff personnel colleague worker coworker manager boss payroll workforce headcount
    audit login log
    review appraisal evaluation
    """.strip().splitlines()
)
_PERSONAL = frozenset[str]().union(*_KINDS)
_GENERAL = frozenset(
    """
    name title id key code type kind class group level status state category description comment note text value number amount total date
    time year month day week hour start end first last from to created updated modified active flag count size detail
    score rank action actor event result item list data info information order product customer region country city street zip segment
    price cost quantity unit discount rating color colour weight length width height url link image file path version source target position
    access remark memo reason message subject body content field label tag entry record row line ref reference parent child owner user
    user_id manager log logged at by of main public hr gross rate home contact age account mail bank card number
    """.split()  # noqa: SIM905  # words read best in a row
)
_PLAIN_SECRET = re.compile(
    r"\b(?:passwords?|passcodes?|pin codes?|ssns?|social security (?:numbers?|nos?)|credit ?cards?(?: numbers?| details)?|card numbers?|cvvs?|ibans?|bank (?:account )?(?:numbers?|details|accounts?)|passports?(?: numbers?)?|"
    r"e-?mails?(?: addresses| address| ids?)?|mail addresses|(?:tele)?phones?(?: numbers?| nos?)?|mobiles?(?: numbers?)?|cell ?phones?(?: numbers?)?|contact (?:details|numbers?|information|info)|home addresses|private addresses|salar(?:y|ies)|wages?|payslips?|pay ?rolls?|api keys?|access tokens?|credentials|"
    r"birth ?dates?|dates? of birth|medical records?|health records?)\b"
)
_WANTS = re.compile(
    r"\b(?:give|show|list|tell|send|get|export|print|reveal|dump|find|fetch|display|provide|share|need|want|what(?:'s| is| are| was)|whose|who|look ?up|extract|download|read|see|know|copy|leak|disclose|collect|retrieve|return|have|select|include)\b"
)
_EVENT = re.compile(
    r"\b(?:password|passcode|pin|e-?mail|phone|card|salary|account)s? (?:\w+ )?(?:resets?|changes?|campaigns?|marketing|channels?|newsletters?|orders?|sales|support|cases?|calls?|calling|opens?|clicks?|accessor\w+|chargers?|holders?|products?|plans?|categor\w+|payments?|segment|users?|readers?|managers?|protection)\b"
    r"|\b(?:via|by|over|through|per) (?:e-?mail|(?:tele)?phone|mobile|credit ?card|card)\b(?! (?:number|address|domain|prefix))|\b(?:reset|forgot|changed|lost|updated) (?:their|his|her|the|a) (?:password|pin|e-?mail|phone|card|address|number)\b"
    r"|\b(?:(?:without|excluding|except|not|no) (?:the |any |showing |including |listing |giving |their )+|leave out (?:the |any )?)(?:e-?mails?|phones?|salar\w+|contact\w*|personal)\b"
    r"|\b(?:password|email|e-mail|phone|mobile|salary) ?(?:protected|friendly|only)\b"
)
_SORTED = re.compile(
    r"\b(?:sort(?:ed)?|order(?:ed)?|group(?:ed)?|rank(?:ed)?|filter(?:ed)?|join(?:ed)?|search|partition\w*|arrange\w*|split)\b.{0,40}\b(?:by|on|for|via)\b"
)
_EARN = re.compile(
    r"\b(?:earns?(?! us)|earning|makes(?! us)|get(?:s)? paid|(?<!what )(?<!that )(?:is|are|was|were) paid|paid (?:the )?(?:most|least|more|less)|best[- ]paid|highest[- ]paid|lowest[- ]paid|compensation|remuneration)\b"
    r"|\b(?:average|mean|median|typical|total|highest|lowest|base|hourly|monthly|annual|yearly|take[- ]home|starting|gender) pay\b"
    r"|\bhow much (?:do|does|did) (?:\w+ ){0,3}?(?:managers?|people|staff|workers?|employees?|colleagues?|boss(?:es)?|directors?) (?:make|get|cost)\b|\bpay (?:gap|grades?|raises?|rises?|slips?|scales?|bands?)\b"
)
_EARNS_US = re.compile(r"\bearns? (?:us|me|the company)\b")
_WORKERS = re.compile(
    r"\bhead ?counts?\b|\b(?:who|people|persons|many|women|men|everyone|everybody|anyone) (?:who |that )?(?:currently )?(?:works?|worked|working|are employed|is employed)\b(?= (?:for|at|in|here|with|under))|\bour (?:own )?(?:managers|workers|people|colleagues|bosses|team members)\b"
    r"|\b(?:was|were|got|been|people|newly|we|recently) (?:hired|fired|laid off|promoted)\b|\bnew hires?\b|\breports? to whom\b|\bwho manages\b|\bmanager of\b|\borg(?:ani[sz]ation)? ?chart\b"
)
_WATCHED = re.compile(
    r"\b(?:who|which users?|did \w+) (?:has |have )?(?:logged (?:in|on)|log(?:s|ged)? (?:in|on)|signed in|accessed|queried|tampered|looked (?:at|into))\b|\bwhat (?:did|have) (?:the |our )?(?:admins?|administrators?|users?) (?:do|done|change|delete|access)\w*|\bwho (?:changed|deleted|edited|modified|read|viewed|exported|accessed)\b|\baccess logs?\b|\blogin (?:history|attempts?)\b"
)
_TURNS: tuple[tuple[frozenset[str], re.Pattern[str]], ...] = (
    (frozenset({"salary", "wage", "payroll", "compensation"}), _EARN),
    (frozenset({"employee", "staff", "personnel", "worker"}), _WORKERS),
    (frozenset({"audit"}), _WATCHED),
)
"""Turns of speech that ask for something hidden without its name."""
_REACH = re.compile(
    r"\bcontact (?:details?|info\w*|data|numbers?)\b|\bhow (?:can|do|could|would|should) (?:i|we|one|you) (?:reach|call|contact|phone|ring|get (?:hold of|in touch with)|e-?mail|write to|text)\b"
    r"|\b(?:write|call|phone|reach|contact|ring) (?:to )?\w+.{0,60}\bwhat(?:'s| is) (?:the|their|his|her) (?:\w+ )?(?:address|number)\b"
)
_DETAIL = re.compile(
    r"\b(?:(?:tele)?phone|mobile|cell|email|e-mail|mail|home|street|postal|card|account|passport|bank) ?(?:numbers?|nos?|addresses|address|ids?|details?)\b"
)
_OF_THE_SPEAKER = re.compile(r"\bmy (?:boss|manager|colleagues?|coworkers?|team ?mates?|employer)\b(?!'s)")
"""Whoever the question is for: not what it is about."""
_PEOPLE = frozenset(
    "employee staff personnel colleague worker coworker manager boss workforce".split()  # noqa: SIM905  # words read best in a row
)


def asks_hidden(text: str, seen: Schema | None, full: Schema | None, vocabulary: Vocabulary) -> bool:
    """Whether the text, folded to lower case, asks for what is in `full` and not in `seen`."""
    if full is None or seen is None:
        return _asks_plainly(text, vocabulary)
    every = _hidden_names(seen, full)
    if not every:
        return False
    sure, unsure = _hidden_stems(every, vocabulary)
    text = _OF_THE_SPEAKER.sub("somebody", text)
    found = {stem(word) for word in words(text)}
    if _qualified(text, seen, full):
        return True
    if any(every & kind and sign.search(text) and not _about_seen(text, seen) for kind, sign in _TURNS):
        return True
    if every & {"email", "phone"} and _REACH.search(text):
        return True
    if _EARNS_US.search(text):
        found -= {"earn"}
    about = found & sure or any(
        _DETAIL.search(text) or found & _owners(seen, full, _of_a_kind(word)) for word in found & unsure
    )
    if not about:
        return False
    return _SORTED.search(text) is not None or not _EVENT.search(text)


def _of_a_kind(word: str) -> frozenset[str]:
    """The word and the others that people use for the same."""
    return frozenset({word}).union(*(kind for kind in _KINDS if word in kind))


def _owners(seen: Schema, full: Schema, unsure: frozenset[str]) -> frozenset[str]:
    """Stems of the tables that have a hidden column of such a name: "email of a customer" is that column, "by e-mail" is not."""
    made: frozenset[str] = frozenset()
    for table in full.tables:
        mine = seen.table(table.name)
        hidden = [c.name for c in table.columns if mine is None or mine.column(c.name) is None]
        if any(stems(name) & unsure for name in hidden):
            made = made.union(*map(stems, (table.name, table.title, *table.synonyms)))
    return made - STOP - ANALYSIS


def _asks_plainly(text: str, vocabulary: Vocabulary) -> bool:
    match = _PLAIN_SECRET.search(text)
    if match is None or _EVENT.search(text) or {stem(w) for w in words(match.group())} & vocabulary.names:
        return False
    before = text[: match.start()]
    counted = re.search(r"\b(?:how many|count|number of|average|avg|share|percent\w*|total|sum)\b", before)
    return bool(_WANTS.search(before)) and not counted


def _qualified(text: str, seen: Schema, full: Schema) -> bool:
    """A hidden table or column by its full written name: `hr.payroll`, `audit_log`, `customers.email`."""
    for table in full.tables:
        mine = seen.table(table.name)
        names = [] if mine else [table.name]
        names += [f"{table.name}.{c.name}" for c in table.columns if mine is None or mine.column(c.name) is None]
        for name in names:
            marked = "_" in name or "." in name
            if marked and re.search(rf"(?<![\w.]){re.escape(name.casefold())}(?!\w)", text):
                return True
            spaced = name.casefold().replace("_", " ").replace(".", " ")
            if (
                " " in spaced
                and len(spaced) > 6
                and ((mine is None and name == table.name) or not set(spaced.split()) <= _GENERAL | STOP)
                and "." not in name
                and re.search(rf"\b{re.escape(spaced)}s?\b", text)
            ):
                return True
    return False


def _about_seen(text: str, seen: Schema) -> bool:
    """`which product makes the most` is about what the role sees; `who earns the most` is not."""
    names = set().union(*(stems(table.name) for table in seen.tables)) if seen.tables else set()
    return bool(names & {stem(word) for word in words(text)}) and not re.search(
        r"\bwho\b|\bsalar|\bwage|\bstaff|\bemployee|\bmanagers?\b|\bboss|\bworkers?\b|\bcashiers?\b", text
    )


def _hidden_names(seen: Schema, full: Schema) -> frozenset[str]:
    """Stems of the names of what is hidden."""
    texts: list[str] = []
    found: frozenset[str] = frozenset()
    for table in full.tables:
        mine = seen.table(table.name)
        if mine is None:
            texts += [table.name.rpartition(".")[2], table.title, *table.synonyms, *_closed_schema(table.name, seen)]
        for column in table.columns:
            if mine is None or mine.column(column.name) is None:
                told = frozenset().union(*map(stems, (column.name, column.title, *column.synonyms)))
                # A column of a hidden table may be called anything ("read", "object"): its name tells where people use it
                # for personal things; otherwise they would have to name its table.
                found |= told if mine else told & _PERSONAL
    return found | frozenset().union(*map(stems, texts))


def _closed_schema(table: str, seen: Schema) -> tuple[str, ...]:
    """The table's schema (`vault` of `vault.codes`) where the role sees nothing of it."""
    schema = table.rpartition(".")[0]
    return () if not schema or any(t.name.rpartition(".")[0] == schema for t in seen.tables) else (schema,)


def _hidden_stems(every: frozenset[str], vocabulary: Vocabulary) -> tuple[frozenset[str], frozenset[str]]:
    """Stems that only what is hidden goes by, and those that descriptions of what is seen use too; each with the other
    words that people use for the same."""
    common = _GENERAL | STOP | ANALYSIS | vocabulary.names
    sure = _widened(every - common - vocabulary.described, common | vocabulary.described, vocabulary)
    unsure = _widened((every & vocabulary.described) - common, common, vocabulary)
    everyday = {word for kind in _KINDS if every & kind for word in kind & _GENERAL - vocabulary.names}
    return sure, (unsure | everyday) - sure


def _widened(hidden: frozenset[str], common: frozenset[str], vocabulary: Vocabulary) -> frozenset[str]:
    for kind in _KINDS:
        if hidden & kind and not vocabulary.names & kind:
            hidden |= kind - common - (BUSINESS - _PEOPLE - {"salary"})
    return hidden
