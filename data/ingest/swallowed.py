"""Lines of a delimited file that a quote without its end has taken into one value: found, told, or refused.

A value may hold several lines by right (an address, a letter). What gives the others away is that the lines in it are
rows: they have the usual number of fields, with numbers and dates where each other has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from data.errors import BadInput
from data.ingest.dialect import Dialect, typed
from data.ingest.words import counted

ALIKE = 0.8
"""So many of the lines have to be rows; others hold delimiters of their own."""
NARROW = 3
"""Up to so many fields, their number alone proves nothing: prose has commas too."""
MOST = 0.1
"""A malformed file in which more of the rows than these are lost in values is refused."""
_SHOWN = 3
Taken = tuple[int, int]
"""(the line on which the quote is opened, how many lines further on its value ends)."""


def line_ends(cell: str) -> int:
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


def inside(row: Sequence[str]) -> int:
    """How many lines further on a row ends than it begins."""
    return sum(line_ends(cell.rstrip("\r\n")) for cell in row)


def taken_in(row: Sequence[str], form: Dialect) -> int:
    """How many lines of the file such a row has taken in; 0 where it is a row with text of several lines, or of one."""
    lines = _lines(row, form)
    if len(lines) == 1 or form.width == 1:
        return 0
    # The last of several may hold values that were quoted.
    rows = lines[:-1] if len(lines) > 2 else lines
    pieces = [[cell.strip(f" {form.quote}") for cell in line.split(form.delimiter)] for line in rows]
    whole = [piece for piece in pieces if len(piece) == form.width]
    if len(whole) < max(ALIKE * len(pieces), 2):
        return 0
    alike = any(all(typed(cell) for cell in column) for column in zip(*whole, strict=True))
    return len(lines) - 1 if alike or form.width > NARROW else 0


def holds_a_row(row: Sequence[str], form: Dialect) -> bool:
    """Whether one of the lines of such a row but the last has the usual number of fields: little in a file whose quotes are
    well-formed, much where they break in this very row."""
    return form.width > 1 and any(len(line.split(form.delimiter)) == form.width for line in _lines(row, form)[:-1])


def _lines(row: Sequence[str], form: Dialect) -> list[str]:
    return form.delimiter.join(row).rstrip("\r\n").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def refuse(path: Path, taken: Sequence[Taken], rows: int) -> None:
    """Raises BadInput where a malformed file has lost too many of its rows in values."""
    lost = sum(count for _, count in taken)
    if lost > max(_SHOWN, MOST * (rows + lost)):
        line, count = max(taken, key=lambda one: one[1])
        raise BadInput(
            f"{path.name}, line {line}: a quote is opened and not closed before line {line + count}, "
            f"so that {lost:,} lines would be inside of values instead of rows of their own.",
            "Close that quote or take it out, and load the file again.",
        )


def told(taken: Sequence[Taken]) -> list[str]:
    """What to say of the lines in the values of a file that is taken as it is."""
    if not taken:
        return []
    lost = sum(count for _, count in taken)
    shown = ", ".join(
        f"from line {line} to {line + count}" if count else f"line {line}" for line, count in taken[:_SHOWN]
    )
    return [
        (
            f"A quote seems not to be closed: {counted(lost, 'line')} that {'looks like a row is' if lost == 1 else 'look like rows are'} "
            f"inside of values ({shown}). Close or take out the quote there and load the file again, if so."
        )
    ]
