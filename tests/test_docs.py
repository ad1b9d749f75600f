"""What the README and the docs show is run: commands are commands of ours, examples work together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(path: str, language: str) -> list[str]:
    return [m.group(2) for m in BLOCK.finditer((ROOT / path).read_text(encoding="utf-8")) if m.group(1) == language]


def test_the_examples_of_the_page_on_extending_run_one_after_the_other() -> None:
    from data.quality import checks

    space: dict[str, object] = {}
    before = set(checks.registered())
    try:
        for block in blocks("docs/extending.md", "python"):
            exec(compile(block, "docs/extending.md", "exec"), space)
        registry = space["registry"]
        assert {"privacy_officer", "calendar"} <= {e.name for e in registry}  # type: ignore[attr-defined]  # made by exec
    finally:
        for check in set(checks.registered()) - before:
            checks.unregister(check)


@pytest.mark.parametrize(
    "path", [p.relative_to(ROOT).as_posix() for p in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]]
)
def test_every_link_within_the_repository_leads_somewhere(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", text)
    missing = [t for t in targets if not ((ROOT / path).parent / t).exists()]
    assert not missing
