"""The form of a delimited file: delimiter, quote, where the header is, whether there is one."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

_DELIMITERS = (",", ";", "\t", "|", "^", "~")
_NAMES = {"\t": "tab", " ": "space"}
_LINES = 400
_TYPED = re.compile(
    r"[+\-−]?[$€£]?\s*\d[\d.,'’ ]*\s*[%€$£]?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?|true|false|\d{1,2}:\d{2}(:\d{2})?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Dialect:
    delimiter: str
    quote: str
    """`"` or `'`."""
    spaced: bool
    """A space follows each delimiter."""
    width: int
    skip: int
    """Lines above the header (or above the first row)."""
    header: tuple[str, ...]
    """Empty when the file has none."""
    pad_front: bool = False
    """The header lacks the name of the first column, as R writes it."""

    def rows(self, lines: Iterable[str], *, strict: bool, quotes: bool) -> CsvReader:
        """A reader of this dialect over lines."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            quoting=csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE,
            skipinitialspace=self.spaced,
            strict=strict,
        )

    @property
    def found(self) -> tuple[str, ...]:
        told = [f"delimiter {_NAMES.get(self.delimiter, repr(self.delimiter))}"]
        if self.quote == "'":
            told.append("quotes are '")
        if self.skip:
            told.append(f"{self.skip} line{'s' if self.skip > 1 else ''} above the header left out")
        if not self.header:
            told.append("no header: columns were named by number")
        return tuple(told)


def sniffed(lines: list[str], delimiters: tuple[str, ...] = _DELIMITERS) -> Dialect:
    """The dialect that reads the first lines most evenly; a file of one column has the delimiter `,`."""
    sample = lines[:_LINES]
    skip = 0
    if sample and (told := re.fullmatch(r"sep=(.)\s*", sample[0].lstrip("\ufeff"))):
        delimiters, skip = (told.group(1),), 1
    body = sample[skip:]
    if len(lines) > len(sample):
        body = body[:-1]
    (share, width), delimiter = _best(body, delimiters, '"')
    quote = '"'
    other = _best(body, delimiters, "'")
    if other[0][0] > share + 0.1:
        (share, width), delimiter, quote = *other, "'"
    if width < 2 or share < 0.3:
        width, delimiter, quote = 1, delimiters[0] if len(delimiters) == 1 else ",", '"'
    rows = _rows(body, delimiter, quote)
    spaced = _spaced(body, delimiter)
    if spaced:
        rows = _rows(body, delimiter, quote, spaced=True)
    # Where it is only that `"` are left open, no other sign takes their place.
    mark = quote if any(quote in line for line in body) else '"'
    return _with_header(rows, Dialect(delimiter, mark, spaced, width, skip, ()))


def _best(lines: list[str], delimiters: tuple[str, ...], quote: str) -> tuple[tuple[float, int], str]:
    return max(((_score(_rows(lines, d, quote)), d) for d in delimiters), key=lambda scored: scored[0])


def _rows(lines: list[str], delimiter: str, quote: str, *, spaced: bool = False) -> list[tuple[int, list[str]]]:
    """(number of the first line, fields) of each row that is not blank."""
    reader = csv.reader(
        io.StringIO("".join(lines), newline=""), delimiter=delimiter, quotechar=quote, skipinitialspace=spaced
    )
    return list(_numbered(reader))


def _numbered(reader: CsvReader) -> Iterator[tuple[int, list[str]]]:
    before = 0
    try:
        for row in reader:
            if row:
                yield before, row
            before = reader.line_num
    except csv.Error:
        return


def _score(rows: list[tuple[int, list[str]]]) -> tuple[float, int]:
    """(share of rows that have the usual width, that width); even reading of few columns goes before uneven of many."""
    counts = Counter(len(row) for _, row in rows if len(row) > 1)
    if not counts:
        return 0.0, 1
    width, often = max(counts.items(), key=lambda wc: (wc[1], wc[0]))
    return often / len(rows), width


def _spaced(lines: list[str], delimiter: str) -> bool:
    text = "".join(lines)
    count = text.count(delimiter)
    return delimiter != "\t" and count > 0 and text.count(delimiter + " ") > 0.9 * count


def _with_header(rows: list[tuple[int, list[str]]], dialect: Dialect) -> Dialect:
    start, width = _start(rows, dialect.width)
    if start is None:
        return dialect
    line, first = rows[start]
    rest = [row for _, row in rows[start + 1 :] if len(row) in (width, dialect.width)]
    skip = dialect.skip + line
    pad = (
        len(first) == dialect.width - 1
        and bool(rest)
        and any(row[-1].strip() for row in rest if len(row) == dialect.width)
    )
    header = tuple(first) if _is_header(first, rest, offset=1 if pad else 0) else ()
    width = max(dialect.width, len(header))
    return Dialect(dialect.delimiter, dialect.quote, dialect.spaced, width, skip, header, pad and bool(header))


def _start(rows: list[tuple[int, list[str]]], width: int) -> tuple[int | None, int]:
    """The first row that belongs to the table: of the usual width (or one short, over rows of the usual one) and not bare."""
    for index, (_, row) in enumerate(rows[:50]):
        if row[0].startswith("#") and len(row) != width:
            continue
        filled = sum(bool(cell.strip()) for cell in row)
        if len(row) == width and (filled > 1 or width < 3):
            return index, width
        if len(row) == width - 1 and width > 2 and filled == len(row) and index + 1 < len(rows):
            return index, width - 1
        if len(row) > width and index == 0:
            return index, len(row)
    return (0, width) if rows else (None, width)


def _is_header(first: list[str], rest: list[list[str]], offset: int) -> bool:
    cells = [cell.strip() for cell in first]
    if not any(cells):
        return False
    if not rest:
        return not any(typed(cell) for cell in cells if cell)
    figures = [i for i, cell in enumerate(cells) if cell and typed(cell)]
    if figures:
        return all(_YEAR.fullmatch(cells[i]) for i in figures) and _years_head(cells, figures, rest, offset)
    below = rest[:100]
    columns = [[row[i + offset].strip() for row in below if i + offset < len(row)] for i in range(len(cells))]
    if any(_share_typed(column) > 0.5 for column in columns):
        return True
    recurs = sum(bool(cell) and column.count(cell) > 0 for cell, column in zip(cells, columns, strict=True))
    whole = sum(row == first for row in below)
    return recurs == 0 or whole > 0


def _years_head(cells: list[str], figures: list[int], rest: list[list[str]], offset: int) -> bool:
    """Years as names of columns: something else is a name too, and what is below them are no years."""
    if len(figures) == len(cells):
        return False
    return not any(
        _YEAR.fullmatch(row[i + offset].strip()) for row in rest[:20] for i in figures if i + offset < len(row)
    )


def typed(cell: str) -> bool:
    """Whether it is written like a number, a date, a time of day or a truth value."""
    return bool(_TYPED.fullmatch(cell))


def _share_typed(column: list[str]) -> float:
    known = [cell for cell in column if cell]
    return sum(typed(cell) for cell in known) / len(known) if known else 0.0
