"""Types that a person chose for the columns of a table stay when it is replaced, as far as the new file can bear them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast, get_args

from data.ingest.cells import is_misfit
from data.ingest.infer import Wish
from data.ingest.source import SourceTable
from data.metadata import TableWords


def as_before(
    table: SourceTable, columns: Mapping[str, str], before: TableWords, wished: Mapping[str, Wish]
) -> tuple[SourceTable, dict[str, Wish]]:
    """The table with the types of before, and all types that a person chose, by the columns' names in the database.

    `columns` goes from the source's names to those in the database; `wished` was chosen for this file and stands already.
    """
    chosen = {name.casefold(): words.wanted for name, words in before.columns.items() if words.wanted in get_args(Wish)}
    old = {
        source: cast(Wish, chosen[name.casefold()])
        for source, name in columns.items()
        if name.casefold() in chosen and source not in wished
    }
    if table.retyped is None:
        return table, {}
    lost: dict[str, Wish] = {}
    made = table
    if old:
        made = table.retyped(old | dict(wished))
        lost = {name: wish for name, wish in old.items() if any(is_misfit(told, name) for told in made.warnings)}
    kept = {name: wish for name, wish in old.items() if name not in lost} | dict(wished)
    if lost:
        made = table.retyped(kept)
    types = {column.name: column.type for column in made.columns}
    told = [f"{name}: {wish}, as was chosen before" for name, wish in old.items() if name in types and name not in lost]
    warned = [
        f"{name}: it was chosen to be {wish} before; not all values of this file fit that, so it is {types[name]} now."
        for name, wish in lost.items()
        if name in types
    ]
    made.warnings.extend(warned)
    return replace(made, found=(*made.found, *told)), {
        columns[name]: wish for name, wish in kept.items() if name in columns
    }
