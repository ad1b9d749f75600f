"""Files that somebody brings along: on disk under their own names for as long as they are read, then gone."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from data.errors import CandorError
from data.ingest.load import Imported, Progress, Wishes, import_files
from data.ingest.preview import Preview, preview

NAME = 40
"""Characters of a database's name."""


class Brought(Protocol):
    name: str

    def getbuffer(self) -> memoryview: ...


def previews(
    files: Sequence[Brought], place: Path, wishes: Wishes | None = None
) -> tuple[tuple[Preview, ...], tuple[CandorError, ...]]:
    """What the files hold, read as an import would, and why those that cannot be loaded cannot."""
    wanted = wishes or {}
    shown: list[Preview] = []
    refused: list[CandorError] = []
    with _staged(files, place) as paths:
        for path in paths:
            own = {table: types for (name, table), types in wanted.items() if name == path.name}
            try:
                shown += preview(path, own)
            except CandorError as error:
                refused.append(error)
    return tuple(shown), tuple(refused)


def load(
    files: Sequence[Brought],
    database: Path,
    replace: bool,
    *,
    progress: Progress | None = None,
    wishes: Wishes | None = None,
) -> list[Imported]:
    """Load the files into the database, all of them or none. Raises BadInput."""
    with _staged(files, database.parent) as paths:
        return import_files(paths, database, replace=replace, progress=progress, wishes=wishes)


def database_name(text: str) -> str:
    """A name that is safe as a file's, of what somebody typed; empty when nothing of it can be used."""
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in " ".join(text.split()).casefold())
    return "-".join(filter(None, kept.split("-")))[:NAME]


@contextmanager
def _staged(files: Sequence[Brought], place: Path) -> Iterator[list[Path]]:
    place.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="upload-", dir=place))
    try:
        paths = []
        for number, file in enumerate(files):
            path = folder / str(number) / (Path(file.name.replace("\\", "/")).name or "file")
            path.parent.mkdir()
            path.write_bytes(file.getbuffer())
            paths.append(path)
        yield paths
    finally:
        shutil.rmtree(folder, ignore_errors=True)
