"""How many tokens a text is for a chat model: an estimate that needs no download.

It counts with cl100k, the table that LlamaIndex bundles. Other models split text a little otherwise: take the figure as
right to some 15 %.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@lru_cache(maxsize=8192)
def count(text: str) -> int:
    """Tokens of a text. The first call of a process loads the table, about 0.1 s once LlamaIndex is there."""
    return len(_encoder()(text))


@cache
def _encoder() -> Callable[[str], list[Any]]:
    from llama_index.core.utils import get_tokenizer

    return get_tokenizer()
