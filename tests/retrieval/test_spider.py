"""Recall of the tables that real questions need, on real schemas."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from retrieval.embed import load_embedding
from retrieval.index import SchemaIndex
from tests.retrieval.spider import Asked, needs_spider, questions, schemas

AT_LEAST = {3: 0.87, 5: 0.95, 8: 0.97}
"""Of the questions, with all their tables among the first k; measured 3 points or so above."""


@needs_spider
@pytest.mark.long
def test_the_tables_that_a_question_needs_are_among_the_first(tmp_path: Path) -> None:
    asked: dict[str, list[Asked]] = defaultdict(list)
    for question in questions():
        if len(schemas()[question.database].tables) > 5:
            asked[question.database].append(question)
    embedding = load_embedding()
    whole, number = dict.fromkeys(AT_LEAST, 0), 0
    for database in sorted(asked):
        index = SchemaIndex(tmp_path / database, embedding)
        index.update(schemas()[database])
        for question in asked[database][::8]:
            found = [t.name.casefold() for t in index.search(question.text).tables]
            number += 1
            for k in AT_LEAST:
                whole[k] += question.tables <= set(found[:k])
        index.close()
    assert number > 200
    assert all(whole[k] / number >= least for k, least in AT_LEAST.items()), {k: n / number for k, n in whole.items()}
