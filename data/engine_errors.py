"""What the engine said, rebuilt without anything that it read.

DuckDB's messages carry cell values (`Could not convert string 'ann@x.example' to INT32`) and the names of tables that
the reader may not know (`Did you mean "payroll"?`). Nothing of a message is passed on: it only chooses the sentence.
What fills the sentence is found again in the statement itself (names, functions, target types of casts) or belongs to a
closed set (the engine's types, the words of SQL).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlglot import exp

from data.errors import SqlFailed

TYPE_WORDS = frozenset(
    [
        "BIGINT",
        "BIGNUM",
        "BIT",
        "BLOB",
        "BOOLEAN",
        "DATE",
        "DECIMAL",
        "DOUBLE",
        "ENUM",
        "FLOAT",
        "HUGEINT",
        "INTEGER",
        "INTERVAL",
        "JSON",
        "LIST",
        "MAP",
        "SMALLINT",
        "STRUCT",
        "TIME",
        "TIMESTAMP",
        "TINYINT",
        "UBIGINT",
        "UHUGEINT",
        "UINTEGER",
        "UNION",
        "USMALLINT",
        "UTINYINT",
        "UUID",
        "VARCHAR",
    ]
)
_NUMBERS = frozenset(
    ["BIGINT", "DECIMAL", "DOUBLE", "FLOAT", "HUGEINT", "INTEGER", "SMALLINT", "TINYINT", "UBIGINT", "UINTEGER"]
)
_QUOTED = re.compile(r"""["']([^"']{1,200})["']""")
_CALL = re.compile(r"""['"]?([A-Za-z_][\w]*|[-+*/%<>=~!|&^]{1,3})\(([^)]*)\)""")


@dataclass(frozen=True, slots=True)
class Statement:
    """What was sent, with what is known of it."""

    sql: str
    tree: exp.Expression | None = None
    tables: tuple[str, ...] = ()
    """What it reads, as Schema spells it; the reader may know these names."""
    columns: tuple[str, ...] = ()
    may_scan: frozenset[str] | None = None
    """As in SafeQuery."""

    def identifiers(self) -> dict[str, str]:
        """The names that stand in the statement, by their lower-case form."""
        if self.tree is None:
            return {}
        return {i.name.casefold(): i.name for i in self.tree.find_all(exp.Identifier)}

    def functions(self) -> frozenset[str]:
        """The functions that are called in it, in lower case, as the engine and as sqlglot spell them."""
        if self.tree is None:
            return frozenset()
        names: set[str] = set()
        for call in self.tree.find_all(exp.Func):
            names.add(call.name.casefold() if isinstance(call, exp.Anonymous) else call.sql_name().casefold())
            head, found, _ = call.sql(dialect="duckdb").partition("(")
            if found and head.isidentifier():
                names.add(head.casefold())
        return frozenset(names)


def rebuild(kind: str, message: str, statement: Statement) -> SqlFailed:
    """The error to raise for an exception of class `kind` with that message."""
    for kinds, phrase, make in _SENTENCES:
        if kind.startswith(kinds) and phrase in message:
            return SqlFailed(*make(message, statement))
    return SqlFailed("The engine could not run the statement.", "Write it in a simpler way.")


Words = tuple[str, str]
Maker = Callable[[str, Statement], Words]


def _always(what: str, hint: str) -> Maker:
    return lambda _message, _statement: (what, hint)


def _unknown_column(message: str, statement: Statement) -> Words:
    name = _named(message.partition("column")[2], statement)
    known = {c.casefold(): c for c in (*statement.columns, *_aliases(statement))}
    known.pop(name.casefold(), None)
    near = difflib.get_close_matches(name.casefold(), known, n=3, cutoff=0.6)
    hint = f"Did you mean {_or(known[n] for n in near)}?" if near else "Use the names of the tables as described."
    where = f" in {_and(statement.tables)}" if statement.tables else ""
    return f"There is no column {name or 'of that name'}{where}.", hint


def _unknown_table(message: str, statement: Statement) -> Words:
    words = message.partition("\n")[0].replace('"', " ").split()
    read = {t.name for t in statement.tree.find_all(exp.Table)} if statement.tree is not None else set()
    name = next((w for w in words if w in read), "") or _named(message, statement)
    return f"There is no table {name or 'of that name'}.", "Use the names of the tables as described."


def _unknown_function(message: str, statement: Statement) -> Words:
    found = [n for n in _QUOTED.findall(message) + message.split() if n.casefold() in statement.functions()]
    return f"There is no function {found[0] if found else 'of that name'}.", "Use a function that DuckDB has."


def _bad_arguments(message: str, statement: Statement) -> Words:
    for name, arguments in _CALL.findall(message):
        types = _types(arguments)
        if not (name.casefold() in statement.functions() or not name[0].isalpha()):
            continue
        call = f"{name}({', '.join(types)})" if types else f"{name}(...)"
        hint = "Cast the arguments to types that it takes."
        if "VARCHAR" in types and (not name[0].isalpha() or name.casefold() in ("sum", "avg", "round")):
            hint = "That column holds text: use TRY_CAST(column AS DOUBLE), or another column."
        return f"The function {call} does not take such arguments.", hint
    return "A function does not take such arguments.", "Cast the arguments to types that it takes."


def _not_grouped(message: str, statement: Statement) -> Words:
    name = _named(message, statement)
    return (
        f"Column {name} is neither grouped nor aggregated." if name else "A column is neither grouped nor aggregated.",
        f"Add it to GROUP BY, or take any_value({name}).",
    )


def _ambiguous(message: str, statement: Statement) -> Words:
    name = _named(message, statement)
    return f"Column {name or 'name'} stands for more than one table's column.", "Write it with its table: table.column."


def _other_types(message: str, _statement: Statement) -> Words:
    types = _types(message.partition("\n")[0])
    return (
        f"Values of types {_and(types)} do not go together." if types else "Values of those types do not go together.",
        ("Cast one side explicitly."),
    )


def _conversion(_message: str, statement: Statement) -> Words:
    casts = statement.tree.find_all(exp.Cast, exp.TryCast) if statement.tree is not None else ()
    targets = sorted({c.to.sql(dialect="duckdb").partition("(")[0] for c in casts} & (TYPE_WORDS | {"TEXT", "INT"}))
    what = (
        f"A value cannot be converted to {_or(targets)}." if targets else "A value cannot be converted to another type."
    )
    return what, "Use TRY_CAST, which gives NULL for such values, or filter them out first."


def _syntax(message: str, statement: Statement) -> Words:
    name = _named(message, statement)
    return (
        f"The statement has a syntax error{f' near {name}' if name else ''}.",
        "Write it as one SELECT in DuckDB's SQL.",
    )


_DEEP = _always("The statement is nested too deeply.", "Write it with fewer levels, or with IN instead of many ORs.")
_CLOSED = _always("The engine reads no files, no network and no settings.", "Read only the tables of the database.")

_SENTENCES: tuple[tuple[str, str, Maker], ...] = (
    ("", "expression depth", _DEEP),
    ("RecursionError", "", _DEEP),
    ("RefusedError", "", _always("The engine takes one statement that reads.", "Write it as one SELECT.")),
    (
        "ScanError",
        "",
        _always("The engine would read more for this statement than it says.", "Write it in a simpler way."),
    ),
    ("Permission", "", _CLOSED),
    ("", "configuration has been locked", _CLOSED),
    ("Binder", "must appear in the GROUP BY", _not_grouped),
    ("Binder", "Ambiguous reference", _ambiguous),
    ("Binder", "not found in FROM clause", _unknown_column),
    ("Binder", "does not have a column named", _unknown_column),
    ("Binder", "Referenced table", _unknown_table),
    ("Binder", "No function matches", _bad_arguments),
    ("Binder", "best candidate function", _bad_arguments),
    ("Binder", "clause cannot contain aggregates", _always("An aggregate stands in WHERE.", "Use HAVING.")),
    ("Binder", "aggregate function calls cannot be nested", _always("Aggregates are nested.", "Use a subquery.")),
    (
        "Binder",
        "clause cannot contain window functions",
        _always("A window function stands where none may.", "Use QUALIFY or a subquery."),
    ),
    ("Binder", "annot compare values", _other_types),
    ("Binder", "annot mix values", _other_types),
    ("Binder", "Set operations can only apply", _always("The parts of a UNION differ in columns.", "Select as many.")),
    ("Binder", "", _always("The names or types of the statement do not fit together.", "Check columns and types.")),
    ("Catalog", "Function with name", _unknown_function),
    ("Catalog", "", _unknown_table),
    ("Parser", "", _syntax),
    ("Syntax", "", _syntax),
    ("Conversion", "", _conversion),
    ("OutOfRange", "", _always("A number grows out of the range of its type.", "Cast it to DOUBLE or HUGEINT first.")),
    ("TypeMismatch", "", _other_types),
    (
        "InvalidInput",
        "More than one row returned by a subquery",
        _always("A subquery used as a value gives more than one row.", "Aggregate it, or use IN or a join."),
    ),
    ("InvalidInput", "according to format", _always("A text is no date in that format.", "Use try_strptime.")),
    ("InvalidInput", "Malformed JSON", _always("A text is not JSON.", "Filter with json_valid first.")),
    ("InvalidInput", "", _always("A function was given a value that it cannot take.", "Filter such values out first.")),
    (
        "NotImplemented",
        "",
        _always("The engine does not know how to do that.", "Write it with plain joins, groups and windows."),
    ),
)


def _named(message: str, statement: Statement) -> str:
    """The first quoted name of the message that stands in the statement, as the statement spells it."""
    known = statement.identifiers()
    return next((known[n.casefold()] for n in _QUOTED.findall(message) if n.casefold() in known), "")


def _aliases(statement: Statement) -> list[str]:
    return [a.alias for a in statement.tree.find_all(exp.Alias)] if statement.tree is not None else []


def _types(text: str) -> list[str]:
    """The engine's types in the text, in their order; a literal's type counts as its type."""
    words = (w.removesuffix("_LITERAL").replace("STRING", "VARCHAR") for w in re.findall(r"[A-Z_]+", text))
    return [w for w in words if w in TYPE_WORDS]


def _and(names: Iterable[str]) -> str:
    return _listed(tuple(names), "and")


def _or(names: Iterable[str]) -> str:
    return _listed(tuple(names), "or")


def _listed(names: tuple[str, ...], word: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}" if names else ""
