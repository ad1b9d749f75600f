"""Changing what data there are: only one's own, or everybody's for an admin. What is refused leaves the data as they were."""

from __future__ import annotations

from pathlib import Path

from agents.access import demand_change
from agents.build import Services
from data.ingest.remove import remove_table
from data.types import User


def remove(services: Services, user: User, database: Path | None, table: str) -> None:
    """Delete a table. Raises NotAllowed, and BadInput when it is not there or others need it."""
    path = services.desk(database).database
    demand_change(user, path, services.settings.home)
    remove_table(path, table)
