"""Arrow's arrays and kernels under names that the type checker leaves alone.

The kernels' stubs have overloads that reject plain strings, which the kernels take; what the readers do with arrays is
held by tests instead.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import pyarrow.compute as _compute

Array: TypeAlias = Any
"""A `pyarrow.Array`, of text unless said otherwise."""
pc: Any = _compute
