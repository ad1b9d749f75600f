from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from evals.__main__ import main
from evals.benchmark import gold as golds
from evals.benchmark.equal import equal
from evals.benchmark.questions import Case, load
from evals.robust import names
from evals.robust.pairs import figures, reword
from evals.robust.wording import CHANGES, in_other_words, values_of, with_a_slip
from evals.suites.named import benchmarks

SPIDER = benchmarks() / "spider"
needs_spider = pytest.mark.skipif(not (SPIDER / "train.json").is_file(), reason="no spider/train.json")
SYNONYMS = yaml.safe_load((Path(names.__file__).parent / "synonyms.yaml").read_text(encoding="utf-8"))

FARM = """
CREATE TABLE stables (stable_id INTEGER PRIMARY KEY, stable_name TEXT, town TEXT);
INSERT INTO stables VALUES (1, 'Oak stables', 'Bern'), (2, 'Elm', 'Basel');
CREATE TABLE Horse (horse_id INTEGER PRIMARY KEY, stable_id INTEGER REFERENCES stables(stable_id), topSpeed REAL);
INSERT INTO Horse VALUES (1, 1, 50.5), (2, 1, 60), (3, 2, 55);
"""
QUESTIONS = [
    ("How many horses are there?", "SELECT count(*) FROM horse"),
    ("What is the average top speed of the horses?", "SELECT avg(topSpeed) FROM Horse"),
    ("What is the town of the stable with the stable name 'Oak stables'?", 'SELECT town FROM stables WHERE stable_name = "Oak stables"'),
    ("For each stable name, show the number of horses.",
     "SELECT T2.stable_name, count(*) FROM horse AS T1 JOIN stables AS T2 ON T1.stable_id = T2.stable_id GROUP BY T2.stable_id"),
    ("How many ponies are there?", "SELECT count(*) FROM horse"),
]  # fmt: skip


@pytest.fixture
def farm(tmp_path: Path) -> Path:
    """A question file and a small database in Spider's layout."""
    home = tmp_path / "databases" / "farm"
    home.mkdir(parents=True)
    with closing(sqlite3.connect(home / "farm.sqlite")) as connection:
        connection.executescript(FARM)
    entries = [{"db_id": "farm", "question": q, "query": sql} for q, sql in QUESTIONS]
    (tmp_path / "questions.json").write_text(json.dumps(entries))
    return tmp_path


@pytest.mark.parametrize(
    ("question", "possible"),
    [
        ("How many farms are there?", {"What is the number of farms?", "Count the number of farms?"}),
        ("Show the mean price.", {"List the average price.", "Display the average price.", "Give the average price."}),
        ("farms with no barn", {"farms with no barn"}),
    ],
)
def test_other_words_say_the_same(question: str, possible: set[str]) -> None:
    said = {in_other_words(question, (), random.Random(seed)) for seed in range(40)}
    assert said == possible


def test_what_is_a_value_stays_whether_it_is_quoted_or_not() -> None:
    question = "Who wrote 'More than average' or Every Breath?"
    values = values_of("SELECT a FROM t WHERE b = 'More than average' OR b = \"Every Breath\"")
    for seed in range(40):
        assert in_other_words(question, values, random.Random(seed)) == question
        slipped = with_a_slip(question, values, random.Random(seed))
        assert slipped != question
        assert "'More than average' or Every Breath" in slipped


def test_a_slip_is_in_one_content_word_and_leaves_its_first_letter() -> None:
    question = "What is the average length of each bridge?"
    for seed in range(60):
        before, after = question.split(), with_a_slip(question, (), random.Random(seed)).split()
        changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
        assert len(changed) == 1
        old, new = changed[0]
        assert old in ("length", "bridge?")
        assert old[0] == new[0]
        assert abs(len(old) - len(new)) <= 1


@pytest.mark.parametrize("phrase", sorted(SYNONYMS))
def test_a_phrase_has_others_that_differ_and_keep_what_it_leaves_open(phrase: str) -> None:
    bare = phrase.removeprefix("^")
    assert bare not in SYNONYMS[phrase]
    assert all(other.count("*") == bare.count("*") for other in SYNONYMS[phrase])


def test_a_seed_makes_the_same_pairs_each_time() -> None:
    cases = [Case(i, "d", f"Show the height of each tower number {i}.", "SELECT 1") for i in range(30)]
    for change in CHANGES.values():
        assert reword(cases, change, 10, 1) == reword(cases, change, 10, 1)
        assert reword(cases, change, 10, 1) != reword(cases, change, 10, 2)
        assert len(reword(cases, change, 10, 1)) == 10


@pytest.mark.parametrize(
    ("word", "singular"),
    [("Horses", "horse"), ("cities", "city"), ("classes", "class"), ("status", "status"), ("boxes", "box"), ("gas", "gas")],
)  # fmt: skip
def test_a_word_is_known_in_the_plural(word: str, singular: str) -> None:
    assert names.one(word) == singular


def test_a_renamed_database_answers_the_renamed_questions_with_the_same_rows(farm: Path) -> None:
    cases = load(farm / "questions.json")
    pairs = names.rename_all(cases, farm / "databases", farm / "renamed", 10, 0)
    assert [p.original.question for p in pairs] == [q for q, _ in QUESTIONS[:4]], "ponies are horses only by meaning"
    old, new = farm / "databases" / "farm" / "farm.sqlite", farm / "renamed" / "farm" / "farm.sqlite"
    own = set(names.read(old).words) - {"id", "name"}
    assert not own.intersection(names.read(new).words)
    for pair in pairs:
        assert equal(golds.run(old, pair.original.gold), golds.run(new, pair.changed.gold))
        assert not own.intersection(w.strip("?.,'") for w in pair.changed.question.replace("'Oak stables'", "").split())
    assert "'Oak stables'" in pairs[2].changed.question
    assert golds.run(new, "SELECT count(*) FROM pragma_foreign_key_list((SELECT name FROM sqlite_master LIMIT 1 OFFSET 1))").rows == [(1,)]  # fmt: skip


def test_points_lost_are_told_with_the_chance_of_it() -> None:
    def lines(right: str) -> list[dict[str, object]]:
        return [{"correct": r == "1", "db_id": "d"} for r in right]

    made = figures("typos", lines("1111100000"), lines("0000100001"))
    assert (made["original"], made["changed"], made["points_lost"]) == (0.5, 0.2, 30.0)
    assert (made["lost"], made["gained"], made["p"]) == (4, 1, 0.375)


def test_a_new_name_is_known_in_the_plural() -> None:
    words = (Path(names.__file__).parent / "words.txt").read_text(encoding="utf-8").split()
    assert len(set(words)) == len(words) >= 200
    assert [word for word in words if names.one(names.many(word)) != word] == []


@pytest.mark.long
def test_the_command_runs_both_and_closes_with_one_line(farm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--questions", str(farm / "questions.json"), "--databases", str(farm / "databases")]
    more = ["--only-dbs", "farm", "--workers", "1", "--always", "--out", str(farm / "out")]
    assert main(["robust", "names", *words, *more]) == 0
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert line["change"] == "names"
    assert line["n"] == len((farm / "out" / "original.jsonl").read_text().splitlines())
    assert line["n"] == len((farm / "out" / "changed.jsonl").read_text().splitlines()) >= 3


@pytest.mark.long
@needs_spider
def test_scrambling_all_names_of_a_schema_costs_no_more_than_noise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--questions", str(SPIDER / "train.json"), "--databases", str(SPIDER / "databases"), "--always"]
    assert main(["robust", "names", *words, "--limit", "200", "--out", str(tmp_path)]) == 0
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert line["databases"] >= 8
    assert line["n"] == 200
    assert line["p"] >= 0.01 or line["points_lost"] <= 3
