"""What an import adds to the catalogue document of the database: titles, keys, what is personal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from data.ingest.source import SourceKey
from data.metadata import ColumnWords, Key, Metadata, TableWords

if TYPE_CHECKING:
    from data.ingest.load import Placed


def merged(old: Metadata, placed: Sequence[Placed]) -> Metadata:
    """The document after the import; what it said about tables that were replaced is gone."""
    new = {one.table.casefold() for one in placed}
    tables = {name: words for name, words in old.tables.items() if name.casefold() not in new}
    keys = [k for k in old.foreign_keys if not new & {k.table.casefold(), k.ref_table.casefold()}]
    by_file: dict[str, dict[str, Placed]] = {}
    for one in placed:
        by_file.setdefault(str(one.file), {})[one.source.name.casefold()] = one
    for one in placed:
        tables[one.table] = _words(one)
        keys += _declared(one, by_file[str(one.file)])
    return old.model_copy(update={"tables": tables, "foreign_keys": tuple(keys)})


def _words(placed: Placed) -> TableWords:
    source = placed.source
    columns = {
        placed.columns[c.name]: ColumnWords(
            title=c.name if c.name != placed.columns[c.name] else "", description=c.description, unit=c.unit
        )
        for c in source.columns
        if c.name != placed.columns[c.name] or c.description or c.unit
    }
    return TableWords(
        title=source.name if source.name != placed.table else "",
        primary_key=tuple(placed.columns[name] for name in source.primary_key),
        columns=columns,
    )


def _declared(placed: Placed, siblings: Mapping[str, Placed]) -> list[Key]:
    """The keys that the source declares; one that points nowhere is dropped and told."""
    keys = []
    for key in placed.source.foreign_keys:
        made = _key(placed, key, siblings)
        if made is None:
            there = ", ".join(key.ref_columns) or "its primary key"
            placed.warnings.append(
                f"The foreign key ({', '.join(key.columns)}) -> {key.ref_table} ({there}) points to nothing; left out."
            )
        elif made not in keys:
            keys.append(made)
    return keys


def _key(placed: Placed, key: SourceKey, siblings: Mapping[str, Placed]) -> Key | None:
    target = siblings.get(key.ref_table.casefold())
    if target is None:
        return None
    columns = _renamed(placed, key.columns)
    ref_columns = _renamed(target, key.ref_columns or target.source.primary_key)
    if not columns or len(columns) != len(ref_columns):
        return None
    return Key(table=placed.table, columns=columns, ref_table=target.table, ref_columns=ref_columns)


def _renamed(placed: Placed, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns under their new names; empty when one of them is not there."""
    folded = {source.casefold(): name for source, name in placed.columns.items()}
    found = [folded.get(c.casefold()) for c in columns]
    return tuple(name for name in found if name is not None) if None not in found else ()
