"""Versions of prompts: the files, the real registry on SQLite, and which user gets which."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.cli import main
from agents.prompt import versions
from agents.prompt_choice import Chosen, arm_of, keep, kept_file
from agents.prompt_registry import PromptRegistry, RegistryAwayError, Standing
from agents.scripted import Scripted, call
from agents.steps import Answered, end_of
from agents.telemetry import MlflowTelemetry
from data.errors import BadInput
from data.types import User
from tests.agents.conftest import Make

NAME = "analyst"
OLD, NEW = versions(NAME)[0], versions(NAME)[-1]
COUNT = call("run_sql", sql="SELECT count(*) AS n FROM orders", purpose="how many")
FINISH = call("finish", answer="", assumptions=[])
USERS = [f"user-{n}" for n in range(400)]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> MlflowTelemetry:
    # One store for the module: making MLflow's tables takes seconds.
    return MlflowTelemetry(tmp_path_factory.mktemp("registry"))


@pytest.fixture
def registry(store: MlflowTelemetry) -> Iterator[PromptRegistry]:
    """A registry whose versions are registered, with production at the newest and no split."""
    made = PromptRegistry(store.uri, store.experiment)
    made.register(NAME)
    yield made
    made.split(NAME, 0)
    made.point(NAME, "production", NEW.digest)


def chosen(registry: PromptRegistry, folder: Path) -> Chosen:
    """Looks at the registry when it is told to, not by itself."""
    made = Chosen(NAME, kept_file(folder, NAME), lambda: registry.standing(NAME), every=3600)
    made.refresh()
    return made


def test_each_version_is_registered_once_with_its_text_and_digest(registry: PromptRegistry) -> None:
    assert registry.register(NAME) == []
    assert registry.register(NAME) == []
    entries = registry.entries(NAME)
    assert [e.digest for e in entries] == [p.digest for p in versions(NAME)]
    assert [e.file for e in entries] == [f"v{p.version}" for p in versions(NAME)]
    assert entries[-1].aliases == ("production",)


def test_moving_an_alias_changes_the_prompt_of_a_running_process(registry: PromptRegistry, tmp_path: Path) -> None:
    running = chosen(registry, tmp_path)
    assert running.choose("ann").prompt == NEW
    registry.point(NAME, "production", OLD.digest)
    running.refresh()
    assert running.choose("ann").prompt == OLD
    assert registry.roll_back(NAME) == NEW.digest
    running.refresh()
    assert running.choose("ann").prompt == NEW


def test_a_running_process_looks_at_the_registry_by_itself(registry: PromptRegistry, tmp_path: Path) -> None:
    running = Chosen(NAME, kept_file(tmp_path, NAME), lambda: registry.standing(NAME), every=0.1)
    try:
        running.choose("ann")
        registry.point(NAME, "production", OLD.digest)
        until = time.monotonic() + 20
        while running.choose("ann").prompt != OLD and time.monotonic() < until:
            time.sleep(0.05)
        assert running.choose("ann").prompt == OLD
        assert running.choose("ann").arm == "production"
    finally:
        running.close()


def test_a_split_is_sticky_and_about_as_large_as_it_says(registry: PromptRegistry, tmp_path: Path) -> None:
    registry.point(NAME, "candidate", OLD.digest)
    registry.split(NAME, 0.25)
    running = chosen(registry, tmp_path)
    first = {user: running.choose(user).arm for user in USERS}
    another = chosen(registry, tmp_path / "other")
    assert first == {user: another.choose(user).arm for user in USERS}
    assert 0.18 < list(first.values()).count("candidate") / len(USERS) < 0.32
    for user, arm in first.items():
        assert running.choose(user).prompt == (OLD if arm == "candidate" else NEW)
    registry.split(NAME, 0.5)
    running.refresh()
    assert all(running.choose(u).arm == "candidate" for u, arm in first.items() if arm == "candidate")


def test_what_cannot_be_done_is_told_with_what_to_do_first(registry: PromptRegistry) -> None:
    with pytest.raises(BadInput, match="Register it first"):
        registry.point(NAME, "production", "000000000000")
    with pytest.raises(BadInput, match="promote v2 --alias candidate"):
        registry.split("unheard-of", 0.5)
    with pytest.raises(BadInput, match="Name the version"):
        registry.roll_back("unheard-of")


def test_without_the_registry_the_last_known_version_stays_and_before_that_the_newest_file(tmp_path: Path) -> None:
    def away() -> Standing:
        raise RegistryAwayError("OperationalError")

    fresh = Chosen(NAME, kept_file(tmp_path, NAME), away, every=3600)
    fresh.refresh()
    choice = fresh.choose("ann")
    assert choice.prompt == NEW
    assert choice.arm == "newest file"
    assert "could not be reached (OperationalError)" in choice.note
    keep(kept_file(tmp_path, NAME), Standing(OLD.digest))
    assert fresh.choose("ann").prompt == OLD
    assert fresh.choose("ann").note == ""


def test_a_registry_whose_store_is_broken_is_away(tmp_path: Path) -> None:
    broken = tmp_path / "mlflow.db"
    broken.write_text("this is no database, and it is long enough to be looked at" * 100)
    store = MlflowTelemetry(tmp_path)
    with pytest.raises(RegistryAwayError):
        PromptRegistry(store.uri, store.experiment).standing(NAME)


def test_a_version_whose_file_is_not_here_falls_back_to_the_newest_file_and_says_so(tmp_path: Path) -> None:
    running = Chosen(NAME, kept_file(tmp_path, NAME), lambda: Standing("feedfeedfeed"), every=3600)
    running.refresh()
    choice = running.choose("ann")
    assert choice.prompt == NEW
    assert "feedfeedfeed" in choice.note


@pytest.mark.parametrize(("share", "arms"), [(0.0, {"production"}), (1.0, {"candidate"})])
def test_the_ends_of_a_split_are_everybody_and_nobody(share: float, arms: set[str]) -> None:
    assert {arm_of(NAME, user, Standing("a", "b", share)) for user in USERS} == arms


def test_the_commands_promote_split_and_roll_back(
    store: MlflowTelemetry, registry: PromptRegistry, candor_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", store.uri)

    def told(*words: str) -> str:
        out = io.StringIO()
        assert main(["prompts", *words], out) == 0
        return out.getvalue()

    assert told("register").startswith("Every version is registered already.")
    assert f"{OLD.label}  production" in told("promote", "v1")
    assert f"{NEW.label}  production" in told("rollback")
    told("promote", "1", "--alias", "candidate")
    assert "20% of the users" in told("split", "20%")
    assert told("arm", "ann", "bob") == told("arm", "ann", "bob")
    listed = json.loads(told("list", "--json"))
    assert listed["candidate_share"] == 0.2
    assert json.loads(kept_file(candor_home, NAME).read_text())["candidate"] == OLD.digest
    assert main(["prompts", "promote", "v99"], io.StringIO()) == 64


@pytest.mark.long
def test_the_prompt_and_the_arm_of_a_user_stand_on_the_trace_and_in_the_receipt(
    services: Make, store: MlflowTelemetry, registry: PromptRegistry, tmp_path: Path
) -> None:
    import mlflow

    registry.point(NAME, "candidate", OLD.digest)
    registry.split(NAME, 0.5)
    home = tmp_path / "home"
    keep(kept_file(home, NAME), registry.standing(NAME))
    made = services(
        Scripted(*[(COUNT,), (FINISH,)] * 4),
        telemetry=store,
        settings_model="big",
        base_url="http://127.0.0.1:9/v1",
        cache_seconds=0,
    )
    for user in USERS[:4]:
        end = end_of(made.ask("How many orders are there?", user=User(user, ("analyst",))))
        store.flush()
        assert isinstance(end, Answered)
        trace = mlflow.get_trace(end.trace_id)
        assert trace is not None
        arm = arm_of(NAME, user, registry.standing(NAME))
        label = (OLD if arm == "candidate" else NEW).label
        assert (trace.info.tags["candor.arm"], trace.info.tags["candor.prompt"]) == (arm, label)
        assert end.answer.receipt.prompt_version == label
    assert {arm_of(NAME, user, registry.standing(NAME)) for user in USERS[:4]} == {"production", "candidate"}
