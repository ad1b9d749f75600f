"""Stars and patterns: which columns they stand for, and which of them the role may not read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from sqlglot import exp

from guardrails.catalogue import Access
from guardrails.names import did_you_mean, fold, listed
from guardrails.patterns import matches
from guardrails.reading import (
    Clause,
    Finding,
    Out,
    Reading,
    Shape,
    Source,
    Trouble,
)
from guardrails.scopes.frame import (
    Frame,
    starred,
)

MOST_STEPS = 100_000
"""Columns that stars stand for, sources that names are looked for in, and queries, all counted together."""
WIDEST = 2_000
"""Columns side by side; the engine's binder takes quadratic time for them."""


class TooMuchError(Exception):
    """The statement joins or repeats more than can be resolved in a fraction of a second."""


class Stars(ABC):
    """What all parts of the resolver share: the role's access, and what has been read so far."""

    def __init__(self, access: Access) -> None:
        self.access = access
        self.reading = Reading()
        self.spent = 0

    def spend(self, steps: int) -> None:
        """Count what a statement makes the resolver do. Raises TooMuchError beyond `MOST_STEPS`."""
        self.spent += steps
        if self.spent > MOST_STEPS:
            raise TooMuchError

    @abstractmethod
    def query(self, node: exp.Expr, outer: Frame) -> Shape:
        """The shape of anything that gives rows."""

    @abstractmethod
    def walk(self, nodes: Iterable[exp.Expr], frame: Frame, clause: Clause = "") -> None:
        """Resolve the names in expressions."""

    @abstractmethod
    def name(self, name: str, frame: Frame, clause: Clause, spelled: str = "") -> None:
        """Resolve an unqualified name."""

    def find(self, trouble: Trouble, reason: str, hint: str = "") -> None:
        self.reading.findings.append(Finding(trouble, reason, hint))

    def star(self, node: exp.Star | exp.Column, frame: Frame) -> Shape:
        """`*` or `t.*` with its EXCLUDE, REPLACE and RENAME."""
        table = fold(node.table) if isinstance(node, exp.Column) else ""
        star = node.this if isinstance(node, exp.Column) else node
        sources = frame.sources
        if table:
            sources = next(([s] for f in frame.chain() for s in f.sources if s.name == table), [])
            if not sources:
                return self.struct_star(node, frame)
            if isinstance(node, exp.Column) and node.db:
                self.reading.unqualify.append((node, len(node.parts) - 2))
        whole = self.star_shape(sources, merged=not table)
        if ilike := star.args.get("ilike"):
            return self.picked(exp.ILike(this=exp.Star(), expression=ilike.copy()), whole)
        return self.modified(star, whole, frame)

    def struct_star(self, node: exp.Expr, frame: Frame) -> Shape:
        self.name(fold(node.args["table"].name), frame, "")
        return Shape(open=True)

    def modified(self, star: exp.Expr, whole: Shape, frame: Frame) -> Shape:
        by_name = {out.name: out for out in whole.outs if out.name}
        gone: set[str] = set()
        for item in star.args.get("except_") or ():
            name = fold(item.name)
            gone.add(name)
            if name in by_name and by_name[name].gap:
                self.reading.drops.append(item)
            elif name not in by_name and not whole.lax:
                self.unknown_column(item.name, [Source(None, whole)])
        new_names: dict[str, str] = {}
        for item in star.args.get("replace") or ():
            self.known_in(fold(item.alias), by_name, whole)
            self.walk([item.this], frame)
        for item in star.args.get("rename") or ():
            self.known_in(fold(item.this.name), by_name, whole)
            new_names[fold(item.this.name)] = item.alias
        kept = tuple(
            Out(fold(new_names[out.name]), new_names[out.name], out.origins) if out.name in new_names else out
            for out in whole.outs
            if out.name not in gone
        )
        self.read_all(kept)
        return Shape(kept, whole.open)

    def known_in(self, name: str, by_name: dict[str, Out], whole: Shape) -> None:
        if (name in by_name and by_name[name].gap) or (name not in by_name and not whole.lax):
            self.unknown_column(name, [Source(None, whole)])

    def read_all(self, outs: Iterable[Out]) -> None:
        for out in outs:
            target = self.reading.left_out if out.gap else self.reading.columns
            target.update(dict.fromkeys(out.origins))

    def star_shape(self, sources: Iterable[Source], *, merged: bool = True) -> Shape:
        sources = list(sources)
        self.spend(sum(len(source.shape.outs) for source in sources))
        outs = [
            out
            for source in sources
            for out in source.shape.outs
            if not (merged and out.name in source.merged and not out.gap)
        ]
        if len(outs) > WIDEST:
            raise TooMuchError
        return Shape(tuple(outs), any(source.shape.open for source in sources))

    def pattern(self, node: exp.Expr, frame: Frame) -> Shape:
        """COLUMNS(...) and `* LIKE '...'`: the columns that it picks."""
        inner = node.this if isinstance(node, exp.Columns) else node
        found = starred(inner)
        if found is not None:
            return self.star(found, frame)
        table = inner.this.table if isinstance(inner.args.get("this"), exp.Column) else ""
        sources = [s for s in frame.sources if not table or s.name == fold(table)]
        return self.picked(inner, self.star_shape(sources))

    def picked(self, pattern: exp.Expr, whole: Shape) -> Shape:
        chosen = [(out, matches(pattern, out.spelled or out.name or "")) for out in whole.outs]
        yes = [out for out, match in chosen if match is not False]
        everything = all(match is True for _, match in chosen)
        if any(out.gap for out in yes) and not everything:
            self.find(
                "pattern",
                "The pattern picks columns beyond those that you may read.",
                self.columns_hint([Source(None, whole)]),
            )
        elif not yes and not whole.lax:
            self.find("name", "The pattern picks no column.", self.columns_hint([Source(None, whole)]))
        self.read_all(yes)
        return Shape(tuple(yes), whole.open)

    def unknown_column(self, name: str, sources: list[Source], label: str = "") -> None:
        known = [out.spelled or out.name or "" for source in sources for out in source.shape.outs if not out.gap]
        where = f" in {label}" if label else ""
        hint = did_you_mean(name, filter(None, known))
        self.find(
            "name",
            f"There is no column {name}{where} that you may read.",
            f"{hint} {self.columns_hint(sources)}".strip(),
        )

    @staticmethod
    def columns_hint(sources: Iterable[Source]) -> str:
        lists = []
        for source in sources:
            names = [out.spelled for out in source.shape.outs if not out.gap and out.spelled]
            if names:
                lists.append(f"{source.label or 'Here'} has {listed(names)}.")
        return " ".join(dict.fromkeys(lists))
