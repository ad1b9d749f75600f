"""A moment as how long ago it was."""

from __future__ import annotations

import time

from ui import texts

_UNITS = ((86_400, texts.DAYS_AGO), (3_600, texts.HOURS_AGO), (60, texts.MINUTES_AGO))


def since(moment: float) -> str:
    """Seconds since the epoch as `just now`, `5 min ago`, `3 h ago`, `2 days ago`."""
    passed = max(time.time() - moment, 0.0)
    for seconds, said in _UNITS:
        if passed >= seconds:
            return said.format(count=int(passed // seconds))
    return texts.JUST_NOW
