"""Adding files on the view of the data."""

from __future__ import annotations

from ui.shared import Office
from ui.upload import upload


def arrival(here: Office, key: str) -> None:
    """The uploader."""
    del key
    upload(here)
