"""How much memory this process and those that it started hold, as Linux tells it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")
_PEAK = "VmHWM:"


def peak_mb() -> float:
    """The most that this process ever held and that each of its present children did, added up; 0 where there is no /proc.

    The peaks need not have been at the same time, so this is an upper bound. A child's peak begins when its own program
    does (what `getrusage` tells of children also counts the parent's memory at the moment of the fork).
    """
    return sum(_held(pid) for pid in (os.getpid(), *_children(os.getpid())))


def _held(pid: int) -> float:
    try:
        lines = (_PROC / str(pid) / "status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0  # it has ended, or this is no Linux
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith(_PEAK))


def _children(pid: int) -> Iterator[int]:
    for task in (_PROC / str(pid) / "task").glob("*/children"):
        for child in task.read_text(encoding="utf-8").split():
            yield int(child)
            yield from _children(int(child))
