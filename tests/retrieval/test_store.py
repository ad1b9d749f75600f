"""The index on disk: damaged, shared by processes, kept apart by role."""

from __future__ import annotations

import json
import logging
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from data.types import Schema
from retrieval.embed import load_embedding
from retrieval.index import SchemaIndex, index_directory
from retrieval.static import StaticEmbedding
from tests.retrieval.test_index import LIBRARY, names

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def embedding() -> StaticEmbedding:
    return load_embedding()


def built(directory: Path, embedding: StaticEmbedding) -> Path:
    """An index of the library; gives the directory of its collection."""
    index = SchemaIndex(directory, embedding)
    index.update(LIBRARY)
    index.close()
    return next(directory.glob("*/manifest.json")).parent


@pytest.mark.parametrize("damage", ["garbage", "empty", "gone", "vectors"])
def test_a_damaged_index_is_built_anew_and_the_log_says_so(
    tmp_path: Path, embedding: StaticEmbedding, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    home = built(tmp_path, embedding)
    database = home / "chroma.sqlite3"
    if damage == "garbage":
        database.write_bytes(b"not a database " * 1000)
    elif damage == "empty":
        database.write_bytes(b"")
    elif damage == "gone":
        database.unlink()
    else:
        with sqlite3.connect(database) as connection:
            connection.execute("DELETE FROM embeddings_queue")
            connection.execute("DELETE FROM embeddings")
        connection.close()
    index = SchemaIndex(tmp_path, embedding)
    with caplog.at_level(logging.WARNING):
        index.update(LIBRARY)
    assert "built anew" in caplog.text
    assert names(index.search("How many authors are there?"))[0] == "authors"
    assert index.search("How many authors are there?").tables[0].score == 1.0


def test_a_damaged_index_is_no_base_for_a_changed_one(tmp_path: Path, embedding: StaticEmbedding) -> None:
    (built(tmp_path, embedding) / "chroma.sqlite3").write_bytes(b"")
    changed = replace(LIBRARY, tables=(*LIBRARY.tables[:-1], replace(LIBRARY.tables[-1], description="When we open")))
    index = SchemaIndex(tmp_path / "again", embedding)
    index.update(changed)
    mended = SchemaIndex(tmp_path, embedding)
    mended.update(changed)
    for question in ("How many authors are there?", "penalties of readers"):
        assert mended.search(question) == index.search(question)


def test_an_index_that_vanishes_while_in_use_still_answers_by_words_and_comes_back(
    tmp_path: Path, embedding: StaticEmbedding, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "keep").mkdir()
    index = SchemaIndex(tmp_path, embedding)
    index.update(LIBRARY)
    shutil.rmtree(next(tmp_path.glob("*/manifest.json")).parent)
    assert names(index.search("How many authors are there?"))[0] == "authors"
    index.update(LIBRARY)
    assert names(index.search("How many authors are there?"))[0] == "authors"
    assert (tmp_path / "keep").exists()


def test_a_locked_index_is_no_obstacle(tmp_path: Path, embedding: StaticEmbedding) -> None:
    home = built(tmp_path, embedding)
    holder = sqlite3.connect(home / "chroma.sqlite3", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    index = SchemaIndex(tmp_path, embedding)
    index.update(LIBRARY)
    assert names(index.search("books by author"))
    holder.close()


_PROCESS = """
import json, sys
from dataclasses import replace
from pathlib import Path
from retrieval.embed import load_embedding
from retrieval.index import SchemaIndex
from tests.retrieval.test_index import LIBRARY, names
index = SchemaIndex(Path(sys.argv[1]), load_embedding())
for turn in range(4):
    tables = tuple(replace(t, description=f"version {turn % 2}") for t in LIBRARY.tables)
    index.update(replace(LIBRARY, tables=tables))
    found = names(index.search("How many authors are there?"))
print(json.dumps(found))
"""


def test_two_processes_updating_one_index_do_not_break_each_other(tmp_path: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", _PROCESS, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert [json.loads(line)[0] for line in said] == ["authors", "authors"]


def test_a_role_finds_nothing_that_only_another_role_may_see(tmp_path: Path, embedding: StaticEmbedding) -> None:
    admin = SchemaIndex(index_directory(tmp_path, "library", "admin"), embedding)
    admin.update(LIBRARY)
    view: Schema = replace(LIBRARY, tables=tuple(t for t in LIBRARY.tables if t.name != "fines"), metrics=())
    analyst = SchemaIndex(index_directory(tmp_path, "library", "analyst"), embedding)
    assert analyst.update(view).removed == ()
    for question in ("total of all penalties", "fines of readers", "fines amount"):
        hits = analyst.search(question)
        assert "fines" not in names(hits)
        assert all("fines" not in join.tables for join in hits.joins)
    assert "fines" in names(admin.search("fines of readers"))


@pytest.mark.parametrize(
    "question", ["How do I bake a chocolate cake?", "Who is the president of Mongolia?", "asdf zxcv"]
)
def test_nothing_is_near_a_question_about_something_else(
    tmp_path: Path, embedding: StaticEmbedding, question: str
) -> None:
    index = SchemaIndex(tmp_path, embedding)
    index.update(LIBRARY)
    hits = index.search(question)
    assert hits.nothing_near
    assert hits.tables == ()
