"""The value index finds cell values by whole, inflection, part and likeness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data.types import Column, Schema, Table
from retrieval.values import ValueIndex

CELLS: dict[tuple[str, str], list[tuple[Any, int]]] = {
    ("towns", "name"): [("New York", 3), ("York", 2), ("Bad Homburg vor der Höhe", 1)],
    ("people", "mail"): [("eve@frost.example", 1)],
    ("people", "job"): [("Gardener", 9), ("Head gardener", 1), (None, 4)],
}
SCHEMA = Schema(
    (
        Table("towns", (Column("name", "VARCHAR"), Column("size", "INTEGER"))),
        Table("people", (Column("mail", "VARCHAR", private=True), Column("job", "VARCHAR"))),
    )
)


def distinct(table: str, column: str, limit: int) -> Sequence[tuple[Any, int]]:
    return CELLS[table, column][:limit]


def index() -> ValueIndex:
    return ValueIndex.build(SCHEMA, distinct)


def test_a_value_is_found_letter_for_letter_first() -> None:
    (hit,) = index().exact("York")
    assert (hit.table, hit.column, hit.value, hit.score) == ("towns", "name", "York", 1.0)


def test_letter_case_and_inflection_do_not_hide_a_value() -> None:
    assert [v.value for v in index().exact("gardeners")] == ["Gardener"]
    assert index().exact("new york")[0].value == "New York"


def test_a_part_of_a_value_finds_it() -> None:
    assert index().find("Homburg")[0].value == "Bad Homburg vor der Höhe"


def test_a_typing_error_finds_the_value() -> None:
    assert index().find("Gardner")[0].value == "Gardener"


def test_a_private_column_is_never_suggested_for_what_only_looks_like_it() -> None:
    assert all(v.column != "mail" for v in index().like("eve frost exampl"))


def test_the_values_of_a_question_are_found_longest_first() -> None:
    assert [v.value for v in index().mentions("Which gardeners live in New York?")] == ["New York", "Gardener"]


def test_the_limit_of_a_column_is_kept() -> None:
    assert len(ValueIndex.build(SCHEMA, distinct, limit=1)) == 3


def test_nothing_is_found_for_nothing() -> None:
    assert index().find("") == []
    assert index().find("?!") == []
