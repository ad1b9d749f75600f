"""How far the first start of a process has come: the page shows it, `/ready` tells it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from data.errors import CandorError


@dataclass
class Start:
    """`share` is 0 to 1; `error` is what stopped the start; `done` is set when it has ended either way."""

    what: str = ""
    share: float = 0.0
    error: CandorError | None = None
    done: threading.Event = field(default_factory=threading.Event)

    def tell(self, what: str, share: float) -> None:
        """Note what is being done; made to be handed over as a progress callback."""
        self.what, self.share = what, share

    @property
    def ready(self) -> bool:
        return self.done.is_set() and self.error is None

    def run(self, work: Callable[[], object]) -> None:
        """Do the work in a thread of its own, so that the page can be served meanwhile."""
        threading.Thread(target=self._run, args=(work,), name="start", daemon=True).start()

    def _run(self, work: Callable[[], object]) -> None:
        try:
            work()
        except CandorError as error:
            self.error = error
        finally:
            self.done.set()
