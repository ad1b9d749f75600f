"""The import table: which room may import which, and who may import which third-party package."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS: dict[str, frozenset[str]] = {
    "data": frozenset(),
    "guardrails": frozenset({"data"}),
    "retrieval": frozenset({"data"}),
    "agents": frozenset({"data", "guardrails", "retrieval"}),
    "ui": frozenset({"data", "guardrails", "retrieval", "agents"}),
    "serve": frozenset({"data", "guardrails", "retrieval", "agents"}),
    "evals": frozenset({"data", "guardrails", "retrieval", "agents"}),
}
HOMES: dict[str, tuple[str, ...]] = {
    "duckdb": ("data",),
    "pandas": ("data", "ui"),
    "sqlalchemy": ("data", "agents/prompt_registry.py"),  # MLflow's SQL store lets its errors through
    "python_calamine": ("data",),
    "llama_index": ("retrieval",),
    "chromadb": ("retrieval",),
    "wordllama": ("retrieval",),
    "bm25s": ("retrieval",),
    "openai": ("agents/openai_model.py", "agents/openai_wire.py", "agents/healing.py"),
    "mlflow": ("agents/telemetry.py", "agents/traced.py", "agents/prompt_registry.py", "evals"),
    "opentelemetry": ("agents/telemetry.py",),
    "structlog": ("agents/logs.py",),
    "tenacity": ("agents", "data"),
    "plotly": ("agents/charts",),
    "kaleido": ("agents/charts",),
    "xlsxwriter": ("data",),
    "streamlit": ("ui", "app.py"),
    "starlette": ("serve", "evals/endpoint"),
    "prometheus_client": ("serve",),
    "deepeval": ("evals",),
    "playwright": (),
    "sklearn": ("agents/builtin",),
    "phonenumbers": ("guardrails/redaction.py", "data/evidence/near.py"),
    "stdnum": ("guardrails/redaction.py",),
    "detect_secrets": ("guardrails/redaction.py",),
}


def _files() -> Iterator[Path]:
    yield ROOT / "app.py"
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


def _imports(path: Path) -> set[str]:
    """Top-level names of what a file imports, inside functions too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("path", list(_files()), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_file_imports_only_rooms_to_its_left_and_packages_that_are_at_home_there(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    room = place.partition("/")[0]
    imported = _imports(path)
    if room in ROOMS:
        assert imported & ROOMS.keys() <= ROOMS[room] | {room}
    strangers = {
        name
        for name in imported & HOMES.keys()
        if not any(place == h or place.startswith(f"{h}/") for h in HOMES[name])
    }
    assert not strangers


def test_only_the_guard_makes_a_safe_query() -> None:
    makers = set()
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "SafeQuery":
                makers.add(path.relative_to(ROOT).parts[0])
    assert makers == {"guardrails"}
