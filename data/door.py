"""What the command-line doors of all rooms share: how they turn away a call that they cannot read."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

WRONG_USAGE = 64
"""Exit code for wrong usage (EX_USAGE of BSD's sysexits), so that 2 can mean "refused"."""


class Parser(argparse.ArgumentParser):
    """An argument parser that exits with `WRONG_USAGE` where argparse's own exits with 2."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(WRONG_USAGE, f"{self.prog}: {message}\n")
