"""What every test has: no network but loopback, a state directory of its own, and no skips where nothing may be missing."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = (
    # MLflow, when its parts are first imported.
    "ignore:.*Any type hint is inferred:UserWarning",
    # MLflow's tables use a loader that SQLAlchemy 2.1 deprecates.
    "ignore:.*noload:DeprecationWarning",
)
"""Warnings of packages about themselves; all others are errors."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for each in NOT_OURS:
            item.add_marker(pytest.mark.filterwarnings(each), append=False)


@pytest.fixture(autouse=True)
def _loopback_only() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def candor_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`CANDOR_HOME` of this test alone."""
    home = tmp_path / "candor-home"
    monkeypatch.setenv("CANDOR_HOME", str(home))
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "CANDOR_")) and name not in (
            "CANDOR_HOME",
            "CANDOR_BENCHMARKS",
            "CANDOR_NO_SKIPS",
        ):
            monkeypatch.delenv(name)
    return home


@pytest.fixture(scope="session")
def benchmarks() -> Path:
    """The folder of benchmark data beside the checkout; what needs it is skipped where it is absent."""
    folder = (ROOT / os.environ.get("CANDOR_BENCHMARKS", "../shared")).resolve()
    if not (folder / "spider" / "train.json").is_file():
        pytest.skip(f"no benchmark data: set CANDOR_BENCHMARKS to a folder that has spider/train.json (now {folder})")
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With CANDOR_NO_SKIPS set, as in CI, a test that skips has failed: everything that it may need is there."""
    report = yield
    if report.skipped and os.environ.get("CANDOR_NO_SKIPS"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped where nothing may be: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole demo warehouse, generated once for all tests of a run (the workers of a parallel run share it)."""
    from data.demo import build

    root = tmp_path_factory.getbasetemp()
    shared = root.parent if os.environ.get("PYTEST_XDIST_WORKER") else root
    return build.ensure(shared / "demo-home")
