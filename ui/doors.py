"""What an answer on the page may set off. The views hand these in; the parts of an answer only call them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from data.store import StoredTurn


@dataclass(frozen=True, slots=True)
class Doors:
    """Ways on from an answer."""

    ask: Callable[[str], None]
    """Put another question in the same conversation."""
    run: Callable[[StoredTurn, str], None]
    """Run SQL that was edited from that turn's."""
    again: Callable[[StoredTurn], None]
    """Put the turn's question once more, with the SQL that the person gave for it if any."""
    rate: Callable[[str, str, str], None]
    """(turn, `up` or `down`, reason)."""
    look: Callable[[str, dict[str, Any] | None], None]
    """Keep how a turn's answer is to be seen; None is as it came."""
    fresh: Callable[[str], StoredTurn | None]
    """A turn as it is kept now."""
    save: Callable[[StoredTurn, str, bool], None]
    """Keep the turn's question under a title, pinned to the board or not."""
    database: Callable[[StoredTurn], str]
    """The name of the file that a turn's answer came from."""
    trace_page: Callable[[str], str]
    """A trace's id -> the address of its page in MLflow."""
    tries: tuple[str, ...] = ()
    """Questions that work, for when one was not understood."""
    teach: Callable[[StoredTurn, str, str, str], str] | None = None
    """(turn, question, right SQL, what was meant) for a reviewer -> what is wrong with it, empty when it was taken."""
