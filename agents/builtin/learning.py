"""Learning the ranker: sketches from gold SQL, weights from which candidates give the gold rows. No engine in here."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sqlglot
from scipy import sparse  # type: ignore[import-untyped]  # it ships no types
from sklearn.linear_model import LogisticRegression
from sqlglot import exp

from agents.builtin.build import Unclear
from agents.builtin.items import Item
from agents.builtin.parser import Parser
from agents.builtin.rank import Outlook, Weights, dot, features, outlook, sureness
from agents.builtin.sketch import words_around
from agents.builtin.variants import Candidate

Judge = Callable[[str], bool]
"""Whether a statement gives the gold rows."""


@dataclass(frozen=True)
class Example:
    """A question read by the parser, with its candidates and which of them are right."""

    group: str
    """The database: folds are by database."""
    items: tuple[Item, ...]
    outline: Mapping[str, str]
    candidates: tuple[Candidate, ...]
    right: tuple[bool, ...]
    parser: Parser
    unread: int


def gold_outline(sql: str) -> dict[str, str] | None:
    """The attributes of a gold statement (SQLite); None when it cannot be parsed."""
    try:
        tree = sqlglot.parse_one(sql, dialect="sqlite")
    except sqlglot.errors.SqlglotError:
        return None
    setop = "no"
    if isinstance(tree, exp.SetOperation):
        setop = type(tree).__name__.lower()
        tree = tree.left
    if not isinstance(tree, exp.Select):
        return None
    aggs = [e.find(exp.AggFunc) for e in tree.expressions]
    where = tree.args.get("where")
    order = tree.args.get("order")
    limit = tree.args.get("limit")
    conds = (
        len(list(where.this.flatten()))
        if where is not None and isinstance(where.this, exp.And | exp.Or)
        else int(where is not None)
    )
    kind = "no"
    if order is not None:
        first = order.expressions[0]
        agg = first.find(exp.AggFunc)
        kind = ("count" if isinstance(agg, exp.Count) else "agg" if agg else "col") + (
            "-" if first.args.get("desc") else "+"
        )
    count = next((a for a in aggs if isinstance(a, exp.Count)), None)

    def has(kind: type[exp.Expression]) -> str:
        return str(any(isinstance(a, kind) for a in aggs))

    return {
        "columns": str(min(len(tree.expressions), 4)),
        "where": str(min(conds, 3)),
        "group": str(tree.args.get("group") is not None),
        "having": str(tree.args.get("having") is not None),
        "order": kind,
        "limit": "no" if limit is None else "1" if limit.expression.name == "1" else "n",
        "distinct": str(tree.args.get("distinct") is not None),
        "set": setop,
        "nested": str(where is not None and where.find(exp.Select) is not None),
        "count": "no" if count is None else "distinct" if count.find(exp.Distinct) else "yes",
        "sum": has(exp.Sum),
        "avg": has(exp.Avg),
        "min": has(exp.Min),
        "max": has(exp.Max),
        "plain": str(min(sum(1 for a in aggs if a is None), 3)),
        "tables": str(min(1 + len(tree.args.get("joins") or ()), 3)),
    }


def read(parser: Parser, question: str, group: str, gold: str, judge: Judge) -> Example | None:
    """One question as an Example; None when it has no candidates or its gold no outline."""
    shape = gold_outline(gold)
    parsed = parser.parse(question)
    if shape is None:
        return None
    try:
        made = parser.candidates(parsed.draft)
    except Unclear:
        made = []
    right = tuple(judge(sql) if sql is not None else False for sql in map(parser.sql_of, (m.query for m in made)))
    return Example(group, parsed.items, shape, tuple(made), right, parser, len(parsed.unread))


def learn_sketch(examples: Sequence[Example], kept: int = 2200) -> dict[str, dict[str, dict[str, float]]]:
    """One multinomial logistic regression an attribute over the words around the mentions."""
    counts = Counter(w for e in examples for w in words_around(e.items))
    vocabulary = {w: i for i, (w, n) in enumerate(counts.most_common(kept)) if n >= 4}
    rows, columns = [], []
    for row, example in enumerate(examples):
        for word in words_around(example.items):
            if word in vocabulary:
                rows.append(row)
                columns.append(vocabulary[word])
    matrix = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(examples), len(vocabulary)))
    found: dict[str, dict[str, dict[str, float]]] = {}
    names = list(vocabulary)
    for attribute in examples[0].outline:
        labels = [e.outline[attribute] for e in examples]
        if len(set(labels)) < 2:
            continue
        model = LogisticRegression(C=0.3, max_iter=200).fit(matrix, labels)
        weights, bias = model.coef_, model.intercept_
        if len(model.classes_) == 2:
            weights, bias = np.vstack([np.zeros_like(weights[0]), weights[0]]), np.array([0.0, bias[0]])
        found[attribute] = {
            str(label): {"bias": round(float(bias[i]), 3)}
            | {names[j]: round(float(w), 2) for j, w in enumerate(weights[i]) if abs(w) >= 0.06}
            for i, label in enumerate(model.classes_)
        }
    return found


def learn_rank(featured: Sequence[tuple[Sequence[Mapping[str, float] | None], Sequence[bool]]]) -> dict[str, float]:
    """Pairwise logistic regression: the right candidates of a question above its wrong ones."""
    names: dict[str, int] = {}
    rows: list[dict[int, float]] = []
    labels: list[int] = []
    rng = random.Random(0)
    for vectors, right in featured:
        good = [v for v, r in zip(vectors, right, strict=True) if r and v is not None]
        bad = [v for v, r in zip(vectors, right, strict=True) if not r and v is not None]
        if not good or not bad:
            continue
        best = min(good, key=lambda v: v["edits"] + v["loss"])
        for n, worse in enumerate(bad if len(bad) <= 40 else rng.sample(bad, 40)):
            sign = 1 if n % 2 else -1
            keys = {*best, *worse}
            row = {names.setdefault(k, len(names)): sign * (best.get(k, 0.0) - worse.get(k, 0.0)) for k in sorted(keys)}
            rows.append(row)
            labels.append(sign)
    matrix = sparse.lil_matrix((len(rows), len(names)))
    for i, row in enumerate(rows):
        for j, value in row.items():
            if value:
                matrix[i, j] = value
    model = LogisticRegression(C=1.0, max_iter=500, fit_intercept=False).fit(matrix.tocsr(), labels)
    return {name: round(float(model.coef_[0][i]), 3) for name, i in sorted(names.items())}


def learn_sure(rows: Sequence[tuple[Mapping[str, float], bool]]) -> dict[str, float]:
    """Logistic regression of being right on the features of sureness."""
    names = sorted({k for r, _ in rows for k in r})
    matrix = np.array([[r.get(n, 0.0) for n in names] for r, _ in rows])
    model = LogisticRegression(C=1.0, max_iter=1000, fit_intercept=False).fit(matrix, [y for _, y in rows])
    return {n: round(float(w), 3) for n, w in zip(names, model.coef_[0], strict=True)}


def folds(examples: Sequence[Example], number: int = 3) -> list[list[Example]]:
    """The examples by database in so many parts of about the same size."""
    sizes: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        sizes[example.group].append(example)
    parts: list[list[Example]] = [[] for _ in range(number)]
    for _, found in sorted(sizes.items(), key=lambda p: (-len(p[1]), p[0])):
        min(parts, key=len).extend(found)
    return parts


def featured(example: Example, seen: Outlook) -> list[dict[str, float] | None]:
    """The features of each of an example's candidates."""
    return [features(m, example.items, seen, example.parser.renderer) for m in example.candidates]


def sure_rows(
    examples: Sequence[Example], vectors: Sequence[Sequence[Mapping[str, float] | None]], rank: Mapping[str, float]
) -> list[tuple[dict[str, float], bool]]:
    """For each example with candidates: the features of sureness of the one ranked first, and whether it is right."""
    weights = Weights({}, rank, {})
    rows = []
    for example, found in zip(examples, vectors, strict=True):
        scored = sorted(((dot(rank, v), -i) for i, v in enumerate(found) if v is not None), reverse=True)
        if not scored:
            continue
        top = -scored[0][1]
        margin = scored[0][0] - scored[1][0] if len(scored) > 1 else 6.0
        close = float(sum(scored[0][0] - s < 1.0 for s, _ in scored) - 1)
        vector = found[top]
        if vector is not None:
            row = sureness(weights, vector, margin, example.candidates[top], example.items, example.unread, close)
            rows.append((row, example.right[top]))
    return rows


def learn(examples: Sequence[Example]) -> tuple[Weights, dict[str, float]]:
    """All weights, and how well they do on databases that they were not learned from (folds of three).

    Sketches and ranks are learned out of fold for what is learned on top of them, so that the sureness sees margins as
    they will be on a new database.
    """
    parts = folds(examples)
    sketched = []
    for number, part in enumerate(parts):
        others = [e for n, p in enumerate(parts) if n != number for e in p]
        sketch = Weights(learn_sketch(others), {}, {})
        sketched.append([featured(e, outlook(sketch, e.items)) for e in part])
    rows = []
    for number, part in enumerate(parts):
        rank = learn_rank([p for n in range(len(parts)) if n != number for p in _judged(parts[n], sketched[n])])
        rows.append(sure_rows(part, sketched[number], rank))
    rank = learn_rank([p for n in range(len(parts)) for p in _judged(parts[n], sketched[n])])
    sure = learn_sure([r for part in rows for r in part])
    return Weights(learn_sketch(examples), rank, sure), _figures(examples, rows)


Featured = tuple[Sequence[Mapping[str, float] | None], Sequence[bool]]
Rows = Sequence[tuple[Mapping[str, float], bool]]


def _judged(part: Sequence[Example], vectors: Sequence[Sequence[Mapping[str, float] | None]]) -> list[Featured]:
    return [(v, e.right) for v, e in zip(vectors, part, strict=True)]


def _figures(examples: Sequence[Example], rows: Sequence[Rows]) -> dict[str, float]:
    """Shares of right first readings, ranked ones, and reachable ones; how far sureness is off, and what it buys."""
    n = len(examples)
    told: list[tuple[float, bool]] = []
    for number, part in enumerate(rows):
        sure = learn_sure([r for m, other in enumerate(rows) if m != number for r in other])
        told += [(1 / (1 + math.exp(-dot(sure, row))), right) for row, right in part]
    told.sort(key=lambda t: -t[0])
    first = sum(bool(e.right) and e.right[0] for e in examples)
    figures = {"n": float(n), "first": first / n, "ranked": sum(right for _, right in told) / n}
    figures["reachable"] = sum(any(e.right) for e in examples) / n
    figures["calibration error"] = calibration_error(told)
    for share in (30, 50, 70, 90):
        head = told[: n * share // 100]
        figures[f"right of the surest {share} %"] = sum(right for _, right in head) / max(len(head), 1)
    return {name: round(figure, 4) for name, figure in figures.items()}


def calibration_error(told: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """The expected calibration error: how far sureness is from the share of right ones, by tenths of sureness."""
    found: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for sure, right in told:
        found[min(int(sure * bins), bins - 1)].append((sure, right))
    off = (abs(sum(s for s, _ in part) - sum(r for _, r in part)) for part in found.values())
    return sum(off) / max(len(told), 1)
