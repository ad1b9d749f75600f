"""Files whose readers work in a process of their own."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from data.errors import BadInput
from data.ingest.load import import_files
from data.ingest.source import ImportLimits

_ODS = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Cups">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
)
_MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_TEXT = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
_NUMBER = '<table:table-cell office:value-type="float" office:value="{0}"><text:p>{0}</text:p></table:table-cell>'


def ods(path: Path, body: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", _ODS.format(rows=body))
    return path


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def workbook(path: Path, rows: int) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number in range(rows):
            sheet.write_row(number, 0, ["a", "b"] if number == 0 else [number, "x"])
    return path


def test_an_ods_file_is_read(tmp_path: Path) -> None:
    body = row(_TEXT.format("drink"), _TEXT.format("cups")) + row(_TEXT.format("Espresso"), _NUMBER.format(3))
    (imported,) = import_files([ods(tmp_path / "c.ods", body)], tmp_path / "w.duckdb")
    assert [(c.name, c.type) for c in imported.columns] == [("drink", "VARCHAR"), ("cups", "BIGINT")]
    assert imported.rows == 1


def test_an_ods_file_that_repeats_its_rows_without_end_is_refused_within_its_limits(tmp_path: Path) -> None:
    cell = _NUMBER.format(1).replace("<table:table-cell ", '<table:table-cell table:number-columns-repeated="16000" ')
    body = row(cell).replace("<table:table-row>", '<table:table-row table:number-rows-repeated="1000000">')
    with pytest.raises(BadInput, match=r"far\.ods") as caught:
        import_files(
            [ods(tmp_path / "far.ods", body)], tmp_path / "w.duckdb", limits=ImportLimits(seconds=20, memory_mb=256)
        )
    assert caught.value.hint
    assert not (tmp_path / "w.duckdb").exists()


def test_a_reader_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"b\.xlsx took longer than 0\.05 s"):
        import_files([workbook(tmp_path / "b.xlsx", 3)], tmp_path / "w.duckdb", limits=ImportLimits(seconds=0.05))
