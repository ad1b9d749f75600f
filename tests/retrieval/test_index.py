"""The schema index: what an update does, what a search gives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from data.types import Column, ForeignKey, Metric, Schema, Table
from retrieval.embed import load_embedding
from retrieval.index import SchemaIndex
from retrieval.static import StaticEmbedding
from retrieval.types import Hits


def table(name: str, *columns: str, description: str = "", synonyms: tuple[str, ...] = ()) -> Table:
    return Table(
        name, tuple(Column(c, "VARCHAR") for c in ("id", *columns)), description=description, synonyms=synonyms
    )


LIBRARY = Schema(
    (
        table("readers", "first_name", "last_name", "joined_on", description="People who may borrow books"),
        table("loans", "reader_id", "copy_id", "lent_on", "due_on"),
        table("copies", "book_id", "shelf"),
        table("books", "title", "pages", "author_id"),
        table("authors", "name", "born_in"),
        table("fines", "loan_id", "amt", synonyms=("penalties",)),
        table("opening_hours", "weekday", "opens", "closes"),
    ),
    (
        ForeignKey("loans", ("reader_id",), "readers", ("id",)),
        ForeignKey("loans", ("copy_id",), "copies", ("id",)),
        ForeignKey("copies", ("book_id",), "books", ("id",)),
        ForeignKey("books", ("author_id",), "authors", ("id",)),
        ForeignKey("fines", ("loan_id",), "loans", ("id",)),
    ),
    (Metric("fines_paid", "sum(fines.amt)", "fines", synonyms=("penalty income",)),),
)


@pytest.fixture(scope="module")
def embedding() -> StaticEmbedding:
    return load_embedding()


@pytest.fixture
def index(tmp_path: Path, embedding: StaticEmbedding) -> SchemaIndex:
    made = SchemaIndex(tmp_path / "index", embedding)
    made.update(LIBRARY)
    return made


def names(hits: Hits) -> list[str]:
    return [t.name for t in hits.tables]


def test_a_table_is_found_by_its_name_in_another_form(index: SchemaIndex) -> None:
    assert names(index.search("How many authors are there?"))[0] == "authors"
    assert names(index.search("which book has the most pages"))[0] == "books"


def test_a_table_is_found_by_a_synonym_and_by_its_description(index: SchemaIndex) -> None:
    assert names(index.search("total of all penalties"))[0] == "fines"
    assert "readers" in names(index.search("people who borrow"))[:2]


def test_a_column_name_is_spelled_out(index: SchemaIndex) -> None:
    hits = index.search("the largest amount")
    assert hits.tables[0].name == "fines"
    assert hits.tables[0].columns[0][0].name == "amt"


def test_a_metric_is_found_by_its_synonym_and_brings_its_table(index: SchemaIndex) -> None:
    hits = index.search("penalty income by month")
    assert [m.name for m in hits.metrics] == ["fines_paid"]
    assert hits.tables[0].name == "fines"


def test_k_counts_tables(index: SchemaIndex) -> None:
    assert len(index.search("which readers borrow which books", k=2).tables) == 2


def test_the_same_question_gives_the_same_hits(index: SchemaIndex, tmp_path: Path, embedding: StaticEmbedding) -> None:
    first = index.search("fines of readers by book")
    assert index.search("fines of readers by book") == first
    other = SchemaIndex(tmp_path / "other", embedding)
    other.update(LIBRARY)
    assert other.search("fines of readers by book") == first


def test_an_update_touches_only_what_changed(index: SchemaIndex) -> None:
    changed = replace(LIBRARY.tables[1], description="A copy in a reader's hands")
    added = table("branches", "city")
    schema = replace(LIBRARY, tables=(LIBRARY.tables[0], changed, *LIBRARY.tables[2:6], added))
    updated = index.update(schema)
    assert updated.added == ("branches",)
    assert updated.changed == ("loans",)
    assert updated.removed == ("opening_hours",)
    assert updated.kept == ("authors", "books", "copies", "fines", "readers")
    assert names(index.search("branches in which city"))[0] == "branches"
    assert "opening_hours" not in names(index.search("opening hours on a weekday"))


def test_what_was_indexed_is_still_there_in_the_next_process(
    index: SchemaIndex, tmp_path: Path, embedding: StaticEmbedding
) -> None:
    found = index.search("books by author")
    index.close()
    again = SchemaIndex(tmp_path / "index", embedding)
    assert again.update(LIBRARY).kept == tuple(sorted(t.name for t in LIBRARY.tables))
    assert again.search("books by author") == found


def test_a_search_before_the_first_update_is_an_error(tmp_path: Path, embedding: StaticEmbedding) -> None:
    with pytest.raises(RuntimeError, match="call update"):
        SchemaIndex(tmp_path, embedding).search("books")
