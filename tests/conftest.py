"""What every test has: no network but loopback, a state directory of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts


@pytest.fixture(autouse=True)
def _loopback_only() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def candor_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`CANDOR_HOME` of this test alone."""
    home = tmp_path / "candor-home"
    monkeypatch.setenv("CANDOR_HOME", str(home))
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "CANDOR_MODEL", "CANDOR_DATABASE", "CANDOR_POLICY"):
        monkeypatch.delenv(name, raising=False)
    return home
