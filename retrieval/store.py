"""Vectors of one view of a schema: a Chroma collection on disk, spoken to through LlamaIndex.

Chroma keeps part of a collection in each process's memory, so two processes must not write to one directory. Therefore a
directory is never written again once it is complete: what a schema looks like names it, a change copies the latest one,
mends the copy under a name of its own and renames it into place. Readers and writers of any number of processes never
meet; who comes second finds the work done. A directory that cannot be read is built anew under another name.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import math
import os
import re
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from retrieval.documents import Document

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from llama_index.core import VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding

logger = logging.getLogger(__name__)

State = Mapping[str, str]
"""Table -> fingerprint of what is indexed of it."""

COLLECTION = "schema"
MANIFEST = "manifest.json"
_OURS = re.compile(r"[0-9a-f]{20}(-[0-9a-f]{8})?")
KEPT = 3
"""Directories that are kept: the one in use and the two used before it."""
BATCH = 2048


@dataclass(frozen=True, slots=True)
class Near:
    """A document near a question, with the cosine of their vectors."""

    table: str
    column: str
    cosine: float


class Vectors:
    """The documents of one view. Not for several threads while `update` runs; `nearest` may be called by many."""

    def __init__(self, directory: Path, embedding: BaseEmbedding) -> None:
        self._directory = directory
        self._embedding = embedding
        self._open: _Opened | None = None

    def update(self, state: State, documents: Callable[[str], Sequence[Document]]) -> State:
        """Make the store hold exactly the tables of `state`; gives the state that it was in before."""
        if self._open is not None and self._open.state == dict(state):
            return self._open.state
        self._directory.mkdir(parents=True, exist_ok=True)
        before = self._open.state if self._open else _latest(self._directory)
        self.close()
        home = self._directory / self._name(state)
        with _unreadable(home):
            self._open = self._read(home, state)
        if self._open is None:
            self._open = self._build(home, state, documents)
        _drop_old(self._directory, self._open.home)
        return before

    def nearest(self, question: str, limit: int) -> list[Near]:
        """Up to `limit` documents, nearest first; ties by table and column.

        A directory that can no longer be read gives none, with a warning in the log: the next update builds it anew.
        """
        opened = self._open
        if opened is None or not opened.state:
            return []
        found: list[Near] = []
        answered = []
        with _unreadable(opened.home):
            found = opened.nearest(question, limit)
            answered.append(True)
        if not answered:
            self._open = None
        return found

    def close(self) -> None:
        if self._open is not None:
            self._open.client.close()
            self._open = None

    def _name(self, state: State) -> str:
        said = json.dumps([self._embedding.model_name, sorted(state.items())])
        return hashlib.sha256(said.encode()).hexdigest()[:20]

    def _read(self, home: Path, state: State) -> _Opened | None:
        for place in sorted(self._directory.glob(f"{home.name}*")):
            if _manifest(place) == dict(state):
                os.utime(place / MANIFEST)
                opened = self._opened(place, dict(state))
                try:
                    opened.check(_size(place))
                except BaseException:
                    opened.client.close()
                    raise
                return opened
        return None

    def _build(self, home: Path, state: State, documents: Callable[[str], Sequence[Document]]) -> _Opened:
        draft = self._directory / f".{uuid.uuid4().hex}"
        base = _latest_home(self._directory)
        old: State = {}
        if base is not None:
            with _unreadable(base):
                shutil.copytree(base, draft)
                self._mend(draft, _manifest(base), state, documents, _size(base))
                old = state
        if not old:
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            self._mend(draft, {}, state, documents, 0)
        opened = self._opened(draft, state)
        said = {"documents": opened.collection.count(), "tables": dict(sorted(state.items()))}
        opened.client.close()
        (draft / MANIFEST).write_text(json.dumps(said), encoding="utf-8")
        return self._opened(_settled(draft, home), dict(state))

    def _mend(
        self, draft: Path, old: State, new: State, documents: Callable[[str], Sequence[Document]], size: int
    ) -> None:
        """Turn the documents of `old`, `size` of them, into those of `new`."""
        from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode

        opened = self._opened(draft, old)
        try:
            opened.check(size)
            for table in old:
                if new.get(table) != old[table]:
                    opened.index.delete_ref_doc(table)
            nodes = [
                TextNode(
                    id_=document.id,
                    text=document.text,
                    relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=table)},
                )
                for table in new
                if new[table] != old.get(table)
                for document in documents(table)
            ]
            for start in range(0, len(nodes), BATCH):
                opened.index.insert_nodes(nodes[start : start + BATCH])
        finally:
            opened.client.close()

    def _opened(self, home: Path, state: State) -> _Opened:
        import chromadb
        from chromadb.config import Settings
        from llama_index.core import VectorStoreIndex
        from llama_index.vector_stores.chroma import ChromaVectorStore

        client = cast("Client", chromadb.PersistentClient(str(home), settings=Settings(anonymized_telemetry=False)))
        # No embedding function: Chroma's default one would download a model. LlamaIndex brings the vectors.
        collection = client.get_or_create_collection(
            COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        store = ChromaVectorStore(chroma_collection=collection)
        index = VectorStoreIndex.from_vector_store(store, embed_model=self._embedding)
        return _Opened(home, dict(state), client, collection, index)


@dataclass(frozen=True, slots=True)
class _Opened:
    home: Path
    state: dict[str, str]
    client: Client
    collection: Any
    index: VectorStoreIndex

    def check(self, documents: int) -> None:
        """Raises what Chroma raises when it cannot read the directory, ValueError when documents are missing."""
        counted = self.collection.count()
        if counted != documents:
            msg = f"it holds {counted} documents instead of {documents}"
            raise ValueError(msg)
        if documents and not self.nearest("check", 1):
            msg = "its vectors are missing"
            raise ValueError(msg)

    def nearest(self, question: str, limit: int) -> list[Near]:
        found = self.index.as_retriever(similarity_top_k=limit).retrieve(question)
        near = [_near(hit.node.node_id, hit.score or 0.0) for hit in found]
        return sorted(near, key=lambda n: (-n.cosine, n.table, n.column))


def _near(node_id: str, similarity: float) -> Near:
    table, _, column = node_id.partition("\x1f")
    # The adapter gives exp(-distance), and Chroma's cosine distance is 1 - cosine.
    return Near(table, column, round(1.0 + math.log(similarity), 6) if similarity > 0 else 0.0)


@contextlib.contextmanager
def _unreadable(home: Path) -> Iterator[None]:
    """What a damaged or locked directory raises ends here, told in the log; the caller builds another one."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, sqlite3.Error, OSError, ValueError) as error:
        logger.warning("The schema index in %s cannot be read (%s): it is built anew.", home, error)
        with contextlib.suppress(OSError):
            (home / MANIFEST).unlink(missing_ok=True)


def _said(home: Path) -> dict[str, Any]:
    """The manifest of a complete directory; empty for one that is not complete or not ours."""
    try:
        said = json.loads((home / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _manifest(home: Path) -> dict[str, str]:
    """The state that a directory holds."""
    tables = _said(home).get("tables")
    return {str(k): str(v) for k, v in tables.items()} if isinstance(tables, dict) else {}


def _size(home: Path) -> int:
    """The number of documents that a directory held when it was completed; -1 when it does not say."""
    documents = _said(home).get("documents")
    return documents if isinstance(documents, int) else -1


def _homes(directory: Path) -> list[Path]:
    """Complete directories, the one used last first."""
    ages: list[tuple[float, str, Path]] = []
    for manifest in directory.glob(f"[!.]*/{MANIFEST}"):
        with contextlib.suppress(OSError):
            ages.append((-manifest.stat().st_mtime, manifest.parent.name, manifest.parent))
    return [home for _, _, home in sorted(ages)]


def _latest_home(directory: Path) -> Path | None:
    return next(iter(_homes(directory)), None)


def _latest(directory: Path) -> State:
    home = _latest_home(directory)
    return _manifest(home) if home else {}


def _settled(draft: Path, home: Path) -> Path:
    """The draft under its lasting name; under one beside it when that is taken, by a broken one or another process's."""
    try:
        return draft.rename(home)
    except OSError:
        return draft.rename(home.with_name(f"{home.name}-{draft.name[1:9]}"))


def _drop_old(directory: Path, using: Path) -> None:
    kept = {using, *_homes(directory)[:KEPT]}
    for home in directory.iterdir():
        if _OURS.fullmatch(home.name) and home not in kept:
            shutil.rmtree(home, ignore_errors=True)
