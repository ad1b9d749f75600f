from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from agents.steps import NO_SPAN, Drafted, Refused
from data.errors import BadInput
from evals.__main__ import main
from evals.benchmark import gold, report
from evals.benchmark.candor import attempt
from evals.benchmark.compare import compare, sign_test
from evals.benchmark.judge import cause_of, judge
from evals.benchmark.questions import Case, choose, fold_of, fold_table, named_databases
from evals.benchmark.runner import figures
from evals.benchmark.shape import shape, skills

FARM = """
CREATE TABLE farm (id INTEGER PRIMARY KEY, name TEXT, city TEXT, horses INTEGER, opened TEXT);
INSERT INTO farm VALUES (1, 'Oak', 'Bern', 5, '2020-01-01'), (2, 'Elm', 'Bern', 7, '2021-05-03'),
  (3, 'Ash', 'Basel', 5, NULL), (4, 'Fir', 'Genf', 12, '2019-09-09');
CREATE TABLE race (id INTEGER PRIMARY KEY, farm_id INTEGER REFERENCES farm(id), prize REAL);
INSERT INTO race VALUES (1, 1, 10.5), (2, 1, 20), (3, 2, 5);
"""
QUESTIONS = [
    ("How many farms are there?", "SELECT count(*) FROM farm"),
    ("What are the names of all farms?", "SELECT name FROM farm"),
    ("What is the total prize?", "SELECT sum(prize) FROM race"),
    ("Xyzzy plugh frobnicate?", "SELECT 1"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A question file and one small database in Spider's layout."""
    home = tmp_path / "databases" / "farms"
    home.mkdir(parents=True)
    with closing(sqlite3.connect(home / "farms.sqlite")) as connection:
        connection.executescript(FARM)
    entries = [{"db_id": "farms", "question": q, "query": sql} for q, sql in QUESTIONS]
    (tmp_path / "questions.json").write_text(json.dumps(entries))
    return tmp_path


def run(folder: Path, *more: str) -> list[str]:
    out = folder / "out.jsonl"
    words = ["--questions", str(folder / "questions.json"), "--databases", str(folder / "databases")]
    assert main(["benchmark", *words, "--out", str(out), *more]) == 0
    return out.read_text().splitlines()


def test_a_run_answers_judges_and_closes_with_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [json.loads(line) for line in run(folder, "--workers", "1")]
    closing_line = json.loads(capsys.readouterr().out)
    assert list(closing_line) == [
        "n", "correct", "execution_accuracy", "answered", "accuracy_when_answered", "p50_ms", "p95_ms",
    ]  # fmt: skip
    assert closing_line["n"] == len(lines) == 4
    assert [line["question"] for line in lines] == [q for q, _ in QUESTIONS]
    assert lines[0]["correct"]
    assert not lines[3]["correct"]
    assert main(["report", str(folder / "out.jsonl")]) == 0
    assert "By shape of the gold" in capsys.readouterr().out


def test_sql_written_elsewhere_is_judged_the_same_way(folder: Path) -> None:
    written = folder / "written.jsonl"
    answers = [
        "SELECT count(*) FROM farm",
        "SELECT name, city FROM farm",
        "DELETE FROM race",
        "SELECT prize FROM race WHERE 1 / 0 > prize::VARCHAR",
    ]
    written.write_text(
        "".join(
            json.dumps({"db_id": "farms", "question": q, "sql": sql}) + "\n"
            for (q, _), sql in zip(QUESTIONS, answers, strict=True)
        )
    )
    lines = [json.loads(line) for line in run(folder, "--written", str(written), "--workers", "1")]
    assert [line["correct"] for line in lines] == [True, False, False, False]
    assert lines[1]["cause"] == "extra or missing column"
    assert lines[2]["cause"] == "guard refused"


def test_a_missing_database_is_said_before_anything_is_run(folder: Path) -> None:
    entries = [{"db_id": "nowhere", "question": "How many?", "query": "SELECT 1"}]
    (folder / "questions.json").write_text(json.dumps(entries))
    words = ["--questions", str(folder / "questions.json"), "--databases", str(folder / "databases")]
    assert main(["benchmark", *words, "--out", str(folder / "out.jsonl")]) == 1


@pytest.mark.parametrize("command", ["benchmark", "suite", "endpoint", "report", "compare", "folds"])
def test_a_command_explains_itself(command: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0


def test_a_command_that_is_none_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nonsense"]) == 64
    assert "benchmark" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("better", "worse", "p"),
    [(0, 0, 1.0), (5, 5, 1.0), (1, 0, 1.0), (5, 0, 0.0625), (0, 5, 0.0625), (8, 2, 0.109375), (20, 5, 0.0040774)],
)
def test_the_sign_test_is_exact_and_two_sided(better: int, worse: int, p: float) -> None:
    assert sign_test(better, worse) == pytest.approx(p, rel=1e-4)


def line(question: str, correct: bool, **more: Any) -> dict[str, Any]:
    usual = {"db_id": "d", "question": question, "gold": "", "sql": "", "status": "answered", "correct": correct}
    return usual | {"cause": "" if correct else "other", "shape": "s", "ms": 1.0, "number": 0} | more


def test_two_runs_are_compared_question_by_question() -> None:
    a = [line("one", True), line("two", False), line("two", True), line("gone", True)]
    b = [line("one", False), line("two", True), line("two", True), line("new", True)]
    found = compare(a, b)
    assert (found.n, found.right_a, found.right_b, found.unmatched) == (3, 2, 2, 2)
    assert [x["question"] for x, _ in found.worse] == ["one"]
    assert [x["question"] for x, _ in found.better] == ["two"]


def test_figures_count_what_was_answered_and_rank_times() -> None:
    lines = [line(str(i), i % 2 == 0, ms=float(i)) for i in range(1, 21)]
    lines[0] |= {"status": "clarify"}
    made = figures(lines)
    assert (made["n"], made["correct"], made["answered"]) == (20, 10, 19)
    assert made["accuracy_when_answered"] == pytest.approx(10 / 19, abs=1e-4)
    assert (made["p50_ms"], made["p95_ms"]) == (10.0, 19.0)
    assert figures([])["execution_accuracy"] is None


def test_the_interval_holds_the_share_and_narrows() -> None:
    low, high = report.interval(50, 100)
    assert low < 0.5 < high
    assert report.interval(500, 1000)[0] > low
    assert report.interval(0, 10)[0] == 0


@pytest.mark.parametrize(
    ("sql", "masked"),
    [
        ("SELECT name FROM farm WHERE city = 'Bern'", "SELECT c WHERE c = v"),
        ('SELECT name FROM farm WHERE city = "Bern"', "SELECT c WHERE c = v"),
        ("SELECT T1.a, count(*) FROM x AS T1 JOIN y AS T2 ON T1.i = T2.i GROUP BY T1.a", "SELECT c, COUNT(*) GROUP BY c"),
        ("SELECT a FROM x ORDER BY b DESC LIMIT 3", "SELECT c ORDER BY c DESC LIMIT v"),
        ("SELECT a FROM x WHERE b NOT IN (SELECT b FROM y)", "SELECT c WHERE NOT c IN (SELECT c)"),
        ("this is no sql (", "unreadable"),
    ],
)  # fmt: skip
def test_a_shape_is_what_a_statement_does_without_its_names(sql: str, masked: str) -> None:
    assert shape(sql) == masked


@pytest.mark.parametrize(
    ("right", "written", "cause"),
    [
        ("SELECT count(*) FROM farm", "SELECT count(*) FROM race", "wrong table"),
        ("SELECT max(horses) FROM farm", "SELECT min(horses) FROM farm", "wrong aggregate"),
        ("SELECT name FROM farm WHERE city = 'Bern'", "SELECT name FROM farm WHERE city = 'Basel'", "wrong value"),
        ("SELECT name FROM farm", "SELECT city FROM farm", "wrong column"),
        ("SELECT city, count(*) FROM farm GROUP BY city", "SELECT city, horses FROM farm", "missing group"),
        ("SELECT name FROM farm WHERE horses > (SELECT avg(horses) FROM farm)", "SELECT name FROM farm", "missing nesting"),
        ("SELECT name FROM farm ORDER BY name", "SELECT name FROM farm", "wrong order"),
        ("SELECT name FROM farm ORDER BY horses", "SELECT name FROM farm ORDER BY horses, name DESC", "tie in the gold"),
        ("SELECT name FROM farm", "SELECT name, city FROM farm", "extra or missing column"),
        ('SELECT name FROM farm WHERE city = "Bern"', 'SELECT "name" FROM "farm" WHERE "city" = \'Basel\'', "wrong value"),
        ('SELECT name FROM farm WHERE city = "Bern"', 'SELECT "city" FROM "farm" WHERE "city" = \'Bern\'', "wrong column"),
        ("SELECT DISTINCT city FROM farm", 'SELECT "city" FROM "farm"', "rows repeated or not"),
        ("SELECT farm.id FROM farm JOIN race ON farm.id = race.farm_id", "SELECT race.id FROM farm JOIN race ON farm.id = race.farm_id", "wrong column"),
    ],
)  # fmt: skip
def test_a_wrong_answer_has_a_cause(folder: Path, right: str, written: str, cause: str) -> None:
    sqlite = folder / "databases" / "farms" / "farms.sqlite"
    expected, ours = gold.run(sqlite, right), gold.run(sqlite, written)
    assert cause_of(right, sqlite, written, expected, ours, gold.orders(right)) == cause


@pytest.mark.parametrize(
    ("sql", "needed"),
    [
        ("SELECT name FROM farm", ("no join",)),
        ("SELECT city, count(*) FROM farm GROUP BY city HAVING count(*) > 1", ("no join", "aggregate", "group", "condition on groups")),
        ("SELECT a FROM x JOIN y ON x.i = y.i JOIN z ON y.j = z.j ORDER BY a LIMIT 1", ("two joins or more", "order", "limit")),
        ("SELECT a FROM x WHERE b > (SELECT avg(b) FROM x)", ("no join", "aggregate", "condition", "nesting")),
        ("SELECT a FROM x EXCEPT SELECT a FROM y", ("no join", "set operation")),
        ("no sql (", ("unreadable",)),
    ],
)  # fmt: skip
def test_a_gold_statement_is_sorted_by_what_it_needs(sql: str, needed: tuple[str, ...]) -> None:
    assert skills(sql) == needed


def test_a_statement_that_was_refused_before_the_end_is_what_is_blamed(folder: Path) -> None:
    drafted = Drafted("DROP TABLE farm", None, "read_only", "It changes data.", NO_SPAN)
    made = attempt([drafted, Refused("Every statement was refused.", None)], 5.0)
    assert (made.status, made.sql, made.error_class) == ("refused", "DROP TABLE farm", "not_allowed")
    assert (
        judge(0, "farms", "q", "SELECT 1", folder / "databases" / "farms" / "farms.sqlite", made).cause
        == "guard refused"
    )


def test_gold_text_that_is_no_utf8_is_decoded_with_replacement(tmp_path: Path) -> None:
    path = tmp_path / "latin.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t AS SELECT CAST(x'4afc6c' AS TEXT) AS name")
        connection.commit()
    assert gold.run(path, "SELECT name FROM t").rows == [("J�l",)]


def test_gold_that_does_not_end_is_stopped(folder: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(gold.GoldError, match="interrupted"):
        gold.run(folder / "databases" / "farms" / "farms.sqlite", endless, seconds=0.2)


def test_folds_share_no_database_and_do_not_move() -> None:
    cases = [Case(i, f"db{i % 40}", "q", "s") for i in range(400)]
    table = fold_table(cases)
    names = [name for fold in table.values() for name in fold]
    assert sorted(names) == sorted({c.db_id for c in cases})
    assert all(fold_of(name) == fold for fold, group in table.items() for name in group)
    assert fold_of("concert_singer") == fold_of("concert_singer")


def test_a_limit_takes_questions_from_all_over_the_file(tmp_path: Path) -> None:
    cases = [Case(i, f"db{i // 10}", "q", "s") for i in range(100)]
    assert [c.number for c in choose(cases, None, 4)] == [0, 25, 50, 75]
    assert {c.db_id for c in choose(cases, named_databases("db1, db2"), None)} == {"db1", "db2"}
    (tmp_path / "names.txt").write_text("db3\ndb4\n")
    assert named_databases(str(tmp_path / "names.txt")) == {"db3", "db4"}


def test_a_report_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.jsonl"
    path.write_text('{"a": 1}\n')
    with pytest.raises(BadInput, match="line 1"):
        report.read(path)
