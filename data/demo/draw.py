"""Random draws that are the same on every machine and under every version of numpy.

Only the raw bits of PCG64 are used (numpy promises that stream) and only exact arithmetic on them: whole numbers, and
floats under `+ - * /`. No distribution of numpy's own, no logarithm, no power, no sum of floats, whose last bit depends
on the processor.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]


class Draw:
    """A stream of draws of its own for each `name`: adding a table does not change the rows of another one."""

    def __init__(self, name: str) -> None:
        digest = hashlib.sha256(f"candor demo {name}".encode()).digest()
        self._bits = np.random.PCG64(int.from_bytes(digest[:8], "big"))

    def unit(self, n: int) -> Floats:
        """`n` numbers from 0 up to, but without, 1."""
        raw = np.asarray(self._bits.random_raw(n), dtype=np.uint64)
        return (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def below(self, n: int, limit: int | Ints) -> Ints:
        """`n` whole numbers from 0 to `limit` - 1."""
        return (self.unit(n) * limit).astype(np.int64)

    def between(self, n: int, low: int, high: int) -> Ints:
        """`n` whole numbers from `low` to `high`, both included."""
        return self.below(n, high - low + 1) + low

    def chance(self, n: int, share: float | Floats) -> Bools:
        """`n` truths of which about `share` are true."""
        return self.unit(n) < share

    def pick(self, n: int, weights: Sequence[int] | Ints) -> Ints:
        """`n` positions in `weights`, each as often as its weight says."""
        ends = np.cumsum(np.asarray(weights, dtype=np.int64))
        return np.searchsorted(ends, self.below(n, int(ends[-1])), side="right").astype(np.int64)
