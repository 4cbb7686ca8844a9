"""Spreadsheet bytes → raw sheets: nothing is lost, nothing is evaluated, nothing harmful is opened."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import xlsxwriter

from graph.reading import check
from graph.reading.gazetteer import Gazetteer
from graph.workbook import reader as reading
from graph.workbook.parts import LONGEST_CELL, MERGED_BEYOND
from graph.workbook.reader import BIGGEST_FILE, Cell, CellKind, Merged, RawSheet, Unreadable, WorkbookReader
from tests.support.raw_books import MAIN, ods, ods_cell, text_row, xlsx, zipped


@pytest.fixture(scope="module")
def reader() -> Iterator[WorkbookReader]:
    with WorkbookReader() as reader:
        yield reader


def texts(sheet: RawSheet) -> dict[int, list[str]]:
    """The texts of each line."""
    return {line: [cell.text for _, cell in sorted(cells.items())] for line, cells in sheet.rows.items()}


def cause(reader: WorkbookReader, name: str, content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        reader.read(name, content)
    return refused.value.cause


def test_cells_keep_their_kind_and_their_digits(reader: WorkbookReader) -> None:
    rows = (
        '<row r="3"><c r="B3"><v>13900000206</v></c><c r="C3"><v>4.2999999999999998</v></c>'
        '<c r="D3" s="1"><v>46086</v></c>'
        '<c r="E3" t="b"><v>1</v></c><c r="F3"><f>A1+1</f></c><c r="G3" t="e"><f>A1</f><v>#REF!</v></c>'
        '<c r="H3" t="str"><f>B1&amp;"号"</f><v>3号</v></c><c r="I3" t="str"><f>""</f><v></v></c>'
        '<c r="J3"><v>999999190001030075</v></c></row>'
    )
    (sheet, hidden) = reader.read("a.xlsx", xlsx(rows))
    assert sheet.rows == {
        3: {
            1: Cell(CellKind.NUMBER, "13900000206"),
            2: Cell(CellKind.NUMBER, "4.3"),
            3: Cell(CellKind.DATE, "2026-03-05"),
            4: Cell(CellKind.BOOL, "true"),
            5: Cell(CellKind.FORMULA, ""),
            6: Cell(CellKind.ERROR, "#REF!"),
            7: Cell(CellKind.TEXT, "3号"),
            9: Cell(CellKind.NUMBER, "999999190001030075"),
        }
    }
    assert (hidden.hidden, hidden.rows) == (True, {})


def test_merged_cells_and_phonetic_guides(reader: WorkbookReader) -> None:
    shared = (
        f'<sst xmlns="{MAIN}"><si><r><t>東</t></r><r><t>京</t></r><rPh sb="0" eb="1"><t>トウ</t></rPh></si>'
        "<si><t>一_x000D_二</t></si></sst>"
    )
    rows = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
    (sheet, _) = reader.read(
        "a.xlsx",
        xlsx(rows, after='<mergeCells><mergeCell ref="A1:A3"/></mergeCells>', more={"xl/sharedStrings.xml": shared}),
    )
    assert texts(sheet) == {1: ["東京", "一\r二"]}
    assert sheet.merged == (Merged(1, 0, 3, 0),)


FAR = 'table:number-columns-repeated="1000000000000000000000000000000"'


@pytest.mark.parametrize(
    "content",
    [
        ods(f"<table:table-row>{ods_cell('甲')}<table:table-cell {FAR}/>{ods_cell('乙')}</table:table-row>"),
        ods(f"<table:table-row>{ods_cell('甲')}</table:table-row><table:table-row {FAR.replace('columns', 'rows')}/>"
            f"<table:table-row>{ods_cell('乙')}</table:table-row>"),
        xlsx('<row><c r="ZZZ1" t="str"><v>甲</v></c></row>'),
        xlsx('<row><c r="A9999999" t="str"><v>甲</v></c></row>'),
    ],
    ids=["ods column", "ods line", "xlsx column", "xlsx line"],
)  # fmt: skip
def test_a_cell_where_no_program_has_one_is_damage(reader: WorkbookReader, content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        reader.read("a", content)
    assert refused.value.cause == "broken"


def test_merged_ranges_end_where_the_cells_do(reader: WorkbookReader) -> None:
    far = FAR.replace("repeated", "spanned")
    rows = (
        f"<table:table-row>{ods_cell('甲', far)}</table:table-row><table:table-row>{ods_cell('乙')}</table:table-row>"
    )
    assert reader.read("a.ods", ods(rows))[0].merged == (Merged(1, 0, 1, MERGED_BEYOND),)


def test_open_document_repeats_spans_and_hidden_sheets(reader: WorkbookReader) -> None:
    tall, wide = 'table:number-rows-spanned="2"', 'table:number-columns-repeated="2"'
    rows = (
        f"<table:table-row>{ods_cell('甲', tall)}<table:table-cell/>"
        f"{ods_cell('乙<text:line-break/>丙', wide)}</table:table-row>"
        '<table:table-row table:number-rows-repeated="2"><table:covered-table-cell/>'
        '<table:table-cell office:value-type="float" office:value="46086.0"/>'
        '<table:table-cell office:value-type="date" office:date-value="2026-03-05T00:00:00"/>'
        '<table:table-cell table:formula="of:=[.A1]"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    (sheet,) = reader.read("a.ods", ods(rows))
    assert texts(sheet) == {
        1: ["甲", "乙\n丙", "乙\n丙"],
        2: ["46086", "2026-03-05", ""],
        3: ["46086", "2026-03-05", ""],
    }
    assert sheet.rows[2][3].kind is CellKind.FORMULA
    assert sheet.merged == (Merged(1, 0, 2, 0),)
    hiding = '<style:style style:name="ta1"><style:table-properties table:display="false"/></style:style>'
    assert reader.read("a.ods", ods(rows, styles=hiding, table='table:style-name="ta1"'))[0].hidden


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            '姓名,备注\n甲,"一\n二"\n乙,三\n'.encode("utf-8-sig"),
            {1: ["姓名", "备注"], 2: ["甲", "一\n二"], 3: ["乙", "三"]},
        ),
        ("姓名;备注\n龚䶮;一、二\n".encode("gb18030"), {1: ["姓名", "备注"], 2: ["龚䶮", "一、二"]}),
        (
            "姓名,备注\n王某英,会修灯\n".encode("gb18030") + "李某,教唱歌\n".encode() + "赵某,画画\n".encode("gb18030"),
            {1: ["姓名", "备注"], 2: ["王某英", "会修灯"], 3: ["李某", "教唱歌"], 4: ["赵某", "画画"]},
        ),
        ("姓名\t备注\n甲\t一,二\n".encode(), {1: ["姓名", "备注"], 2: ["甲", "一,二"]}),
        ("姓名\t备注\n甲\t一\n".encode("utf-16"), {1: ["姓名", "备注"], 2: ["甲", "一"]}),
        ("姓名,备注\n甲,一\n".encode("utf-16-le"), {1: ["姓名", "备注"], 2: ["甲", "一"]}),
        ("姓名\t备注\n甲\t一\n".encode("utf-16-be"), {1: ["姓名", "备注"], 2: ["甲", "一"]}),
    ],
)
def test_separated_values(reader: WorkbookReader, content: bytes, expected: dict[int, list[str]]) -> None:
    assert texts(reader.read("a.csv", content)[0]) == expected
    assert texts(reader.read("named-wrongly.xls", content)[0]) == expected  # told by content, not by name


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty"),
        (b" \r\n\x00", "empty"),
        (b"%PDF-1.4\n...", "pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "picture"),
        ("<html><table><tr><td>姓名</td></tr></table></html>".encode(), "web_page"),
        (b"<?xml version='1.0'?><Workbook/>", "web_page"),
        (b"{\\rtf1 text}", "document"),
        ("各位居民：下周停水，请提前储水。".encode(), "unknown"),
        (bytes(range(256)) * 4, "unknown"),
        (b"PK\x03\x04" + b"garbage" * 20, "broken"),
        (zipped({"word/document.xml": "<w/>"}), "document"),
        (zipped({"notes.txt": "x"}), "archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook\0".encode("utf-16-le"), "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage\0".encode("utf-16-le"), "password"),
        (xlsx(text_row(1, "甲"))[:-30], "broken"),
        (xlsx("<row><c"), "broken"),
        (zipped({f"xl/{number}.xml": "" for number in range(2500)}), "too_large"),
        (zipped({"xl/workbook.xml": bytes(400 * 2**20)}), "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_spreadsheet_is_refused_with_its_cause(
    reader: WorkbookReader, content: bytes, expected: str
) -> None:
    assert cause(reader, "资源清单.xlsx", content) == expected


def test_entities_are_never_opened(reader: WorkbookReader) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    for before in (laughs, outside):
        assert cause(reader, "a.xlsx", xlsx(text_row(1, "&a;"), before=before)) == "broken"


def test_a_sheet_padded_with_a_million_rows_costs_little(reader: WorkbookReader) -> None:
    padding = "".join(f'<row r="{line}"><c r="A{line}" s="1"/></row>' for line in range(2, 100_000))
    (sheet, _) = reader.read("a.xlsx", xlsx(text_row(1, "甲", "乙") + padding))
    assert texts(sheet) == {1: ["甲", "乙"]}


def test_too_many_filled_cells_are_refused(reader: WorkbookReader) -> None:
    crowd = "<row>" + "<c><v>1</v></c>" * 1000 + "</row>"
    assert cause(reader, "a.xlsx", xlsx(crowd * 450)) == "too_many_cells"


def test_a_file_beyond_the_limit_is_not_even_sent(reader: WorkbookReader) -> None:
    assert cause(reader, "a.csv", b"a" * (BIGGEST_FILE + 1)) == "too_large"


def test_a_slow_child_is_ended_and_the_next_file_is_read() -> None:
    with WorkbookReader(wall_seconds=0.0) as impatient:
        assert cause(impatient, "a.csv", b"a,b\n1,2\n") == "too_slow"
        impatient._wall_seconds = 30.0
        assert texts(impatient.read("a.csv", b"a,b\n1,2\n")[0]) == {1: ["a", "b"], 2: ["1", "2"]}


def test_a_child_that_died_is_replaced(reader: WorkbookReader) -> None:
    reader.read("a.csv", b"a,b\n")
    assert reader._child is not None
    reader._child.kill()
    reader._child.wait()
    assert cause(reader, "a.csv", b"a,b\n") == "too_heavy"
    assert texts(reader.read("a.csv", b"a,b\n")[0]) == {1: ["a", "b"]}


@pytest.mark.parametrize("name", ["导出.csv", "导出.xls"])
def test_a_program_s_data_is_no_table_whatever_its_name(reader: WorkbookReader, name: str) -> None:
    assert cause(reader, name, b'[{"name": "x", "number": 1},\n {"name": "y", "number": 2}]') == "unknown"


def test_one_text_shown_in_thousands_of_cells_counts_in_each(reader: WorkbookReader) -> None:
    with io.BytesIO() as content:
        with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            for line in range(1000):
                sheet.write_string(line, 0, "长" * 30_000)  # kept once, shown in each line
        assert len(content.getvalue()) < 20_000
        assert cause(reader, "a.xlsx", content.getvalue()) == "too_large"


def test_an_answer_beyond_the_limit_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ANSWERED", 1000)
    with WorkbookReader() as small:
        assert cause(small, "a.csv", b"a,b\n" * 500) == "too_large"
        assert texts(small.read("a.csv", b"a,b\n")[0]) == {1: ["a", "b"]}


LONG = "长" * (LONGEST_CELL + 1)


@pytest.mark.parametrize(
    ("name", "content", "where"),
    [
        ("a.xlsx", xlsx(text_row(1, "甲") + text_row(2, "乙", LONG)), "表!B2"),
        ("a.ods", ods(f"<table:table-row>{ods_cell('甲')}{ods_cell(LONG)}</table:table-row>"), "表!B1"),
        ("a.csv", f"甲,乙\n丙,{LONG}\n".encode(), "B2"),
        ("a.csv", f"甲,乙\n丙,{'长' * 3_000_000}\n".encode(), "B2"),
    ],
    ids=["xlsx", "ods", "csv", "long csv"],
)
def test_a_cell_longer_than_any_spreadsheet_holds_is_named(
    reader: WorkbookReader, name: str, content: bytes, where: str
) -> None:
    assert cause(reader, name, content) == f"long_cell {where}"


def test_the_longest_cell_of_a_spreadsheet_is_read(reader: WorkbookReader) -> None:
    (sheet, _) = reader.read("a.xlsx", xlsx(text_row(1, LONG[1:])))
    assert len(sheet.rows[1][0].text) == LONGEST_CELL


def test_a_quotation_mark_that_is_never_closed_is_named_by_its_line(reader: WorkbookReader) -> None:
    rows = ["地点,需求内容,紧急程度", '三号院,"要一盏灯\n亮一点的",高', '三号院,"要一把长椅,中', "三号院,要一个棚,低"]
    assert cause(reader, "需求.csv", "\n".join(rows).encode()) == "open_quote 4"
    rows[0] = '地点,"需求"内容,紧急程度'  # a mark that does no harm hides none that does
    assert cause(reader, "需求.csv", "\n".join(rows).encode()) == "open_quote 4"
    rows[2] = '三号院,要一把24"的长椅,中'
    (sheet,) = reader.read("需求.csv", "\n".join(rows).encode())
    assert sheet.rows[4][1].text == "要一个棚"


def test_two_stray_quotation_marks_do_not_swallow_the_lines_between_them(reader: WorkbookReader) -> None:
    rows = ["地点,需求内容,程度", "三号院,一盏灯,高", '三号院,"一把椅,中', '三号院,一个棚",低', "三号院,种树,低"]
    assert cause(reader, "需求.csv", "\n".join(rows).encode()) == "stray_quotes 3-4"
    (sheet,) = reader.read("需求.csv", "\n".join([*rows[:2], '三号院,"灯,一盏\n椅子",高']).encode())
    assert sheet.rows[3][1].text == "灯,一盏\n椅子"


def test_a_cell_of_several_lines_with_a_comma_on_each_is_read_and_asked_about(reader: WorkbookReader) -> None:
    days = "周一,练声\n周二,合唱\n周三,舞蹈\n周四,排练\n周五,演出\n周六,休整"
    text = f'组织名称,活动安排\n某某合唱队,"{days}"\n某某环保社,每周六\n某某编织坊,每周日\n'
    (sheet,) = reader.read("组织.csv", text.encode())
    assert (sheet.rows[2][1].text, sheet.rows[3][0].text, sheet.joined) == (days, "某某环保社", "2-7")
    (file,) = check([("组织.csv", text.encode())], Gazetteer())
    assert (file.status, len(file.sheets[0].rows)) == ("read", 3)
    assert "第 2-7 行" in file.message["zh"]
    assert "lines 2-7" in file.message["en"]


def test_prose_of_several_lines_is_no_record_where_records_have_numbers(reader: WorkbookReader) -> None:
    before, after = "编号,想办的事,电话\n1,一盏灯,13900000001\n", "3,种树,13900000003\n"
    prose = '2,"想办活动,比如\n唱歌,跳舞,下棋\n讲座,聊天",13900000002\n'
    (sheet,) = reader.read("需求.csv", (before + prose + after).encode())
    assert (sheet.rows[3][1].text, sheet.rows[4][1].text) == ("想办活动,比如\n唱歌,跳舞,下棋\n讲座,聊天", "种树")
    records = '2,"一把椅,13900000002\n4,一个棚,13900000004\n5,一张桌",13900000005\n'
    assert cause(reader, "需求.csv", (before + records + after).encode()) == "stray_quotes 3-5"
