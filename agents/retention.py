"""For how many days Candor keeps what people asked: as the environment says, or fewer, as somebody chose in the page."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from agents.settings import Settings
from data.errors import BadInput, BadSettings

FILE = "retention.json"
LONGEST = 3_650


def in_force(settings: Settings) -> int | None:
    """The days; None keeps everything. What was chosen may shorten what the environment says, never lengthen it."""
    days = [d for d in (settings.keep_days, chosen(settings.home)) if d is not None]
    return min(days, default=None)


def chosen(home: Path) -> int | None:
    """What somebody chose; None when nobody did. Raises BadSettings for a file that holds no such number."""
    path = home / FILE
    if not path.exists():
        return None
    try:
        days = json.loads(path.read_text(encoding="utf-8"))["days"]
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError):
        days = None
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= LONGEST:
        raise BadSettings(f"{FILE} holds no number of days.", f"Delete it and choose the days again: {path}.")
    return days


def choose(settings: Settings, days: int | None) -> None:
    """Keep the choice; None takes it back. Raises BadInput for days beyond what may be chosen."""
    longest = settings.keep_days or LONGEST
    if days is None:
        (settings.home / FILE).unlink(missing_ok=True)
        return
    if not 1 <= days <= longest:
        raise BadInput(f"{days} days cannot be chosen.", f"Choose from 1 to {longest:,}.")
    settings.home.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{FILE}-", dir=settings.home)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"days": days}, file)
    Path(name).replace(settings.home / FILE)
