"""What the pages behind the conversation rest on: who may, looks as the role sees, words, endpoint, deletion."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from agents import endpoint_choice
from agents.access import in_words, may_change
from agents.arriving import database_name
from agents.forgetting import forget_conversation, forget_everything, sweep
from agents.keeping import remove
from agents.looking import look, sample
from agents.remedies import commonest, findings, names_something, still_open, to_describe
from agents.settings import Settings
from agents.telemetry import MlflowTelemetry
from agents.wording import Words, define_metric, describe_table, remove_metric
from data.errors import BadInput, BadSettings, NotAllowed
from data.habits import Habit
from data.ingest.load import import_files
from data.shelf import Shelf
from data.store import Store, open_store
from data.types import Metric, User
from tests.agents.conftest import Make

ADMIN, ANALYST = User("ana", ("admin",)), User("bob", ("analyst",))
WEST = User("wes", ("west",), {"region": "West"})


def test_a_profile_counts_only_the_rows_that_the_role_sees(services: Make) -> None:
    made = services()
    assert look(made, ADMIN, None, "customers")[0].profile.rows == 3
    assert look(made, WEST, None, "customers")[0].profile.rows == 2
    [region] = [one for one in look(made, WEST, None, "customers") if one.profile.column == "region"]
    assert (region.bars.labels, region.bars.counts) == (("West",), (2,))


def test_a_masked_column_has_no_profile_and_no_sample(services: Make) -> None:
    made = services()
    assert "email" not in {one.profile.column for one in look(made, ANALYST, None, "customers")}
    assert "email" not in sample(made, ANALYST, None, "customers").column_names


def test_a_table_that_the_role_does_not_see_cannot_be_looked_into(services: Make) -> None:
    with pytest.raises(BadInput, match="no table salaries"):
        look(services(), ANALYST, None, "salaries")


def test_the_policy_is_said_in_words_and_hidden_tables_are_not_named(services: Make) -> None:
    desk = services().desk()
    bench = desk.bench(WEST)
    said = " ".join(in_words(bench.role, WEST, desk.warehouse.schema(), bench.schema))
    assert "only rows where region = West" in said
    assert "1 of 3 tables" in said
    assert "salaries" not in said
    bench = desk.bench(ANALYST)
    assert "email of customers" in " ".join(in_words(bench.role, ANALYST, desk.warehouse.schema(), bench.schema))


def test_a_table_is_deleted_by_an_admin_alone(services: Make) -> None:
    made = services()
    with pytest.raises(NotAllowed):
        remove(made, ANALYST, None, "salaries")
    assert made.desk().warehouse.schema().table("salaries") is not None
    remove(made, ADMIN, None, "salaries")
    assert made.desk().warehouse.schema().table("salaries") is None


def test_a_table_that_others_point_to_stays(services: Make) -> None:
    made = services()
    with pytest.raises(BadInput, match="points to it"):
        remove(made, ADMIN, None, "customers")
    assert made.desk().warehouse.schema().table("customers") is not None


def test_ones_own_data_may_be_changed_and_nobody_elses(tmp_path: Path) -> None:
    own, other = (tmp_path / "uploads" / who / "data.duckdb" for who in ("bob", "eve"))
    assert may_change(ANALYST, own, tmp_path)
    assert not may_change(ANALYST, other, tmp_path)
    assert may_change(ADMIN, other, tmp_path)


def test_words_of_a_table_are_in_the_schema_of_the_next_question(services: Make) -> None:
    made = services()
    table = made.view(ADMIN).table("orders")
    assert table is not None
    describe_table(
        made,
        ADMIN,
        None,
        table,
        Words("One row an order", "sales, purchases"),
        {"amount": Words("Net", "turnover", "EUR")},
    )
    after = made.view(ADMIN).table("orders")
    assert after is not None
    amount = after.column("amount")
    assert amount is not None
    assert (after.description, after.synonyms) == ("One row an order", ("sales", "purchases"))
    assert (amount.description, amount.synonyms, amount.unit) == ("Net", ("turnover",), "EUR")
    with pytest.raises(NotAllowed):
        describe_table(made, ANALYST, None, after, Words("Mine"), {})


def test_a_metric_is_checked_kept_and_taken_out(services: Make) -> None:
    made = services()
    with pytest.raises(BadSettings, match="no column amout"):
        define_metric(made, ADMIN, None, Metric("revenue", "sum(orders.amout)", "orders"))
    define_metric(made, ADMIN, None, Metric("revenue", "sum(orders.amount)", "orders", synonyms=("turnover",)))
    assert [m.name for m in made.view(ADMIN).metrics] == ["revenue"]
    remove_metric(made, ADMIN, None, "Revenue")
    assert made.view(ADMIN).metrics == ()


def test_what_was_settled_since_is_not_listed_and_what_was_asked_again_is_once(tmp_path: Path) -> None:
    moment = iter(range(100))
    store = Store(f"sqlite:///{tmp_path / 'store.sqlite'}", clock=lambda: float(next(moment)))
    talk = store.open_conversation("ana", "t", "demo", "page")

    def turn(question: str, status: str, options: tuple[str, ...] = ()) -> None:
        made = store.start_turn(talk.id, question)
        store.finish_turn(made.id, status, {"status": status, "text": "?", "options": options}, None)  # type: ignore[arg-type]  # a status of the table

    turn("value by region", "clarify", ("total order value by region",))
    turn("total order value by region", "answered")
    turn("how is it going", "clarify")
    turn("How is it going?", "clarify")
    turn("sales of hats", "clarify")
    turn("sales of hats", "answered")
    turn("revenue by mood", "clarify")
    found = still_open(store.unanswered("ana", 10), [store.turns(talk.id)], {"revenue by mood"})
    assert [(one.question, times) for one, times in found] == [("How is it going?", 2)]
    turn("value by region", "clarify", ("total order value by region",))
    assert still_open(store.unanswered("ana", 1), [store.turns(talk.id)])[0][0].question == "value by region"
    store.close()


@pytest.mark.parametrize(("word", "names"), [("flurbage", True), ("over", False), ("second", False), ("not", False)])
def test_only_words_that_may_name_something_are_offered_as_synonyms(word: str, names: bool) -> None:
    assert names_something(word) is names


def test_a_question_that_was_not_understood_names_its_words_and_columns_to_describe(
    services: Make, tmp_path: Path
) -> None:
    made, store = services(), open_store(tmp_path / "store")
    talk = store.open_conversation("ana", "t", "demo", "page")
    for question in ("flurbage of orders", "orders by flurbage"):
        turn = store.start_turn(talk.id, question)
        told = {"status": "clarify", "error_class": "ambiguous", "text": "?", "unread": ["flurbage"]}
        store.finish_turn(turn.id, "clarify", told, None)
    turn = store.start_turn(talk.id, "drop the orders")
    store.finish_turn(turn.id, "refused", {"error_class": "not_allowed", "reason": "change_data", "text": "No."}, None)
    bench = made.desk().bench(ADMIN)
    found = findings(still_open(store.unanswered("ana", 10), ()), bench.index, bench.schema)
    assert commonest(found) == (("flurbage", 2),)
    assert dict(to_describe(found))["orders"] == ("customer_id", "order_date", "amount")
    assert [one.undescribed for one in found if one.reason == "not_allowed"] == [()]
    store.close()


def test_a_key_is_kept_for_the_owner_of_the_process_alone_and_shown_nowhere(tmp_path: Path) -> None:
    chosen = endpoint_choice.checked("gpt-5-mini", "", " sk-secret ")
    endpoint_choice.keep(tmp_path, chosen)
    file = tmp_path / endpoint_choice.FILE
    assert file.stat().st_mode & 0o777 == 0o600
    settings = endpoint_choice.with_choice(Settings(home=tmp_path), {})
    assert (settings.model, settings.api_key) == ("gpt-5-mini", "sk-secret")
    assert "sk-secret" not in repr(settings) + repr(chosen)
    assert endpoint_choice.with_choice(Settings(home=tmp_path), {"CANDOR_MODEL": "builtin"}).builtin
    file.chmod(0o644)
    with pytest.raises(BadSettings, match="chmod 600"):
        endpoint_choice.kept(tmp_path)


@pytest.mark.parametrize(
    ("model", "base", "key", "what"),
    [
        ("", "", "k", "no model"),
        ("m", "", "", "neither"),
        ("m", "ftp://x", "k", "address"),
        ("m", "http://u:p@x", "", "password"),
        ("m", "", "a b", "no key has"),
    ],
)
def test_an_endpoint_that_cannot_work_is_refused_without_its_key(model: str, base: str, key: str, what: str) -> None:
    with pytest.raises(BadInput, match=what) as refused:
        endpoint_choice.checked(model, base, key)
    assert key not in ("k", "a b") or f" {key} " not in str(refused.value)


def test_another_model_is_asked_from_the_next_question_on(services: Make) -> None:
    made = services()
    assert made.settings.builtin
    made.use_model(endpoint_choice.over(made.settings, endpoint_choice.checked("other", "http://127.0.0.1:9/v1", "")))
    assert made.settings.model == "other"
    assert not made.settings.builtin


def test_a_database_of_ones_own_has_a_safe_name() -> None:
    assert database_name("  Sales / 2025 ") == "sales-2025"
    assert database_name("../../etc/passwd") == "etc-passwd"
    assert database_name("…") == ""


def test_deleting_a_conversation_deletes_its_traces(services: Make, tmp_path: Path) -> None:
    import mlflow

    telemetry = MlflowTelemetry(tmp_path / "traces")
    made, store = services(telemetry=telemetry), open_store(tmp_path / "store")
    talks = [store.open_conversation("local", "t", "demo", "page") for _ in range(2)]
    ids = []
    for talk in talks:
        turn = store.start_turn(talk.id, "number of customers")
        *_, end = made.ask("number of customers", conversation=talk.id)
        store.finish_turn(turn.id, "answered", {"trace_id": end.trace_id}, None)  # type: ignore[union-attr]  # the last Step is an End
        ids.append(end.trace_id)  # type: ignore[union-attr]  # as above
    telemetry.flush()
    forget_conversation(made, store, talks[0].id)
    left = mlflow.MlflowClient(telemetry.uri).search_traces(locations=[telemetry.experiment()])
    assert [trace.info.trace_id for trace in left] == [ids[1]]
    assert store.conversation(talks[0].id) is None
    assert store.conversation(talks[1].id) is not None
    assert sweep(made, store, time.time() + 100 * 86_400) == 0  # no days are set
    assert telemetry.forget_before(time.time() - 86_400) == 0
    assert telemetry.forget_before(time.time() + 1) == 1
    store.close()


def test_what_is_older_than_the_days_that_are_kept_is_deleted(services: Make, tmp_path: Path) -> None:
    made, store = services(keep_days=30), open_store(tmp_path / "store")
    talk = store.open_conversation("local", "t", "demo", "page")
    store.start_turn(talk.id, "number of customers")
    now = time.time()
    assert sweep(made, store, now + 29 * 86_400) == 0
    assert sweep(made, store, now + 31 * 86_400) == 1
    assert store.conversation(talk.id) is None
    store.close()


def test_deleting_everything_leaves_nothing_of_the_person(services: Make, tmp_path: Path) -> None:
    made, store = services(), open_store(tmp_path / "store")
    shelf, user = Shelf(store.engine), User("local")
    mine, theirs = (
        store.open_conversation("local", "t", "mine", "page"),
        store.open_conversation("eve", "t", "demo", "page"),
    )
    shelf.save("local", "t", "q", "demo", "SELECT 1")
    made.habits.remember("local", str(made.desk().database), Habit("q", "r"))
    source, uploaded = tmp_path / "a.csv", made.settings.home / "uploads" / "local" / "data.duckdb"
    source.write_text("a,b\n1,2\n3,4\n")
    uploaded.parent.mkdir(parents=True)
    import_files([source], uploaded)
    made.view(user, uploaded)
    forget_everything(made, store, shelf, user)
    assert store.conversation(mine.id) is None
    assert store.conversation(theirs.id) is not None
    assert shelf.all("local") == ()
    assert made.habits.of("local", str(made.desk().database)) == ()
    assert not uploaded.parent.exists()
    store.close()
