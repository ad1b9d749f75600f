"""Static word embeddings for tables, columns and questions: wordllama's bundled model, 256 dimensions, no download.

A text's vector is the mean of its tokens' vectors, of length 1. It is made in well under a millisecond, so nothing is
cached. Any other LlamaIndex `BaseEmbedding` may stand in its place.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.embeddings import BaseEmbedding

if TYPE_CHECKING:
    from wordllama.inference import WordLlamaInference

Vectors = npt.NDArray[np.float32]


class StaticEmbedding(BaseEmbedding):
    """LlamaIndex's embedding over wordllama. Make one per process and hand it on: loading takes 0.15 s."""

    _model: WordLlamaInference = PrivateAttr()

    def __init__(self) -> None:
        super().__init__(model_name="wordllama-l2-supercat-256", embed_batch_size=2048)
        self._model = _bundled()

    @classmethod
    def class_name(cls) -> str:
        return "StaticEmbedding"

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 for each text; a text without any known token gives a row of zeros."""
        if not texts:
            return np.zeros((0, 256), dtype=np.float32)
        rows: Vectors = self._model.embed([text or " " for text in texts], batch_size=256)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return (rows / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in row] for row in self.vectors(texts).tolist()]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


def _bundled() -> WordLlamaInference:
    """The model inside wordllama's own wheel. `cache_dir` points there since its loader looks elsewhere by itself."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    import wordllama

    # wordllama configures the root logger when it is imported; what logs and where is not its business.
    root.handlers[:], root.level = handlers, level
    home = Path(wordllama.__file__).parent
    return wordllama.WordLlama.load(cache_dir=home, disable_download=True)
