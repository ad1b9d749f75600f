"""Deletion that reaches everything: conversations with their traces, uploads with their indexes, what a person taught.

It happens when a person asks for it, and by itself after the days that the operator has set.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from agents import retention
from agents.access import uploads_of
from agents.answer_cache import forget as forget_answers
from agents.build import Services
from agents.telemetry import MlflowTelemetry
from data import stale
from data.errors import CandorError
from data.shelf import Shelf
from data.stale import Stale
from data.store import Store
from data.types import User
from retrieval.index import index_directory

log = logging.getLogger(__name__)
DAY = 86_400.0
EVERY = 6 * 3_600.0


def forget_conversation(services: Services, store: Store, conversation_id: str) -> None:
    """Delete it with its answers, feedback and traces."""
    _forget(services, store, stale.conversation(store.engine, conversation_id))


def forget_everything(services: Services, store: Store, shelf: Shelf, user: User) -> None:
    """Delete all that Candor keeps of a user; what a reviewer has verified stays the reviewer's."""
    _forget(services, store, stale.of_user(store.engine, user.id))
    for saved in shelf.all(user.id):
        shelf.forget(saved.id)
    for database in {services.desk().database, *uploads_of(services.settings.home, user).glob("*.duckdb")}:
        services.habits.forget(user.id, str(database.resolve()))
    services.verified.forget_by(user.id)
    forget_uploads(services, user)


def forget_uploads(services: Services, user: User) -> None:
    """Delete what the user has brought along, with the indexes made of it and the answers kept of it."""
    folder = uploads_of(services.settings.home, user)
    for database in folder.glob("*.duckdb"):
        _forget_database(services, database)
    shutil.rmtree(folder, ignore_errors=True)


def sweep(services: Services, store: Store, now: float) -> int:
    """Delete what is older than is kept; how many conversations. `now` in seconds since the epoch."""
    days = retention.in_force(services.settings)
    if days is None:
        return 0
    before = now - days * DAY
    gone = stale.quiet_since(store.engine, before)
    _forget(services, store, gone)
    if isinstance(services.telemetry, MlflowTelemetry):
        services.telemetry.forget_before(before)
    for folder in (services.settings.home / "uploads").glob("*"):
        alive = [c for c in stale.of_user(store.engine, folder.name) if c.database.startswith("mine")]
        files = list(folder.glob("*.duckdb"))
        if files and not alive and all(f.stat().st_mtime < before for f in files):
            forget_uploads(services, User(folder.name))
    return len(gone)


def sweep_daily(services: Services, store: Store, clock: Callable[[], float] = time.time) -> None:
    """Sweep now and again every few hours, in a thread of its own, for as long as the process lives."""
    threading.Thread(target=_sweeping, args=(services, store, clock), name="sweep", daemon=True).start()


def _sweeping(services: Services, store: Store, clock: Callable[[], float]) -> None:
    while True:
        try:
            if count := sweep(services, store, clock()):
                log.info("%s conversations were older than is kept and are deleted", count)
        except (CandorError, OSError) as error:
            log.warning("what is older than is kept could not be deleted: %s", error)
        time.sleep(EVERY)


def _forget(services: Services, store: Store, gone: Sequence[Stale]) -> None:
    """Traces first: a crash in between leaves the conversations, with which the rest is found again."""
    traces = [trace for one in gone for trace in one.traces]
    if traces and isinstance(services.telemetry, MlflowTelemetry):
        services.telemetry.forget(traces)
    for one in gone:
        store.forget_conversation(one.id)
    if gone:
        forget_answers(services.settings.home)


def _forget_database(services: Services, database: Path) -> None:
    roles = {*services.settings.roles, *services.desk(database).policy().roles}
    path = str(database.resolve())
    services.let_go(database)
    for role in roles:
        shutil.rmtree(index_directory(services.settings.home, path, role), ignore_errors=True)
