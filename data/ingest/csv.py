"""CSV, TSV and their kin: read once into a spool of text on disk, judged over all rows, then converted.

Nothing is dropped in silence: a row that does not fit is told with its line number, and a file in which too many do
not fit is refused. Line numbers count from 1, as editors do.
"""

from __future__ import annotations

import csv
import io
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO, cast, get_args

import pyarrow as pa

from data.errors import BadInput
from data.ingest import cells, swallowed
from data.ingest import dialect as dialects
from data.ingest import encoding as encodings
from data.ingest.arrow import pc
from data.ingest.dialect import Dialect
from data.ingest.infer import Decision, Evidence, Wish, combined, remarks, text_of
from data.ingest.source import ImportLimits, Source, SourceColumn, SourceTable
from data.ingest.words import arrow_type, counted

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

_ROWS = 20_000
_SAMPLE_LINES = 401
_EXAMPLES = 3
_RAGGED = 0.1
_BAD_VALUES = 0.01
_MOST_LINES = 500
"""A value of a malformed file that holds more lines than these has taken them in, whatever they look like."""
Quoting = Literal["strict", "lenient", "none"]
Row = Sequence[str | None]


@dataclass
class Odd:
    """Rows that did not have the usual number of fields, by line."""

    short: list[int] = field(default_factory=list)
    left_out: list[tuple[int, int]] = field(default_factory=list)
    """(line, number of fields)."""
    headers: list[int] = field(default_factory=list)
    taken: list[swallowed.Taken] = field(default_factory=list)
    last: swallowed.Taken = (0, 0)
    """Where the last row begins, and how many lines further on it ends."""
    opened: int = 0
    """The line with a quote that is not closed, where quotes were read as plain characters for it."""
    rows: int = 0
    broken_at: int = 0
    """The line on which quotes taken strictly broke off; 0 where they did not."""

    @property
    def even(self) -> bool:
        return not self.left_out and not self.short


@dataclass(frozen=True)
class Spool:
    """The rows as text, on disk; each batch has the columns and, last, the line of each row."""

    file: io.IOBase
    schema: pa.Schema

    def __post_init__(self) -> None:
        weakref.finalize(self, self.file.close)  # a refused import never comes to its batches

    def batches(self) -> Iterator[pa.RecordBatch]:
        self.file.seek(0)
        with pa.ipc.open_stream(self.file) as reader:
            yield from reader


def read(path: Path, limits: ImportLimits, delimiters: tuple[str, ...] | None = None) -> Source:
    """The one table of a delimited text file. Raises BadInput with the line that makes it unreadable."""
    encoding = encodings.found(path)
    csv.field_size_limit(limits.field_bytes)  # Python's own, of the whole process, is 131,072
    try:
        form = _form(path, encoding, limits, delimiters)
        names = _names(form)
        if len(names) > limits.columns:
            raise BadInput(f"{path.name} has {len(names):,} columns, the limit is {limits.columns:,}.", "Split it.")
        spool, evidence, odd, quoting = _spooled(path, encoding, form, names, limits)
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{path.name} breaks off or is not in {encoding}: {error.reason}.", "Save it as UTF-8."
        ) from error
    _refuse_ragged(path, form, odd)
    if quoting == "lenient":
        swallowed.refuse(path, odd.taken, odd.rows)
    text = _Text(path, encoding, form, names, spool, evidence, odd, quoting)
    return Source((_typed(text, {}),))


@dataclass(frozen=True)
class _Text:
    """The whole file as text, with what its values say about their types."""

    path: Path
    encoding: str
    form: Dialect
    names: list[str]
    spool: Spool
    evidence: list[Evidence]
    odd: Odd
    quoting: Quoting


def _typed(text: _Text, wishes: Mapping[str, Wish]) -> SourceTable:
    """The table with its types decided, but for the columns for which a person wants another."""
    form, names, evidence = text.form, text.names, text.evidence
    hints = combined(list(evidence))
    decided = [
        e.as_wished(wishes[name], hints) if name in wishes else e.decide(hints)
        for name, e in zip(names, evidence, strict=True)
    ]
    decisions, warnings = _verified(text.spool, decided, names, frozenset(wishes))
    keep = [
        i for i, e in enumerate(evidence) if e.seen or (form.header and i < len(form.header) and form.header[i].strip())
    ]
    columns = tuple(SourceColumn(names[i], decisions[i].type, unit=decisions[i].unit) for i in keep)
    found = [*form.found, *_found(decisions), *remarks((names[i], evidence[i], decisions[i]) for i in keep)]
    if text.encoding != "utf-8":
        found.insert(0, f"encoding {text.encoding}")
    if len(keep) < len(names):
        found.append(f"{len(names) - len(keep)} empty columns without a name left out")
    return SourceTable(
        name=text.path.name.split(".")[0] or text.path.stem,
        columns=columns,
        batches=lambda: _converted(text.spool, decisions, keep, columns),
        warnings=[*_told(text.odd, form, text.quoting), *warnings],
        found=tuple(dict.fromkeys(found)),
        retyped=lambda wanted: _typed(text, wanted),
    )


# -- the form of the file


def _form(path: Path, encoding: str, limits: ImportLimits, delimiters: tuple[str, ...] | None) -> Dialect:
    with path.open(encoding=encoding, newline="") as file:
        lines: list[str] = []
        while len(lines) < _SAMPLE_LINES and (line := file.readline(limits.field_bytes)):
            if len(line) == limits.field_bytes:
                raise _too_long(path, len(lines) + 1, limits)
            lines.append(line)
    if not "".join(lines).strip():
        raise BadInput(f"{path.name} holds nothing but white space.", "Choose a file with a header and one row.")
    return dialects.sniffed(lines) if delimiters is None else dialects.sniffed(lines, delimiters)


def _too_long(path: Path, line: int, limits: ImportLimits) -> BadInput:
    return BadInput(
        f"{path.name}, line {line}: a field is longer than {limits.field_bytes:,} characters.",
        "Check for a quote that is never closed, or for a file without line ends.",
    )


def _names(form: Dialect) -> list[str]:
    """One name per column, each different; a column without a name is known by its number."""
    header = [*form.header, *[""] * (form.width - len(form.header))] if not form.pad_front else ["", *form.header]
    names: list[str] = []
    for number, cell in enumerate(header, 1):
        name = plain = " ".join(cell.replace("\ufeff", "").split()) or f"column_{number}"
        count = 1
        while name in names:
            count += 1
            name = f"{plain} ({count})"
        names.append(name)
    return names


# -- rows


def _spooled(
    path: Path, encoding: str, form: Dialect, names: list[str], limits: ImportLimits
) -> tuple[Spool, list[Evidence], Odd, Quoting]:
    """Read all rows, quotes taken more and more loosely: the first reading in which no value has taken in lines that look
    like rows, as plain characters only where that fits all rows; else the strictest that came to the end."""
    first: tuple[Spool, list[Evidence], Odd, Quoting] | None = None
    broken = ""
    broken_at = 0
    for quoting in get_args(Quoting):
        if first is not None and quoting == "lenient":
            continue  # the same as strict, where that came to the end
        try:
            spool, evidence, odd = _spool(path, encoding, form, names, quoting, broken_at)
        except _MalformedError as error:
            broken, broken_at = str(error), error.line
            continue
        except _LongFieldError as error:
            if quoting == "none" and first is None:
                raise _too_long(path, error.line, limits) from error
            continue
        if "end of data" in broken and quoting == "lenient" and odd.last[0] not in dict(odd.taken):
            odd.taken.append(odd.last)
        odd.opened = first[2].taken[0][0] if first else 0
        if not odd.taken and (first is None or quoting != "none" or odd.even):
            return spool, evidence, odd, quoting
        first = first or (spool, evidence, odd, quoting)
    if first is None:
        raise BadInput(f"{path.name} cannot be read as rows: {broken}.", "Export it again as CSV.")
    return first


class _LongFieldError(Exception):
    """A field is longer than the limit; `line` is the one on which it breaks off."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _MalformedError(Exception):
    """The rows cannot be read in this way; `line` is the one on which that shows."""

    def __init__(self, said: str, line: int) -> None:
        super().__init__(said)
        self.line = line


def _spool(
    path: Path, encoding: str, form: Dialect, names: list[str], quoting: Quoting, broken_at: int
) -> tuple[Spool, list[Evidence], Odd]:
    schema = pa.schema([pa.field(name, pa.string()) for name in names] + [pa.field("line", pa.int64())])
    evidence = [Evidence(name) for name in names]
    odd = Odd(broken_at=broken_at)
    spool = Spool(cast(io.IOBase, tempfile.TemporaryFile()), schema)  # noqa: SIM115 - lives as long as the table's batches
    with path.open(encoding=encoding, newline="") as file, pa.ipc.new_stream(spool.file, schema) as writer:
        for lines, rows in _chunks(file, form, quoting, odd):
            if not rows:
                continue
            arrays = [pa.array(values, type=pa.string()) for values in zip(*rows, strict=True)]
            for one, array in zip(evidence, arrays, strict=True):
                one.add(array)
            writer.write_batch(pa.RecordBatch.from_arrays([*arrays, pa.array(lines)], schema=schema))
    return spool, evidence, odd


def _chunks(file: TextIO, form: Dialect, quoting: Quoting, odd: Odd) -> Iterator[tuple[list[int], list[Row]]]:
    for _ in range(form.skip):
        file.readline()
    reader = form.rows(file, strict=quoting == "strict", quotes=quoting != "none")
    header = list(form.header)
    if header:
        next(reader, None)
    before = reader.line_num
    while rows := _next_rows(reader, form.skip):
        lines = _lines(rows, before + form.skip, reader.line_num - before)
        if reader.line_num - before != len(rows):
            odd.taken += _taken(rows, lines, form, quoting, odd.broken_at)
        odd.last = (lines[-1], swallowed.inside(rows[-1]))
        before = reader.line_num
        if quoting == "none":
            rows = [[_unquoted(cell, form.quote) for cell in row] for row in rows]
        yield _evened(lines, rows, form.width, header, odd)


def _next_rows(reader: CsvReader, skipped: int) -> list[list[str]]:
    try:
        return list(islice(reader, _ROWS))
    except csv.Error as error:
        if "field larger" in str(error):
            raise _LongFieldError(reader.line_num + skipped) from error
        raise _MalformedError(str(error), reader.line_num + skipped) from error


def _lines(rows: list[list[str]], start: int, count: int) -> list[int]:
    """The line on which each row begins."""
    if count == len(rows):
        return list(range(start + 1, start + 1 + count))
    lines, line = [], start + 1
    for row in rows:
        lines.append(line)
        line += 1 + sum(map(swallowed.line_ends, row))
    return lines


def _taken(
    rows: list[list[str]], lines: list[int], form: Dialect, quoting: Quoting, broken_at: int
) -> Iterator[swallowed.Taken]:
    """The rows that have taken in lines of the file, each with how many. Quotes taken strictly broke off at `broken_at`."""
    for row, line in zip(rows, lines, strict=True):
        ends = swallowed.inside(row)
        runs_on = quoting == "lenient" and (
            ends > _MOST_LINES
            or len(row) != form.width
            or (line <= broken_at <= line + ends and swallowed.holds_a_row(row, form))
        )
        count = ends if runs_on else swallowed.taken_in(row, form)
        if count:
            yield line, count


def _unquoted(cell: str, quote: str) -> str:
    stripped = cell.strip()
    return stripped[1:-1] if len(stripped) > 1 and stripped[0] == stripped[-1] == quote else cell


def _evened(
    lines: list[int], rows: list[list[str]], width: int, header: list[str], odd: Odd
) -> tuple[list[int], list[Row]]:
    """The rows that are of the width, or can be made so; the others are noted."""
    odd.rows += len(rows)
    if all(len(row) == width for row in rows) and header not in rows:
        return lines, list(rows)
    kept_lines: list[int] = []
    kept: list[Row] = []
    for line, row in zip(lines, rows, strict=True):
        fitted = _fitted(line, row, width, header, odd)
        if fitted is not None:
            kept_lines.append(line)
            kept.append(fitted)
    return kept_lines, kept


def _fitted(line: int, row: list[str], width: int, header: list[str], odd: Odd) -> Row | None:
    if not row or not any(cell.strip() for cell in row):
        odd.rows -= 1
        return None
    if row == header:
        odd.headers.append(line)
        return None
    if len(row) == width:
        return row
    if len(row) > width and not any(cell.strip() for cell in row[width:]):
        return row[:width]
    if len(row) > width or (len(row) == 1 and width > 2):
        odd.left_out.append((line, len(row)))
        return None
    odd.short.append(line)
    return [*row, *[None] * (width - len(row))]


def _refuse_ragged(path: Path, form: Dialect, odd: Odd) -> None:
    kept = odd.rows - len(odd.left_out) - len(odd.headers)
    if odd.left_out and (len(odd.left_out) >= max(kept, 1) or len(odd.left_out) > max(3, _RAGGED * odd.rows)):
        line, count = odd.left_out[0]
        raise BadInput(
            f"{path.name}, line {line}: {count} fields where {form.width} are usual, and so in {len(odd.left_out)} rows.",
            "Check the delimiter and the quotes around that line, and export the file again.",
        )
    if kept <= 0:
        raise BadInput(
            f"{path.name} has a header (line {form.skip + 1}) and no row.", "Choose a file that holds at least one row."
        )


# -- types


def _verified(
    spool: Spool, decisions: list[Decision], names: list[str], wished: frozenset[str] = frozenset()
) -> tuple[list[Decision], list[str]]:
    """Try each conversion on all rows; a column in which too much is lost stays text, a little is told with lines.

    A type that a person wished is kept whatever is lost, which is told.
    """
    bad = [0] * len(decisions)
    known = [0] * len(decisions)
    examples: list[list[str]] = [[] for _ in decisions]
    typed = [i for i, d in enumerate(decisions) if d.type != "VARCHAR"]
    for batch in spool.batches() if typed else ():
        for i in typed:
            values = batch.column(i)
            lost = pc.and_(pc.is_null(decisions[i].convert(values)), pc.invert(decisions[i].blank(values)))
            known[i] += len(values)
            count = pc.sum(lost).as_py() or 0
            bad[i] += count
            most = cells.MOST_TOLD if names[i] in wished else _EXAMPLES
            if count and len(examples[i]) < most:
                pairs = zip(batch.column(len(names)).filter(lost), values.filter(lost), strict=True)
                examples[i] += [f"line {line} {str(v)[:40]!r}" for line, v in islice(pairs, most - len(examples[i]))]
    warnings = []
    for i, name in enumerate(names):
        shown = "; ".join(examples[i][:_EXAMPLES])
        if bad[i] > _BAD_VALUES * known[i] and name not in wished:
            warnings.append(
                f"{name}: {counted(bad[i], 'value')} {'does' if bad[i] == 1 else 'do'} not fit {decisions[i].type} ({shown}); kept as text."
            )
            decisions[i] = Decision("VARCHAR", text_of)
            continue
        if bad[i]:
            warnings.append(cells.misfits(name, decisions[i].type, bad[i], examples[i]))
        warnings += [f"{name}: {warning}" for warning in decisions[i].warnings]
    return decisions, warnings


def _converted(
    spool: Spool, decisions: list[Decision], keep: list[int], columns: tuple[SourceColumn, ...]
) -> Iterator[pa.RecordBatch]:
    schema = pa.schema([(c.name, arrow_type(c.type)) for c in columns])
    for batch in spool.batches():
        arrays = [decisions[i].convert(batch.column(i)) for i in keep]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


# -- what is told


def _found(decisions: list[Decision]) -> list[str]:
    return [told for decision in decisions for told in decision.found]


def _told(odd: Odd, form: Dialect, quoting: Quoting) -> list[str]:
    warnings = []
    if odd.left_out:
        shown = ", ".join(f"line {line} has {count}" for line, count in odd.left_out[:5])
        has = "it has" if len(odd.left_out) == 1 else "they have"
        warnings.append(f"{counted(len(odd.left_out), 'row')} left out: {has} not {form.width} fields ({shown}).")
    if odd.short:
        shown = ", ".join(str(line) for line in odd.short[:5])
        has = "has too few fields and was" if len(odd.short) == 1 else "have too few fields and were"
        warnings.append(f"{counted(len(odd.short), 'row')} {has} filled up (line {shown}).")
    if odd.headers:
        shown = ", ".join(str(line) for line in odd.headers[:5])
        warnings.append(f"The header occurs again and was left out there (line {shown}).")
    if quoting == "none":
        where = f" (line {odd.opened})" if odd.opened else ""
        warnings.append(
            f"A quote is opened and never closed{where}; quotes inside of fields were read as plain characters."
        )
    return [*warnings, *swallowed.told(odd.taken)]
