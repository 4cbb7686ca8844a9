"""Spreadsheets made by hand, part by part: what no writing library would write."""

from __future__ import annotations

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip of named parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def xlsx(rows: str, *, before: str = "", after: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    """A workbook of one sheet whose rows are given as XML; two styles: 0 plain, 1 a date."""
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
            '<sheet name="表" sheetId="1" r:id="r1"/><sheet name="字典" sheetId="2" state="hidden" r:id="r2"/>'
            "</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": "<Relationships>"
            f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{RELATIONS}/worksheet" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
            "xl/styles.xml": styles,
            "xl/worksheets/sheet1.xml": f'{before}<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/>'
            f"<sheetData>{rows}</sheetData>{after}</worksheet>",
            "xl/worksheets/sheet2.xml": f"<worksheet><sheetData>{text_row(1, '藏')}</sheetData></worksheet>",
            **(more or {}),
        }
    )


def text_row(line: int, *texts: str) -> str:
    """A row of inline texts, from column A."""
    cells = "".join(
        f'<c r="{chr(65 + at)}{line}" t="inlineStr"><is><t>{text}</t></is></c>' for at, text in enumerate(texts)
    )
    return f'<row r="{line}">{cells}</row>'


def ods(rows: str, *, styles: str = "", table: str = "") -> bytes:
    """An OpenDocument spreadsheet of one sheet whose rows are given as XML."""
    names = " ".join(f'xmlns:{short}="{OASIS}{short}:1.0"' for short in ("office", "table", "text", "style"))
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f'<office:spreadsheet><table:table table:name="表" {table}>{rows}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def ods_cell(text: str, attributes: str = "") -> str:
    """A text cell."""
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'
