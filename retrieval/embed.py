"""Where an embedding comes from. Importing this costs nothing; LlamaIndex and the model are loaded by the call."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.static import StaticEmbedding


def load_embedding() -> StaticEmbedding:
    """The bundled static embedding. Takes about a second (LlamaIndex 0.8 s, the model 0.2 s): make one per process."""
    from retrieval.static import StaticEmbedding

    return StaticEmbedding()
