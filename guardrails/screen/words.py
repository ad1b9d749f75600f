"""The words of a question: folded, stemmed, and which of them belong to the data or to analysis at large."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from data.types import Schema

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

ANALYSIS = frozenset(
    """
count total sum average avg mean median maximum minimum max min highest lowest most least top bottom best worst biggest smallest
largest trend growth grow change compare comparison versus vs share percent percentage ratio rate number amount many much
breakdown distribution histogram rank ranking per monthly weekly daily yearly quarterly quarter month week year day ytd mtd yoy mom
chart graph plot pie line table dashboard report forecast correlation outlier anomaly cumulative running distinct unique duplicate
missing null group sort filter between since until before after during january february march april june july august
september october november december today yesterday monday tuesday wednesday thursday friday saturday sunday q1 q2 q3 q4 kpi metric
""".split()  # noqa: SIM905  # words read best in a row
)
BUSINESS = frozenset(
    """
sale sell sold revenue rev turnover profit margin cost price discount order basket cart purchase buy bought customer client account buyer
shopper product item sku article category brand stock inventory supplier vendor shipment delivery return refund invoice
payment pay paid spend spent budget campaign promotion channel store shop branch region country city segment market
quantity unit volume churn retention cohort conversion visit session user employee staff department student teacher
patient flight ticket booking subscription contract project task team transaction warehouse data database record row column
value status signup lead deal pipeline quota target expense income loan balance
""".split()  # noqa: SIM905  # words read best in a row
)
STOP = frozenset(
    """
a an the of in on at to for from by with and or not no is are was were be been being do does did done have has had i me my mine
we us our ours you your yours he she it its they them their this that these those there here what which who whom whose
when where why how can could will would shall should may might must please pls just only also too so than then as if
up out about into over under again all any each every some such own same s t re ve ll d m let lets want need like get got
give show tell list find see look know make
""".split()  # noqa: SIM905  # words read best in a row
)
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("ses", "se"))


def clean(text: str) -> str:
    """The question in one line: compatibility forms folded, what cannot be seen taken out."""
    folded = unicodedata.normalize("NFKC", text)
    shown = "".join(" " if c.isspace() else c for c in folded if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(
        shown.replace("’", "'").replace("`", "'").split()  # words read best in a row
    )


def words(text: str) -> list[str]:
    """The words in lower case, in their order."""
    return [match.group().casefold().removesuffix("'s") for match in _WORD.finditer(text)]


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A word without its plural or verb ending; crude, the same on both sides of a comparison."""
    word = word.removesuffix("'s")
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + instead
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


@lru_cache(maxsize=4096)
def root(word: str) -> str:
    """What a verb and the nouns made of it have in common, crude: booked, booking, booker -> book; cancelled -> cancel."""
    word = stem(word)
    for ending in ("isation", "ization", "ation", "ition", "ment", "ings", "ing", "ion", "er", "or", "ed", "al"):
        short = word.removesuffix(ending)
        if short != word and len(short) >= 4:
            return short[:-1] if short[-1] == short[-2] and short[-1] in "glmnprt" else short.removesuffix("e")
    return word.removesuffix("e")


def stems(text: str) -> frozenset[str]:
    """The stems of all words, with names like `orderItems` and `order_items` taken apart."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text.replace("_", " ").replace(".", " "))
    return frozenset(stem(word) for word in words(apart))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The stems that name something in a schema; descriptions apart, since they hold any word."""

    names: frozenset[str] = frozenset()
    described: frozenset[str] = frozenset()
    roots: frozenset[str] = frozenset()
    """The roots of the names."""

    def names_of(self, found: Iterable[str]) -> frozenset[str]:
        """Those of the words that names in the schema are made of, whatever their ending, a typing slip forgiven."""
        said = (word for word in found if word not in STOP and len(word) > 1)
        return frozenset(
            w for w in said if stem(w) in self.names or (len(w) > 4 and root(w) in self.roots) or self._near(stem(w))
        )

    def links(self, found: Iterable[str]) -> frozenset[str]:
        """Those of the words that the schema speaks of, a typing slip forgiven in the longer ones."""
        said = [word for word in found if word not in STOP and len(word) > 1]
        return self.names_of(said) | {word for word in said if len(word) > 3 and stem(word) in self.described}

    def _near(self, word: str) -> bool:
        if len(word) < 5:
            return False
        candidates = [name for name in self.names if len(name) > 4 and name[0] == word[0]]
        return bool(difflib.get_close_matches(word, candidates, n=1, cutoff=0.82))


_NO_VOCABULARY = Vocabulary()


@lru_cache(maxsize=16)
def _vocabulary(texts: tuple[str, ...], descriptions: tuple[str, ...]) -> Vocabulary:
    names = frozenset().union(*map(stems, texts)) - STOP
    roots = frozenset(root(name) for name in names if len(name) > 2)
    return Vocabulary(names, frozenset().union(*map(stems, descriptions)) - STOP, roots)


def vocabulary(schema: Schema | None) -> Vocabulary:
    """The words of a schema's names, titles, synonyms, metrics and descriptions."""
    if schema is None:
        return _NO_VOCABULARY
    texts, descriptions = [schema.title], [schema.description]
    for table in schema.tables:
        texts += [table.name, table.title, *table.synonyms]
        descriptions.append(table.description)
        for column in table.columns:
            texts += [column.name, column.title, *column.synonyms]
            descriptions += [column.description, *column.samples]
    for metric in schema.metrics:
        texts += [metric.name, metric.title, *metric.synonyms]
        descriptions.append(metric.description)
    return _vocabulary(tuple(texts), tuple(descriptions))


def analytic(found: Iterable[str]) -> frozenset[str]:
    """Words of analysis or of business at large, years and other numbers."""
    return frozenset(
        w for w in found if stem(w) in ANALYSIS or w in ANALYSIS or stem(w) in BUSINESS or w in BUSINESS or w.isdigit()
    )
