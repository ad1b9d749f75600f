"""Columns of whole numbers, dates and labels, and their way into Arrow.

Money and weights are whole numbers of the smallest unit until the last moment, so every sum is exact. In every column of
numbers or labels a negative value stands for NULL, in one of dates NaT does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

NULL = -1


@dataclass(slots=True)
class Column:
    """`places` moves the decimal point (2: cents to euros); with `names`, the values are positions in it."""

    values: NDArray[Any]
    places: int | None = None
    names: Sequence[str] | None = None

    def take(self, rows: NDArray[Any]) -> Column:
        return Column(self.values[rows], self.places, self.names)

    def arrow(self) -> pa.Array[Any]:
        if self.values.dtype.kind in "Mb":
            plain: pa.Array[Any] = pa.array(self.values)
            return plain
        missing = self.values < 0
        if self.names is not None:
            places = pa.array(self.values.astype(np.int32), pa.int32(), mask=missing)
            labels: pa.Array[Any] = pa.array(list(self.names), pa.string())
            return labels.take(places)
        numbers = pa.array(self.values.astype(np.int64), pa.int64(), mask=missing)
        return numbers if self.places is None else _shift(numbers, self.places)


Frame: TypeAlias = dict[str, Column]


def whole(values: NDArray[Any]) -> Column:
    return Column(values)


def money(cents: NDArray[Any]) -> Column:
    return Column(cents, places=2)


def label(codes: NDArray[Any], names: Sequence[str]) -> Column:
    return Column(codes, names=names)


def text(values: Sequence[str]) -> Column:
    return Column(np.arange(len(values)), names=values)


def rows(frame: Frame) -> int:
    return len(next(iter(frame.values())).values)


def take(frame: Frame, chosen: NDArray[Any]) -> Frame:
    """The frame of the chosen rows, by position or by truth."""
    return {name: column.take(chosen) for name, column in frame.items()}


def to_arrow(frame: Frame) -> pa.Table:
    return pa.table({name: column.arrow() for name, column in frame.items()})


def _shift(numbers: pa.Array[Any], places: int) -> pa.Array[Any]:
    """Whole numbers as decimals with `places` digits after the point: the same bits, read as another type."""
    wide = np.zeros((len(numbers), 2), dtype=np.int64)
    wide[:, 0] = numbers.fill_null(0).to_numpy(zero_copy_only=False)
    valid = None if numbers.null_count == 0 else numbers.is_valid().buffers()[1]
    return pa.Array.from_buffers(pa.decimal128(18, places), len(numbers), [valid, pa.py_buffer(wide.tobytes())])
