"""A database under other names: every word of its tables and columns becomes another English word, everywhere the same.

The questions and the gold statements are renamed with it, so that they ask the same of the same rows. Words that the
schemas of many databases share (id, name, date) belong to the language of databases and stay; so do all values.
"""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from sqlglot import exp

from evals.benchmark import gold as golds
from evals.benchmark.equal import equal
from evals.benchmark.questions import Case
from evals.robust.pairs import Pair, evenly
from evals.robust.wording import kept, values_of

SHARED = 0.2
"""A word in the schemas of at least this share of the databases is of the language and keeps its place."""
CELLS = 2_000
"""So many values of each column are looked at, so that no new name is also a value."""
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_WORD = re.compile(r"[A-Za-z]+")
_SMALL = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "is", "it", "no", "not", "of", "on", "or", "the", "to"}
)


@dataclass(frozen=True, slots=True)
class Schema:
    """Table -> its columns, as the file spells them."""

    tables: Mapping[str, tuple[str, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.tables, *(c for columns in self.tables.values() for c in columns)]))

    @property
    def words(self) -> tuple[str, ...]:
        """The words of all names, each once, in the singular."""
        return tuple(dict.fromkeys(one(part) for name in self.names for part in _PART.findall(name)))


@dataclass(frozen=True, slots=True)
class Renaming:
    """Words in the singular -> other words in the singular."""

    words: Mapping[str, str]

    def name(self, name: str) -> str:
        """A table's or column's name, its separators and capitals as they were."""
        return _PART.sub(lambda m: self.word(m[0]), name)

    def word(self, word: str) -> str:
        other = self.words.get(one(word))
        if other is None:
            return word
        other = other if word.casefold() == one(word) else many(other)
        if word.isupper() and len(word) > 1:
            return other.upper()
        return other.capitalize() if word[:1].isupper() else other

    def question(self, text: str, values: Sequence[str]) -> str:
        spans = kept(text, values)
        return _WORD.sub(lambda m: m[0] if any(s <= m.start() < e for s, e in spans) else self.word(m[0]), text)

    def statement(self, sql: str, schema: Schema) -> str:
        """The gold about the renamed file. Aliases stay."""
        known = {name.casefold() for name in schema.names}
        tree = golds.parse(sql)
        if tree is None:
            return sql
        for node in list(tree.find_all(exp.Identifier)):
            is_alias = isinstance(node.parent, exp.TableAlias | exp.Alias)
            if not is_alias and node.name.casefold() in known:
                node.set("this", self.name(node.name))
        return tree.sql(dialect="sqlite")


def one(word: str) -> str:
    """Lower case and singular, by the regular endings."""
    low = word.casefold()
    if low.endswith("ies") and len(low) > 4:
        return low[:-3] + "y"
    if low.endswith(("sses", "shes", "ches", "xes")):
        return low[:-2]
    return low[:-1] if low.endswith("s") and not low.endswith(("ss", "us", "is")) and len(low) > 3 else low


def many(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "sh", "ch")) else "s")


def rename_all(cases: Sequence[Case], databases: Path, folder: Path, most: int, seed: int) -> tuple[Pair, ...]:
    """Renamed copies under `folder` of the databases that the cases are about, and the pairs that say the same.

    A pair is left out when its question speaks of a name by another word (then the old name helps by its meaning, which
    no other name can have), or when the renamed gold has other rows than the gold.
    """
    shared = _shared(databases)
    pairs: list[Pair] = []
    for db_id in sorted({case.db_id for case in cases}):
        source, target = databases / db_id / f"{db_id}.sqlite", folder / db_id / f"{db_id}.sqlite"
        about = [case for case in cases if case.db_id == db_id]
        schema = read(source)
        renaming = choose(schema, shared, _spoken(about, source), random.Random(f"{seed} {db_id}"))
        if renaming is None or not rename(source, target, schema, renaming):
            continue
        pairs += [p for c in about if (p := _pair(c, schema, renaming, source, target)) is not None]
    return evenly(pairs, most)


def read(source: Path) -> Schema:
    with closing(_open(source)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        names = [str(name) for (name,) in rows.fetchall()]
        info = "SELECT name FROM pragma_table_info(?)"
        return Schema({t: tuple(str(c) for (c,) in connection.execute(info, (t,))) for t in names})


def choose(schema: Schema, shared: frozenset[str], spoken: frozenset[str], chance: random.Random) -> Renaming | None:
    """A new word for each that is the schema's own; None when there are not enough words that nobody speaks of."""
    own = [word for word in schema.words if word not in shared and word not in _SMALL and len(word) > 1]
    taken = spoken | set(schema.words)
    text = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8")
    free = [word for word in text.split() if word not in taken]
    if len(own) > len(free):
        return None
    return Renaming(dict(zip(own, chance.sample(free, len(own)), strict=True)))


def rename(source: Path, target: Path, schema: Schema, renaming: Renaming) -> bool:
    """Write the renamed copy; False where SQLite cannot (a view or a trigger speaks of something that is not there)."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)
    with closing(sqlite3.connect(target)) as connection:
        try:
            for table, columns in schema.tables.items():
                for column in columns:
                    _alter(connection, table, "COLUMN", column, renaming.name(column))
            for table in schema.tables:
                _alter(connection, table, "", table, renaming.name(table))
        except sqlite3.Error:
            return False
        connection.commit()
    return True


def _alter(connection: sqlite3.Connection, table: str, what: str, old: str, new: str) -> None:
    """SQLite's own RENAME, which carries keys and references along."""
    if old == new:
        return
    action = f"RENAME COLUMN {_quoted(old)} TO {_quoted(new)}" if what else f"RENAME TO {_quoted(new)}"
    connection.execute(f"ALTER TABLE {_quoted(table)} {action}")


def _quoted(name: str) -> str:
    return exp.to_identifier(name, quoted=True).sql(dialect="sqlite")


def _pair(case: Case, schema: Schema, renaming: Renaming, source: Path, target: Path) -> Pair | None:
    values = values_of(case.gold)
    if not says_its_names(case, schema, renaming, values):
        return None
    sql = renaming.statement(case.gold, schema)
    try:
        same = equal(golds.run(source, case.gold), golds.run(target, sql), golds.orders(case.gold))
    except golds.GoldError:
        return None
    question = renaming.question(case.question, values)
    return Pair(case, replace(case, question=question, gold=sql)) if same else None


def says_its_names(case: Case, schema: Schema, renaming: Renaming, values: Sequence[str]) -> bool:
    """Whether the question has a word of each name in its gold, and no word that is only akin to one that is renamed."""
    spans = kept(case.question, values)
    said = {one(m[0]) for m in _WORD.finditer(case.question) if not any(s <= m.start() < e for s, e in spans)}
    if any(_akin(word, name) for word in said - set(renaming.words) for name in renaming.words):
        return False
    tree = golds.parse(case.gold)
    if tree is None:
        return False
    known = {name.casefold() for name in schema.names}
    used = {c.name for c in tree.find_all(exp.Column) if c.find_ancestor(exp.Join, exp.Select).__class__ is exp.Select}
    used |= {t.name for t in tree.find_all(exp.Table)}
    named = [name for name in used if name.casefold() in known]
    return all(said.intersection(parts) for name in named if (parts := [one(p) for p in _PART.findall(name)]))


def _akin(word: str, other: str) -> bool:
    """Singing and singer: one begins as the other does for all but its ending."""
    least = max(4, min(len(word), len(other)) - 2)
    return word != other and word[:least] == other[:least] and min(len(word), len(other)) >= least


def _spoken(cases: Iterable[Case], source: Path) -> frozenset[str]:
    """Words of the questions and of the values: none of them may become a name."""
    words = {one(word) for case in cases for word in _WORD.findall(case.question)}
    with closing(_open(source)) as connection:
        for table, columns in read(source).tables.items():
            for column in columns:
                picked = (
                    exp.select(exp.column(column, quoted=True)).distinct().from_(exp.to_identifier(table, quoted=True))
                )
                for (value,) in connection.execute(picked.limit(CELLS).sql(dialect="sqlite")):
                    words.update(one(w) for w in _WORD.findall(value)) if isinstance(value, str) else None
    return frozenset(words)


def _shared(databases: Path) -> frozenset[str]:
    """Words in the schemas of many databases of the folder."""
    files = sorted(databases.glob("*/*.sqlite"))
    counts = Counter(word for file in files for word in read(file).words)
    return frozenset(word for word, count in counts.items() if count >= SHARED * len(files) and len(files) > 1)


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.text_factory = lambda raw: raw.decode(errors="replace")
    return connection
