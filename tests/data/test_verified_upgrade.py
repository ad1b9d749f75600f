"""A store of an earlier version, opened by the one of today."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from data.store import open_store
from data.verified import open_verified

BEFORE = """
CREATE TABLE verified (
    id VARCHAR NOT NULL PRIMARY KEY, "database" VARCHAR NOT NULL, form TEXT NOT NULL, question TEXT NOT NULL,
    sql TEXT NOT NULL, meant TEXT NOT NULL, "under" TEXT NOT NULL, standing VARCHAR NOT NULL,
    suggested_by VARCHAR NOT NULL, owner VARCHAR NOT NULL, since VARCHAR NOT NULL, fingerprint VARCHAR NOT NULL,
    created FLOAT NOT NULL
)
"""
"""The table as it was before a suggestion kept the statement that it corrects."""


def test_suggestions_of_before_the_corrected_statement_was_kept_are_all_there_and_new_ones_keep_it(
    tmp_path: Path,
) -> None:
    open_verified(tmp_path).close()
    old = open_store(tmp_path).engine
    with old.begin() as connection:
        connection.execute(sa.text("DROP TABLE verified"))
        connection.execute(sa.text(BEFORE))
        connection.execute(
            sa.text(
                "INSERT INTO verified VALUES ('1', 'shop.duckdb', 'how many orders', 'How many orders?', "
                "'SELECT count(*) FROM orders', 'paid ones', '', 'candidate', 'ann', '', '', '', 7.0)"
            )
        )
    old.dispose()
    for _ in range(2):  # opening it once more changes nothing
        store = open_verified(tmp_path)
        (kept,) = store.of("shop.duckdb", "candidate")
        assert (kept.question, kept.meant, kept.created, kept.corrects) == ("How many orders?", "paid ones", 7.0, "")
        store.close()
    store = open_verified(tmp_path)
    made = store.suggest("shop.duckdb", "x", "X?", "SELECT 2", "ann", corrects="SELECT 1")
    found = store.get(made.id)
    assert found is not None
    assert found.corrects == "SELECT 1"
    store.close()
